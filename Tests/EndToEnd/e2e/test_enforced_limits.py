"""A cloud of its own whose compute and image services count by identity's limits; only its guests are not real."""
import unittest

from harness.mortal import MortalCloud
from harness.poll import eventually
from harness.rest import Refused

IDENTITY, COMPUTE, IMAGE = "/identity/v3", "/compute/v2.1", "/image/v2"
SETTINGS = {"APUS_COMPUTE_DRIVER": "fake", "APUS_NETWORK_UPLINK": "none"}
# Limits are remembered until the services are told of a change.
ENFORCED = {
    "APUS_COMPUTE_QUOTA_DRIVER": "unified", "APUS_IMAGE_USE_KEYSTONE_LIMITS": "true", "APUS_LIMITS_REMEMBERED": "3600"}


class EnforcedLimitTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cloud = MortalCloud(SETTINGS)
        cls.cloud.apus("up", "--no-server")
        cls.cloud.down()
        cls.cloud.environment.update(ENFORCED)
        cls.cloud.serve()
        cls.rest = cls.cloud.rest
        cls.services = {each["type"]: each["id"] for each in cls.rest.get(f"{IDENTITY}/services")["services"]}
        cls.project = next(each["id"] for each in cls.rest.get(f"{IDENTITY}/projects")["projects"]
                           if each["name"] == "admin")

    @classmethod
    def tearDownClass(cls):
        left = cls.cloud.remove()
        if left:
            raise AssertionError(f"left behind: {left}")

    def register(self, service, **limits):
        self.rest.post(f"{IDENTITY}/registered_limits", {"registered_limits": [
            {"service_id": self.services[service], "resource_name": name.replace("class_", "class:"),
             "default_limit": amount, "region_id": "RegionOne"} for name, amount in limits.items()]})

    def limit(self, service, name, amount):
        return self.rest.post(f"{IDENTITY}/limits", {"limits": [
            {"service_id": self.services[service], "resource_name": name, "resource_limit": amount,
             "project_id": self.project, "region_id": "RegionOne"}]})["limits"][0]["id"]

    def change(self, limit, amount):
        self.rest.call("PATCH", f"{IDENTITY}/limits/{limit}", {"limit": {"resource_limit": amount}})

    def refused(self, status, words, function):
        with self.assertRaises(Refused) as caught:
            function()
        self.assertEqual(caught.exception.status, status)
        self.assertIn(words, str(caught.exception))

    def test_servers(self):
        flavor = next(each["id"] for each in self.rest.get(f"{COMPUTE}/flavors")["flavors"]
                      if each["name"] == "m1.nano")
        image = self.rest.get(f"{IMAGE}/images")["images"][0]["id"]

        def boot():
            return self.rest.post(f"{COMPUTE}/servers", {"server": {
                "name": "limited", "imageRef": image, "flavorRef": flavor, "networks": "none"}})["server"]["id"]
        self.refused(403, "servers is over limit of 0 due to current usage 0 and delta 1", boot)
        self.register("compute", servers=5, class_VCPU=10)
        limit = self.limit("compute", "servers", 1)
        # The services are told of a change; the message needs a moment.
        eventually("limits are known", lambda: self.rest.get(
            f"{COMPUTE}/limits")["limits"]["absolute"]["maxTotalInstances"] == 1, every=0.02)
        server = boot()
        self.refused(
            403, f"Project {self.project} is over a limit for [Resource servers is over limit of 1 due to current "
            "usage 1 and delta 1]", boot)
        self.change(limit, 2)
        eventually("the new limit is known", lambda: self.rest.get(
            f"{COMPUTE}/limits")["limits"]["absolute"]["maxTotalInstances"] == 2, every=0.02)
        for each in (server, boot()):
            self.rest.delete(f"{COMPUTE}/servers/{each}")

    def test_images(self):
        def create():
            return self.rest.post(f"{IMAGE}/images", {
                "name": "limited", "disk_format": "raw", "container_format": "bare"})["id"]
        self.refused(413, "image_count_total is over limit of 0", create)
        self.register(
            "image", image_count_total=10, image_size_total=1000, image_stage_total=10, image_count_uploading=10)
        limit = self.limit("image", "image_count_uploading", 0)
        eventually("limits are known", lambda: self.rest.get(
            f"{IMAGE}/info/usage")["usage"]["image_count_uploading"]["limit"] == 0, every=0.02)
        image = create()
        self.addCleanup(self.rest.delete, f"{IMAGE}/images/{image}")
        upload = f"{IMAGE}/images/{image}/file"
        self.refused(413, "image_count_uploading is over limit of 0", lambda: self.rest.put(upload, b"x" * 1024))
        self.change(limit, 1)
        eventually("the new limit is known", lambda: self.rest.get(
            f"{IMAGE}/info/usage")["usage"]["image_count_uploading"]["limit"] == 1, every=0.02)
        self.rest.put(upload, b"x" * 1024)
        self.assertEqual(self.rest.get(f"{IMAGE}/images/{image}")["status"], "active")
