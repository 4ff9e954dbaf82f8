"""Users of a SAML2 provider, by browser and by the client's ECP; and users of one cloud in another (K2K)."""
import base64
import html
import json
import os
import re
import subprocess
import sys

import requests
from harness.client import Client, run_apart
from harness.cloud import free_port
from harness.programs import ProgramsCase

DASHBOARD = "http://127.0.0.1/auth/websso/"
RULES = [
    {"local": [{"user": {"name": "{0}", "email": "{1}"}}], "remote": [{"type": "MELLON_uid"}, {"type": "mail"}]},
    {"local": [{"groups": "{0}", "domain": {"id": "default"}}],
     "remote": [{"type": "eduPersonAffiliation", "whitelist": ["developers"]}]},
]
CLOUD_RULES = [
    {"local": [{"user": {"name": "{0}"}, "projects": [{"name": "{1} of the other", "roles": [{"name": "reader"}]}]}],
     "remote": [{"type": "openstack_user"}, {"type": "openstack_project"}]},
    {"local": [{"groups": "{0}"}], "remote": [{"type": "openstack_groups"}]},
]


class SAMLTest(ProgramsCase):
    """Two identity services, and pysaml2 as the provider of the first."""

    @classmethod
    def setUpClass(cls):
        cls.make_folder("apus-saml-")
        cls.port, cls.other_port, cls.provider_port = free_port(), free_port(), free_port()
        cls.base, cls.other_base = (f"http://127.0.0.1:{port}/identity" for port in (cls.port, cls.other_port))
        cls.place = cls.base + "/v3/OS-FEDERATION/identity_providers/other/protocols/saml2/auth"
        cls.idp = f"http://127.0.0.1:{cls.provider_port}"
        for name in ("cloud", "other"):
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name, "-days", "2",
                 "-keyout", cls.path(name + ".key"), "-out", cls.path(name + ".crt")], check=True, capture_output=True)
            os.chmod(cls.path(name + ".key"), 0o600)
        cls.start_clouds()
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "saml_provider.py")
        cls.start(
            [sys.executable, script, str(cls.provider_port), cls.folder,
             cls.base + "/v3/auth/OS-FEDERATION/saml2/metadata"], dict(os.environ), "provider.log")
        cls.federate()

    @classmethod
    def start_clouds(cls):
        """`cloud` takes jane of the provider, and the users of `other`."""
        cls.start_identity("cloud", cls.port, {"federation": {
            "trusted_dashboards": [DASHBOARD], "remote_id_attribute": "Shib-Identity-Provider",
            "saml": {"public_url": cls.base, "keyfile": cls.path("cloud.key"), "certfile": cls.path("cloud.crt")},
            "providers": {
                "corp": {"saml": {"metadata_file": cls.path("idp.xml")}},
                "other": {"saml": {"metadata_file": cls.path("other.xml"), "unsolicited": True}}}}})
        cls.start_identity("other", cls.other_port, {"saml": {
            "keyfile": cls.path("other.key"), "certfile": cls.path("other.crt"),
            "idp_entity_id": cls.other_base + "/v3/OS-FEDERATION/saml2/idp",
            "idp_sso_endpoint": cls.other_base + "/v3/OS-FEDERATION/saml2/sso"}})
        metadata = requests.get(cls.other_base + "/v3/OS-FEDERATION/saml2/metadata", timeout=10)
        assert metadata.status_code == 200, metadata.text
        cls.write(metadata.text, "other.xml")

    @classmethod
    def federate(cls):
        """What the administrators of both do once."""
        cls.domains = {}
        cls.admin = Client(cls.administrator("cloud", cls.port))
        cls.group = cls.admin.json("group", "create", "developers")["id"]
        cls.project = cls.admin.json("project", "create", "lab")["id"]
        cls.admin.text("role", "add", "--group", cls.group, "--project", cls.project, "member")
        for name, rules, remote in (
                ("corp", RULES, cls.idp + "/metadata"),
                ("other", CLOUD_RULES, cls.other_base + "/v3/OS-FEDERATION/saml2/idp")):
            cls.admin.text("mapping", "create", "--rules", cls.write(json.dumps(rules), name + ".json"), name)
            made = cls.admin.json("identity", "provider", "create", "--remote-id", remote, name)
            cls.domains[name] = made["domain_id"]
            cls.admin.text("federation", "protocol", "create", "--identity-provider", name, "--mapping", name, "saml2")
        cls.other_admin = Client(cls.administrator("other", cls.other_port))
        cls.other_admin.text(
            "service", "provider", "create", "first", "--auth-url", cls.place, "--service-provider-url", cls.place)
        developers = cls.other_admin.json("group", "create", "developers")["id"]
        cls.other_admin.text("group", "add", "user", developers, "admin")

    def jane(self, **more):
        return Client(self.variables(
            self.port, OS_AUTH_TYPE="v3samlpassword", OS_IDENTITY_PROVIDER="corp", OS_PROTOCOL="saml2",
            OS_IDENTITY_PROVIDER_URL=self.idp + "/ecp", OS_USERNAME="jane",
            **{"OS_PASSWORD": "jane's password", "OS_PROJECT_ID": self.project, **more}))

    def test_the_client_by_ecp(self):
        token = self.jane().json("token", "issue")
        self.assertEqual(token["project_id"], self.project)
        user = self.admin.json("user", "show", token["user_id"])
        self.assertEqual((user["name"], user["email"]), ("jane", "jane@example.org"))
        self.assertEqual(self.jane().json("token", "issue")["user_id"], token["user_id"])

    def test_a_wrong_password_at_the_provider(self):
        self.assertNotIn("Traceback", self.jane(OS_PASSWORD="wrong").fails("token", "issue"))

    def by_browser(self, path):
        """What a browser brings back from the provider: where it is posted to, and the form."""
        session = requests.Session()
        session.trust_env = False
        page = session.get(self.base + path, params={"origin": DASHBOARD}, timeout=20)
        self.assertEqual(page.status_code, 200, page.text)
        action = html.unescape(re.search(r'action="([^"]+)"', page.text).group(1))
        fields = {name: html.unescape(value) for name, value in
                  re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)}
        self.assertEqual(set(fields), {"SAMLResponse", "RelayState"})
        return session, action, fields

    def test_a_browser_for_the_dashboard(self):
        # Two providers speak that protocol here: a browser must say which.
        refused = requests.get(
            self.base + "/v3/auth/OS-FEDERATION/websso/saml2", params={"origin": DASHBOARD}, timeout=20)
        self.assertEqual(refused.status_code, 401, refused.text)
        session, action, fields = self.by_browser(
            "/v3/auth/OS-FEDERATION/identity_providers/corp/protocols/saml2/websso")
        self.assertEqual(action, self.base + "/v3/auth/OS-FEDERATION/saml2/acs")
        self.assertEqual(requests.post(action, data=fields, timeout=20).status_code, 401, "another browser")
        page = session.post(action, data=fields, timeout=20)
        self.assertEqual(page.status_code, 200, page.text)
        self.assertIn(f'action="{DASHBOARD}"', page.text)
        token = re.search(r'name="token" id="token" value="([^"]+)"', page.text).group(1)
        client = Client(self.variables(
            self.port, OS_AUTH_TYPE="v3token", OS_TOKEN=token, OS_PROJECT_ID=self.project))
        self.assertEqual(client.json("token", "issue")["project_id"], self.project)
        self.assertEqual(session.post(action, data=fields, timeout=20).status_code, 401, "the same once more")

    def test_a_provider_that_speaks_for_a_stranger(self):
        session, action, fields = self.by_browser(
            "/v3/auth/OS-FEDERATION/identity_providers/corp/protocols/saml2/websso")
        answer = base64.b64decode(fields["SAMLResponse"]).decode()
        fields["SAMLResponse"] = base64.b64encode(answer.replace(">jane<", ">admin<").encode()).decode()
        page = session.post(action, data=fields, timeout=20)
        self.assertEqual(page.status_code, 401, page.text)
        self.assertIn("SAML2: no key of the provider has signed it", self.read("cloud.log"))

    def test_users_of_another_cloud(self):
        there = self.administrator("other", self.other_port)
        status, out, err = run_apart(
            there, "--os-service-provider", "first", "--os-remote-project-name", "lab",
            "--os-remote-project-domain-id", "default", "token", "issue", "-f", "json")
        self.assertEqual(status, 0, err)
        token = json.loads(out)
        self.assertEqual(token["project_id"], self.project)
        user = self.admin.json("user", "show", token["user_id"])
        self.assertEqual(user["name"], "admin")
        self.assertEqual(user["domain_id"], self.domains["other"])

    def test_keystoneauth_from_cloud_to_cloud(self):
        from keystoneauth1 import session
        from keystoneauth1.identity import v3

        password = self.read("other", "secrets", "admin-password")
        local = v3.Password(
            self.other_base + "/v3", username="admin", password=password, user_domain_id="default",
            project_name="admin", project_domain_id="default")
        remote = v3.Keystone2Keystone(
            local, "first", project_name="admin of the other", project_domain_id=self.domains["other"])
        reached = session.Session(auth=remote)
        projects = reached.get(self.base + "/v3/auth/projects").json()["projects"]
        self.assertEqual({each["name"] for each in projects}, {"lab", "admin of the other"})
        unscoped = v3.Password(
            self.other_base + "/v3", username="admin", password=password, user_domain_id="default", unscoped=True)
        refused = requests.post(
            self.other_base + "/v3/auth/OS-FEDERATION/saml2", timeout=20,
            json={"auth": {"identity": {"token": {"id": session.Session(auth=unscoped).get_token()}},
                           "scope": {"service_provider": {"id": "first"}}}})
        self.assertEqual(refused.status_code, 403, refused.text)

    def test_what_others_make_of_our_assertions(self):
        """xmlsec1 itself checks what this cloud signed."""
        token = self.other_admin.json("token", "issue")["id"]
        said = requests.post(
            self.other_base + "/v3/auth/OS-FEDERATION/saml2", timeout=20,
            json={"auth": {"identity": {"token": {"id": token}}, "scope": {"service_provider": {"id": "first"}}}})
        self.assertEqual((said.status_code, said.headers["X-sp-url"]), (200, self.place), said.text)
        self.assertEqual(said.headers["X-auth-url"], self.place)
        check = ["xmlsec1", "--verify", "--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
                 "--pubkey-cert-pem", self.path("other.crt")]
        good = subprocess.run([*check, self.write(said.text, "said.xml")], capture_output=True, timeout=20)
        self.assertEqual(good.returncode, 0, good.stderr)
        bad = subprocess.run([*check, self.write(said.text.replace("admin", "root"), "bad.xml")], capture_output=True,
                             timeout=20)
        self.assertNotEqual(bad.returncode, 0)
