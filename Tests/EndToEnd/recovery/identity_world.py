"""The world and the recipes of Tests/Contract/identity (world.tsv, permissions.tsv), made in a running cloud.

The same steps as Tests/IdentityServiceTests/Permissions takes in process; the caller is the administrator."""
import http.client
import itertools
import json
import os
import re
from collections import namedtuple

from oauthlib import oauth1

from harness.cloud import ROOT
from harness.rest import Lost, Refused

BASE = "/identity"
FOLDER = os.path.join(ROOT, "Tests", "Contract", "identity")
PASSWORD = "planted-Secret-0815"
CALLER = "project-admin"
OAUTH = "/v3/OS-OAUTH1/"

Recipe = namedtuple("Recipe", "operation request body before cell")
Answer = namedtuple("Answer", "status headers body")


def lines(name):
    """A table's lines that are no comments, in columns."""
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]


def recipes():
    """How each operation is asked so that it does something, by operation; else as its first line says."""
    header, *rows = lines("permissions.tsv")
    found = {}
    for row in rows:
        fields = dict(zip(header, row))
        recipe = Recipe(
            row[0], row[1], row[2], [step.strip() for step in row[3].split(" ; ") if step.strip()], fields[CALLER])
        if recipe.operation not in found or (recipe.cell == "y" and found[recipe.operation].cell != "y"):
            found[recipe.operation] = recipe
    return found


