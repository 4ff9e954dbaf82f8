"""The dashboard Horizon, unmodified, by its pages. Runs where it is installed: HORIZON_VENV names a Python environment
with it (`python3 -m venv FOLDER; FOLDER/bin/pip install horizon`)."""
import base64
import hashlib
import hmac
import os
import struct
import time
import unittest

from harness.browser import Browser
from harness.client import Client
from harness.cloud import ROOT, free_port
from harness.openid_case import OpenIDCase

PYTHON = os.path.join(os.environ.get("HORIZON_VENV", ""), "bin", "python")
SEED = b"12345678901234567890"


def passcode(moment):
    """Of RFC 6238."""
    digest = hmac.digest(SEED, struct.pack(">Q", int(moment) // 30), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start:start + 4]) & 0x7fffffff) % 1_000_000:06}"


@unittest.skipUnless(os.path.exists(PYTHON), "HORIZON_VENV has no Horizon")
class DashboardTest(OpenIDCase):
    more_settings = {"security_compliance": {"change_password_upon_first_use": True}}

    @classmethod
    def setUpClass(cls):
        # By name: the provider's cookies belong to the address.
        number = free_port()
        cls.site = f"http://localhost:{number}"
        cls.dashboard = cls.site + "/auth/websso/"
        super().setUpClass()
        script = os.path.join(ROOT, "Tests", "EndToEnd", "e2e", "dashboard.py")
        cls.start(
            [PYTHON, script, str(number), f"http://127.0.0.1:{cls.port}/identity/v3"], dict(os.environ),
            "dashboard.log")

    def signed_in(self, name, password, domain="Default", leads_to="/identity/"):
        browser = Browser(self.site)
        browser.submit("/auth/login/?next=/identity/", username=name, password=password, domain=domain)
        self.assertEqual(browser.answer.url.removeprefix(self.site), leads_to, browser.said)
        return browser

    def done(self, browser, words):
        """What was done went well, and is said so."""
        self.assertEqual((browser.answer.status_code, browser.said), (200, ["Success: " + words]))

    def made(self, kind, name, *arguments):
        """Made by the administrator's client; goes after the test."""
        made = self.admin.json(kind, "create", name, *arguments)
        self.addCleanup(self.admin.text, kind, "delete", made["id"])
        return made["id"]

    def member(self, name):
        """Somebody who has a role in `lab`, and whose password somebody else has set."""
        self.made("user", name, "--password", "given")
        self.admin.text("role", "add", "--user", name, "--project", "lab", "member")

    def changed(self, name, password):
        """Whoever is to change the password first does so."""
        user = self.admin.json("user", "show", name)["id"]
        browser = self.signed_in(name, "given", leads_to=f"/auth/password/{user}/")
        browser.submit(
            f"/auth/password/{user}/", original_password="given", password=password, confirm_password=password)
        self.assertTrue(browser.answer.url.startswith(self.site + "/auth/login/"), browser.said)

    def test_an_administrator_at_work(self):
        admin = self.signed_in("admin", self.read("home", "secrets", "admin-password"))
        admin.submit("/identity/domains/create", name="branch")
        self.done(admin, 'Created new domain "branch".')
        domain = admin.row("/identity/domains/", "branch")
        admin.press("/identity/domains/", f"domains__set_domain_context__{domain}")
        admin.submit("/identity/groups/create", name="clerks")
        self.done(admin, 'Group "clerks" was successfully created.')
        group = admin.row("/identity/groups/", "clerks")
        admin.submit("/identity/create", name="files")
        self.done(admin, 'Created new project "files".')
        project = admin.row("/identity/", "files")
        role = self.admin.json("role", "show", "member")["id"]
        admin.submit("/identity/users/create/", name="ann", password="given", confirm_password="given", project=project,
                     role_id=role)
        self.done(admin, 'User "ann" was successfully created.')
        user = admin.row("/identity/users/", "ann")
        admin.press(f"/identity/groups/{group}/add_members/", "group_non_members__add", user)
        self.assertEqual(admin.row(f"/identity/groups/{group}/manage_members/", "ann"), user)
        admin.submit(f"/identity/{project}/update/", description="of paper",
                     **{f"update_group_members_role_{role}": [group]})
        self.done(admin, 'Modified project "files".')
        page = admin.get(f"/identity/{project}/detail/?tab=project_details__users")
        self.assertIn("ann", page.text_content())
        admin.press("/identity/users/", f"users__toggle__{user}")
        self.done(admin, "Disabled User: ann")
        admin.press("/identity/domains/", "domains__clear_domain_context")
        admin.press("/identity/domains/", f"domains__disable__{domain}")
        admin.press("/identity/domains/", f"domains__delete__{domain}")
        self.done(admin, "Deleted Domain: branch")

    def test_a_member(self):
        self.member("bob")
        self.changed("bob", "bob's own")
        other = self.made("project", "other")
        self.admin.text("role", "add", "--user", "bob", "--project", "other", "reader")
        bob = self.signed_in("bob", "bob's own")
        bob.get(f"/auth/switch/{other}/?next=/identity/")
        self.done(bob, 'Switch to project "other" successful.')
        bob.submit("/identity/application_credentials/create/", name="robot",
                   access_rules="- {service: identity, method: GET, path: /v3/users/*/projects}")
        self.assertEqual(bob.answer.status_code, 200)
        bob.get("/identity/application_credentials/download_clouds_yaml/")
        with open(self.path("clouds.yaml"), "w", encoding="utf-8") as file:
            file.write(bob.answer.text)
        robot = Client({"OS_CLIENT_CONFIG_FILE": self.path("clouds.yaml"), "OS_CLOUD": "openstack"})
        self.assertEqual(robot.json("token", "issue")["project_id"], other)
        # Its access rules allow something else.
        self.assertIn("401", robot.fails("user", "show", "bob"))
        bob.get("/identity/domains/")
        self.assertEqual(bob.answer.status_code, 403)
        bob.submit("/settings/password/", current_password="bob's own", new_password="newer", confirm_password="newer")
        self.signed_in("bob", "newer")

    def test_a_second_factor(self):
        self.member("cid")
        self.changed("cid", "cid's own")
        self.admin.text("credential", "create", "--type", "totp", "cid", base64.b32encode(SEED).decode())
        self.admin.text(
            "user", "set", "--enable-multi-factor-auth", "--multi-factor-auth-rule", "password,totp", "cid")
        cid = self.signed_in("cid", "cid's own", leads_to="/auth/totp/cid/")
        cid.submit("/auth/totp/cid/", totp="000000")
        self.assertEqual(cid.said, ["Invalid credentials."])
        cid.submit("/auth/totp/cid/", totp=passcode(time.time()))
        self.assertIn("cid", cid.get("/identity/").text_content().split())

    def test_somebody_whom_the_provider_knows(self):
        jane = Browser(self.site, self.browser())
        jane.submit("/auth/login/", auth_type="corp")
        self.assertIn("/OS-FEDERATION/", jane.answer.url, jane.said)
        jane.send(jane.page.forms[0])
        self.assertIn("jane", jane.get("/identity/").text_content().split())
