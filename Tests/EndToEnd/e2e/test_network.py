"""Networks and what hangs on them, without a guest."""
from harness.case import CloudCase


class NetworkTest(CloudCase):
    def network(self):
        return self.make("network", "create", self.name("network"), delete=("network", "delete"))

    def subnet(self, network, prefix="10.201.0.0/24", *options):
        return self.make(
            "subnet", "create", "--network", network["id"], "--subnet-range", prefix, *options, self.name("subnet"),
            delete=("subnet", "delete"))

    def test_network_subnet_and_port(self):
        network = self.network()
        subnet = self.subnet(network)
        self.assertEqual(subnet["gateway_ip"], "10.201.0.1")
        self.assertEqual(subnet["allocation_pools"], [{"start": "10.201.0.2", "end": "10.201.0.254"}])
        port = self.make(
            "port", "create", "--network", network["id"], "--fixed-ip", "ip-address=10.201.0.50", self.name("port"),
            delete=("port", "delete"))
        self.assertEqual([each["ip_address"] for each in port["fixed_ips"]], ["10.201.0.50"])
        said = self.openstack.fails(
            "port", "create", "--network", network["id"], "--fixed-ip", "ip-address=10.201.0.50", self.name("port"))
        self.assertIn("IP address 10.201.0.50 already allocated in subnet", said)
        self.assertIn("One or more ports have an IP allocation from this subnet", self.openstack.fails(
            "subnet", "delete", subnet["id"]))

    def test_an_ipv6_subnet(self):
        subnet = self.subnet(
            self.network(), "fd00:201::/64", "--ip-version", "6", "--ipv6-ra-mode", "slaac",
            "--ipv6-address-mode", "slaac")
        self.assertEqual((subnet["ip_version"], subnet["gateway_ip"]), (6, "fd00:201::1"))

    def test_a_router_between_a_network_and_the_outside(self):
        network = self.network()
        subnet = self.subnet(network)
        outside = self.openstack.json("network", "list", "--external")[0]["ID"]
        router = self.make("router", "create", self.name("router"), delete=("router", "delete"))
        self.openstack.text("router", "set", "--external-gateway", outside, router["id"])
        self.openstack.text("router", "add", "subnet", router["id"], subnet["id"])
        shown = self.openstack.json("router", "show", router["id"])
        self.assertEqual(shown["external_gateway_info"]["network_id"], outside)
        self.assertEqual([each["subnet_id"] for each in shown["interfaces_info"]], [subnet["id"]])
        said = self.openstack.fails("router", "delete", router["id"])
        self.assertIn("is still in use", said)
        self.openstack.text("router", "remove", "subnet", router["id"], subnet["id"])

    def test_a_security_group_and_its_rules(self):
        group = self.make(
            "security", "group", "create", self.name("group"), delete=("security", "group", "delete"))
        rule = self.openstack.json(
            "security", "group", "rule", "create", "--protocol", "tcp", "--dst-port", "8000:8010", group["id"])
        rules = self.openstack.json("security", "group", "rule", "list", group["id"])
        self.assertIn(rule["id"], [each["ID"] for each in rules])
        self.assertEqual(len(rules), 3)
        said = self.openstack.fails(
            "security", "group", "rule", "create", "--protocol", "tcp", "--dst-port", "8000:8010", group["id"])
        self.assertIn("Security group rule already exists", said)
        self.openstack.text("security", "group", "rule", "delete", rule["id"])

    def test_a_floating_address_without_a_server(self):
        outside = self.openstack.json("network", "list", "--external")[0]["ID"]
        address = self.make("floating", "ip", "create", outside, delete=("floating", "ip", "delete"))
        self.assertEqual(address["status"], "DOWN")
        listed = self.openstack.json("floating", "ip", "list")
        self.assertIn(address["floating_ip_address"], [each["Floating IP Address"] for each in listed])

    def test_what_is_missing_is_missed_in_the_words_clients_expect(self):
        said = self.openstack.fails("network", "show", "nowhere")
        self.assertIn("No Network found for nowhere", said)
