"""Users of an OpenID provider: the client's own ways to sign in, and a browser's for a dashboard."""
import json
import os
import re
import subprocess
import sys

import requests
from harness.client import Client, run_apart
from harness.openid_case import DASHBOARD, OpenIDCase


class FederationTest(OpenIDCase):
    def outside(self, way, client, **more):
        """The client of somebody whom the provider knows."""
        return Client(self.variables(self.port, **{
            "OS_AUTH_TYPE": way, "OS_IDENTITY_PROVIDER": "corp", "OS_PROTOCOL": "openid", "OS_CLIENT_ID": client,
            "OS_CLIENT_SECRET": f"secret of {client}",
            "OS_DISCOVERY_ENDPOINT": self.issuer + "/.well-known/openid-configuration", **more}))

    @staticmethod
    def projects(client):
        """Where somebody may go. This command keeps its session in its process: each asks in one of its own."""
        status, out, err = run_apart(client.environment, "federation", "project", "list", "-f", "json")
        if status != 0:
            raise AssertionError(err)
        return [each["Name"] for each in json.loads(out)]

    def jane(self, client="cli", **more):
        return self.outside(
            "v3oidcpassword", client,
            **{"OS_USERNAME": "jane", "OS_PASSWORD": "jane's password", "OS_PROJECT_ID": self.project, **more})

    def test_a_password_at_the_provider(self):
        token = self.jane().json("token", "issue")
        self.assertEqual(token["project_id"], self.project)
        user = self.admin.json("user", "show", token["user_id"])
        self.assertEqual(
            (user["name"], user["domain_id"], user["email"]), ("jane", self.domain, "jane@example.org"))
        again = self.jane().json("token", "issue")
        self.assertEqual(again["user_id"], token["user_id"])
        self.assertEqual(self.projects(self.jane()), ["lab"])

    def test_a_wrong_password_there(self):
        said = self.jane(OS_PASSWORD="wrong").fails("token", "issue")
        self.assertNotIn("Traceback", said)

    def test_a_token_that_was_made_for_another_client(self):
        said = self.jane("stranger").fails("token", "issue")
        self.assertIn("The request you have made requires authentication. (HTTP 401)", said)

    def test_a_program_of_its_own(self):
        robot = self.outside("v3oidcclientcredentials", "robot")
        token = robot.json("token", "issue")
        user = self.admin.json("user", "show", token["user_id"])
        self.assertEqual(user["name"], "robot of robot")
        self.assertIsNone(token.get("project_id"))
        self.assertEqual(self.projects(robot), ["made for robot"])

    def test_an_access_token_at_hand(self):
        answer = requests.post(
            self.issuer + "/token/", auth=("cli", "secret of cli"), timeout=10,
            data={"grant_type": "password", "username": "jane", "password": "jane's password", "scope": "openid"})
        client = self.outside(
            "v3oidcaccesstoken", "cli", OS_ACCESS_TOKEN=answer.json()["access_token"], OS_PROJECT_ID=self.project)
        self.assertEqual(client.json("token", "issue")["project_id"], self.project)

    def test_a_code_and_the_signed_id_token(self):
        sent = self.browser().get(
            self.issuer + "/authorize/", allow_redirects=False, timeout=10,
            params={"response_type": "code", "client_id": "code", "redirect_uri": self.callback,
                    "scope": "openid profile", "state": "x"})
        code = re.search(r"code=([^&]+)", sent.headers["Location"]).group(1)
        client = self.outside(
            "v3oidcauthcode", "code", OS_CODE=code, OS_AUTHORIZATION_CODE=code, OS_REDIRECT_URI=self.callback,
            OS_ACCESS_TOKEN_TYPE="id_token", OS_PROJECT_ID=self.project)
        self.assertEqual(client.json("token", "issue")["project_id"], self.project)

    def test_a_device_without_a_browser(self):
        client = self.outside(
            "v3oidcdeviceauthz", "device", OS_DEVICE_AUTHORIZATION_ENDPOINT=self.issuer + "/device-authorization/",
            OS_PROJECT_ID=self.project)
        process = subprocess.Popen(
            [os.path.join(os.path.dirname(sys.executable), "openstack"), "token", "issue", "-f", "json"],
            env={**{name: value for name, value in os.environ.items() if not name.startswith("OS_")},
                 **client.environment},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        said = ""
        while "enter the code" not in said:
            line = process.stderr.readline()
            self.assertTrue(line, said)
            said += line
        address, code = re.search(r"go to (\S+) and enter the code (\S+)", said).groups()
        browser = self.browser()
        asked = browser.post(address, data={"user_code": code}, allow_redirects=False, timeout=10)
        self.assertEqual(asked.status_code, 302, asked.text)
        browser.post(
            f"http://127.0.0.1:{self.provider_port}{asked.headers['Location']}", data={"action": "accept"},
            allow_redirects=False, timeout=10)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, err)
        self.assertEqual(json.loads(out)["project_id"], self.project)

    def test_a_browser_for_the_dashboard(self):
        start = f"http://127.0.0.1:{self.port}/identity/v3/auth/OS-FEDERATION/websso/openid"
        page = self.browser().get(start, params={"origin": DASHBOARD}, timeout=10)
        self.assertEqual(page.status_code, 200, page.text)
        self.assertIn(f'action="{DASHBOARD}"', page.text)
        token = re.search(r'name="token" id="token" value="([^"]+)"', page.text).group(1)
        client = Client(self.variables(self.port, OS_AUTH_TYPE="v3token", OS_TOKEN=token, OS_PROJECT_ID=self.project))
        self.assertEqual(client.json("token", "issue")["project_id"], self.project)
        refused = requests.get(start, params={"origin": "http://evil.example/"}, timeout=10)
        self.assertEqual(refused.status_code, 401)

    def test_the_mapping_tester(self):
        with open(self.path("input"), "w", encoding="utf-8") as file:
            file.write("OIDC-preferred_username: jane\nOIDC-email: j@example.org\nOIDC-groups: developers;staff\n")
        done = subprocess.run(
            [os.environ["APUS_BIN"], "identity", "mapping-test", self.path("rules.json"), self.path("input")],
            capture_output=True, text=True, timeout=60, check=True)
        found = json.loads(done.stdout)
        self.assertEqual(found["user"], {"name": "jane", "email": "j@example.org", "type": "ephemeral"})
        self.assertEqual(found["group_names"], [{"name": "developers", "domain": {"id": "default"}}])
