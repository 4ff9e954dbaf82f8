"""Unified limits, as the client has them."""
from harness.case import CloudCase


class LimitTest(CloudCase):
    def test_registered_limits_and_limits(self):
        service = self.make(
            "service", "create", "--name", self.name("service"), self.name("type"), delete=("service", "delete"))["id"]
        registered = self.make(
            "registered", "limit", "create", "--service", service, "--default-limit", "10", "--region", "RegionOne",
            "--description", "of a test", "widgets", delete=("registered", "limit", "delete"))
        self.assertEqual((registered["default_limit"], registered["region_id"]), (10, "RegionOne"))
        listed = self.openstack.json("registered", "limit", "list", "--service", service)
        self.assertEqual([each["Resource Name"] for each in listed], ["widgets"])
        self.openstack.text("registered", "limit", "set", "--default-limit", "12", registered["id"])
        shown = self.openstack.json("registered", "limit", "show", registered["id"])
        self.assertEqual(shown["default_limit"], 12)

        project = self.make("project", "create", self.name("project"), delete=("project", "delete"))["id"]
        limit = self.make(
            "limit", "create", "--project", project, "--service", service, "--region", "RegionOne",
            "--resource-limit", "5", "widgets", delete=("limit", "delete"))
        self.assertEqual((limit["resource_limit"], limit["project_id"]), (5, project))
        self.openstack.text("limit", "set", "--resource-limit", "6", limit["id"])
        self.assertEqual(self.openstack.json("limit", "show", limit["id"])["resource_limit"], 6)
        said = self.openstack.fails("registered", "limit", "set", "--default-limit", "13", registered["id"])
        self.assertIn("because there are project limits associated with it", said)
        said = self.openstack.fails(
            "limit", "create", "--project", project, "--service", service, "--resource-limit", "5", "gadgets")
        self.assertIn("Unable to create a limit that has no corresponding registered limit", said)
