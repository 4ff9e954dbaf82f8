"""Acting in another's stead: trusts, OAuth1 and OAuth2, with the unmodified client and oauthlib."""
import json
import urllib.error
import urllib.parse
import urllib.request

from harness.case import CloudCase
from harness.client import Client


class DelegationTest(CloudCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        catalog = cls.openstack.json("catalog", "list")
        ends = [entry for entry in catalog if entry["Type"] == "identity"][0]["Endpoints"]
        cls.url = [end["url"] for end in ends if end["interface"] == "public"][0]
        cls.me = cls.openstack.json("token", "issue")

    def client(self, **variables):
        """A client with nothing but these variables."""
        return Client({
            "OS_AUTH_URL": self.url, "OS_IDENTITY_API_VERSION": "3", "OS_CLIENT_CONFIG_FILE": "none", **variables})

    def test_a_trust_lets_another_act(self):
        friend = self.make(
            "user", "create", "--password", "secret", self.name("friend"), delete=("user", "delete"))
        trust = self.make(
            "trust", "create", "--impersonate", "--project", self.me["project_id"], "--role", "member",
            self.me["user_id"], friend["id"], delete=("trust", "delete"))
        self.assertIn(trust["id"], {each["ID"] for each in self.openstack.json("trust", "list")})
        trustee = self.client(
            OS_USERNAME=friend["name"], OS_PASSWORD="secret", OS_USER_DOMAIN_ID="default", OS_TRUST_ID=trust["id"])
        token = trustee.json("token", "issue")
        self.assertEqual((token["user_id"], token["project_id"]), (self.me["user_id"], self.me["project_id"]))
        self.assertIsInstance(trustee.json("server", "list"), list)
        self.assertIn("You are not authorized", trustee.fails("user", "create", self.name("user")))
        self.openstack.text("trust", "delete", trust["id"])
        self.assertIn("HTTP 401", trustee.fails("token", "issue"))

    def test_client_credentials_of_oauth2(self):
        name = self.name("credential")
        made = self.make(
            "application", "credential", "create", "--role", "reader", name,
            delete=("application", "credential", "delete"))
        client = self.client(
            OS_AUTH_TYPE="v3oauth2clientcredential", OS_OAUTH2_ENDPOINT=f"{self.url}/OS-OAUTH2/token",
            OS_OAUTH2_CLIENT_ID=made.get("id") or made["ID"],
            OS_OAUTH2_CLIENT_SECRET=made.get("secret") or made["Secret"])
        self.assertIsInstance(client.json("image", "list"), list)
        self.assertEqual(client.json("token", "issue")["project_id"], self.me["project_id"])

    def test_a_bearer_token_opens_every_service(self):
        token = self.openstack.json("token", "issue")["id"]
        for entry in self.openstack.json("catalog", "list"):
            path = {"compute": "/servers", "network": "/v2.0/networks", "image": "/v2/images",
                    "identity": "/auth/projects", "placement": "/resource_providers"}.get(entry["Type"])
            if path is None:
                continue
            url = [end["url"] for end in entry["Endpoints"] if end["interface"] == "public"][0] + path
            with self.subTest(entry["Type"]):
                asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
                with urllib.request.urlopen(asked, timeout=30) as answer:
                    self.assertEqual(answer.status, 200)
                with self.assertRaises(urllib.error.HTTPError) as refused:
                    urllib.request.urlopen(
                        urllib.request.Request(url, headers={"Authorization": "Bearer none"}), timeout=30)
                self.assertEqual(refused.exception.code, 401)

    def test_oauth1_by_the_client(self):
        consumer = self.make("consumer", "create", delete=("consumer", "delete"))
        keys = ("--consumer-key", consumer["id"], "--consumer-secret", consumer["secret"])
        asked = self.openstack.json("request", "token", "create", *keys, "--project", self.me["project_id"])
        agreed = self.openstack.json(
            "request", "token", "authorize", "--request-key", asked["id"], "--role", "member")
        access = self.openstack.json(
            "access", "token", "create", *keys, "--request-key", asked["id"], "--request-secret", asked["secret"],
            "--verifier", agreed["oauth_verifier"])
        client = self.client(
            OS_AUTH_TYPE="v3oauth1", OS_CONSUMER_KEY=consumer["id"], OS_CONSUMER_SECRET=consumer["secret"],
            OS_ACCESS_KEY=access["id"], OS_ACCESS_SECRET=access["secret"])
        token = client.json("token", "issue")
        self.assertEqual((token["user_id"], token["project_id"]), (self.me["user_id"], self.me["project_id"]))
        self.assertIn("You are not authorized", client.fails("user", "create", self.name("user")))

    def test_oauth1_by_oauthlib(self):
        from oauthlib import oauth1

        consumer = self.make("consumer", "create", delete=("consumer", "delete"))

        def send(path, method="HMAC-SHA1", headers=None, body=None, **keys):
            signer = oauth1.Client(consumer["id"], client_secret=consumer["secret"], signature_method=method, **keys)
            url, signed, _ = signer.sign(self.url + path, http_method="POST")
            asked = urllib.request.Request(
                url, data=(body or "").encode(), headers={**signed, **(headers or {})}, method="POST")
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return answer.headers, answer.read().decode()

        project = {"Requested-Project-Id": self.me["project_id"], "Content-Type": "text/plain"}
        for method in (oauth1.SIGNATURE_HMAC_SHA1, oauth1.SIGNATURE_HMAC_SHA256):
            with self.subTest(method):
                head, text = send("/OS-OAUTH1/request_token", method, project, callback_uri="oob")
                self.assertEqual(head["Content-Type"], "application/x-www-form-urlencoded")
                asked = dict(urllib.parse.parse_qsl(text))
                agreed = self.openstack.json(
                    "request", "token", "authorize", "--request-key", asked["oauth_token"], "--role", "reader")
                _, text = send(
                    "/OS-OAUTH1/access_token", method, {"Content-Type": "text/plain"},
                    resource_owner_key=asked["oauth_token"], resource_owner_secret=asked["oauth_token_secret"],
                    verifier=agreed["oauth_verifier"])
                access = dict(urllib.parse.parse_qsl(text))
                body = json.dumps({"auth": {"identity": {"methods": ["oauth1"], "oauth1": {}}}})
                head, text = send(
                    "/auth/tokens", method, {"Content-Type": "application/json"}, body,
                    resource_owner_key=access["oauth_token"], resource_owner_secret=access["oauth_token_secret"])
                token = json.loads(text)["token"]
                self.assertTrue(head["X-Subject-Token"])
                self.assertEqual(token["OS-OAUTH1"]["consumer_id"], consumer["id"])
                self.assertEqual([role["name"] for role in token["roles"]], ["reader"])
