"""`apus doctor` finds what does not fit, does no harm by looking, and mends what can be mended when it is told to."""
import contextlib
import json
import os
import sqlite3
import subprocess
import uuid

from fake_cloud import NETWORK, SETTINGS, FakeCloudCase

from harness.poll import eventually

PLACEMENT = "/placement"


class DoctorTest(FakeCloudCase):
    def test_what_is_written_while_doctor_looks_outlives_a_kill(self):
        self.all_is_well()
        network = self.rest.post(f"{NETWORK}/networks", {"network": {"name": self.name()}})["network"]["id"]
        self.addCleanup(self.forget, f"{NETWORK}/networks/{network}")
        self.cloud.kill()
        self.cloud.serve()
        self.assertEqual(self.rest.get(f"{NETWORK}/networks/{network}")["network"]["id"], network)

    def test_an_allocation_of_nobody(self):
        provider = self.rest.get(f"{PLACEMENT}/resource_providers")["resource_providers"][0]
        nobody = str(uuid.uuid4())
        self.rest.put(f"{PLACEMENT}/allocations/{nobody}", {
            "allocations": [{"resource_provider": {"uuid": provider["uuid"]}, "resources": {"VCPU": 1}}]})
        self.addCleanup(self.forget, f"{PLACEMENT}/allocations/{nobody}")
        self.assertEqual(
            self.complaints(), [f"allocation of {nobody} on {provider['name']} belongs to no server"])

    def test_data_of_no_image(self):
        nobody = str(uuid.uuid4())
        file = self.cloud.path("images", f"{nobody}.1")
        with open(file, "wb") as data:
            data.write(b"x")
        self.assertEqual(self.complaints(), [f"data of {nobody} in {self.cloud.path('images')} belong to no image"])
        os.remove(file)

    def test_links_of_nobody_and_links_that_are_gone(self):
        bridge = f"br{self.network[:11]}"

        def look():
            for change in (["add", "brdeadbeef-12", "type", "bridge"], ["delete", bridge]):
                subprocess.run(["ip", "-n", self.cloud.prefix, "link", *change], stderr=subprocess.DEVNULL)
            said = self.complaints()
            return {f"link brdeadbeef-12 in {self.cloud.prefix} belongs to nothing",
                    f"link {bridge} in {self.cloud.prefix} is missing"} <= set(said)
        # Once more if the agent, who mends both by itself within its interval, was faster.
        eventually("doctor says both", look, 30)
        self.cloud.serve()
        self.all_is_well()


