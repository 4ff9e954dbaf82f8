"""A host's agents, killed after each thing that they do to it: what was begun ends, once, and nothing is left."""
import os

from fake_cloud import COMPUTE, NETWORK, PATIENCE, FakeCloudCase
from test_tasks import spread

from harness.poll import eventually


def at_each(*places):
    """Marks a method that takes a failpoint of an agent: one test for each."""
    def mark(method):
        method.places = [f"{place}/done" for place in places]
        return method
    return mark


@spread
class AgentTest(FakeCloudCase):
    @at_each("compute-agent/image begun", "compute-agent/image fetched", "compute-agent/disk made",
             "compute-agent/guest defined", "compute-agent/guest started", "compute-agent/guest built",
             "network-agent/filters set", "network-agent/tap made", "network-agent/DHCP entry made")
    def boot(self, place):
        image = self.upload(self.name(), os.urandom(1 << 17))
        self.addCleanup(self.forget, f"/image/v2/images/{image}")
        name = self.name()
        for _ in range(5):
            self.dying_at(place, lambda: self.ask_for_server(name, image=image))
            # Setting a host right at its start comes by some of the places too: then nobody was asked yet.
            if self.rest.get(f"{COMPUTE}/servers", name=name)["servers"]:
                break
        server = self.named(name)
        self.server_is(server, "ACTIVE")
        ports = self.rest.get(f"{NETWORK}/ports", device_id=server)["ports"]
        self.assertEqual([port["status"] for port in ports], ["ACTIVE"])
        self.assertEqual(os.listdir(self.cloud.path("instances", server)).count("disk.qcow2"), 1)
        self.all_is_well()

    @at_each("compute-agent/guest removed", "compute-agent/files removed", "network-agent/tap removed")
    def delete(self, place):
        server = self.server()
        self.dying_at(place, lambda: self.rest.delete(f"{COMPUTE}/servers/{server}"))
        self.server_is_gone(server)
        self.all_is_well()

    @at_each("compute-agent/guest defined", "compute-agent/guest started")
    def start(self, place):
        server = self.server()
        self.act(server, **{"os-stop": None})
        self.server_is(server, "SHUTOFF")
        self.dying_at(place, lambda: self.act(server, **{"os-start": None}))
        self.server_is(server, "ACTIVE")
        self.all_is_well()

    @at_each("compute-agent/guest defined")
    def hard_reboot(self, place):
        server = self.server()
        self.dying_at(place, lambda: self.act(server, reboot={"type": "HARD"}))
        self.server_is(server, "ACTIVE")
        self.all_is_well()


class VanishedGuestTest(FakeCloudCase):
    """The hypervisor does not know a guest any more, as after a restart of the machine."""

    def forget_guest(self, server):
        os.remove(self.cloud.path("instances", ".fake", f"{server}.json"))

    def test_its_guest_is_made_again_when_the_disk_is_there(self):
        server = self.server()
        self.cloud.kill()
        self.forget_guest(server)
        self.cloud.serve()
        eventually("the guest is there again", lambda: os.path.exists(
            self.cloud.path("instances", ".fake", f"{server}.json")), PATIENCE)
        self.server_is(server, "ACTIVE")
        self.all_is_well()

    def test_a_server_whose_disk_is_gone_too_is_in_error_and_says_so(self):
        server = self.server()
        self.cloud.kill()
        self.forget_guest(server)
        os.remove(self.cloud.path("instances", server, "disk.qcow2"))
        self.cloud.serve()
        said = self.server_is(server, "ERROR")["fault"]["message"]
        self.assertIn("disk of the server is not on the host", said)
        self.all_is_well()

    def test_a_stopped_server_is_not_started_with_an_empty_disk(self):
        server = self.server()
        self.act(server, **{"os-stop": None})
        self.server_is(server, "SHUTOFF")
        os.remove(self.cloud.path("instances", server, "disk.qcow2"))
        self.act(server, **{"os-start": None})
        eventually("nothing is under way", lambda: not self.show(server)["OS-EXT-STS:task_state"], PATIENCE)
        self.assertEqual(self.show(server)["status"], "SHUTOFF")
        self.assertFalse(os.path.exists(self.cloud.path("instances", server, "disk.qcow2")))


class ImageCacheTest(FakeCloudCase):
    def cached(self, image):
        folder = self.cloud.path("image-cache")
        return [os.path.join(folder, name) for name in os.listdir(folder) if name.startswith(image)]

    def test_half_done_copies_go_at_the_start(self):
        self.server()
        half = self.cloud.path("image-cache", "11111111-2222-3333-4444-555555555555-abc.part")
        with open(half, "wb") as file:
            file.write(b"half")
        self.cloud.serve()
        self.assertFalse(os.path.exists(half))

    def test_a_copy_goes_when_it_is_old_and_no_disk_stands_upon_it(self):
        used, unused = (self.upload(self.name(), os.urandom(65536)) for _ in range(2))
        for image in (used, unused):
            self.addCleanup(self.forget, f"/image/v2/images/{image}")
        self.server(image=used)
        gone = self.server(image=unused)
        self.clear(gone)
        recent = self.cached(self.image)
        for image in (used, unused):
            for path in self.cached(image):
                os.utime(path, (1, 1))
        # Looked for at the start, and then every ten minutes.
        self.cloud.serve()
        eventually("the unused copy is gone", lambda: not self.cached(unused), PATIENCE)
        self.assertEqual(len(self.cached(used)), 1)
        self.assertEqual(self.cached(self.image), recent)

    def test_a_broken_copy_is_fetched_anew(self):
        first = self.server()
        for path in self.cached(self.image):
            os.chmod(path, 0o600)
            os.truncate(path, 512)
        second = self.server()
        for path in self.cached(self.image):
            self.assertEqual(os.path.getsize(path), 65536)
        self.clear(second)
        self.clear(first)
        self.all_is_well()
