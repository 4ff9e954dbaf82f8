"""PostgreSQL or RabbitMQ restarted while a task is in the middle of a step: it ends as it should all the same."""
import os
import tempfile

from fake_cloud import COMPUTE, IMAGE, NETWORK, PATIENCE, SETTINGS, FakeCloudCase

from harness.cloud import free_port
from harness.poll import eventually
from harness.program import Here
from harness.rest import Refused
from harness.stores import PostgreSQL, RabbitMQ


def with_each_store(method):
    """Runs a test once for each store: stopped in order, and crashed."""
    def test(self):
        for name, abruptly in (("database", False), ("database", True), ("broker", False), ("broker", True)):
            with self.subTest(f"{name}, {'crashed' if abruptly else 'stopped'}"):
                method(self, lambda: self.restart(name, abruptly))
    return test


class StoreTest(FakeCloudCase):
    @classmethod
    def started(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="apus-stores-")
        os.chmod(cls.folder.name, 0o711)
        cls.stores = {
            "database": PostgreSQL(Here(), os.path.join(cls.folder.name, "postgresql"), free_port()),
            "broker": RabbitMQ(
                Here(), os.path.join(cls.folder.name, "rabbitmq"), free_port(), free_port(), free_port()),
        }
        for store in cls.stores.values():
            store.prepare()
            store.start()
        for store in cls.stores.values():
            store.wait()
        return cls.furnished({
            **SETTINGS, "APUS_DATABASE_URL": cls.stores["database"].url, "APUS_BUS_URL": cls.stores["broker"].url})

    @classmethod
    def tearDownClass(cls):
        left = cls.cloud.remove()
        cls.stores["broker"].end()
        cls.stores["database"].stop()
        cls.folder.cleanup()
        if left:
            raise AssertionError("left behind:\n  " + "\n  ".join(left))

    def restart(self, name, abruptly):
        store = self.stores[name]
        store.stop(abruptly)
        store.start()
        store.wait()

    def amid(self, place, operation, restart):
        """Does the operation, restarts a store while the cloud is held at the place, and lets it go on."""
        hold = self.cloud.path("held")
        self.cloud.serve(place, hold)
        operation()
        eventually(f"{place} is reached", lambda: os.path.exists(hold), PATIENCE, every=0.02)
        restart()
        os.remove(hold)

    def booted_amid(self, place, restart):
        name = self.name()
        self.amid(place, lambda: self.ask_for_server(name), restart)
        server = self.named(name)
        self.server_is(server, "ACTIVE")
        return server

    @with_each_store
    def test_boot(self, restart):
        self.booted_amid("compute-agent/disk made/done", restart)
        self.all_is_well()

    @with_each_store
    def test_port_plumbing(self, restart):
        server = self.booted_amid("network-agent/tap made/done", restart)
        ports = self.rest.get(f"{NETWORK}/ports", device_id=server)["ports"]
        self.assertEqual([port["status"] for port in ports], ["ACTIVE"])
        self.all_is_well()

    @with_each_store
    def test_delete(self, restart):
        server = self.server()
        self.amid("compute-agent/guest removed/done",
                  lambda: self.rest.delete(f"{COMPUTE}/servers/{server}"), restart)
        self.server_is_gone(server)
        self.all_is_well()

    @with_each_store
    def test_stop(self, restart):
        server = self.server()
        self.amid("operate_server/on the host/after", lambda: self.act(server, **{"os-stop": None}), restart)
        self.server_is(server, "SHUTOFF")
        self.all_is_well()

    @with_each_store
    def test_start(self, restart):
        server = self.server()
        self.act(server, **{"os-stop": None})
        self.server_is(server, "SHUTOFF")
        self.amid("compute-agent/guest defined/done", lambda: self.act(server, **{"os-start": None}), restart)
        self.server_is(server, "ACTIVE")
        self.all_is_well()

    @with_each_store
    def test_reboot(self, restart):
        server = self.server()
        self.amid("compute-agent/guest defined/done", lambda: self.act(server, reboot={"type": "HARD"}), restart)
        self.server_is(server, "ACTIVE")
        self.all_is_well()

    @with_each_store
    def test_image_delete(self, restart):
        image = self.upload(self.name(), os.urandom(4096))
        self.amid("image.delete/remove data/before", lambda: self.rest.delete(f"{IMAGE}/images/{image}"), restart)
        eventually("the image's data are gone", lambda: not self.files(image), PATIENCE)
        with self.assertRaises(Refused):
            self.rest.get(f"{IMAGE}/images/{image}")
        self.all_is_well()
