"""Each task, killed before, after and behind each of its steps: it ends as it should when the cloud is back."""
import os

from fake_cloud import COMPUTE, IMAGE, NETWORK, PATIENCE, FakeCloudCase

from harness.poll import eventually
from harness.rest import Lost, Refused

MOMENTS = ("before", "after", "stored")


def at_each(kind, *steps, moments=MOMENTS):
    """Marks a method that takes a failpoint: it becomes one test for each step and moment."""
    def mark(method):
        method.places = getattr(method, "places", []) + [
            f"{kind}/{step}/{moment}" for step in steps for moment in moments]
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
        self.server_is(self.named(name), "ACTIVE")
        self.all_is_well()

    @at_each("build_server", "schedule", moments=["undone"])
    def boot_too_big(self, place):
        flavor = self.rest.post(f"{COMPUTE}/flavors", {"flavor": {
            "name": self.name(), "ram": 64, "vcpus": 1, "disk": 1 << 20}})["flavor"]["id"]
        self.addCleanup(self.forget, f"{COMPUTE}/flavors/{flavor}")
        name = self.name()
        self.dying_at(place, lambda: self.ask_for_server(name, flavor=flavor))
        shown = self.server_is(self.named(name), "ERROR")
        self.assertIn("No valid host was found", shown["fault"]["message"])
        self.all_is_well()

    @at_each("build_server", "build on host", "schedule", moments=["undone"])
    def boot_without_its_image(self, place):
        image = self.upload(self.name(), b"\0" * 65536)
        self.addCleanup(self.forget, f"{IMAGE}/images/{image}")
        self.lose(image)
        name = self.name()
        self.dying_at(place, lambda: self.ask_for_server(name, image=image))
        shown = self.server_is(self.named(name), "ERROR")
        self.assertTrue(shown["fault"]["message"])
        # An image without data is what this test made itself: doctor must say that, and nothing else.
        self.assertEqual(
            self.complaints(), [f"image {image} is active, but its data are not in {self.cloud.path('images')}"])

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
        server = self.server()
        port = self.rest.get(f"{NETWORK}/ports", device_id=server)["ports"][0]["id"]
        made = self.rest.post(
            f"{NETWORK}/floatingips", {"floatingip": {"floating_network_id": self.external}})["floatingip"]
        self.addCleanup(self.forget, f"{NETWORK}/floatingips/{made['id']}")
        self.dying_at(place, lambda: self.rest.put(
            f"{NETWORK}/floatingips/{made['id']}", {"floatingip": {"port_id": port}}))
        eventually("the server shows its floating IP", lambda: made["floating_ip_address"] in [
            each["addr"] for each in sum(self.show(server)["addresses"].values(), [])], PATIENCE)
        self.all_is_well()


class RouterTest(FakeCloudCase):
    """Routers and networks have no task: what is to be is a row, and the host's agent converges to it."""

    def test_killed_while_a_router_is_plumbed(self):
        for pause in (0, 0.02, 0.1):
            with self.subTest(pause=pause):
                network = self.rest.post(f"{NETWORK}/networks", {"network": {"name": self.name()}})["network"]["id"]
                subnet = self.rest.post(f"{NETWORK}/subnets", {"subnet": {
                    "network_id": network, "ip_version": 4, "cidr": "10.77.0.0/24"}})["subnet"]["id"]
                router = self.rest.post(f"{NETWORK}/routers", {"router": {
                    "name": self.name(), "external_gateway_info": {"network_id": self.external}}})["router"]["id"]
                self.rest.put(f"{NETWORK}/routers/{router}/add_router_interface", {"subnet_id": subnet})
                self.killed_after(pause)
                eventually("the router's ports are up", lambda: self.are_up(router), PATIENCE)
                self.all_is_well()
                self.rest.put(f"{NETWORK}/routers/{router}/remove_router_interface", {"subnet_id": subnet})
                self.rest.delete(f"{NETWORK}/routers/{router}")
                self.rest.delete(f"{NETWORK}/networks/{network}")
                self.killed_after(pause)
                self.all_is_well()

    def killed_after(self, seconds):
        try:
            self.cloud.process.wait(seconds)
        except Exception:  # noqa: BLE001 - it lives, as it should
            pass
        self.cloud.serve()

    def are_up(self, router):
        ports = self.rest.get(f"{NETWORK}/ports", device_id=router)["ports"]
        return len(ports) == 2 and all(port["status"] == "ACTIVE" for port in ports)


@spread
class ImageTaskTest(FakeCloudCase):
    @at_each("image.delete", "remove data")
    def delete(self, place):
        image = self.upload(self.name(), os.urandom(4096))
        self.assertTrue(self.files(image))
        self.dying_at(place, lambda: self.rest.delete(f"{IMAGE}/images/{image}"))
        with self.assertRaises(Refused):
            self.rest.get(f"{IMAGE}/images/{image}")
        eventually("the image's data are gone", lambda: not self.files(image), PATIENCE)
        self.all_is_well()

    def test_killed_in_the_middle_of_an_upload(self):
        image = self.rest.post(f"{IMAGE}/images", {
            "name": self.name(), "disk_format": "raw", "container_format": "bare"})["id"]
        self.addCleanup(self.forget, f"{IMAGE}/images/{image}")

        def pieces():
            for _ in range(8):
                yield b"x" * 65536
            self.cloud.kill()
            yield b"x" * 65536

        with self.assertRaises(Lost):
            self.rest.send("PUT", f"{IMAGE}/images/{image}/file", pieces())
        self.cloud.serve()
        eventually("the image is queued again", lambda: self.rest.get(
            f"{IMAGE}/images/{image}")["status"] == "queued", PATIENCE)
        self.assertEqual(self.files(image), [])
        self.all_is_well()
