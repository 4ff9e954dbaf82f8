"""Tokens and the catalog, as the client asks for them."""
from harness.case import CloudCase
from harness.client import Client, run_apart


class IdentityTest(CloudCase):
    def test_token_issue(self):
        token = self.openstack.json("token", "issue")
        self.assertEqual(set(token), {"expires", "id", "project_id", "user_id"})

    def test_token_issue_as_a_process_of_its_own(self):
        status, out, err = run_apart(self.openstack.environment, "token", "issue", "-f", "value", "-c", "id")
        self.assertEqual((status, err), (0, ""))
        self.assertTrue(out.strip().startswith("gAAAA"), out)

    def test_the_openrc_works_like_clouds_yaml(self):
        variables = {}
        with open(self.cloud.path("openrc"), encoding="utf-8") as file:
            for line in file:
                if line.startswith("export OS_"):
                    name, value = line.removeprefix("export ").strip().split("=", 1)
                    variables[name] = value.strip("'\"")
        client = Client({**variables, "OS_CLIENT_CONFIG_FILE": "none"})
        self.assertEqual(client.json("token", "issue")["user_id"], self.openstack.json("token", "issue")["user_id"])

    def test_catalog_lists_the_five_services(self):
        types = {entry["Type"] for entry in self.openstack.json("catalog", "list")}
        self.assertLessEqual({"identity", "image", "placement", "compute", "network"}, types)

    def test_a_wrong_password_is_refused_in_the_words_of_the_real_service(self):
        said = Client({**self.openstack.environment, "OS_PASSWORD": "wrong"}).fails(
            "--os-password", "wrong", "token", "issue")
        self.assertIn("The request you have made requires authentication. (HTTP 401)", said)

    def test_a_project_of_its_own_with_a_member(self):
        project = self.make("project", "create", self.name("project"), delete=("project", "delete"))
        user = self.make(
            "user", "create", "--password", "secret", self.name("user"), delete=("user", "delete"))
        self.openstack.text("role", "add", "--user", user["id"], "--project", project["id"], "member")
        token = self.member(user, project).json("token", "issue")
        self.assertEqual((token["user_id"], token["project_id"]), (user["id"], project["id"]))
        said = self.member(user, project).fails("user", "create", self.name("user"))
        self.assertIn("You are not authorized to perform the requested action", said)

    def member(self, user, project):
        """The client as another user."""
        address = [entry for entry in self.openstack.json("catalog", "list") if entry["Type"] == "identity"]
        public = [end["url"] for end in address[0]["Endpoints"] if end["interface"] == "public"][0]
        return Client({
            "OS_AUTH_URL": public, "OS_USERNAME": user["name"], "OS_PASSWORD": "secret",
            "OS_PROJECT_NAME": project["name"], "OS_USER_DOMAIN_ID": "default", "OS_PROJECT_DOMAIN_ID": "default",
            "OS_IDENTITY_API_VERSION": "3", "OS_CLIENT_CONFIG_FILE": "none"})
