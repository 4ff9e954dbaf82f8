"""What goes wrong in the middle: deletions, lost and broken files, kills at any moment."""
import os
import random
import shutil
import subprocess
import tempfile
import threading
import time

from fake_cloud import COMPUTE, NETWORK, PATIENCE, FakeCloudCase

from harness.poll import eventually
from harness.rest import Lost, Refused


class DeletionTest(FakeCloudCase):
    def test_deleted_while_it_builds(self):
        for pause in (0, 0.01, 0.05, 0.2):
            with self.subTest(pause=pause):
                server = self.ask_for_server(self.name())
                time.sleep(pause)
                self.rest.delete(f"{COMPUTE}/servers/{server}")
                self.server_is_gone(server)
        self.all_is_well()

    def test_it_is_never_in_error_meanwhile(self):
        hold = self.cloud.path("held")
        self.cloud.serve("compute-agent/disk made/done", hold)
        server = self.ask_for_server(self.name())
        eventually("its build is held", lambda: os.path.exists(hold), PATIENCE, every=0.02)
        self.rest.delete(f"{COMPUTE}/servers/{server}")
        shown = self.show(server)
        self.assertEqual((shown["status"], shown["OS-EXT-STS:task_state"]), ("BUILD", "deleting"))
        os.remove(hold)
        seen = set()
        try:
            while True:
                seen.add(self.show(server)["status"])
        except Refused as refused:
            self.assertEqual(refused.status, 404)
        self.assertEqual(seen, {"BUILD"})
        self.cloud.serve()
        self.all_is_well()

    def test_deleted_when_the_cloud_died_in_the_midst_of_its_boot(self):
        for place in ("build_server/schedule/stored", "build_server/build on host/stored"):
            with self.subTest(place):
                name = self.name()
                self.dying_at(place, lambda: self.ask_for_server(name))
                server = self.named(name)
                self.rest.delete(f"{COMPUTE}/servers/{server}")
                self.server_is_gone(server)
        self.all_is_well()


class BrokenBootCase(FakeCloudCase):
    def image_of(self, content, form):
        image = self.upload(self.name(), content, form)
        self.addCleanup(self.forget, f"/image/v2/images/{image}")
        return image

    def broken(self, image):
        """A server of that image, which must end in ERROR: what is said of it."""
        server = self.ask_for_server(self.name(), image=image)
        self.addCleanup(self.clear, server)
        said = self.server_is(server, "ERROR")["fault"]["message"]
        self.assertGreater(len(said), 20)
        self.assertEqual(self.rest.get(f"/placement/allocations/{server}")["allocations"], {})
        self.assertEqual(self.rest.get(f"{NETWORK}/ports", device_id=server)["ports"], [])
        self.assertFalse(os.path.exists(self.cloud.path("instances", server)))
        return said


class AccidentTest(BrokenBootCase):
    def test_an_image_whose_file_is_gone(self):
        image = self.image_of(b"\0" * 65536, "raw")
        self.lose(image)
        self.assertIn("image", self.broken(image).lower())

    def test_an_image_that_is_cut_short(self):
        image = self.image_of(os.urandom(65536), "raw")
        os.truncate(self.files(image)[0], 1000)
        self.assertIn("image", self.broken(image).lower())

    def test_a_broken_qcow2(self):
        whole = self.cloud.path("whole.qcow2")
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", whole, "16M"], check=True)
        with open(whole, "rb") as file:
            content = file.read()
        os.remove(whole)
        image = self.image_of(content, "qcow2")
        with open(self.files(image)[0], "r+b") as file:
            file.write(b"\0" * 512)
        self.assertIn("image", self.broken(image).lower())

    def test_an_address_that_is_taken(self):
        server = self.server()
        port = self.rest.get(f"{NETWORK}/ports", device_id=server)["ports"][0]
        taken = port["fixed_ips"][0]["ip_address"]
        try:
            second = self.ask_for_server(self.name(), network=[{"uuid": self.network, "fixed_ip": taken}])
        except Refused as refused:
            self.assertIn(taken, str(refused))
        else:
            self.addCleanup(self.clear, second)
            self.assertIn(taken, self.server_is(second, "ERROR")["fault"]["message"])
        self.all_is_well()


