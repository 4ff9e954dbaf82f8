"""The contract tests: declared cases, asked of any cloud, with personas of the run's own.

usage: python -m harness.contract [ENDPOINT] [PATTERN]   ENDPOINT: the identity API, default $OS_AUTH_URL;
                                                         credentials from the other OS_* variables
Tests/Contract/README.md tells how a case is written.
"""
import http.client
import json
import os
import re
import sys
import time
import urllib.parse
import uuid

import yaml

from harness.expectation import differences, look_up, message

CASES = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "Contract")
VERSION_PATHS = {"identity": "/v3", "image": "/v2", "placement": "", "compute": "/v2.1", "network": "/v2.0"}
KEYS = {"name", "as", "request", "service", "microversion", "headers", "body", "text", "status", "header", "has",
        "fault", "save", "within", "cleanup"}


def files():
    """(service type, file name without ending, cases) of every data file, in order."""
    for service in VERSION_PATHS:
        folder = os.path.join(CASES, service)
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            if name.endswith(".yaml"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    yield service, name.removesuffix(".yaml"), yaml.safe_load(file)


class Answer:
    """What came back: status, headers, the body as text and, where it is JSON, parsed."""

    def __init__(self, status, headers, text):
        self.status, self.headers, self.text = status, headers, text
        self.json = None
        if text.lstrip().startswith(("{", "[", '"')):
            try:
                self.json = json.loads(text)
            except ValueError:
                pass


class Target:
    """A cloud reached by its identity API; the other services are where its catalog says."""

    def __init__(self, auth_url, environment):
        self.environment = environment
        self.identity = re.sub(r"/v3/?$|/$", "", auth_url) + "/v3"
        self.endpoints, self.tokens = {"identity": self.identity}, {}

    def send(self, method, url, headers=None, body=None):
        parts = urllib.parse.urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.netloc, timeout=60)
        try:
            path = (parts.path or "/") + ("?" + parts.query if parts.query else "")
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
        finally:
            connection.close()

    def sign_in(self, user, password, project):
        """The token of a user in a project, both given as identity's JSON names them."""
        answer = self.send("POST", self.identity + "/auth/tokens", {"Content-Type": "application/json"}, json.dumps(
            {"auth": {"identity": {"methods": ["password"], "password": {"user": {**user, "password": password}}},
                      "scope": {"project": project}}}))
        if answer.status != 201:
            raise SystemError(f"signing in as {user}: {answer.status} {answer.text}")
        for entry in answer.json["token"].get("catalog", []):
            for endpoint in entry["endpoints"]:
                if endpoint["interface"] == self.environment.get("OS_INTERFACE", "public"):
                    root = re.sub(r"/v[0-9.]+(/[^/]*)?/?$|/$", "", endpoint["url"])
                    self.endpoints[entry["type"]] = root + VERSION_PATHS.get(entry["type"], "")
        return answer.headers["X-Subject-Token"], answer.json["token"]

    def admin(self):
        def domain(prefix):
            name = self.environment.get(f"OS_{prefix}_DOMAIN_NAME")
            return {"name": name} if name else {"id": self.environment.get(f"OS_{prefix}_DOMAIN_ID", "default")}
        user = {"name": self.environment["OS_USERNAME"], "domain": domain("USER")}
        project = {"name": self.environment.get("OS_PROJECT_NAME", "admin"), "domain": domain("PROJECT")}
        return self.sign_in(user, self.environment["OS_PASSWORD"], project)


