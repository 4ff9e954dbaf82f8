"""A real guest outlives the cloud that made it, and so do its connections."""
import glob
import os
import subprocess
import unittest

from harness.host import processes_of
from harness.mortal import MortalCloud
from harness.poll import eventually
from harness.rest import Lost

COMPUTE, NETWORK = "/compute/v2.1", "/network/v2.0"
BOOT = 90


class RealGuestTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cloud = MortalCloud({"APUS_NETWORK_UPLINK": "none", "APUS_COMPUTE_VIRT_TYPE": "qemu"})
        cls.cloud.apus("up", "--no-server")
        cls.cloud.down()
        cls.cloud.serve()
        cls.rest = cls.cloud.rest

    @classmethod
    def tearDownClass(cls):
        left = cls.cloud.remove()
        if left:
            raise AssertionError("left behind:\n  " + "\n  ".join(left))

    def one(self, path, member, name):
        return [each["id"] for each in self.rest.get(path)[member] if each["name"] == name][0]

    def boot(self, name="survivor"):
        return self.rest.post(f"{COMPUTE}/servers", {"server": {
            "name": name, "imageRef": self.one("/image/v2/images", "images", "apus-guest"),
            "flavorRef": self.one(f"{COMPUTE}/flavors", "flavors", "m1.nano"), "key_name": "apus",
            "networks": [{"uuid": self.one(f"{NETWORK}/networks", "networks", "private")}]}})["server"]["id"]

    def guests(self, server):
        return [pid for pid, command in processes_of(self.cloud.home)
                if "qemu-system" in command.split()[0] and server in command]

    def status(self, server):
        shown = self.rest.get(f"{COMPUTE}/servers/{server}")["server"]
        self.assertNotEqual(shown["status"], "ERROR", shown.get("fault"))
        return shown["status"] if not shown["OS-EXT-STS:task_state"] else None

    def is_well(self):
        done = self.cloud.apus("doctor", check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def address(self, server):
        """A floating IP that leads to the server."""
        port = self.rest.get(f"{NETWORK}/ports", device_id=server)["ports"][0]["id"]
        outside = self.one(f"{NETWORK}/networks", "networks", "public")
        return self.rest.post(f"{NETWORK}/floatingips", {"floatingip": {
            "floating_network_id": outside, "port_id": port}})["floatingip"]["floating_ip_address"]

    def delete(self, server):
        self.rest.delete(f"{COMPUTE}/servers/{server}")
        eventually("the server is gone", lambda: server not in [
            each["id"] for each in self.rest.get(f"{COMPUTE}/servers")["servers"]], 60)
        self.assertEqual(self.guests(server), [])

    def test_killed_after_each_thing_that_the_agents_do(self):
        for place in ("compute-agent/image fetched", "compute-agent/disk made", "network-agent/tap made",
                      "compute-agent/guest defined", "compute-agent/guest started"):
            with self.subTest(place):
                for path in glob.glob(self.cloud.path("image-cache", "*")):
                    os.remove(path)
                self.cloud.serve(f"{place}/done")
                try:
                    self.boot("walker")
                except Lost:
                    pass
                self.cloud.died(60)
                self.cloud.serve()
                server = self.one(f"{COMPUTE}/servers", "servers", "walker")
                eventually("the server is ACTIVE", lambda: self.status(server) == "ACTIVE", 60)
                self.assertEqual(len(self.guests(server)), 1)
                self.is_well()
                self.delete(server)
                self.is_well()

    def test_a_guest_whose_definition_vanished_is_made_again(self):
        server = self.boot("vanisher")
        eventually("the server is ACTIVE", lambda: self.status(server) == "ACTIVE", 60)
        self.cloud.kill()
        for pid in self.guests(server):
            os.kill(pid, 9)
        # As a restart of the machine does.
        definitions = glob.glob(f"/run/{self.cloud.prefix}/**/*.xml", recursive=True)
        self.assertTrue(definitions)
        for path in definitions:
            os.remove(path)
        self.cloud.serve()
        eventually("the guest's program runs", lambda: self.guests(server), 60, every=0.05)
        eventually("the server is ACTIVE", lambda: self.status(server) == "ACTIVE", 60)
        self.is_well()
        self.delete(server)

    def test_a_guest_and_its_connections_outlive_the_cloud(self):
        server = self.boot()
        eventually("the guest's program runs", lambda: self.guests(server), 60, every=0.05)
        with self.subTest("killed in the middle of its boot: it is booted all the same, once"):
            self.cloud.kill()
            self.cloud.serve()
            eventually("the server is ACTIVE", lambda: self.status(server) == "ACTIVE", 60)
            self.assertEqual(len(self.guests(server)), 1)
            self.is_well()

        address, key = self.address(server), self.cloud.path("ssh", "id_ed25519")
        eventually("ssh", lambda: self.cloud.ssh(address, "hostname", key=key), BOOT, every=0.5)
        with self.subTest("its connections survive a kill and a restart"):
            guest = self.guests(server)
            with Echo(self.cloud, address, key) as echo:
                self.assertEqual(echo("one"), "one")
                self.cloud.kill()
                self.assertEqual(echo("nobody is there"), "nobody is there")
                self.cloud.serve()
                eventually("the server is ACTIVE", lambda: self.status(server) == "ACTIVE", 30)
                self.is_well()
                self.assertEqual(echo("two"), "two")
                self.assertEqual(self.guests(server), guest)
            self.assertEqual(self.cloud.ssh(address, "hostname", key=key).strip(), "survivor")

        with self.subTest("the guest dies while the cloud is dead: the server is SHUTOFF, and starts again"):
            self.cloud.kill()
            for pid in self.guests(server):
                os.kill(pid, 9)
            self.cloud.serve()
            eventually("the server is SHUTOFF", lambda: self.status(server) == "SHUTOFF", 30)
            self.rest.post(f"{COMPUTE}/servers/{server}/action", {"os-start": None})
            eventually("the guest's program runs", lambda: self.guests(server), 60, every=0.05)
            self.cloud.kill()
            self.cloud.serve()
            eventually("the server is ACTIVE", lambda: self.status(server) == "ACTIVE", 60)
            self.is_well()

        with self.subTest("killed in the middle of its deletion"):
            self.rest.delete(f"{COMPUTE}/servers/{server}")
            self.cloud.kill()
            self.cloud.serve()
            eventually("the server is gone", lambda: not self.rest.get(f"{COMPUTE}/servers")["servers"], 60)
            self.assertEqual(self.guests(server), [])
            self.is_well()


class Echo:
    """One ssh connection that gives back each line, for as long as it lasts."""

    def __init__(self, cloud, address, key):
        self.process = subprocess.Popen(
            ["ssh", "-F", cloud.path("ssh_config"), "-i", key, "-o", "BatchMode=yes", f"cirros@{address}", "cat"],
            env=cloud.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            bufsize=1)

    def __call__(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()
