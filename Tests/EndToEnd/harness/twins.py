"""Keystone and Apus, asked the same: every difference between their answers is expected, with a reason, or a failure.

usage: python -m harness.twins [PATTERN]   PATTERN: part of a file's name in Tests/Differential/identity
PEERS_ROOT names the folder of a running Keystone (`peers.rc`); OURS_AUTH_URL, OURS_PASSWORD an Apus that runs.
Tests/Differential/README.md tells how an exchange is written.
"""
import http.client
import json
import os
import re
import shlex
import sys
import time
import urllib.parse
import uuid
from concurrent.futures import ThreadPoolExecutor

import yaml

from harness.contract import Answer, Target
from harness.expectation import look_up
from harness.likeness import Speech, differences
from harness.variants import spread

FOLDER = os.path.join(
    os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "Differential", "identity")
KEYS = {"body", "text", "headers", "save", "each", "differs", "wait", "note"}


def files():
    """(file name without ending, exchanges) of every data file, in order; `expected.yaml` is none."""
    for name in sorted(os.listdir(FOLDER)):
        if name.endswith(".yaml") and name != "expected.yaml":
            with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
                yield name.removesuffix(".yaml"), spread(yaml.safe_load(file))


class Exchange:
    """One request, and who asks."""

    def __init__(self, entry):
        self.persona, request = next((key, value) for key, value in entry.items() if key not in KEYS)
        odd = set(entry) - KEYS - {self.persona}
        if odd:
            raise ValueError(f"not an exchange: odd keys {sorted(odd)} in {entry}")
        self.method, self.path = request.split(" ", 1)
        self.entry, self.name = entry, f"{self.persona}: {request}"
        self.differs, self.differed = entry.get("differs", {}), set()

    def __str__(self):
        body = self.entry.get("body", self.entry.get("text"))
        return self.name + ("" if body is None else " " + json.dumps(body, ensure_ascii=False)[:160])


