"""`apus doctor` finds what does not fit, and does no harm by looking."""
import os
import subprocess
import uuid

from fake_cloud import NETWORK, FakeCloudCase

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
