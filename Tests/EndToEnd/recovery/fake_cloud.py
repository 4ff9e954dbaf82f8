"""The base of the cases that kill a cloud whose guests are only said to be: everything else in it is real."""
import itertools
import os
import unittest

from harness.case import SharedCloud
from harness.mortal import MortalCloud
from harness.poll import eventually
from harness.rest import Lost, Refused

SETTINGS = {
    "APUS_COMPUTE_DRIVER": "fake", "APUS_COMPUTE_AGENT_PATIENCE": "2", "APUS_COMPUTE_REPORT_INTERVAL": "1",
    "APUS_NETWORK_UPLINK": "none",
}
COMPUTE, NETWORK, IMAGE = "/compute/v2.1", "/network/v2.0", "/image/v2"
# Every operation must have ended within that after a restart.
PATIENCE = 40


class FakeCloudCase(unittest.TestCase):
    """One cloud for the whole run; each case leaves it running, without a failpoint, and empty of its own things."""

    maxDiff = None
    _numbers = itertools.count(1)

    @classmethod
    def started(cls):
        """The cloud of these cases."""
        if SharedCloud.cloud is None:
            SharedCloud.cloud = cls.furnished(SETTINGS)
        return SharedCloud.cloud

    @staticmethod
    def furnished(settings):
        """A new cloud that runs, with its first networks and flavors."""
        cloud = MortalCloud(settings)
        cloud.apus("up", "--no-server")
        cloud.down()
        cloud.serve()
        return cloud

    @classmethod
    def setUpClass(cls):
        cls.cloud = cls.started()
        cls.rest = cls.cloud.rest
        networks = cls.rest.get(f"{NETWORK}/networks")["networks"]
        cls.network = [each["id"] for each in networks if each["name"] == "private"][0]
        cls.external = [each["id"] for each in networks if each["name"] == "public"][0]
        cls.flavor = [each["id"] for each in cls.rest.get(f"{COMPUTE}/flavors")["flavors"]
                      if each["name"] == "m1.nano"][0]
        cls.image = cls.upload("recovery", b"\0" * 65536)

    @classmethod
    def tearDownClass(cls):
        if cls.cloud.process.poll() is not None:
            cls.cloud.serve()
        cls.forget(f"{IMAGE}/images/{cls.image}")

    @classmethod
    def upload(cls, name, content, form="raw"):
        """An image with that content: its id."""
        image = cls.rest.post(
            f"{IMAGE}/images", {"name": name, "disk_format": form, "container_format": "bare"})["id"]
        cls.rest.put(f"{IMAGE}/images/{image}/file", content)
        return image

    @classmethod
    def forget(cls, path):
        """Deletes what may be gone already."""
        try:
            cls.rest.delete(path)
        except Refused as refused:
            if refused.status != 404:
                raise

    def name(self):
        return f"recovery-{next(self._numbers)}"

    def dying_at(self, place, operation, seconds=40):
        """Starts the cloud with the failpoint, does the operation, waits for the end, and starts it without."""
        self.cloud.serve(failpoint=place)
        try:
            operation()
        except Lost:
            pass
        self.cloud.died(seconds)
        self.cloud.serve()

    # What is asked of the cloud

    def ask_for_server(self, name, image=None, flavor=None, network=None):
        return self.rest.post(f"{COMPUTE}/servers", {"server": {
            "name": name, "imageRef": image or self.image, "flavorRef": flavor or self.flavor,
            "networks": network or [{"uuid": self.network}]}})["server"]["id"]

    def server(self, **options):
        """A server that runs."""
        server = self.ask_for_server(self.name(), **options)
        self.addCleanup(self.clear, server)
        self.server_is(server, "ACTIVE")
        return server

    def act(self, server, **action):
        self.rest.post(f"{COMPUTE}/servers/{server}/action", action)

    def show(self, server):
        return self.rest.get(f"{COMPUTE}/servers/{server}")["server"]

    def named(self, name):
        """The id of the only server of that name."""
        found = self.rest.get(f"{COMPUTE}/servers", name=name)["servers"]
        self.assertEqual(len(found), 1, f"servers named {name}")
        self.addCleanup(self.clear, found[0]["id"])
        return found[0]["id"]

    def clear(self, server):
        self.forget(f"{COMPUTE}/servers/{server}")
        self.server_is_gone(server)

    # What must be so in the end

    def server_is(self, server, status, seconds=PATIENCE):
        """Waits until the server has the status and nothing is being done to it."""
        def look():
            shown = self.show(server)
            if shown["status"] == "ERROR" != status:
                raise SystemExit(f"{server} is in ERROR: {shown.get('fault')}")
            return shown if shown["status"] == status and not shown["OS-EXT-STS:task_state"] else None
        try:
            return eventually(f"{server} is {status}", look, seconds, every=0.05)
        except SystemExit as error:
            raise AssertionError(str(error)) from None

    def server_is_gone(self, server, seconds=PATIENCE):
        def look():
            try:
                shown = self.show(server)
            except Refused as refused:
                return refused.status == 404
            if shown["status"] == "ERROR" and not shown["OS-EXT-STS:task_state"]:
                raise SystemExit(f"{server} is in ERROR: {shown.get('fault')}")
            return False
        try:
            eventually(f"{server} is gone", look, seconds, every=0.05)
        except SystemExit as error:
            raise AssertionError(str(error)) from None

    def all_is_well(self):
        self.assertEqual(self.complaints(), [])

    def complaints(self):
        """What `apus doctor` finds."""
        done = self.cloud.apus("doctor", check=False)
        lines = (done.stdout + done.stderr).splitlines()
        return [] if done.returncode == 0 else lines

    # The image store's folder

    def files(self, image):
        folder = self.cloud.path("images")
        return [os.path.join(folder, name) for name in os.listdir(folder) if name.startswith(image)]

    def lose(self, image):
        """An accident: the image's data are gone."""
        for file in self.files(image):
            os.remove(file)
