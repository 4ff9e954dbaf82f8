"""The base of all cases: one cloud for the whole run, and what a test makes is deleted after it."""
import itertools
import os
import subprocess
import unittest

from harness.cloud import Cloud
from harness.poll import eventually


class SharedCloud:
    """The run's cloud: started by the first case that asks, removed by the runner."""

    cloud = None
    printed = ""

    @classmethod
    def get(cls):
        if cls.cloud is None:
            cls.cloud = Cloud()
            cls.printed = cls.cloud.up()
        return cls.cloud


class CloudCase(unittest.TestCase):
    """Cases against the shared cloud, as its administrator unless said otherwise."""

    maxDiff = None
    _numbers = itertools.count(1)

    @classmethod
    def setUpClass(cls):
        cls.cloud = SharedCloud.get()
        cls.openstack = cls.cloud.client()

    def name(self, kind):
        """A name that no other test uses."""
        return f"e2e-{kind}-{os.getpid()}-{next(self._numbers)}"

    def make(self, *arguments, delete):
        """Creates something with the client, and deletes it by its id after the test."""
        made = self.openstack.json(*arguments)
        identifier = made.get("id") or made.get("ID") or made["name"]
        self.addCleanup(self.forget, *delete, identifier)
        return made

    def forget(self, *arguments):
        """Deletes what may be gone already."""
        try:
            self.openstack.text(*arguments)
        except AssertionError as problem:
            # The client words a missing image as a missing "Multi Backend".
            if not any(word in str(problem) for word in ("No ", "404", "Multi Backend")):
                raise

    def keypair(self):
        """A key pair made by ssh-keygen and imported: (its name, the private key's path)."""
        name = self.name("key")
        path = self.cloud.path(name)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
        self.openstack.text("keypair", "create", "--public-key", path + ".pub", name)
        self.addCleanup(self.openstack.text, "keypair", "delete", name)
        return name, path

    def answers(self, address, key, seconds=120):
        """Waits until the guest at a floating IP takes the key; returns its host name."""
        return eventually(
            f"ssh to {address}", lambda: self.cloud.ssh(address, "hostname", key=key).strip(), seconds, every=0.5)

    def server_is(self, server, status, seconds=60):
        """Waits until a server has a status; fails at once when it goes to ERROR instead."""
        def look():
            shown = self.openstack.json("server", "show", server)
            if shown["status"] == "ERROR" and status != "ERROR":
                raise SystemError(f"{server} is in ERROR: {shown.get('fault')}")
            return shown if shown["status"] == status else None
        return eventually(f"{server} is {status}", look, seconds, every=0.3)
