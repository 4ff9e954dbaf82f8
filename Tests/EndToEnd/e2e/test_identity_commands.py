"""Every identity command of the unmodified client, as `identity_commands.txt` lists them."""
import json
import os
import re
import shlex
import shutil
import tempfile
import types

from harness.case import CloudCase
from harness.client import ClientError
from harness.shell import Shell

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "identity_commands.txt")
FILES = {
    "filters": {"interface": "public"}, "rules": {"identity:list_users": ""},
    "access": [{"service": "compute", "method": "GET", "path": "/v2.1/servers"}],
    "mapping": [{"local": [{"user": {"name": "{0}"}}], "remote": [{"type": "UserName"}]}],
}


def lines():
    """(name or None, command, text that must be printed or None) of each line."""
    with open(SCRIPT, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                name, command, text = re.fullmatch(r"(?:(\w+): )?(.*?)(?: => (.*))?", line.strip()).groups()
                yield name, command, text


class IdentityCommandsTest(CloudCase):
    def setUp(self):
        self.shell = Shell(self.openstack.environment)
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.known = {"run": self.name("command"), "admin": self.shell.json("token", "issue")["user_id"]}
        for name, content in FILES.items():
            self.known[name] = os.path.join(self.folder, name)
            with open(self.known[name], "w", encoding="utf-8") as file:
                json.dump(content, file)

    def perform(self, name, command, text):
        arguments = shlex.split(re.sub(r"\{([\w.]+)\}", lambda found: self.value(found[1]), command))
        if name is None:
            printed = self.shell.run(*arguments)
        else:
            shown = self.shell.json(*arguments)
            self.known[name] = types.SimpleNamespace(**shown)
            printed = json.dumps(shown)
        if text is not None:
            wanted = re.sub(r"\{([\w.]+)\}", lambda found: self.value(found[1]), text)
            if wanted not in printed:
                raise ClientError(f"openstack {' '.join(arguments)}: no {wanted} in\n{printed}")
        if arguments[:3] == ["access", "rule", "list"]:
            self.known["accessrule"] = self.shell.json(*arguments)[0]["ID"]

    def value(self, name):
        """{name}: a text, or the id of what was shown; {name.key}: another member."""
        name, _, key = name.partition(".")
        held = self.known[name]
        if isinstance(held, str):
            return held
        return str(getattr(held, key)) if key else str(getattr(held, "id", None) or held.ID)

    def test_every_command(self):
        problems, asked = [], set()
        for name, command, text in lines():
            asked.add(command)
            try:
                self.perform(name, command, text)
            except (AssertionError, KeyError) as problem:
                problems.append(f"{command}: {problem}")
        self.assertEqual(problems, [], "\n".join(problems))
        listed = self.shell.json("command", "list", "--group", "openstack.identity.v3")[0]["Commands"]
        # One's own password: with a session of the user's own, in the test below.
        left = [each for each in listed if not any(line.startswith(each + " ") or line == each
                                                               for line in asked)]
        self.assertEqual(left, ["user password set"])

    def test_ones_own_password(self):
        user = self.make("user", "create", "--password", "first", self.name("user"), delete=("user", "delete"))
        project = self.make("project", "create", self.name("project"), delete=("project", "delete"))
        self.openstack.text("role", "add", "--user", user["id"], "--project", project["id"], "member")
        catalog = self.openstack.json("catalog", "show", "identity")
        who = {
            "OS_AUTH_URL": next(end["url"] for end in catalog["endpoints"] if end["interface"] == "public"),
            "OS_USERNAME": user["name"], "OS_USER_DOMAIN_ID": "default", "OS_PROJECT_ID": project["id"],
            "OS_IDENTITY_API_VERSION": "3", "OS_CLIENT_CONFIG_FILE": "none"}
        Shell({**who, "OS_PASSWORD": "first"}).run(
            "user", "password", "set", "--original-password", "first", "--password", "second")
        Shell({**who, "OS_PASSWORD": "second"}).run("token", "issue")
        with self.assertRaises(Exception):
            Shell({**who, "OS_PASSWORD": "first"}).run("token", "issue")
