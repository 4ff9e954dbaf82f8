"""`apus identity …`: the way in, the way back in, and accounts that failed too often; with the unmodified client."""
import base64
import hashlib
import hmac
import os
import sqlite3
import struct
import tempfile
import time
import unittest

from keystoneauth1 import exceptions, loading, session
from keystoneauth1.identity import v3

from harness.mortal import MortalCloud

SETTINGS = {
    "APUS_IDENTITY_PASSWORD_COST": "4",
    "APUS_IDENTITY_SECURITY_COMPLIANCE_LOCKOUT_FAILURE_ATTEMPTS": "3",
    "APUS_IDENTITY_SECURITY_COMPLIANCE_LOCKOUT_DURATION": "",
}


def passcode(secret):
    """The time-based one-time password of now (RFC 6238)."""
    digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1000000:06}"


class OperatorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cloud = MortalCloud(SETTINGS, roles=["identity"])
        cls.bootstrap("first secret")
        cls.cloud.serve()
        cls.url = f"http://{cls.cloud.settings['APUS_LISTEN']}/identity/v3"

    @classmethod
    def tearDownClass(cls):
        left = cls.cloud.remove()
        if left:
            raise AssertionError(f"left behind: {left}")

    @classmethod
    def bootstrap(cls, password, *arguments, check=True):
        with tempfile.TemporaryFile() as file:
            file.write(password.encode() + b"\n")
            file.seek(0)
            return cls.cloud.apus("identity", "bootstrap", *arguments, stdin=file, check=check)

    def password(self, name, password, **scope):
        return v3.Password(self.url, username=name, password=password, user_domain_id="default", **scope)

    def administrator(self, password):
        auth = self.password("admin", password, project_name="admin", project_domain_id="default")
        return session.Session(auth=auth)

    def signs_in(self, auth):
        """The methods by which a token was had; None when there was none."""
        try:
            return auth.get_access(session.Session())._data["token"]["methods"]
        except exceptions.Unauthorized:
            return None

    def user(self, admin, name, **members):
        body = {"user": {"name": name, "password": "secret", **members}}
        return admin.post(self.url + "/users", json=body).json()["user"]["id"]

    def test_1_the_password_of_the_bootstrap_opens(self):
        self.assertTrue(self.signs_in(self.password("admin", "first secret")))
        with open(self.cloud.path("secrets", "admin-password"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "first secret")

    def test_2_again_it_changes_nothing(self):
        admin = self.administrator("first secret")
        users = admin.get(self.url + "/users").json()["users"]
        self.bootstrap("first secret")
        # The token of before holds.
        self.assertEqual(admin.get(self.url + "/users").json()["users"], users)
        self.assertEqual(len(admin.get(self.url + "/roles").json()["roles"]), 5)

    def test_3_it_is_the_way_back_in(self):
        admin = self.administrator("first secret")
        identifier = admin.get_user_id()
        token = admin.get_token()
        for _ in range(3):
            self.assertIsNone(self.signs_in(self.password("admin", "wrong")))
        self.assertIsNone(self.signs_in(self.password("admin", "first secret")))
        admin.patch(f"{self.url}/users/{identifier}", json={"user": {"enabled": False}})
        file = self.cloud.path("new-password")
        with open(file, "w", encoding="utf-8") as text:
            text.write("second secret\n")
        self.cloud.apus("identity", "bootstrap", "--password-file", file)
        self.assertTrue(self.signs_in(self.password("admin", "second secret")))
        self.assertIsNone(self.signs_in(self.password("admin", "first secret")))
        old = v3.Token(self.url, token)
        with self.assertRaises(exceptions.NotFound):
            old.get_access(session.Session())

    def test_4_no_password_is_none(self):
        for password in ("", "\n"):
            done = self.bootstrap(password, check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("The password is empty.", done.stderr)
        done = self.cloud.apus("identity", "bootstrap", "--password-file", "/nowhere/at/all", check=False)
        self.assertIn("cannot be read", done.stderr)
        self.assertTrue(self.signs_in(self.password("admin", "second secret")))

    def test_5_who_failed_too_often_is_let_in_again(self):
        admin = self.administrator("second secret")
        identifier = self.user(admin, "eve")
        for reference in ("eve", identifier):
            for _ in range(3):
                self.assertIsNone(self.signs_in(self.password("eve", "wrong")))
            # It is in the database, so the next process knows too.
            self.cloud.serve()
            self.assertIsNone(self.signs_in(self.password("eve", "secret")))
            self.cloud.apus("identity", "unlock", reference)
            self.assertEqual(self.signs_in(self.password("eve", "secret")), ["password"])
        done = self.cloud.apus("identity", "unlock", "nobody", check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("Could not find user: nobody.", done.stderr)

    def test_6_purge_leaves_what_still_counts(self):
        admin = self.administrator("second secret")
        identifier = self.user(admin, "mallory")
        admin.delete(f"{self.url}/users/{identifier}")
        self.cloud.apus("identity", "purge")
        with sqlite3.connect(f"file:{self.cloud.path('db', 'identity.sqlite')}?mode=ro", uri=True) as database:
            revoked = database.execute(
                "SELECT count(*) FROM revocations WHERE user_id = ?", [identifier]).fetchone()[0]
        self.assertEqual(revoked, 1)

    def test_7_several_factors(self):
        admin = self.administrator("second secret")
        identifier = self.user(admin, "trent")
        token = self.password("trent", "secret").get_token(session.Session())
        rules = {"multi_factor_auth_rules": [["password", "token"]], "multi_factor_auth_enabled": True}
        admin.patch(f"{self.url}/users/{identifier}", json={"user": {"options": rules}})
        with self.assertRaises(exceptions.MissingAuthMethods) as missing:
            self.password("trent", "secret").get_token(session.Session())
        self.assertEqual(missing.exception.methods, ["password"])
        self.assertEqual(sorted(missing.exception.required_auth_methods[0]), ["password", "token"])
        loader = loading.get_plugin_loader("v3multifactor")
        both = loader.load_from_options(
            auth_url=self.url, auth_methods=["v3password", "v3token"], username="trent", password="secret",
            user_domain_id="default", token=token)
        self.assertEqual(sorted(self.signs_in(both)), ["password", "token"])
        rest = v3.Auth(
            self.url, [v3.ReceiptMethod(receipt=missing.exception.receipt), v3.TokenMethod(token=token)])
        self.assertEqual(sorted(self.signs_in(rest)), ["password", "token"])

    def test_8_password_and_passcode(self):
        admin = self.administrator("second secret")
        identifier = self.user(admin, "peggy")
        secret = os.urandom(20)
        admin.post(self.url + "/credentials", json={"credential": {
            "type": "totp", "user_id": identifier, "blob": base64.b32encode(secret).decode()}})
        rules = {"multi_factor_auth_rules": [["password", "totp"]]}
        admin.patch(f"{self.url}/users/{identifier}", json={"user": {"options": rules}})
        with self.assertRaises(exceptions.MissingAuthMethods):
            self.signs_in(self.password("peggy", "secret"))
        loader = loading.get_plugin_loader("v3multifactor")

        def both(password, code):
            return self.signs_in(loader.load_from_options(
                auth_url=self.url, auth_methods=["v3password", "v3totp"], username="peggy", password=password,
                user_domain_id="default", passcode=code))

        self.assertIsNone(both("secret", "000000"))
        self.assertIsNone(both("wrong", passcode(secret)))
        self.assertEqual(sorted(both("secret", passcode(secret))), ["password", "totp"])

    def test_9_secrets_are_not_told(self):
        for folder, _, names in os.walk(self.cloud.home):
            for name in names:
                if folder.endswith("/secrets") or name == "new-password":
                    continue
                with open(os.path.join(folder, name), "rb") as file:
                    text = file.read()
                for secret in (b"first secret", b"second secret"):
                    self.assertNotIn(secret, text, name)


if __name__ == "__main__":
    unittest.main()
