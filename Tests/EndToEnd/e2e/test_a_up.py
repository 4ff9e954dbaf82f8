"""What `apus up` leaves a user with. Named to run first: it finds the cloud as it was just made."""
import os
import re
import stat
import time

from harness.case import CloudCase, SharedCloud


class UpTest(CloudCase):
    def test_it_says_what_runs_and_what_to_try_next(self):
        printed = SharedCloud.printed
        self.assertIn("openstack", printed)
        self.assertIn("apus ssh", printed)
        self.assertRegex(printed, r"https?://127\.0\.0\.1:\d+")

    def test_the_written_credentials_are_for_their_owner_only(self):
        for name in ("clouds.yaml", "openrc"):
            mode = stat.S_IMODE(os.stat(self.cloud.path(name)).st_mode)
            self.assertEqual(oct(mode), "0o600", name)

    def test_the_first_server_runs_and_answers(self):
        servers = self.openstack.json("server", "list")
        self.assertEqual([server["Status"] for server in servers], ["ACTIVE"])
        self.assertEqual(self.cloud.apus("ssh", servers[0]["Name"], "id", "-u").stdout.strip(), "0")

    def test_a_second_up_is_ready_in_two_seconds_and_finds_the_servers(self):
        before = self.openstack.json("server", "list")
        times = []
        # Again where something else kept the machine busy.
        while len(times) < 3 and min(times, default=2) >= 2:
            began = time.monotonic()
            self.cloud.up()
            times.append(time.monotonic() - began)
        self.assertEqual(self.openstack.json("server", "list"), before)
        self.assertLess(min(times), 2)

    def test_what_a_user_starts_with(self):
        self.assertIn("apus-guest", [image["Name"] for image in self.openstack.json("image", "list")])
        self.assertTrue(self.openstack.json("flavor", "list"))
        self.assertTrue(self.openstack.json("network", "list", "--external"))
        self.assertTrue(self.openstack.json("network", "list", "--internal"))
        self.assertTrue(self.openstack.json("router", "list"))
        self.assertIn("default", [group["Name"] for group in self.openstack.json("security", "group", "list")])

    def test_doctor_finds_nothing_wrong(self):
        self.assertEqual(self.cloud.apus("doctor").returncode, 0)

    def test_a_boot_can_be_traced_through_all_its_steps(self):
        server = self.openstack.json("server", "list")[0]["ID"]
        events = self.openstack.json("server", "event", "list", server)
        request = [event["Request ID"] for event in events if event["Action"] == "create"][0]
        tree = self.cloud.apus("trace", request).stdout
        steps = {int(number) for number in re.findall(r"\bstep (\d+)\b", tree)} or {
            int(number) for number in re.findall(r"^\W*(\d+)[. ]", tree, re.M)}
        self.assertEqual(steps & set(range(3, 30)), set(range(3, 30)), tree)
