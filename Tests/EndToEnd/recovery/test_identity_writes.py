"""kill -9 in the middle of identity's writes: each happened whole or not at all, and what was answered happened."""
import http.client
import os
import random
import threading
import time
import unittest

from harness.mortal import MortalCloud
from harness.rest import Lost, Refused, Rest
from identity_writes import BASE, KINDS

SETTINGS = {"APUS_IDENTITY_PASSWORD_COST": "4"}
ROUNDS = int(os.environ.get("APUS_RECOVERY_ROUNDS", "24"))
WRITERS = 3


class IdentityRest(Rest):
    """As the administrator, and as the system's where all is to be seen."""

    def __init__(self, cloud):
        super().__init__(cloud)
        self.cloud = cloud

    def system(self):
        other = Rest(self.cloud)
        headers, _ = self.send("POST", f"{BASE}/auth/tokens", {"auth": {
            "identity": {"methods": ["token"], "token": {"id": self.token}}, "scope": {"system": {"all": True}}}})
        other.token = headers["X-Subject-Token"]
        return other

    def revoke(self, token):
        connection = http.client.HTTPConnection(self.address, timeout=30)
        try:
            connection.request(
                "DELETE", f"{BASE}/auth/tokens", headers={"X-Auth-Token": self.token, "X-Subject-Token": token})
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as problem:
            raise Lost(repr(problem)) from problem
        finally:
            connection.close()
        if answer.status != 204:
            raise Refused(answer.status, "DELETE /auth/tokens")


class Writer(threading.Thread):
    """Makes writes of all kinds, in an order of its own, until the cloud is gone."""

    def __init__(self, cloud, common, token, seed, making):
        super().__init__()
        self.rest = IdentityRest(cloud)
        self.rest.token = token
        self.common = common
        # Set whenever a write begins.
        self.making = making
        self.order = random.Random(seed)
        # (write, whether it was answered)
        self.written = []
        self.problem = None

    def run(self):
        try:
            while True:
                kinds = list(KINDS)
                self.order.shuffle(kinds)
                for kind in kinds:
                    write = kind(self.rest, self.common)
                    write.prepare()
                    self.written.append([write, False])
                    self.making.set()
                    write.make()
                    self.written[-1][1] = True
        except Lost:
            pass
        except Exception as problem:  # noqa: BLE001 - told by the test, not by the thread
            self.problem = problem


class IdentityWritesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cloud = MortalCloud(SETTINGS, roles=["identity"])
        cls.cloud.serve()
        cls.rest = IdentityRest(cls.cloud)
        cls.rest.sign_in()
        def post(path, kind, **members):
            return cls.rest.post(f"{BASE}/{path}", {kind: members})[kind]["id"]
        service = post("services", "service", type="limited", name="limited")
        cls.common = {
            "project": post("projects", "project", name="common"), "group": post("groups", "group", name="common"),
            "role": cls.rest.get(f"{BASE}/roles", name="member")["roles"][0]["id"], "service": service,
            "admin_project": next(each["id"] for each in cls.rest.get(f"{BASE}/projects")["projects"]
                                  if each["name"] == "admin"),
            "admin": cls.rest.get(f"{BASE}/users", name="admin")["users"][0]["id"]}
        cls.rest.post(f"{BASE}/registered_limits", {"registered_limits": [
            {"service_id": service, "resource_name": "limited", "default_limit": 10}]})

    @classmethod
    def tearDownClass(cls):
        left = cls.cloud.remove()
        if left:
            raise AssertionError(f"left behind: {left}")

    def test_each_write_is_whole_or_not_at_all(self):
        seed = int(os.environ.get("APUS_RECOVERY_SEED", random.randrange(1 << 30)))
        print(f"recovery: APUS_RECOVERY_SEED={seed}")
        chance = random.Random(seed)
        kinds, caught = set(), 0
        for turn in range(ROUNDS):
            making = threading.Event()
            writers = [
                Writer(self.cloud, self.common, self.rest.token, chance.random(), making) for _ in range(WRITERS)]
            for writer in writers:
                writer.start()
            # In the middle of whatever it does, and soon after a write has begun.
            time.sleep(chance.uniform(0.02, 0.5))
            making.clear()
            making.wait(5)
            time.sleep(chance.uniform(0, 0.006))
            self.cloud.kill()
            for writer in writers:
                writer.join(60)
                self.assertFalse(writer.is_alive())
                self.assertIsNone(writer.problem, f"turn {turn}")
            self.cloud.serve()
            for writer in writers:
                for write, answered in writer.written:
                    kinds.add(type(write))
                    caught += not answered
                    self.check(write, answered, turn)
        print(f"recovery: {caught} writes caught in {ROUNDS} turns")
        self.assertEqual({kind.__name__ for kind in KINDS} - {kind.__name__ for kind in kinds}, set())
        # Usually more than one in a turn; whether one is, is chance.
        self.assertGreaterEqual(caught, ROUNDS // 4)

    def check(self, write, answered, turn):
        what = f"turn {turn}: {type(write).__name__} {write.name}, {'answered' if answered else 'not answered'}"
        try:
            happened = write.look()
        except AssertionError as problem:
            raise AssertionError(f"{what}: {problem}") from problem
        if answered:
            self.assertTrue(happened, f"{what}, but it did not happen")
