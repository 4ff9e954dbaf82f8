"""What a guest reaches, and what reaches a guest."""
from harness.poll import eventually
from harness.server_case import ServerCase


class GuestNetworkTest(ServerCase):
    def test_neighbours_strangers_and_closed_ports(self):
        key, path = self.keypair()
        mine = self.boot(self.name("mine"), "--network", self.inside(), "--key-name", key, "--wait")
        stranger_network = self.make("network", "create", self.name("other"), delete=("network", "delete"))
        self.make(
            "subnet", "create", "--network", stranger_network["id"], "--subnet-range", "10.202.0.0/24",
            self.name("other"), delete=("subnet", "delete"))
        stranger = self.boot(self.name("stranger"), "--network", stranger_network["id"], "--wait")
        floating = self.address(mine)["floating_ip_address"]
        self.answers(floating, path)

        with self.subTest("metadata"):
            fetch = "wget -q -O - http://169.254.169.254/"
            self.assertIn(mine["id"], self.inside_guest(floating, path, fetch + "openstack/latest/meta_data.json"))
            self.assertIn(key, self.inside_guest(floating, path, fetch + "latest/meta-data/public-keys/"))

        with self.subTest("a neighbour on its network answers"):
            neighbour = [each for each in self.openstack.json("server", "list") if not each["Name"].startswith("e2e-")]
            address = sum(neighbour[0]["Networks"].values(), [])[0]
            self.inside_guest(floating, path, f"ping -c 1 -W 5 {address}")

        with self.subTest("a stranger does not"):
            eventually("the stranger runs", lambda: "ready" in self.openstack.text(
                "console", "log", "show", stranger["id"]), 120, every=1)
            address = sum(self.openstack.json("server", "show", stranger["id"])["addresses"].values(), [])[0]
            with self.assertRaises(AssertionError):
                self.inside_guest(floating, path, f"ping -c 2 -W 2 {address}")

        with self.subTest("a closed port stays closed, an opened one opens"):
            self.inside_guest(floating, path, "nc -ll -p 8080 -e echo open </dev/null >/dev/null 2>&1 &")
            self.assertNotIn("open", self.knock(floating, 8080))
            group = self.make(
                "security", "group", "create", self.name("web"), delete=("security", "group", "delete"))
            self.openstack.text(
                "security", "group", "rule", "create", "--protocol", "tcp", "--dst-port", "8080", group["id"])
            self.openstack.text("server", "add", "security", "group", mine["id"], group["id"])
            eventually("port 8080 is open", lambda: "open" in self.knock(floating, 8080))
            self.openstack.text("server", "remove", "security", "group", mine["id"], group["id"])

    def inside_guest(self, address, key, command):
        return self.cloud.ssh(address, command, key=key)

    def knock(self, address, port):
        """What a TCP port of a guest says first, by `apus connect`."""
        try:
            return self.cloud.apus("connect", address, port, timeout=4, check=False).stdout
        except Exception:  # noqa: BLE001 - no answer in time is the expected one
            return ""
