"""Passwords and tokens are nowhere but where they must be: not in logs, traces and databases, not in a core dump."""
import glob
import os
import resource
import signal

from fake_cloud import FakeCloudCase
from harness.rest import Refused

IDENTITY = "/identity/v3"


class PlantedSecretsTest(FakeCloudCase):
    """Secrets are sent by all ways there are, also where they are refused; then all that was stored is searched."""

    PASSWORD = "planted-Passw0rd-of-a-user"
    NEW_PASSWORD = "planted-Passw0rd-that-is-new"
    WRONG = "planted-Passw0rd-that-is-wrong"
    SECRET = "planted-Secret-of-an-application"

    def auth(self, **identity):
        return {"auth": {"identity": {"methods": list(identity), **identity}}}

    def by_password(self, user, password):
        return self.auth(password={"user": {"id": user, "password": password}})

    def refused(self, method, path, body):
        with self.assertRaises(Refused):
            self.rest.call(method, path, body)

    def plant(self):
        """Sends the secrets; returns them, and the tokens that came of it."""
        send = self.rest.send
        user = self.rest.post(
            f"{IDENTITY}/users", {"user": {"name": "planted", "password": self.PASSWORD}})["user"]["id"]
        self.addCleanup(self.forget, f"{IDENTITY}/users/{user}")
        tokens = []

        def token(body):
            headers, _ = send("POST", f"{IDENTITY}/auth/tokens", body)
            tokens.append(headers["X-Subject-Token"])

        token(self.by_password(user, self.PASSWORD))
        token(self.auth(token={"id": tokens[0]}))
        self.refused("POST", f"{IDENTITY}/auth/tokens", self.by_password(user, self.WRONG))
        self.refused("POST", f"{IDENTITY}/auth/tokens", self.by_password(user, {"x": self.WRONG}))
        self.refused("POST", f"{IDENTITY}/users", {"user": {"name": 5, "password": self.WRONG}})
        self.refused("PATCH", f"{IDENTITY}/users/{user}", {"user": {"name": "", "password": self.WRONG}})
        send("POST", f"{IDENTITY}/users/{user}/password", {
            "user": {"original_password": self.PASSWORD, "password": self.NEW_PASSWORD}})
        token(self.by_password(user, self.NEW_PASSWORD))
        admin = self.rest.get(f"{IDENTITY}/users", name="admin")["users"][0]["id"]
        credential = self.rest.post(f"{IDENTITY}/users/{admin}/application_credentials", {
            "application_credential": {"name": "planted", "secret": self.SECRET}})["application_credential"]["id"]
        self.addCleanup(self.forget, f"{IDENTITY}/users/{admin}/application_credentials/{credential}")
        token(self.auth(application_credential={"id": credential, "secret": self.SECRET}))
        # Tokens as they pass from service to service.
        server = self.server()
        self.clear(server)
        with open(self.cloud.path("secrets", "admin-password"), encoding="utf-8") as file:
            admin_password = file.read().strip()
        return [self.PASSWORD, self.NEW_PASSWORD, self.WRONG, self.SECRET, admin_password, self.rest.token, *tokens]

    def found(self, secrets):
        """Where the secrets stand in the state folder, but for the files that are made for them."""
        found = []
        for folder, _, names in os.walk(self.cloud.home):
            if os.path.relpath(folder, self.cloud.home).split(os.sep)[0] == "secrets":
                continue
            for name in names:
                path = os.path.join(folder, name)
                if not os.path.isfile(path) or os.path.islink(path) or name in ("clouds.yaml", "openrc"):
                    continue
                with open(path, "rb") as file:
                    content = file.read()
                found += [f"{path}: secret {number}" for number, secret in enumerate(secrets)
                          if secret.encode() in content]
        return found

    def test_nothing_stored_holds_a_secret(self):
        secrets = self.plant()
        self.assertTrue(os.path.getsize(self.cloud.path("logs", "apus.log")) > 0)
        self.assertEqual(self.found(secrets), [])
        for path in (self.cloud.path("clouds.yaml"), self.cloud.path("openrc")):
            self.assertEqual(os.stat(path).st_mode & 0o077, 0, path)
        for folder, _, names in os.walk(self.cloud.path("secrets")):
            for name in names:
                self.assertEqual(os.stat(os.path.join(folder, name)).st_mode & 0o077, 0, name)

    def test_a_crash_leaves_no_core(self):
        secrets = self.plant()
        before = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_CORE, before)
        self.cloud.serve()
        pid = self.cloud.process.pid
        here = set(glob.glob(os.path.join(os.getcwd(), "core*")))
        self.cloud.process.send_signal(signal.SIGSEGV)
        self.cloud.process.wait(30)
        cores = set(glob.glob(os.path.join(os.getcwd(), "core*"))) - here
        cores |= set(glob.glob(f"/var/lib/systemd/coredump/*{pid}*"))
        try:
            self.assertEqual(cores, set(), "a core dump was written")
            self.assertEqual(self.found(secrets), [])
        finally:
            for path in cores:
                os.remove(path)
        self.cloud.serve()
