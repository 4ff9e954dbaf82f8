"""Identity with a million users against an empty one: `make bench SCALE=large [DATABASE=postgresql]`."""
import http.client
import json
import os
import re
import shutil
import statistics
import time

from harness.mortal import MortalCloud
from harness.stores import OwnStores

from benchmarks.api import API
from benchmarks.loading import USERS, Load, PostgreSQLScript, SQLiteScript
from benchmarks.scale_requests import LISTS, PAGE, SYSTEM_LISTS, WRITES
from benchmarks.table import Result, measure

BASE = "/identity/v3"
SAMPLES, WARM = 300, 30
SETTINGS = {"APUS_IDENTITY_PASSWORD_COST": "4"}
# Where the rows are: SQLite's file, or a PostgreSQL server of the run's own.
DATABASE = os.environ.get("DATABASE", "sqlite")


class ScaleCloud(MortalCloud):
    """Only identity, with two pages of everything: what every list has to find in any case."""

    def __init__(self, store=None):
        super().__init__({**SETTINGS, **({"APUS_DATABASE_URL": store.url} if store else {})}, roles=["identity"])
        self.facts, self.api, self.store = {}, None, store

    def script(self):
        """Into its rows."""
        return PostgreSQLScript(self.store.url) if self.store else SQLiteScript(self.path("db", "identity.sqlite"))

    def begin(self, large):
        self.serve()
        self.facts = self.fill()
        if large:
            self.kill()
            began = time.monotonic()
            Load(self.script(), self.facts).run()
            print(f"bench: {USERS:,} users and all that goes with them loaded in {time.monotonic() - began:.0f} s",
                  flush=True)
            self.serve()
        self.api = self.signed_in()

    def signed_in(self):
        with open(self.path("secrets", "admin-password"), encoding="utf-8") as file:
            return API(self.settings["APUS_LISTEN"]).sign_in("admin", file.read().strip())

    def fill(self):
        """Two pages of each kind by the API; the last of each is the template of those that are loaded."""
        api = self.signed_in()

        def make(path, kind, **members):
            return api.post(f"{BASE}/{path}", {kind: members})[kind]["id"]
        facts = {"role": api.named(f"{BASE}/roles", "roles", "member")["id"],
                 "admin": api.named(f"{BASE}/users", "users", "admin")["id"]}
        facts["service"] = make("services", "service", type="scaled", name="scaled")
        registered = [{"service_id": facts["service"], "resource_name": f"resource-{number}", "default_limit": 1}
                      for number in range(2 * PAGE + 5)]
        api.post(f"{BASE}/registered_limits", {"registered_limits": registered})
        for number in range(2 * PAGE + 5):
            facts["project"] = make("projects", "project", name=f"base-{number}", tags=["base"])
            facts["group"] = make("groups", "group", name=f"base-{number}")
            facts["user"] = make("users", "user", name=f"base-{number}", password="secret")
            facts["limit"] = api.post(f"{BASE}/limits", {"limits": [{
                "project_id": facts["project"], "service_id": facts["service"], "resource_name": "resource-0",
                "resource_limit": 1}]})["limits"][0]["id"]
            for path in (f"projects/{facts['project']}/users/{facts['user']}/roles/{facts['role']}",
                         f"groups/{facts['group']}/users/{facts['user']}"):
                api.put(f"{BASE}/{path}", None)
        facts["crowd"] = make("projects", "project", name="crowd")
        api.put(f"{BASE}/projects/{facts['crowd']}/users/{facts['user']}/roles/{facts['role']}", None)
        facts["spare"] = make("users", "user", name="spare")
        # The last user is in a page of projects and groups, the last group has a page of members.
        for kind, first in (("projects", "project"), ("groups", "group")):
            for each in api.get(f"{BASE}/{kind}")[kind]:
                if each["name"].startswith("base-") and each["id"] != facts[first]:
                    api.put(f"{BASE}/projects/{each['id']}/users/{facts['user']}/roles/{facts['role']}"
                            if kind == "projects" else f"{BASE}/groups/{each['id']}/users/{facts['user']}", None)
        for each in api.get(f"{BASE}/users")["users"]:
            if each["name"].startswith("base-"):
                api.put(f"{BASE}/groups/{facts['group']}/users/{each['id']}", None)
        # One of each revocation: of a user's tokens, and of one token.
        gone = make("users", "user", name="gone", password="secret")
        api.send("DELETE", f"{BASE}/users/{gone}")
        return facts


