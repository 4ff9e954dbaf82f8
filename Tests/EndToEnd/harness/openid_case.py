"""The base of cases with an OpenID provider: Django OAuth Toolkit, and an identity service that trusts it."""
import json
import os
import sys

import requests

from harness.client import Client
from harness.cloud import ROOT, free_port
from harness.programs import ProgramsCase

DASHBOARD = "http://127.0.0.1/auth/websso/"
RULES = [
    {"local": [{"user": {"name": "{0}", "email": "{1}"}}],
     "remote": [{"type": "OIDC-preferred_username"}, {"type": "OIDC-email"}]},
    {"local": [{"groups": "{0}", "domain": {"id": "default"}}],
     "remote": [{"type": "OIDC-groups", "whitelist": ["developers"]}]},
    {"local": [{"user": {"name": "robot of {0}"},
                "projects": [{"name": "made for {0}", "roles": [{"name": "reader"}]}]}],
     "remote": [{"type": "OIDC-client_id"}, {"type": "OIDC-client_id", "any_one_of": ["robot"]}]},
]


class OpenIDCase(ProgramsCase):
    """A provider that knows jane, one of the developers, who are members of the project `lab`."""

    dashboard = DASHBOARD
    more_settings = {}

    @classmethod
    def setUpClass(cls):
        cls.make_folder("apus-federation-")
        cls.port, cls.provider_port = free_port(), free_port()
        cls.issuer = f"http://127.0.0.1:{cls.provider_port}/o"
        cls.callback = f"http://127.0.0.1:{cls.port}/identity/v3/auth/OS-FEDERATION/callback"
        cls.start_provider()
        cls.start_cloud()
        cls.admin = Client(cls.administrator("home", cls.port))
        cls.federate()

    @classmethod
    def start_provider(cls):
        script = os.path.join(ROOT, "Tests", "EndToEnd", "e2e", "openid_provider.py")
        cls.start(
            [sys.executable, script, str(cls.provider_port), cls.folder, cls.callback], dict(os.environ),
            "provider.log")

    @classmethod
    def start_cloud(cls):
        secret = cls.write("secret of cloud\n", "client-secret")
        cls.start_identity("home", cls.port, {"federation": {
            "trusted_dashboards": [cls.dashboard],
            "providers": {"corp": {
                "issuer": cls.issuer, "client_id": "cloud", "client_secret_file": secret,
                "audience": ["cli", "robot", "code", "device"],
                "introspection_endpoint": cls.issuer + "/introspect/",
            }}}, **cls.more_settings})

    @classmethod
    def federate(cls):
        """What an administrator does once, by the client."""
        with open(cls.path("rules.json"), "w", encoding="utf-8") as file:
            json.dump(RULES, file)
        cls.admin.text("mapping", "create", "--rules", cls.path("rules.json"), "corp-mapping")
        made = cls.admin.json("identity", "provider", "create", "--remote-id", cls.issuer, "corp")
        cls.admin.text("federation", "protocol", "create", "--identity-provider", "corp", "--mapping", "corp-mapping",
                       "openid")
        cls.domain = made["domain_id"]
        cls.group = cls.admin.json("group", "create", "developers")["id"]
        cls.project = cls.admin.json("project", "create", "lab")["id"]
        cls.admin.text("role", "add", "--group", cls.group, "--project", cls.project, "member")

    def browser(self):
        """A browser in which jane has signed in at the provider."""
        session = requests.Session()
        session.trust_env = False
        done = session.post(
            f"http://127.0.0.1:{self.provider_port}/login/?next=/", allow_redirects=False, timeout=10,
            data={"username": "jane", "password": "jane's password"})
        self.assertEqual(done.status_code, 302)
        return session