class Stage:
    """The projects and users of one run, and all that its cases made; `remove` takes them away again."""

    PERSONAS = {"member": "member", "reader": "reader", "stranger": "member"}

    def __init__(self, target):
        self.target, self.made = target, []
        self.run = uuid.uuid4().hex[:8]
        token, body = target.admin()
        target.tokens = {"admin": token, "nobody": None}
        self.variables = {
            "run": self.run, "unknown": str(uuid.uuid4()), "unknown_hex": uuid.uuid4().hex,
            "password": uuid.uuid4().hex, "admin_user": body["user"]["id"], "admin_project": body["project"]["id"],
            "domain": body["project"]["domain"]["id"], "identity": target.identity}
        try:
            self.make_personas()
        except BaseException:
            self.remove()
            raise

    def make_personas(self):
        projects = {name: self.create("project", name) for name in ("project", "stranger_project")}
        for persona, role in self.PERSONAS.items():
            project = projects["stranger_project" if persona == "stranger" else "project"]
            user = self.create("user", persona, password=self.variables["password"], default_project_id=project)
            found = self.ask("GET", f"/roles?name={role}").json["roles"][0]["id"]
            self.ask("PUT", f"/projects/{project}/users/{user}/roles/{found}")
            token, _ = self.target.sign_in({"id": user}, self.variables["password"], {"id": project})
            self.target.tokens[persona] = token
            self.variables.update({persona + "_user": user, persona + "_token": token})
        self.variables.update(projects, admin_token=self.target.tokens["admin"])

    def create(self, kind, name, **fields):
        fields.update(name=f"contract-{name}-{self.run}", domain_id=self.variables["domain"])
        made = self.ask("POST", f"/{kind}s", {kind: fields}).json[kind]["id"]
        self.made.append((f"{self.target.identity}/{kind}s/{made}", {}))
        return made

    def ask(self, method, path, body=None):
        """A request of the stage's own to identity, which must succeed."""
        headers = {"X-Auth-Token": self.target.tokens["admin"], "Content-Type": "application/json"}
        answer = self.target.send(method, self.target.identity + path, headers, body and json.dumps(body))
        if answer.status >= 300:
            raise SystemError(f"{method} {path}: {answer.status} {answer.text}")
        return answer

    def filled(self, value, known):
        """The value with each $name replaced; a value that is only a $name keeps the type of what it names."""
        if isinstance(value, dict):
            return {self.filled(key, known): self.filled(each, known) for key, each in value.items()}
        if isinstance(value, list):
            return [self.filled(each, known) for each in value]
        if not isinstance(value, str):
            return value
        whole = re.fullmatch(r"\$([a-z_0-9]+)", value)
        if whole and whole[1] in known:
            return known[whole[1]]

        def named(match):
            if match[1] not in known:
                raise AssertionError(f"${match[1]} is not known: did the case that saves it fail?")
            return str(known[match[1]])
        return re.sub(r"\$([a-z_][a-z_0-9]*)", named, value)

    def perform(self, service, case, variables):
        """Asks what the case says; returns what is wrong with the answer, as lines. Saves into `variables`."""
        odd = set(case) - KEYS
        if odd or not {"name", "as", "request", "status"} <= set(case):
            return [f"not a case: odd keys {sorted(odd)}, or name, as, request or status is missing"]
        known = {**self.variables, **variables}
        case = {**self.filled({k: v for k, v in case.items() if k not in ("save", "cleanup")}, known),
                **{k: v for k, v in case.items() if k in ("save", "cleanup")}}
        service = case.get("service", service)
        if service not in self.target.endpoints:
            return [f"the catalog has no {service}"]
        end = time.monotonic() + case.get("within", 0)
        while True:
            answer = self.send(service, case)
            problems = self.judge(case, answer)
            if not problems or time.monotonic() > end:
                break
            time.sleep(0.1)
        self.note(service, case, answer, variables)
        if problems:
            problems.append(f"{case['request']} answered {answer.status}: {answer.text[:1500]}")
        return problems

    def send(self, service, case):
        method, path = case["request"].split(" ", 1)
        headers = self.headers(service, case.get("as"), case.get("microversion"))
        body = case.get("text")
        if "body" in case:
            body = json.dumps(case["body"])
        if body is not None:
            headers["Content-Type"] = "application/json"
        headers.update(case.get("headers", {}))
        url = path if path.startswith("http") else self.target.endpoints[service] + path
        return self.target.send(method, url, headers, body and body.encode())

    def headers(self, service, persona, microversion):
        headers = {"Accept": "application/json"}
        if self.target.tokens[persona] is not None:
            headers["X-Auth-Token"] = self.target.tokens[persona]
        if microversion is not None:
            headers["OpenStack-API-Version"] = f"{service} {microversion}"
        return headers

    def judge(self, case, answer):
        problems = []
        allowed = case["status"] if isinstance(case["status"], list) else [case["status"]]
        if answer.status not in allowed:
            problems.append(f"status {answer.status}, not {' or '.join(map(str, allowed))}")
        for name, expected in case.get("header", {}).items():
            problems += [f"header {name}: {text}" for text in differences(answer.headers.get(name), expected)]
        for path, expected in case.get("has", {}).items():
            problems += [f"{path}: {text}" for text in differences(look_up(answer.json, path), expected)]
        if "fault" in case and not re.search(case["fault"], message(answer), re.S):
            problems.append(f"the fault says {message(answer)!r}, not {case['fault']!r}")
        return problems

    def note(self, service, case, answer, variables):
        """Keeps what later cases need, and how to remove what was made (also when the case failed)."""
        for name, path in case.get("save", {}).items():
            found = answer.headers.get(path[7:]) if path.startswith("header ") else look_up(answer.json, path)
            if isinstance(found, (str, int, list, dict)):
                variables[name] = found
        if "cleanup" in case and answer.status < 400:
            path = self.filled(case["cleanup"], {**self.variables, **variables})
            extra = {"OpenStack-API-Version": f"{service} {case['microversion']}"} if "microversion" in case else {}
            self.made.append((self.target.endpoints[service] + path, extra))

    def clear(self, keep=0):
        """Removes what was made beyond the first `keep`, newest first; returns what could not be removed."""
        left = []
        while len(self.made) > keep:
            url, extra = self.made.pop()
            end = time.monotonic() + 20
            while True:
                status = self.target.send(
                    "DELETE", url, {"X-Auth-Token": self.target.tokens["admin"], **extra}).status
                if status in (200, 202, 204, 404, 410) or time.monotonic() > end:
                    break
                time.sleep(0.2)
            while status == 202 and time.monotonic() < end:
                if self.target.send("GET", url, {"X-Auth-Token": self.target.tokens["admin"], **extra}).status == 404:
                    break
                time.sleep(0.1)
            left += [f"DELETE {url}: {status}"] if status not in (200, 202, 204, 404, 410) else []
        return left

    def remove(self):
        return self.clear()


def main():
    """Every case against a cloud that runs already."""
    endpoint, pattern = (sys.argv[1:] + ["", ""])[:2]
    stage = Stage(Target(endpoint or os.environ["OS_AUTH_URL"], os.environ))
    personas, passed, failed = len(stage.made), 0, 0

    def count(name, problems):
        print(f"{'FAIL' if problems else 'ok  '} {name}" + "".join(f"\n     {line}" for line in problems), flush=True)
        return (0, 1) if problems else (1, 0)
    try:
        for service, name, cases in files():
            if pattern not in f"{service}/{name}":
                continue
            variables = {}
            for case in cases:
                try:
                    problems = stage.perform(service, case, variables)
                except AssertionError as problem:
                    problems = [str(problem)]
                good, bad = count(f"{service}/{name}: {case.get('name')}", problems)
                passed, failed = passed + good, failed + bad
            left = stage.clear(personas)
            if left:
                failed += count(f"{service}/{name}: all is removed", left)[1]
    finally:
        left = stage.remove()
    good, bad = count("all is removed", left)
    print(f"{passed + good} passed, {failed + bad} failed", flush=True)
    sys.exit(failed + bad > 0)


if __name__ == "__main__":
    main()
