"""The base of cases with guests."""
from harness.case import CloudCase


class ServerCase(CloudCase):
    """Cases that boot guests of the small image on the cloud's first network."""

    def smallest_flavor(self):
        return min(self.openstack.json("flavor", "list"), key=lambda flavor: flavor["RAM"])["ID"]

    def inside(self):
        """The network that the first server is on."""
        return self.openstack.json("network", "list", "--internal")[0]["ID"]

    def outside(self):
        return self.openstack.json("network", "list", "--external")[0]["ID"]

    def boot(self, name, *options):
        return self.make(
            "server", "create", "--image", "apus-guest", "--flavor", self.smallest_flavor(), *options, name,
            delete=("server", "delete", "--wait"))

    def address(self, server):
        """A floating IP that leads to the server."""
        made = self.make("floating", "ip", "create", self.outside(), delete=("floating", "ip", "delete"))
        self.openstack.text("server", "add", "floating", "ip", server["id"], made["floating_ip_address"])
        return made
