"""Notifications over a real RabbitMQ to oslo.messaging's own listener: of real commands, while the broker is away, and
over a kill -9."""
import collections
import json
import os
import sys
import tempfile
import time
import unittest

from pycadf import eventfactory, host, reason, resource

from harness.client import Client
from harness.cloud import free_port
from harness.mortal import MortalCloud
from harness.poll import eventually
from harness.program import Here, Program
from harness.stores import RabbitMQ

BASE = "/identity/v3"


def rebuilt(payload):
    """The event as pycadf makes it of the same parts; its validators refuse what is no CADF."""
    def known(members, value):
        return {name: value[name] for name in members if name in value}

    def extend(thing, members, value):
        for name in value.keys() - set(members):
            setattr(thing, name, value[name])
        return thing

    def one(value):
        members = ("id", "typeURI", "name")
        made = resource.Resource(**known(members, value))
        if "host" in value:
            made.host = host.Host(**value["host"])
        return extend(made, (*members, "host"), value)

    parts = ("initiator", "target", "observer")
    members = ("eventType", "id", "eventTime", "action", "outcome")
    event = eventfactory.EventFactory().new_event(
        **known(members, payload), **{name: one(payload[name]) for name in parts},
        reason=reason.Reason(**payload["reason"]) if "reason" in payload else None)
    assert event.is_valid()
    return extend(event, (*members, *parts, "reason", "typeURI"), payload).as_dict()


class NotificationTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="apus-notifications-")
        os.chmod(cls.folder.name, 0o711)
        cls.broker = RabbitMQ(
            Here(), os.path.join(cls.folder.name, "rabbitmq"), free_port(), free_port(), free_port())
        cls.broker.prepare()
        cls.broker.start()
        cls.broker.wait()
        cls.cloud = MortalCloud(
            {"APUS_BUS_URL": cls.broker.url, "APUS_IDENTITY_PASSWORD_COST": "4"}, roles=["identity"])
        cls.cloud.serve()
        cls.rest = cls.cloud.rest
        cls.rest.sign_in()
        cls.heard_file = os.path.join(cls.folder.name, "heard")
        cls.listener = Program(
            [sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "notification_listener.py"),
             cls.broker.url, "keystone", "notifications", cls.heard_file],
            os.path.join(cls.folder.name, "listener.log"))
        eventually("the listener listens", lambda: "listening" in open(cls.listener.log).read(), 60)

    @classmethod
    def tearDownClass(cls):
        cls.listener.stop()
        left = cls.cloud.remove()
        cls.broker.end()
        cls.folder.cleanup()
        if left:
            raise AssertionError(f"left behind: {left}")

    def heard(self):
        if not os.path.exists(self.heard_file):
            return []
        with open(self.heard_file, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def hears(self, what, wanted, seconds=60):
        """Waits until all of the wanted (event type, resource) were heard; returns them in the order of hearing."""
        def found():
            heard = [(each["event_type"], each["payload"].get("resource_info")) for each in self.heard()]
            return all(each in heard for each in wanted)
        eventually(what, found, seconds)
        return [each for each in self.heard()
                if (each["event_type"], each["payload"].get("resource_info")) in wanted]

    def client(self, **variables):
        with open(self.cloud.path("secrets", "admin-password"), encoding="utf-8") as file:
            password = file.read().strip()
        return Client({
            "OS_AUTH_URL": f"http://{self.cloud.settings['APUS_LISTEN']}{BASE}", "OS_USERNAME": "admin",
            "OS_PASSWORD": password, "OS_PROJECT_NAME": "admin", "OS_USER_DOMAIN_ID": "default",
            "OS_PROJECT_DOMAIN_ID": "default", "OS_IDENTITY_API_VERSION": "3", **variables})

    def projects(self, name, count):
        """Makes projects, none of which may take long; their ids."""
        made = []
        for number in range(count):
            start = time.monotonic()
            made.append(self.rest.post(f"{BASE}/projects", {"project": {"name": f"{name}{number}"}})["project"]["id"])
            self.assertLess(time.monotonic() - start, 10, "a request waited for the broker")
        return [("identity.project.created", each) for each in made]

    def each_once(self, wanted):
        counts = collections.Counter(
            (each["event_type"], each["payload"].get("resource_info")) for each in self.heard())
        self.assertEqual({each: counts[each] for each in wanted}, dict.fromkeys(wanted, 1))
        ids = [each["metadata"]["message_id"] for each in self.heard()]
        self.assertEqual(len(ids), len(set(ids)))

    def test_commands_are_heard(self):
        openstack = self.client()
        user = openstack.json("user", "create", "--password", "planted-Secret-0817", "listened")["id"]
        project = openstack.json("project", "create", "listened")["id"]
        openstack.text("role", "add", "--user", user, "--project", project, "member")
        openstack.text("project", "set", "--description", "d", project)
        self.client(OS_USERNAME="listened", OS_PASSWORD="planted-wrong").fails("token", "issue")
        openstack.text("project", "delete", project)
        openstack.text("user", "delete", user)
        heard = self.hears("the commands", [
            ("identity.user.created", user), ("identity.project.created", project),
            ("identity.project.updated", project), ("identity.project.deleted", project),
            ("identity.user.deleted", user)])
        self.assertEqual([each["event_type"].removeprefix("identity.") for each in heard], [
            "user.created", "project.created", "project.updated", "project.deleted", "user.deleted"])
        for each in heard:
            self.assertTrue(each["publisher_id"].startswith("identity."))
            self.assertEqual([value for value in each["context"].values() if value is not None], [])
            initiator = each["payload"]["initiator"]
            self.assertEqual((initiator["username"], initiator["host"]["address"]), ("admin", "127.0.0.1"))
            self.assertIn("keystoneauth1", initiator["host"]["agent"])
        others = [each["payload"] for each in self.heard() if each["payload"].get("resource_info") is None]
        grant = next(each for each in others if each.get("project") == project)
        self.assertEqual((grant["action"], grant["user"]), ("created.role_assignment", user))
        refused = next(each for each in others if each["initiator"].get("user_id") == user)
        self.assertEqual((refused["action"], refused["outcome"]), ("authenticate", "failure"))
        for each in self.heard():
            self.assertEqual(rebuilt(each["payload"]), each["payload"])
        with open(self.heard_file, encoding="utf-8") as file:
            self.assertNotIn("planted-", file.read())

    def test_the_broker_is_away(self):
        for abruptly in (False, True):
            with self.subTest("crashed" if abruptly else "stopped"):
                wanted = self.projects(f"before{abruptly}-", 3)
                self.hears("what was said before", wanted)
                self.broker.stop(abruptly)
                wanted += self.projects(f"during{abruptly}-", 10)
                self.broker.start()
                self.broker.wait()
                wanted += self.projects(f"after{abruptly}-", 3)
                heard = self.hears("what was said meanwhile", wanted, 90)
                self.assertEqual([each["payload"]["resource_info"] for each in heard], [each for _, each in wanted])
                self.each_once(wanted)

    def test_killed_before_it_could_send(self):
        self.broker.stop()
        wanted = self.projects("killed-", 5)
        self.cloud.kill()
        self.broker.start()
        self.broker.wait()
        self.cloud.serve()
        self.hears("what the process before had left", wanted, 90)
        self.each_once(wanted)


if __name__ == "__main__":
    unittest.main()
