"""Each task, killed before, after and behind each of its steps: it ends as it should when the cloud is back."""
from fake_cloud import COMPUTE, IMAGE, NETWORK, PATIENCE, FakeCloudCase

from harness.poll import eventually
from harness.rest import Refused

MOMENTS = ("before", "after", "stored")


def at_each(kind, *steps, moments=MOMENTS):
    """Makes a method that takes a failpoint one test for each step and moment."""
    def mark(method):
        method.places = [f"{kind}/{step}/{moment}" for step in steps for moment in moments]
        return method
    return mark


def spread(case):
    """Puts the marked methods' tests into the class."""
    for name, method in list(vars(case).items()):
        for place in getattr(method, "places", []):
            def test(self, method=method, place=place):
                method(self, place)
            title = place.replace("/", "__").replace(" ", "_").replace(".", "_")
            setattr(case, f"test_{name}__{title}", test)
    return case


@spread
class ServerTaskTest(FakeCloudCase):
    @at_each("build_server", "schedule", "build on host")
    def boot(self, place):
        name = self.name()
        self.dying_at(place, lambda: self.ask_for_server(name))
        server = self.named(name)
        self.server_is(server, "ACTIVE")
        self.all_is_well()

    @at_each("delete_server", "end the guest", "release the ports", "release the claim")
    def delete(self, place):
        server = self.server()
        self.dying_at(place, lambda: self.rest.delete(f"{COMPUTE}/servers/{server}"))
        self.server_is_gone(server)
        self.all_is_well()

    @at_each("operate_server", "on the host")
    def stop_start(self, place):
        server = self.server()
        for action, status in (("os-stop", "SHUTOFF"), ("os-start", "ACTIVE")):
            with self.subTest(action):
                self.dying_at(place, lambda: self.act(server, **{action: None}))
                self.server_is(server, status)
        self.all_is_well()

    @at_each("operate_server", "on the host")
    def reboot(self, place):
        server = self.server()
        for kind in ("SOFT", "HARD"):
            with self.subTest(kind):
                self.dying_at(place, lambda: self.act(server, reboot={"type": kind}))
                self.server_is(server, "ACTIVE")
        self.all_is_well()


@spread
class PlumbingTaskTest(FakeCloudCase):
    @at_each("network.plug_port", "plug", "tell compute")
    def plug(self, place):
        name = self.name()
        self.dying_at(place, lambda: self.ask_for_server(name))
        server = self.named(name)
        self.server_is(server, "ACTIVE")
        ports = self.rest.get(f"{NETWORK}/ports", device_id=server)["ports"]
        self.assertEqual([port["status"] for port in ports], ["ACTIVE"])
        self.all_is_well()

    @at_each("network.tell_compute", "tell compute")
    @at_each("refresh_network", "ask the network service")
    def floating_ip(self, place):
        pass