class Pair:
    """The empty cloud and the large one, made when first asked for."""

    _made = []
    _stores = None
    _problem = None

    @classmethod
    def get(cls):
        if cls._problem is None and not cls._made:
            try:
                for large in (False, True):
                    cls._made.append(ScaleCloud(cls._store("large" if large else "empty")))
                    cls._made[-1].begin(large)
            except Exception as problem:  # noqa: BLE001 - each measure says it, none tries again
                cls._problem = problem
        if cls._problem is not None:
            raise RuntimeError("the clouds could not be made") from cls._problem
        return cls._made

    @classmethod
    def _store(cls, name):
        """A PostgreSQL server for each, when that is asked for."""
        if DATABASE != "postgresql":
            return None
        cls._stores = cls._stores or OwnStores()
        return cls._stores.postgresql(name)

    @classmethod
    def remove(cls):
        for cloud in cls._made:
            for line in cloud.remove():
                print(f"bench: left behind: {line}")
            shutil.rmtree(cloud.home, ignore_errors=True)
        cls._made.clear()
        if cls._stores is not None:
            cls._stores.end()


class Caller:
    """Sends the same request, or each of several, again and again on one connection."""

    def __init__(self, cloud, method, path, bodies=(None,), headers=({},)):
        self.connection = http.client.HTTPConnection(cloud.settings["APUS_LISTEN"], timeout=120)
        self.method, self.path = method, f"{BASE}/{path}"
        self.bodies = [None if body is None else json.dumps(body) for body in bodies]
        self.answer = b""
        self.headers = [{"X-Auth-Token": cloud.api.token, "Content-Type": "application/json", **each}
                        for each in headers]
        self.count = 0

    def time(self):
        """Milliseconds of one request."""
        body, headers = (each[self.count % len(each)] for each in (self.bodies, self.headers))
        self.count += 1
        began = time.perf_counter()
        self.connection.request(self.method, self.path, body, headers)
        answer = self.connection.getresponse()
        data = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status >= 300:
            raise RuntimeError(f"{self.method} {self.path}: {answer.status} {data[:300]!r}")
        self.answer = data
        return took


def compare(make, samples=SAMPLES, warm=WARM):
    """Times both clouds in turn: what disturbs one disturbs the other."""
    callers = [make(cloud) for cloud in Pair.get()]
    times = [[], []]
    for number in range(warm + samples):
        for caller, kept in zip(callers, times):
            took = caller.time()
            if number >= warm:
                kept.append(took)
    empty, large = times
    p99 = [statistics.quantiles(kept, n=100)[98] for kept in times]
    return Result(
        statistics.median(large), "ms", "<= 2",
        f"{callers[1].method} {callers[1].path[:90]}: p50 of {samples}; p99 {p99[1]:.2f} ms, "
        f"of the empty cloud {p99[0]:.2f} ms (ratio {p99[1] / p99[0]:.2f})",
        reference=statistics.median(empty))


class Steps(Caller):
    """Makes something under a name of its own and takes it away again."""

    def __init__(self, cloud, steps):
        super().__init__(cloud, steps[0][0], steps[0][1])
        self.steps, self.facts = steps, cloud.facts

    def time(self):
        """Milliseconds of all steps together."""
        self.count += 1
        names, took = dict(self.facts, n=f"n{self.count}"), 0
        for method, template, body in self.steps:
            self.method, self.path = method, f"{BASE}/{template.format(**names)}"
            self.bodies = [body and re.sub(r"<(\w+)>", lambda name: names[name[1]], json.dumps(body))]
            took += super().time()
            if method == "POST":
                made, = json.loads(self.answer).values()
                names["new"] = made["id"]
        return took