class Side:
    """One of the two clouds, its variables, and what was made in it."""

    def __init__(self, auth_url, environment, variables):
        self.target = Target(auth_url, environment)
        token, body = self.target.admin()
        self.root = self.target.identity.removesuffix("/v3")
        self.made = []
        self.variables = {
            **variables, "admin_token": token, "admin_user": body["user"]["id"],
            "admin_project": body["project"]["id"], "admin_password": environment["OS_PASSWORD"]}

    def filled(self, value):
        """The value with each $name replaced; a value that is only a $name keeps its type."""
        if isinstance(value, dict):
            return {self.filled(key): self.filled(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        if not isinstance(value, str):
            return value
        whole = re.fullmatch(r"\$([a-z_0-9]+)", value)
        if whole and whole[1] in self.variables:
            return self.variables[whole[1]]
        return re.sub(r"\$([a-z_][a-z_0-9]*)", lambda match: str(self.variables.get(match[1], match[0])), value)

    def ask(self, exchange):
        entry = self.filled({key: value for key, value in exchange.entry.items()
                             if key in ("body", "text", "headers")})
        headers = {"Accept": "application/json"}
        token = self.variables.get(exchange.persona + "_token")
        if token is not None:
            headers["X-Auth-Token"] = token
        elif exchange.persona != "nobody":
            headers["X-Auth-Token"] = "no-token-of-" + exchange.persona
        body = entry.get("text")
        if "body" in entry:
            body = json.dumps(entry["body"])
        if body is not None:
            headers["Content-Type"] = "application/json"
        headers.update(entry.get("headers", {}))
        headers = {name: value for name, value in headers.items() if value is not None}
        path = self.filled(exchange.path)
        url = self.root + path[1:] if path.startswith("^") else self.target.identity + path
        try:
            answer = self.target.send(exchange.method, url, headers, body and body.encode())
        except (OSError, http.client.HTTPException, ValueError) as problem:
            answer = Answer(0, {}, f"no answer: {problem!r}")
        self.note(exchange, answer, url)
        return answer

    def note(self, exchange, answer, url):
        """Keeps what later exchanges need, and how to remove what was made."""
        for name, path in exchange.entry.get("save", {}).items():
            found = answer.headers.get(path[7:]) if path.startswith("header ") else look_up(answer.json, path)
            if isinstance(found, (str, int, list, dict)):
                self.variables[name] = found
        if answer.status == 201 and exchange.method in ("POST", "PUT") and isinstance(answer.json, dict):
            members = answer.json.values()
            for value in [each for member in members for each in (member if isinstance(member, list) else [member])]:
                link = value.get("links", {}).get("self") if isinstance(value, dict) else None
                if link and link.isprintable():
                    link = link if link.startswith(self.root) else url
                    self.made.append(urllib.parse.quote(link, safe=":/%"))

    def clear(self, keep=0):
        """Removes what was made beyond the first `keep`, newest first."""
        headers = {"X-Auth-Token": self.variables["admin_token"], "Content-Type": "application/json"}
        while len(self.made) > keep:
            url = self.made.pop()
            if re.search(r"/(domains|projects|roles)/[^/]+$", url):
                kind = url.split("/")[-2][:-1]
                change = {"options": {"immutable": None}}
                self.target.send("PATCH", url, headers, json.dumps({kind: change}))
                if kind == "domain":
                    self.target.send("PATCH", url, headers, json.dumps({kind: {"enabled": False}}))
            self.target.send("DELETE", url, headers)

    def speech(self, exchange):
        return Speech(self.root, self.variables, sample="limit=" in exchange.path)


class Expected:
    """The differences that are meant, as `expected.yaml` lists them, and which of them were seen."""

    def __init__(self):
        with open(os.path.join(FOLDER, "expected.yaml"), encoding="utf-8") as file:
            self.rules = yaml.safe_load(file) or []
        self.seen = set()

    def covers(self, exchange, status, difference):
        """Whether a rule of the file, or the exchange itself, tells why."""
        for where in exchange.differs:
            if difference.where.startswith(where):
                exchange.differed.add(where)
                return True
        for number, rule in enumerate(self.rules):
            fits = rule.get("status", status) == status and all(re.search(rule[key], text) for key, text in (
                ("request", str(exchange)), ("where", difference.where), ("keystone", str(difference.theirs)),
                ("apus", str(difference.ours))) if key in rule)
            if fits:
                self.seen.add(number)
                return True
        return False

    def stale(self):
        """Rules that no exchange needed."""
        return [rule for number, rule in enumerate(self.rules) if number not in self.seen]


class Twins:
    """Both sides of a run; `01-people.yaml` makes the personas that the later files ask as."""

    def __init__(self, theirs, ours):
        self.run = "t" + uuid.uuid4().hex[:8]
        variables = {
            "run": self.run, "password": uuid.uuid4().hex, "unknown": uuid.uuid4().hex,
            "unknown_uuid": str(uuid.uuid4())}
        self.sides = [Side(*theirs, variables), Side(*ours, variables)]
        self.expected, self.pool = Expected(), ThreadPoolExecutor(2)
        self.asked = self.meant = self.failed = 0

    def perform(self, exchange):
        """Asks both; returns the differences that nothing explains."""
        time.sleep(exchange.entry.get("wait", 0))
        answers = list(self.pool.map(lambda side: side.ask(exchange), self.sides))
        self.asked += 1
        speeches = [side.speech(exchange) for side in self.sides]
        theirs, ours = answers
        if (theirs.status == 0 or theirs.status >= 500) and 0 < ours.status < 500:
            self.failed += 1
            return []
        found = differences(exchange.method, *zip(answers, speeches))
        left = [each for each in found if not self.expected.covers(exchange, theirs.status, each)]
        self.meant += len(found) - len(left)
        return left + [f"{where}: no difference any more"
                       for where in exchange.differs if where not in exchange.differed]

    def perform_all(self, entries):
        """The story of a file: a line for each unexplained difference."""
        lines = []
        for entry in entries:
            exchange = Exchange(entry)
            left = self.perform(exchange)
            if left:
                lines += [str(exchange)] + [f"    {each}" for each in left]
        return lines

    def summary(self):
        return (f"{self.asked} exchanges, {self.failed} failures of Keystone's own, "
                f"{self.meant} expected differences")

    def remove(self):
        list(self.pool.map(lambda side: side.clear(), self.sides))
        self.pool.shutdown()


def settings(path):
    """The variables of a shell file of plain assignments."""
    with open(path, encoding="utf-8") as file:
        words = shlex.split(file.read(), comments=True)
    return dict(word.split("=", 1) for word in words if "=" in word)


def keystone():
    """(address, credentials) of the Keystone that runs under PEERS_ROOT, or None."""
    path = os.path.join(os.environ.get("PEERS_ROOT", ""), "peers.rc")
    if not os.environ.get("PEERS_ROOT") or not os.path.exists(path):
        return None
    theirs = settings(path)
    return theirs["OS_AUTH_URL"], theirs


def main():
    ours = {"OS_USERNAME": "admin", "OS_PASSWORD": os.environ["OURS_PASSWORD"], "OS_PROJECT_NAME": "admin"}
    twins = Twins(keystone(), (os.environ["OURS_AUTH_URL"], ours))
    pattern, unexplained, every = (sys.argv[1:] or [""])[0], 0, True
    try:
        for name, entries in files():
            if pattern not in name and not name.startswith("01-"):
                every = False
                continue
            lines = twins.perform_all(entries)
            unexplained += sum(line.startswith("    ") for line in lines)
            print(f"== {name}: {len(entries)} exchanges")
            print("\n".join(lines), flush=True)
    finally:
        twins.remove()
    for rule in twins.expected.stale() if every else []:
        print(f"stale: {rule}")
    print(f"{twins.summary()}, {unexplained} unexplained")
    sys.exit(unexplained > 0)


if __name__ == "__main__":
    main()
