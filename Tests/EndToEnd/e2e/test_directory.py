"""A domain whose people are in an LDAP directory, with the unmodified client."""
import json
import urllib.request

from harness.case import CloudCase
from harness.client import Client
from harness.directory import Directory


class DirectoryTest(CloudCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        catalog = cls.openstack.json("catalog", "list")
        ends = [entry for entry in catalog if entry["Type"] == "identity"][0]["Endpoints"]
        cls.url = [end["url"] for end in ends if end["interface"] == "public"][0]

    def setUp(self):
        self.directory = Directory({"alice": "alice-secret", "bob": "bob-secret"}, {"ops": ["alice"]})
        self.addCleanup(self.directory.remove)
        self.domain = self.name("corporate")
        identifier = self.openstack.json("domain", "create", self.domain)["id"]
        self.addCleanup(self.forget, "domain", "delete", identifier)
        self.addCleanup(self.forget, "domain", "set", "--disable", identifier)
        config = {"config": {"identity": {"driver": "ldap"}, "ldap": self.directory.options}}
        request = urllib.request.Request(
            f"{self.url}/domains/{identifier}/config", json.dumps(config).encode(), method="PUT", headers={
                "X-Auth-Token": self.openstack.json("token", "issue")["id"], "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            self.assertNotIn(self.directory.options["password"], answer.read().decode())
        self.project = self.name("project")
        self.openstack.text("project", "create", "--domain", self.domain, self.project)

    def user(self, name, password):
        """A client of somebody of the directory, on the domain's project."""
        return Client({
            "OS_AUTH_URL": self.url, "OS_IDENTITY_API_VERSION": "3", "OS_CLIENT_CONFIG_FILE": "none",
            "OS_USERNAME": name, "OS_PASSWORD": password, "OS_USER_DOMAIN_NAME": self.domain,
            "OS_PROJECT_NAME": self.project, "OS_PROJECT_DOMAIN_NAME": self.domain})

    def test_people_of_a_directory_sign_in_and_have_roles_by_group(self):
        names = {each["Name"] for each in self.openstack.json("user", "list", "--domain", self.domain)}
        self.assertEqual(names, {"alice", "bob"})
        self.assertIn("HTTP 401", self.user("alice", "alice-secret").fails("token", "issue"))
        self.openstack.text(
            "role", "add", "--group", "ops", "--group-domain", self.domain, "--project", self.project,
            "--project-domain", self.domain, "member")
        shown = self.openstack.json("user", "show", "--domain", self.domain, "alice")
        self.assertEqual(self.user("alice", "alice-secret").json("token", "issue")["user_id"], shown["id"])
        for name, password in (("alice", "wrong"), ("alice", "bob-secret"), ("bob", "bob-secret"), ("*", "x")):
            self.assertIn("HTTP 401", self.user(name, password).fails("token", "issue"))
        self.assertIn(
            "LDAP does not support write operations",
            self.openstack.fails("user", "set", "--domain", self.domain, "--email", "x@example.org", "alice"))

    def test_a_directory_that_is_away_hinders_nobody_else(self):
        self.directory.stop()
        self.assertIn("does not answer now", self.user("alice", "alice-secret").fails("token", "issue"))
        self.assertTrue(self.openstack.json("token", "issue")["id"])
