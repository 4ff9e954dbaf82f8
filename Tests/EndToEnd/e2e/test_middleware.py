"""keystonemiddleware and oslo.limit, unmodified, in front of and in a service. Runs where the peers are installed:
PEERS_ROOT names a folder with `venv`; its memcached, where that runs, is the cache."""
import json
import os
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

from harness.case import CloudCase
from harness.cloud import free_port
from harness.poll import eventually
from harness.rest import Rest

PYTHON = os.path.join(os.environ.get("PEERS_ROOT", ""), "venv", "bin", "python")
SERVICE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "guarded_service.py")
IDENTITY = "/identity/v3"
MEMCACHED = os.environ.get("PEERS_MEMCACHED", "127.0.0.1:15211")


@unittest.skipUnless(os.path.exists(PYTHON), "PEERS_ROOT has no real services")
class MiddlewareTest(CloudCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rest = Rest(cls.cloud)
        cls.address = f"http://{cls.cloud.settings['APUS_LISTEN']}{IDENTITY}"
        made = cls.make_all()
        handle, path = tempfile.mkstemp()
        cls.addClassCleanup(os.remove, path)
        sign_in = {
            "auth_url": cls.address, "auth_type": "password", "username": made["name"], "password": "guard",
            "user_domain_id": "default"}
        sections = {
            "keystone_authtoken": {
                **sign_in, "project_domain_id": "default", "project_name": "service",
                "www_authenticate_uri": cls.address, "service_token_roles": "service",
                "service_token_roles_required": "true", "memcached_servers": MEMCACHED},
            "oslo_limit": {**sign_in, "system_scope": "all", "endpoint_id": made["endpoint"]}}
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            for name, options in sections.items():
                file.write(f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in options.items()))
        cls.port = free_port()
        process = subprocess.Popen(
            [PYTHON, SERVICE, str(cls.port), path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        cls.addClassCleanup(process.wait, 20)
        cls.addClassCleanup(process.terminate)
        eventually("the guarded service answers", lambda: cls.ask(None)[0] == 401, 60)

    @classmethod
    def make_all(cls):
        """The service's user and endpoint, a limit, and who asks."""
        rest, run = cls.rest, f"guard-{os.getpid()}"

        def made(path, one, **members):
            body = rest.post(f"{IDENTITY}/{path}", {one: members})[one]
            cls.addClassCleanup(rest.delete, f"{IDENTITY}/{path}/{body['id']}")
            return body["id"]

        def role(name):
            return rest.get(f"{IDENTITY}/roles", name=name)["roles"][0]["id"]
        guard = made("users", "user", name=run, password="guard")
        project = rest.get(f"{IDENTITY}/projects", name="service")["projects"][0]["id"]
        for name in ("admin", "service"):
            rest.call("PUT", f"{IDENTITY}/projects/{project}/users/{guard}/roles/{role(name)}")
        rest.call("PUT", f"{IDENTITY}/system/users/{guard}/roles/{role('reader')}")
        service = made("services", "service", type=run, name=run)
        endpoint = made("endpoints", "endpoint", service_id=service, interface="public", url="http://localhost")
        cls.project = made("projects", "project", name=run)
        cls.user = made("users", "user", name=run + "-asks", password="asks")
        rest.call("PUT", f"{IDENTITY}/projects/{cls.project}/users/{cls.user}/roles/{role('member')}")
        for path, one, members in (
                ("registered_limits", "registered_limits", {"default_limit": 10}),
                ("limits", "limits", {"project_id": cls.project, "resource_limit": 3})):
            body = {one: [{"service_id": service, "resource_name": "things", **members}]}
            identifier = rest.post(f"{IDENTITY}/{path}", body)[one][0]["id"]
            cls.addClassCleanup(rest.delete, f"{IDENTITY}/{path}/{identifier}")
        return {"name": run, "endpoint": endpoint}

    @classmethod
    def token(cls, name, password, project):
        body = {"auth": {
            "identity": {"methods": ["password"], "password": {
                "user": {"name": name, "domain": {"id": "default"}, "password": password}}},
            "scope": {"project": project}}}
        request = urllib.request.Request(
            cls.address + "/auth/tokens", json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.headers["X-Subject-Token"]

    @classmethod
    def ask(cls, token, service=None, query=""):
        """(status, what the service was told or the challenge)"""
        headers = {"X-Auth-Token": token, "X-Service-Token": service}
        request = urllib.request.Request(
            f"http://127.0.0.1:{cls.port}/{query}", headers={key: value for key, value in headers.items() if value})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers.get("WWW-Authenticate")

    def test_tokens_and_service_tokens(self):
        status, challenge = self.ask(None)
        self.assertEqual((status, challenge), (401, f'Keystone uri="{self.address}"'))
        self.assertEqual(self.ask("nonsense")[0], 401)
        token = self.token(f"guard-{os.getpid()}-asks", "asks", {"id": self.project})
        for _ in range(2):
            status, told = self.ask(token)
            self.assertEqual(status, 200)
            self.assertEqual(
                (told["HTTP_X_USER_ID"], told["HTTP_X_PROJECT_ID"], told["HTTP_X_IDENTITY_STATUS"]),
                (self.user, self.project, "Confirmed"))
            self.assertEqual(set(told["HTTP_X_ROLES"].split(",")), {"member", "reader"})
            self.assertTrue(told["catalog"])
        service = self.token(f"guard-{os.getpid()}", "guard", {"name": "service", "domain": {"id": "default"}})
        status, told = self.ask(token, service)
        self.assertEqual((status, told["HTTP_X_SERVICE_IDENTITY_STATUS"]), (200, "Confirmed"))
        self.assertIn("service", told["HTTP_X_SERVICE_ROLES"])
        self.assertEqual(self.ask(token, "nonsense")[0], 401)
        # Without the role no service is what it says.
        self.assertEqual(self.ask(token, token)[0], 401)

    def test_limits_are_enforced(self):
        token = self.token(f"guard-{os.getpid()}-asks", "asks", {"id": self.project})
        self.assertEqual(self.ask(token, query="?things=2")[1]["within"], True)
        self.assertEqual(self.ask(token, query="?things=3")[1]["within"], [[3, 1, 3]])
        self.assertEqual(self.ask(token, query="?others=1")[1]["within"], [[0, 1, 1]])
