"""A server's life with a real guest: made, reached, stopped, started, rebooted, deleted."""
from harness.poll import eventually
from harness.server_case import ServerCase

USER_DATA = "#!/bin/sh\necho told-by-user-data > /run/told\n"


class ServerTest(ServerCase):
    def test_the_whole_life_of_a_server(self):
        key, path = self.keypair()
        data = self.cloud.path(self.name("data"))
        with open(data, "w", encoding="utf-8") as file:
            file.write(USER_DATA)
        name = self.name("server")
        server = self.boot(
            name, "--network", self.inside(), "--key-name", key, "--user-data", data, "--wait")
        self.assertEqual(server["status"], "ACTIVE")

        with self.subTest("ssh by its floating IP; key, host name and user data came from the metadata service"):
            floating = self.address(server)
            address = floating["floating_ip_address"]
            self.assertEqual(self.answers(address, path), name)
            told = eventually(
                "user data ran", lambda: self.cloud.ssh(address, "cat", "/run/told", key=path, check=False).strip())
            self.assertEqual(told, "told-by-user-data")
            self.assertEqual(self.cloud.apus("ssh", "-i", path, name, "hostname").stdout.strip(), name)

        with self.subTest("list and show"):
            listed = [each for each in self.openstack.json("server", "list") if each["ID"] == server["id"]]
            self.assertEqual([each["Status"] for each in listed], ["ACTIVE"])
            self.assertIn(address, sum(listed[0]["Networks"].values(), []))

        with self.subTest("console log"):
            self.assertIn("guest:", self.openstack.text("console", "log", "show", server["id"]))

        with self.subTest("soft reboot"):
            before = self.cloud.ssh(address, "cat", "/proc/sys/kernel/random/boot_id", key=path)
            self.openstack.text("server", "reboot", "--soft", "--wait", server["id"])
            self.rebooted(address, path, before)

        with self.subTest("hard reboot"):
            before = self.cloud.ssh(address, "cat", "/proc/sys/kernel/random/boot_id", key=path)
            self.openstack.text("server", "reboot", "--hard", "--wait", server["id"])
            self.rebooted(address, path, before)

        with self.subTest("stop and start"):
            self.openstack.text("server", "stop", server["id"])
            self.server_is(server["id"], "SHUTOFF", 120)
            said = self.openstack.fails("server", "stop", server["id"])
            self.assertIn("Cannot 'stop' instance", said)
            self.assertIn("while it is in vm_state stopped", said)
            self.openstack.text("server", "start", server["id"])
            self.server_is(server["id"], "ACTIVE")
            self.answers(address, path)

        with self.subTest("event list"):
            actions = [each["Action"] for each in self.openstack.json("server", "event", "list", server["id"])]
            self.assertEqual(actions, ["start", "stop", "reboot", "reboot", "create"])

        with self.subTest("floating IP off and away"):
            self.openstack.text("server", "remove", "floating", "ip", server["id"], address)
            self.assertEqual(self.openstack.json("floating", "ip", "show", floating["id"])["port_id"], None)
            self.openstack.text("floating", "ip", "set", "--port", self.port(server), floating["id"])
            self.answers(address, path)
            self.openstack.text("floating", "ip", "unset", "--port", floating["id"])

        with self.subTest("delete"):
            self.openstack.text("server", "delete", "--wait", server["id"])
            self.assertIn("No Server found for", self.openstack.fails("server", "show", server["id"]))
            self.assertEqual(self.cloud.apus("doctor").returncode, 0)

    def rebooted(self, address, key, before):
        """Waits until the guest answers with another boot id."""
        def look():
            after = self.cloud.ssh(address, "cat", "/proc/sys/kernel/random/boot_id", key=key)
            return after != before
        eventually("the guest is up again", look, 120, every=0.5)

    def port(self, server):
        return self.openstack.json("port", "list", "--server", server["id"])[0]["ID"]


class RefusalTest(ServerCase):
    def test_a_server_that_is_not_there(self):
        self.assertIn("No Server found for nowhere", self.openstack.fails("server", "show", "nowhere"))

    def test_a_flavor_that_is_not_there(self):
        said = self.openstack.fails(
            "server", "create", "--image", "apus-guest", "--flavor", "none", "--network", self.inside(), "x")
        self.assertIn("No Flavor found for none", said)

    def test_a_server_is_deleted_while_it_builds(self):
        server = self.boot(self.name("server"), "--network", self.inside())
        self.openstack.text("server", "delete", "--wait", server["id"])
        self.assertIn("No Server found for", self.openstack.fails("server", "show", server["id"]))
        self.assertEqual(self.cloud.apus("doctor").returncode, 0)

    def test_a_flavor_too_big_for_any_host(self):
        flavor = self.make(
            "flavor", "create", "--ram", "45000", "--vcpus", "1", "--disk", "1", self.name("flavor"),
            delete=("flavor", "delete"))
        server = self.make(
            "server", "create", "--image", "apus-guest", "--flavor", flavor["id"], "--network", self.inside(),
            self.name("server"), delete=("server", "delete", "--wait"))
        shown = self.server_is(server["id"], "ERROR", 30)
        self.assertIn("No valid host was found", shown["fault"]["message"])