class MendTest(FakeCloudCase):
    """Agents that hardly ever look by themselves: what is wrong stays wrong until doctor is asked to mend it."""

    @classmethod
    def started(cls):
        return cls.furnished({
            **SETTINGS, "APUS_NETWORK_CONVERGENCE_INTERVAL": "3600", "APUS_COMPUTE_REPORT_INTERVAL": "30"})

    @classmethod
    def tearDownClass(cls):
        left = cls.cloud.remove()
        if left:
            raise AssertionError("left behind:\n  " + "\n  ".join(left))

    def mends(self, *findings):
        """Doctor finds just these, mends each and says so in its line; then all is well."""
        self.assertEqual(sorted(self.complaints()), sorted(findings))
        done = self.cloud.apus("doctor", "--mend", check=False)
        lines = done.stdout.splitlines()
        for finding in findings:
            said = [line for line in lines if line.startswith(finding + ": ")]
            self.assertEqual(len(said), 1, f"{finding} among {lines}")
            self.assertNotIn("cannot be mended", said[0])
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(lines[-1], "apus: all is well")
        self.all_is_well()

    def change(self, service, *statement):
        with contextlib.closing(sqlite3.connect(self.cloud.path("db", f"{service}.sqlite"), timeout=10)) as rows, rows:
            rows.execute(*statement)

    def provider(self):
        return self.rest.get(f"{PLACEMENT}/resource_providers")["resource_providers"][0]

    def nft(self, *lines):
        subprocess.run(["ip", "netns", "exec", self.cloud.prefix, "nft", "-f", "-"], input="\n".join(lines) + "\n",
                       text=True, check=True)

    def link(self, *words):
        subprocess.run(["ip", "-n", self.cloud.prefix, "link", *words], check=True)

    def test_an_allocation_of_nobody(self):
        provider, nobody = self.provider(), str(uuid.uuid4())
        self.rest.put(f"{PLACEMENT}/allocations/{nobody}", {
            "allocations": [{"resource_provider": {"uuid": provider["uuid"]}, "resources": {"VCPU": 1}}]})
        self.mends(f"allocation of {nobody} on {provider['name']} belongs to no server")

    def test_a_server_without_its_claim(self):
        server, provider = self.server(), self.provider()
        self.rest.delete(f"{PLACEMENT}/allocations/{server}")
        self.mends(f"server {server} is on {provider['name']}, but has no allocation")
        claimed = self.rest.get(f"{PLACEMENT}/allocations/{server}")["allocations"][provider["uuid"]]["resources"]
        self.assertEqual(claimed["VCPU"], 1)
        self.assertGreater(claimed["MEMORY_MB"], 0)

    def test_files_of_nobody(self):
        nobody = str(uuid.uuid4())
        data = self.cloud.path("images", f"{nobody}.1")
        with open(data, "wb") as file:
            file.write(b"x")
        folder = self.cloud.path("instances", nobody)
        os.makedirs(folder)
        server = self.server()
        part = self.cloud.path("instances", server, "disk.qcow2.part")
        copy = self.cloud.path("image-cache", f"{nobody}-0.part")
        for path in (part, copy):
            with open(path, "wb") as file:
                file.write(b"half")
        os.utime(copy, (1, 1))
        self.mends(
            f"data of {nobody} in {self.cloud.path('images')} belong to no image",
            f"files of {nobody} in {self.cloud.path('instances')} belong to no server",
            f"file {part} was left half done", f"copy {copy} was left half done")
        for path in (data, folder, part, copy):
            self.assertFalse(os.path.exists(path), path)

    def test_a_guest_that_does_not_run(self):
        server = self.server()
        path = self.cloud.path("instances", ".fake", f"{server}.json")
        with open(path, encoding="utf-8") as file:
            guest = json.load(file)
        with open(path, "w", encoding="utf-8") as file:
            json.dump({**guest, "state": 4}, file)
        self.mends(f"server {server} is ACTIVE, but its guest does not run")
        self.server_is(server, "ACTIVE")

    def test_states_that_nobody_works_on(self):
        stuck, going, plain = self.server(), self.server(), self.server()
        port = self.rest.get(f"{NETWORK}/ports", device_id=plain)["ports"][0]["id"]
        self.change("compute", "UPDATE servers SET task_state = 'powering-off' WHERE id = ?", (stuck,))
        self.change("compute", "UPDATE servers SET task_state = 'deleting' WHERE id = ?", (going,))
        self.change("network", "UPDATE ports SET status = 'BUILD', plug_task = NULL WHERE id = ?", (port,))
        self.mends(
            f"server {stuck} is powering-off, but no task works on it",
            f"server {going} is deleting, but no task works on it",
            f"port {port} is in BUILD, but no task works on it",
            f"port {port} of the running server {plain} is BUILD")
        self.server_is_gone(going)
        self.server_is(stuck, "ERROR")
        self.assertEqual(self.rest.get(f"{NETWORK}/ports/{port}")["port"]["status"], "ACTIVE")

    def test_the_data_plane(self):
        bare, unknown, prefix = self.server(), self.server(), self.cloud.prefix
        ports = {server: self.rest.get(f"{NETWORK}/ports", device_id=server)["ports"][0]["id"]
                 for server in (bare, unknown)}
        table = "bridge apus_filter"
        with self.subTest("links"):
            self.link("add", "brdeadbeef-12", "type", "bridge")
            self.link("delete", f"tap{ports[bare][:11]}")
            self.mends(f"link brdeadbeef-12 in {prefix} belongs to nothing",
                       f"link tap{ports[bare][:11]} in {prefix} is missing")
        with self.subTest("rules"):
            self.nft(f"add chain {table} from_tapdeadbeef-12",
                     f"delete element {table} to {{ \"tap{ports[bare][:11]}\" }}")
            self.mends("rules of tapdeadbeef-12 in the packet filter belong to nothing",
                       f"port {ports[bare]} has no rules of its own in the packet filter")
        with self.subTest("DHCP entries"):
            hosts = f"/run/apus/{prefix}-network/dnsmasq-{self.network}/hosts"
            nobody = str(uuid.uuid4())
            os.rename(f"{hosts}/{ports[unknown]}", f"{hosts}/{nobody}")
            self.mends(f"port {ports[unknown]} is unknown to its network's DHCP server",
                       f"DHCP entry of {nobody} in network {self.network} belongs to nothing")

    def test_what_needs_a_person(self):
        image = self.upload(self.name(), b"\0" * 65536)
        self.addCleanup(self.forget, f"/image/v2/images/{image}")
        self.lose(image)
        finding = f"image {image} is active, but its data are not in {self.cloud.path('images')}"
        done = self.cloud.apus("doctor", "--mend", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout.splitlines(), [f"{finding}: this needs you", f"still: {finding}"])
