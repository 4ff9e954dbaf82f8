"""Passcodes, EC2 keys and application credentials with access rules, as the client and a service use them."""
import base64
import hashlib
import hmac
import json
import struct
import time
import urllib.request

from harness.case import CloudCase
from harness.client import Client

SEED = base64.b32encode(b"a seed of twenty-odd bytes").decode().rstrip("=")


def passcode(moment):
    """RFC 6238 with its defaults, written anew."""
    key = base64.b32decode(SEED + "=" * (-len(SEED) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(moment) // 30), hashlib.sha1).digest()
    number = struct.unpack(">I", digest[digest[-1] & 15:][:4])[0] & 0x7FFFFFFF
    return f"{number % 1000000:06d}"


class SecretsTest(CloudCase):
    def address(self):
        catalog = self.openstack.json("catalog", "list")
        identity = next(entry for entry in catalog if entry["Type"] == "identity")
        return next(end["url"] for end in identity["Endpoints"] if end["interface"] == "public")

    def person(self):
        """A user who is a member of a project of their own, and how they sign in."""
        project = self.make("project", "create", self.name("project"), delete=("project", "delete"))
        user = self.make("user", "create", "--password", "secret", self.name("user"), delete=("user", "delete"))
        self.openstack.text("role", "add", "--user", user["id"], "--project", project["id"], "member")
        return user, project, {
            "OS_AUTH_URL": self.address(), "OS_USERNAME": user["name"], "OS_PROJECT_NAME": project["name"],
            "OS_USER_DOMAIN_ID": "default", "OS_PROJECT_DOMAIN_ID": "default", "OS_IDENTITY_API_VERSION": "3",
            "OS_CLIENT_CONFIG_FILE": "none"}

    def test_sign_in_by_passcode(self):
        user, project, who = self.person()
        credential = self.make(
            "credential", "create", "--type", "totp", user["id"], SEED, delete=("credential", "delete"))
        self.assertEqual(self.openstack.json("credential", "show", credential["id"])["blob"], SEED)
        code = passcode(time.time())
        client = Client({**who, "OS_AUTH_TYPE": "v3totp", "OS_PASSCODE": code})
        token = client.json("token", "issue")
        self.assertEqual((token["user_id"], token["project_id"]), (user["id"], project["id"]))
        said = client.fails("token", "issue")
        self.assertIn("The request you have made requires authentication. (HTTP 401)", said)

    def test_a_signed_request_becomes_a_token(self):
        from keystoneclient.contrib.ec2.utils import Ec2Signer

        user, project, who = self.person()
        member = Client({**who, "OS_PASSWORD": "secret"})
        key = member.json("ec2", "credentials", "create")
        self.assertEqual((key["user_id"], key["project_id"]), (user["id"], project["id"]))
        signed = {
            "access": key["access"], "host": "ec2.example.org", "verb": "GET", "path": "/",
            "params": {
                "SignatureVersion": "2", "Action": "DescribeInstances", "AWSAccessKeyId": key["access"],
                "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}}
        signed["signature"] = Ec2Signer(key["secret"]).generate(signed)
        answer = urllib.request.urlopen(urllib.request.Request(
            self.address() + "/ec2tokens", data=json.dumps({"credentials": signed}).encode(), method="POST",
            headers={"Content-Type": "application/json", "X-Auth-Token": self.openstack.json("token", "issue")["id"]}))
        token = json.load(answer)["token"]
        self.assertEqual((token["user"]["id"], token["project"]["id"]), (user["id"], project["id"]))
        compute = next(
            end["url"] for entry in token["catalog"] if entry["type"] == "compute" for end in entry["endpoints"]
            if end["interface"] == "public")
        servers = urllib.request.urlopen(urllib.request.Request(
            compute + "/servers", headers={"X-Auth-Token": answer.headers["X-Subject-Token"]}))
        self.assertEqual(json.load(servers)["servers"], [])
        self.assertEqual([each["Access"] for each in member.json("ec2", "credentials", "list")], [key["access"]])
        member.text("ec2", "credentials", "delete", key["access"])
        self.assertEqual(member.json("ec2", "credentials", "list"), [])

    def test_access_rules_hold_in_every_service(self):
        _, _, who = self.person()
        member = Client({**who, "OS_PASSWORD": "secret"})
        rules = [{"service": "compute", "method": "GET", "path": "/v2.1/servers/**"}]
        robot = member.json(
            "application", "credential", "create", "--access-rules", json.dumps(rules), self.name("robot"))
        client = Client({
            "OS_AUTH_URL": who["OS_AUTH_URL"], "OS_AUTH_TYPE": "v3applicationcredential",
            "OS_APPLICATION_CREDENTIAL_ID": robot["ID"], "OS_APPLICATION_CREDENTIAL_SECRET": robot["Secret"],
            "OS_IDENTITY_API_VERSION": "3", "OS_CLIENT_CONFIG_FILE": "none"})
        self.assertIsInstance(client.json("server", "list", "--no-name-lookup"), list)
        for other in (["flavor", "list"], ["image", "list"], ["network", "list"], ["project", "list"]):
            self.assertIn("401", client.fails(*other))
        rule = member.json("access", "rule", "list")[0]
        self.assertEqual((rule["Service"], rule["Method"], rule["Path"]), ("compute", "GET", "/v2.1/servers/**"))
        self.assertIn("May not delete access rule in use", member.fails("access", "rule", "delete", rule["ID"]))
        member.text("application", "credential", "delete", robot["ID"])
        member.text("access", "rule", "delete", rule["ID"])
        self.assertEqual(member.json("access", "rule", "list"), [])

    def test_keys_of_credentials_rotate_while_the_cloud_runs(self):
        user, _, _ = self.person()
        credential = self.make(
            "credential", "create", "--type", "cert", user["id"], "kept", delete=("credential", "delete"))
        self.cloud.apus("identity", "rotate-credential-keys")
        refused = self.cloud.apus("identity", "rotate-credential-keys", check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("migrate-credentials", refused.stderr)
        self.assertRegex(self.cloud.apus("identity", "migrate-credentials").stdout, "[1-9][0-9]* credentials")
        self.cloud.apus("identity", "rotate-credential-keys")
        self.assertEqual(self.openstack.json("credential", "show", credential["id"])["blob"], "kept")
