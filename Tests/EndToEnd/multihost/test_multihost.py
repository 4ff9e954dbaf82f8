"""Roles in processes of their own over PostgreSQL and RabbitMQ, and two compute hosts joined by VXLAN."""
import re

from harness.case import CloudCase, SharedCloud
from harness.poll import eventually
from separate_cloud import AGENTS, COMPUTE_HOSTS, SeparateCloud

RANGE = "10.60.0"
OUTSIDE = "172.24.9"

# Says on the console whether each address answers; waits a while for those that should.
PINGS = """#!/bin/sh
look() {{
    n=0
    while [ $n -lt $3 ]; do
        if ping -c 1 -W 1 $2 >/dev/null 2>&1; then echo "pinged $1 $2: answers"; return; fi
        n=$((n+1)); sleep 1
    done
    echo "pinged $1 $2: silent"
}}
{lines}
echo "pinged all"
"""


class RolesApartTest(CloudCase):
    @classmethod
    def setUpClass(cls):
        if SharedCloud.cloud is None:
            SharedCloud.cloud = SeparateCloud()
            SharedCloud.cloud.up()
        cls.cloud = SharedCloud.cloud
        cls.openstack = cls.cloud.client()

    def test_everyone_reports(self):
        hosts = {self.cloud.host_name(number) for number in COMPUTE_HOSTS}

        def computing():
            services = self.openstack.json("compute", "service", "list", "--service", "nova-compute")
            return hosts == {each["Host"] for each in services if each["State"] == "up"}
        eventually("both compute agents are up", computing, 40, every=0.5)
        eventually("both network agents report", lambda: hosts <= {
            each["Host"] for each in self.openstack.json("network", "agent", "list") if each["Alive"]}, 30, every=0.5)

    def test_guests_on_two_hosts(self):
        image = self.image()
        flavor = self.make("flavor", "create", "--ram", "128", "--disk", "1", "--vcpus", "1", self.name("flavor"),
                           delete=("flavor", "delete"))["id"]
        outside = self.outside()
        network, subnet = self.network_of("mine")
        router = self.make(
            "router", "create", "--external-gateway", outside, self.name("router"), delete=("router", "delete"))["id"]
        self.openstack.text("router", "add", "subnet", router, subnet)
        self.addCleanup(self.openstack.text, "router", "remove", "subnet", router, subnet)
        # The stranger's network has the same addresses: only its tunnel's number keeps it apart.
        strange, _ = self.network_of("stranger")
        group = self.make("security", "group", "create", self.name("ssh"), delete=("security", "group", "delete"))["id"]
        self.openstack.text("security", "group", "rule", "create", "--protocol", "icmp", group)
        self.openstack.text("security", "group", "rule", "create", "--protocol", "tcp", "--dst-port", "22", group)
        mine = [self.port(network, f"{RANGE}.1{number}", group) for number in COMPUTE_HOSTS]
        alien = self.port(strange, f"{RANGE}.30", group)

        gateway, first, second = f"{RANGE}.1", f"{RANGE}.11", f"{RANGE}.12"
        one = self.boot(1, image, flavor, mine[0], ("gateway", gateway, 60), ("neighbour", second, 90))
        self.runs_on(1, one)
        with self.subTest("the trace has every step, whichever process took it"):
            eventually("all steps are told", lambda: not self.missing_steps(one), every=0.5)
        with self.subTest("database and broker are restarted while an agent has its orders"):
            self.cloud.programs["compute-agent", 2].freeze()
            two = self.boot(2, image, flavor, mine[1], ("gateway", gateway, 60), ("neighbour", first, 90),
                            ("stranger", f"{RANGE}.30", 3))
            outsider = self.boot(2, image, flavor, alien, ("neighbour", first, 3), ("neighbour", second, 3))
            self.restart_stores()
            self.cloud.programs["compute-agent", 2].thaw()
            self.runs_on(2, two)
            self.runs_on(2, outsider)
        with self.subTest("neighbours reach one another and their router through the tunnel"):
            for server, other in ((one, second), (two, first)):
                seen = self.pings(server)
                self.assertIn(f"pinged gateway {gateway}: answers", seen)
                self.assertIn(f"pinged neighbour {other}: answers", seen)
        with self.subTest("a stranger reaches nobody, and nobody reaches the stranger"):
            self.assertIn(f"pinged stranger {RANGE}.30: silent", self.pings(two))
            seen = self.pings(outsider)
            for address in (first, second):
                self.assertIn(f"pinged neighbour {address}: silent", seen)
        with self.subTest("the router's host leads floating IPs to guests on either host"):
            for port in mine:
                self.floating_answers(outside, port)
        with self.subTest("all of them crash in the middle of a deletion"):
            self.delete_amid_crashes(one)

    def missing_steps(self, server):
        """Numbers of the boot's steps that the trace of its creation does not show."""
        events = self.openstack.json("server", "event", "list", server)
        request = next(each["Request ID"] for each in events if each["Action"] == "create")
        tree = self.cloud.apus("conductor", 0, "trace", request).stdout
        return set(range(3, 30)) - {int(step) for step in re.findall(r"^step (\d+)", tree, re.M)}

    def floating_answers(self, outside, port):
        """ssh's greeting comes by a floating IP, on the host that has the router."""
        made = self.make(
            "floating", "ip", "create", "--port", port, outside, delete=("floating", "ip", "delete"))
        address = made["floating_ip_address"]
        def greeted(number):
            return "SSH-2.0" in self.cloud.apus("network-agent", number, "connect", address, 22, within=3).stdout
        eventually(f"ssh greets at {address}", lambda: any(map(greeted, COMPUTE_HOSTS)), 30, every=0.5)

    def delete_amid_crashes(self, server):
        """The host's compute agent is killed, the server deleted, both stores crash; all come back, and it goes."""
        role, port = AGENTS[1]
        self.cloud.programs[role, 1].kill()
        self.openstack.text("server", "delete", server)
        self.restart_stores(abruptly=True)
        self.cloud.start(role, port, 1)
        eventually("the server is gone", lambda: server not in self.openstack.text(
            "server", "list", "--all-projects"), 60, every=0.5)

    def restart_stores(self, abruptly=False):
        """Both at once; the services are not told."""
        stores = [self.cloud.database, self.cloud.broker]
        for store in stores:
            store.stop(abruptly)
        for store in stores:
            store.start()
        for store in stores:
            store.wait()

    def image(self):
        return self.make(
            "image", "create", "--file", self.cloud.guest_image, "--disk-format", "qcow2", "--container-format", "bare",
            self.name("image"), delete=("image", "delete"))["id"]

    def outside(self):
        network = self.make(
            "network", "create", "--external", self.name("outside"), delete=("network", "delete"))["id"]
        self.make(
            "subnet", "create", "--network", network, "--subnet-range", f"{OUTSIDE}.0/24", "--no-dhcp",
            self.name("outside"), delete=("subnet", "delete"))
        return network

    def network_of(self, kind):
        network = self.make("network", "create", self.name(kind), delete=("network", "delete"))["id"]
        subnet = self.make(
            "subnet", "create", "--network", network, "--subnet-range", f"{RANGE}.0/24", self.name(kind),
            delete=("subnet", "delete"))["id"]
        return network, subnet

    def port(self, network, address, group):
        return self.make(
            "port", "create", "--network", network, "--fixed-ip", f"ip-address={address}", "--security-group", group,
            self.name("port"), delete=("port", "delete"))["id"]

    def boot(self, number, image, flavor, port, *pings):
        """A server on a host of our choice that pings so many times each; its id."""
        name = self.name("server")
        script = self.cloud.path(name)
        lines = "\n".join(f"look {kind} {address} {tries}" for kind, address, tries in pings)
        with open(script, "w") as file:
            file.write(PINGS.format(lines=lines))
        made = self.make(
            "server", "create", "--image", image, "--flavor", flavor, "--port", port, "--user-data", script,
            "--availability-zone", f"nova:{self.cloud.host_name(number)}", name, delete=("server", "delete", "--wait"))
        return made["id"]

    def runs_on(self, number, server):
        shown = self.server_is(server, "ACTIVE", 90)
        self.assertEqual(shown["OS-EXT-SRV-ATTR:host"], self.cloud.host_name(number))

    def pings(self, server):
        """What a guest's script said, once it has said all."""
        def look():
            text = self.openstack.text("console", "log", "show", server)
            return text if "pinged all" in text else None
        return eventually(f"{server} has pinged", look, 120, every=1)