def path(cloud, template):
    """The list's path in that cloud; an empty one has its own middle."""
    facts = dict(cloud.facts, page=PAGE)
    middle = facts.pop("middle", {})
    for table in ("users", "projects", "user_groups", "limits"):
        if "{" + table + "}" in template and table not in middle:
            kind = {"user_groups": "groups"}.get(table, table)
            listed = system(cloud).get(f"{BASE}/{kind}")[kind]
            middle[table] = sorted(each["id"] for each in listed)[PAGE]
    return template.format(**facts, **middle)


def system(cloud):
    """A client with a token of the system."""
    if not hasattr(cloud, "system"):
        headers, _ = cloud.api.again().send("POST", f"{BASE}/auth/tokens", auth(cloud, {"system": {"all": True}}))
        cloud.system = API(cloud.api.address, headers["X-Subject-Token"])
    # On a connection of its own: one that waited long is closed.
    return cloud.system.again()


def auth(cloud, scope):
    return {"auth": {"identity": {"methods": ["token"], "token": {"id": cloud.api.token}}, "scope": scope}}


ADMIN = {"project": {"name": "admin", "domain": {"id": "default"}}}


def subjects(cloud, count):
    api = cloud.api.again()
    return [{"X-Subject-Token": api.send("POST", f"{BASE}/auth/tokens", auth(cloud, ADMIN))[0]["X-Subject-Token"]}
            for _ in range(count)]


def known(cloud):
    return Caller(cloud, "GET", "auth/tokens", headers=subjects(cloud, 16))


def unknown(cloud):
    """Tokens that nobody asked about since something changed."""
    headers = subjects(cloud, WARM + SAMPLES)
    cloud.api.again().post(f"{BASE}/regions", {"region": {}})
    return Caller(cloud, "GET", "auth/tokens", headers=headers)


def by_password(cloud):
    user = {"name": "base-7", "password": "secret", "domain": {"id": "default"}}
    return Caller(cloud, "POST", "auth/tokens", bodies=[
        {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}}}])


def of_user(cloud, place="project"):
    """Of a user with a page of projects and groups."""
    project = {"project": {"id": cloud.facts[place]}}
    return Caller(cloud, "POST", "auth/tokens", bodies=[{"auth": {
        "identity": {"methods": ["password"], "password": {
            "user": {"id": cloud.facts["user"], "password": "secret"}}}, "scope": project}}])


if os.environ.get("SCALE") == "large":
    TOKENS = {
        "validation": known, "validation of tokens not seen before": unknown, "token by password (cost 4)": by_password,
        "token by password for a project": of_user,
        "token by password for a crowded project": lambda cloud: of_user(cloud, "crowd"),
        "token from a token": lambda cloud: Caller(cloud, "POST", "auth/tokens", bodies=[auth(cloud, ADMIN)]),
    }
    for title, maker in TOKENS.items():
        measure(f"at scale: {title}")(lambda maker=maker: compare(maker))
    for title, template in LISTS.items():
        measure(f"at scale: {title}")(lambda template=template: compare(
            lambda cloud: Caller(cloud, "GET", path(cloud, template))))
    for title, steps in WRITES.items():
        measure(f"at scale: {title}, written")(lambda steps=steps: compare(lambda cloud: Steps(cloud, steps)))
    for title, template in SYSTEM_LISTS.items():
        measure(f"at scale: {title}")(lambda template=template: compare(
            lambda cloud: Caller(cloud, "GET", path(cloud, template), headers=[{"X-Auth-Token": system(cloud).token}])))
