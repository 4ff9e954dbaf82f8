"""Identity by TLS: the unmodified client trusts the cloud's authority, and is known by a certificate of its own."""
import json
import os
import ssl
import subprocess
import urllib.error
import urllib.request

from harness.client import Client
from harness.cloud import free_port
from harness.programs import ProgramsCase


class TLSTest(ProgramsCase):
    @classmethod
    def setUpClass(cls):
        cls.make_folder("apus-tls-")
        cls.port, cls.image_port = free_port(), free_port()
        cls.base = f"https://127.0.0.1:{cls.port}/identity/v3"
        cls.certificate("server", "/CN=cloud", "-addext", "subjectAltName=IP:127.0.0.1")
        cls.certificate("authority", "/CN=Authority of clients")
        tls = {
            "APUS_TLS_CERTIFICATE": cls.path("server.crt"), "APUS_TLS_KEY": cls.path("server.key"),
            "APUS_TLS_CLIENT_CA": cls.path("authority.crt"), "APUS_TLS_CA": cls.path("server.crt"),
            "APUS_ENDPOINTS_IDENTITY": f"https://127.0.0.1:{cls.port}/identity",
            "APUS_ENDPOINTS_IMAGE": f"https://127.0.0.1:{cls.image_port}/image",
            "APUS_SECRETS": cls.path("cloud", "secrets")}
        cls.start_identity("cloud", cls.port, {"oauth2_certificate_issuers": ["Authority of clients"]}, **tls)
        cls.start_role("image", "images", cls.image_port, {}, **tls)

    @classmethod
    def certificate(cls, name, subject, *words):
        """Makes NAME.key and NAME.crt, by itself or, with the words, by an authority."""
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", subject, "-days", "2",
             "-keyout", cls.path(name + ".key"), "-out", cls.path(name + ".crt"), *words],
            check=True, capture_output=True)
        os.chmod(cls.path(name + ".key"), 0o600)

    def administrator_by_tls(self, **variables):
        return Client({
            **self.administrator("cloud", self.port), "OS_AUTH_URL": self.base, "OS_CACERT": self.path("server.crt"),
            **variables})

    def test_only_who_trusts_the_authority_signs_in(self):
        admin = self.administrator_by_tls()
        self.assertTrue(admin.json("token", "issue")["id"])
        ends = [end["url"] for entry in admin.json("catalog", "list") for end in entry["Endpoints"]]
        self.assertEqual([url for url in ends if not url.startswith("https://127.0.0.1:")], [])
        links = admin.json("versions", "show", "--service", "identity")
        self.assertEqual([each["Endpoint"] for each in links], [self.base + "/"])
        stranger = self.administrator_by_tls(OS_CACERT=self.path("authority.crt"))
        self.assertIn("CERTIFICATE_VERIFY_FAILED", stranger.fails("token", "issue"))
        with self.assertRaises(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/identity/v3", timeout=10)

    def test_services_ask_one_another_by_tls(self):
        admin = self.administrator_by_tls()
        image = admin.json("image", "create", "--disk-format", "raw", "--container-format", "bare", "empty")
        self.assertEqual([each["ID"] for each in admin.json("image", "list")], [image["id"]])

    def test_old_versions_of_tls_are_not_spoken(self):
        context = ssl.create_default_context(cafile=self.path("server.crt"))
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        with self.assertRaises(OSError):
            urllib.request.urlopen(self.base, timeout=10, context=context)

    def test_a_token_is_bound_to_the_clients_certificate(self):
        admin = self.administrator_by_tls()
        project = admin.json("project", "create", "bound")
        user = admin.json("user", "create", "--project", "bound", "--password", "x", "machine")
        admin.text("role", "add", "--user", "machine", "--project", "bound", "member")
        self.certificate(
            "machine", f"/DC=default/O=Default/UID={user['id']}/CN=machine",
            "-CA", self.path("authority.crt"), "-CAkey", self.path("authority.key"))
        machine = Client({
            "OS_AUTH_TYPE": "v3oauth2mtlsclientcredential", "OS_AUTH_URL": self.base, "OS_CLIENT_CONFIG_FILE": "none",
            "OS_OAUTH2_ENDPOINT": self.base + "/OS-OAUTH2/token", "OS_OAUTH2_CLIENT_ID": user["id"],
            "OS_CACERT": self.path("server.crt"), "OS_CERT": self.path("machine.crt"),
            "OS_KEY": self.path("machine.key"), "OS_IDENTITY_API_VERSION": "3"})
        token = machine.json("token", "issue")
        self.assertEqual((token["user_id"], token["project_id"]), (user["id"], project["id"]))
        self.assertEqual([each["Name"] for each in machine.json("project", "list", "--my-projects")], ["bound"])
        # Whoever takes the token has no use of it without the key.
        asked = urllib.request.Request(self.base + "/auth/projects", headers={"X-Auth-Token": token["id"]})
        context = ssl.create_default_context(cafile=self.path("server.crt"))
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked, timeout=10, context=context)
        self.assertEqual(refused.exception.code, 401)
        context.load_cert_chain(self.path("machine.crt"), self.path("machine.key"))
        with urllib.request.urlopen(asked, timeout=10, context=context) as answer:
            self.assertEqual([each["id"] for each in json.load(answer)["projects"]], [project["id"]])

    def test_a_strangers_certificate_is_refused(self):
        self.certificate("stranger", "/CN=machine")
        context = ssl.create_default_context(cafile=self.path("server.crt"))
        context.load_cert_chain(self.path("stranger.crt"), self.path("stranger.key"))
        with self.assertRaises(OSError):
            urllib.request.urlopen(self.base, timeout=10, context=context)