class FullDiskTest(BrokenBootCase):
    """A small file system of its own beneath one of the host's folders."""

    def small(self, folder, size, keep=False):
        """Mounts it; with what the folder held, when that is to be kept, and gives that back in the end."""
        path = self.cloud.path(folder)
        self.cloud.kill()
        os.makedirs(path, exist_ok=True)
        before = tempfile.mkdtemp(prefix="apus-kept-")
        self.addCleanup(shutil.rmtree, before)
        if keep:
            shutil.copytree(path, before, dirs_exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "apus-test", path], check=True)
        self.addCleanup(self.whole, path, before, keep)
        shutil.copytree(before, path, dirs_exist_ok=True)
        self.cloud.serve()
        return path

    def whole(self, path, after, keep):
        self.cloud.kill()
        if keep:
            shutil.copytree(path, after, dirs_exist_ok=True)
        subprocess.run(["umount", path], check=True)
        if keep:
            shutil.copytree(after, path, dirs_exist_ok=True)
        self.cloud.serve()

    def fill(self, folder):
        """Takes all room that is left: the file that does."""
        filler = os.path.join(folder, "filler")
        self.addCleanup(lambda: os.path.exists(filler) and os.remove(filler))
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                pass
        return filler

    def used(self):
        limits = self.rest.get(f"{COMPUTE}/limits")["limits"]["absolute"]
        return {name: limits[name] for name in ("totalInstancesUsed", "totalCoresUsed", "totalRAMUsed")}

    def is_full_until(self, make_room, image):
        before = self.used()
        said = self.broken(image)
        self.assertIn("The disk of the host is full.", said)
        for server in self.rest.get(f"{COMPUTE}/servers", status="ERROR")["servers"]:
            self.clear(server["id"])
        self.assertEqual(self.used(), before)
        self.all_is_well()
        make_room()
        self.clear(self.server())
        self.all_is_well()

    def test_full_while_an_image_is_fetched(self):
        image = self.image_of(os.urandom(1 << 18), "raw")
        path = self.small("image-cache", "192k")
        self.is_full_until(lambda: None, image)
        self.assertEqual([name for name in os.listdir(path) if name.endswith(".part")], [])

    def test_full_while_an_image_is_uploaded(self):
        path = self.small("images", "192k")
        image = self.rest.post("/image/v2/images", {
            "name": self.name(), "disk_format": "raw", "container_format": "bare"})["id"]
        self.addCleanup(self.forget, f"/image/v2/images/{image}")
        with self.assertRaises(Refused) as refused:
            self.rest.put(f"/image/v2/images/{image}/file", os.urandom(1 << 18))
        self.assertIn("full", str(refused.exception))
        self.assertEqual(self.rest.get(f"/image/v2/images/{image}")["status"], "queued")
        self.assertEqual([name for name in os.listdir(path) if image in name], [])

    def test_full_while_rows_are_written(self):
        path = self.small("db", "64m", keep=True)
        server = self.server()
        filler = self.fill(path)
        for _ in range(100):
            try:
                self.rest.post(f"{NETWORK}/networks", {"network": {"name": "x" * 200}})
            except Refused as refused:
                self.assertGreaterEqual(refused.status, 500)
                self.assertIn("full", str(refused))
                break
        else:
            self.fail("the disk did not get full")
        self.assertEqual(self.show(server)["status"], "ACTIVE")
        os.remove(filler)
        for network in self.rest.get(f"{NETWORK}/networks", name="x" * 200)["networks"]:
            self.rest.delete(f"{NETWORK}/networks/{network['id']}")
        self.clear(server)
        self.all_is_well()

    def test_full_while_the_disk_is_made(self):
        path = self.small("instances", "1m")
        filler = self.fill(path)
        self.is_full_until(lambda: os.remove(filler), self.image)


class RandomKillTest(FakeCloudCase):
    BOOTS = 20
    # Below the quota of ten.
    AT_ONCE = 6

    def test_killed_at_random_moments_during_boots_and_deletes(self):
        seed = int(os.environ.get("APUS_SEED", time.time()))
        chance = random.Random(seed)
        with self.subTest(seed=seed):
            names = [self.name() for _ in range(self.BOOTS)]
            self.addCleanup(self.sweep, names)
            wanted, doomed, kills = list(names), [], 0
            while wanted or doomed:
                killer = threading.Timer(chance.uniform(0.01, 0.08), self.cloud.kill)
                killer.start()
                try:
                    self.work(wanted, doomed, chance)
                except Lost:
                    pass
                killer.join()
                kills += 1
                self.cloud.serve()
                self.settle(names, wanted, doomed)
            eventually("all servers are gone", lambda: not self.there(names), PATIENCE)
            self.assertGreater(kills, 1)
        self.all_is_well()

    def work(self, wanted, doomed, chance):
        """Boots what is wanted and deletes what is doomed, until the cloud is dead."""
        while True:
            if wanted and (not doomed or len(doomed) < self.AT_ONCE and chance.random() < 0.6):
                try:
                    self.ask_for_server(wanted[0])
                except Refused as refused:
                    # Those that are still being deleted count.
                    self.assertIn("Quota exceeded for instances", str(refused))
                    time.sleep(0.02)
                    continue
                doomed.append(wanted.pop(0))
            elif doomed:
                for server in self.there(doomed[:1]).values():
                    self.forget(f"{COMPUTE}/servers/{server['id']}")
                doomed.pop(0)
            else:
                time.sleep(0.02)
                self.rest.get(f"{COMPUTE}/servers")

    def sweep(self, names):
        """Leaves a cloud that runs and has none of the servers, however the test went."""
        self.cloud.serve()
        for server in self.there(names).values():
            self.clear(server["id"])

    def there(self, names):
        servers = self.rest.get(f"{COMPUTE}/servers/detail")["servers"]
        return {server["name"]: server for server in servers if server["name"] in names}

    def settle(self, names, wanted, doomed):
        """What died with its answer under way may have been done: asked for once more only what is not there."""
        there = self.there(names)
        for name in list(wanted):
            if name in there:
                wanted.remove(name)
                doomed.append(name)
        for name, server in there.items():
            if server["OS-EXT-STS:task_state"] == "deleting":
                continue
            self.assertNotEqual(server["status"], "ERROR", server.get("fault"))
            if name not in doomed:
                doomed.append(name)