class World:
    """One cloud with all that the recipes name."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.address = cloud.settings["APUS_LISTEN"]
        self.variables = {"password": PASSWORD}
        self.headers = {}
        self.numbers = itertools.count(1)
        self.consumer = self.asked = None
        cloud.rest.sign_in()
        self.token = cloud.rest.token
        users = self.must("GET", "/v3/users?name=admin").body["users"]
        self.variables["self"] = users[0]["id"]
        for name, step in lines("world.tsv"):
            self.prepare(step)
            if name != "-":
                self.variables[name] = self.variables["new"]
        # So that the administrator has roles to lend there.
        self.prepare("PUT /v3/projects/$own_project/users/$self/roles/$admin_role")

    # Requests

    def filled(self, text):
        def value(match):
            name = match.group(1)
            return f"n{next(self.numbers)}" if name == "n" else self.variables.get(name, match.group(0))
        return re.sub(r"\$([a-z_]+)", value, text)

    def ask(self, method, path, body="", token=None, headers=None):
        """The answer, whatever it is; body: JSON or a form, as text.

        Raises Lost when the cloud died over it."""
        shown = dict(headers or {})
        if token:
            shown["X-Auth-Token"] = token
        if body:
            shown["Content-Type"] = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(self.address, timeout=30)
        try:
            connection.request(method, BASE + path, body.encode(), shown)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as problem:
            raise Lost(f"{method} {path}: {problem!r}") from problem
        finally:
            connection.close()
        return Answer(answer.status, answer.headers, json.loads(text) if text.startswith(("{", "[")) else text)

    def must(self, method, path, body="", token=None, headers=None):
        answer = self.ask(method, path, body, token or self.token, headers)
        if answer.status >= 300:
            raise Refused(answer.status, f"{method} {path} {body}: {answer.body}")
        return answer

    def order(self, recipe):
        """The recipe's request with its names, to be sent once or again."""
        return recipe.operation.split(" ")[0], self.filled(recipe.request), self.filled(recipe.body)

    def send(self, recipe, order):
        """Sends it; what must be signed is signed anew."""
        for step in recipe.before:
            if step.startswith("signed "):
                self.prepare(step)
        method, path, body = order
        headers = dict(self.headers)
        if path == "/v3/auth/tokens" and not body:
            headers["X-Subject-Token"] = self.variables["subject"]
        return self.ask(method, path, body, self.token, headers)

    # Steps

    def begin(self, recipe):
        """Makes what must be there before."""
        self.headers = {}
        for step in recipe.before:
            self.prepare(step)

    def prepare(self, step):
        word, _, rest = step.partition(" ")
        if not word.isupper():
            getattr(self, f"_{word}")(*rest.split())
            return
        path, _, body = rest.partition(" ")
        answer = self.must(word, self.filled(path), self.filled(body)).body
        made = [each[0] if isinstance(each, list) and each else each for each in answer.values()] if answer else []
        ids = [each.get("id") or each.get("access") for each in made if isinstance(each, dict)]
        self.variables["new"] = next(filter(None, ids), self.variables.get("new"))

    def _token(self, user):
        self.variables["subject"] = self._signed_in(self.variables[user], None)

    def _credential(self, user, more=""):
        token = self._project_token(self.variables[user])
        made = self.must(
            "POST", f"/v3/users/{self.variables[user]}/application_credentials", self.filled(
                f'{{"application_credential":{{"name":"$n","secret":"$password"{more}}}}}'),
            token).body["application_credential"]
        self.variables["new"] = made["id"]
        return made, token

    def _rule(self, user):
        made, token = self._credential(user, ',"access_rules":[{"service":"compute","method":"GET","path":"/$n"}]')
        self.must("DELETE", f"/v3/users/{self.variables[user]}/application_credentials/{made['id']}", "", token)
        self.variables["new"] = made["access_rules"][0]["id"]

    def _trust(self, trustor, trustee):
        body = {"trust": {
            "trustor_user_id": self.variables[trustor], "trustee_user_id": self.variables[trustee],
            "impersonation": False, "project_id": self.variables["spare_project"],
            "roles": [{"id": self.variables["reader"]}]}}
        token = self._project_token(self.variables[trustor])
        self.variables["new"] = self.must("POST", "/v3/OS-TRUST/trusts", json.dumps(body), token).body["trust"]["id"]

    def _consumer(self):
        made = self.must("POST", OAUTH + "consumers", '{"consumer":{"description":"c"}}').body["consumer"]
        self.consumer = made["id"], made["secret"]

    def _requested(self, project):
        headers = self._signature(OAUTH + "request_token", callback_uri="oob")
        headers["Requested-Project-Id"] = self.variables[project]
        self.asked = self._key(self.must("POST", OAUTH + "request_token", headers=headers))
        self.variables["new"] = self.asked[0]

    def _agreed(self, project="own_project", token=None):
        self._consumer()
        self._requested(project)
        answer = self.must("PUT", OAUTH + f"authorize/{self.asked[0]}", '{"roles":[{"name":"reader"}]}', token)
        self.variables["verifier"] = answer.body["token"]["oauth_verifier"]

    def _access(self, user):
        project = "own_project" if user.startswith("own") else "other_project"
        self.prepare(f"PUT /v3/projects/${project}/users/${user}/roles/$admin_role")
        token = self._signed_in(self.variables[user], {"project": {"id": self.variables[project]}})
        self._agreed(project, token)
        self._signed(OAUTH + "access_token")
        made = self.must("POST", OAUTH + "access_token", headers=self.headers)
        self.headers = {}
        self.variables["new"] = self._key(made)[0]

    def _signed(self, path, project=None):
        if project is None:
            self.headers = self._signature(
                path, resource_owner_key=self.asked[0], resource_owner_secret=self.asked[1],
                verifier=self.variables["verifier"])
        else:
            self.headers = self._signature(path, callback_uri="oob")
            self.headers["Requested-Project-Id"] = self.variables[project]

    def _vouched(self):
        self.headers = {"Authorization": f"Bearer {self.filled('$n')}"}

    def _renewing(self, _):
        """Only says that the request ends the caller's token."""

    def _signature(self, path, **more):
        signer = oauth1.Client(self.consumer[0], client_secret=self.consumer[1], **more)
        return dict(signer.sign(f"http://{self.address}{BASE}{path}", "POST")[1])

    @staticmethod
    def _key(answer):
        form = dict(pair.split("=", 1) for pair in answer.body.split("&"))
        return form["oauth_token"], form["oauth_token_secret"]

    def _project_token(self, user):
        """For a project that nothing else is asked about, in which they read."""
        self.prepare(f"PUT /v3/projects/$spare_project/users/{user}/roles/$reader")
        if user == self.variables["self"]:
            return self.token
        return self._signed_in(user, {"project": {"id": self.variables["spare_project"]}})

    def _signed_in(self, user, scope):
        if user == self.variables["self"]:
            body = {"auth": {"identity": {"methods": ["token"], "token": {"id": self.token}}}}
        else:
            body = {"auth": {"identity": {
                "methods": ["password"], "password": {"user": {"id": user, "password": PASSWORD}}}}}
        if scope:
            body["auth"]["scope"] = scope
        return self.must("POST", "/v3/auth/tokens", json.dumps(body)).headers["X-Subject-Token"]
