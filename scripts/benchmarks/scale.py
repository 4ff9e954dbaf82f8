"""Identity with a million users against an empty one: `make bench SCALE=large`."""
import http.client
import json
import os
import shutil
import sqlite3
import statistics
import time

from harness.mortal import MortalCloud

from benchmarks.api import API
from benchmarks.table import Result, measure

BASE = "/identity/v3"
PAGE = 20
USERS, PROJECTS, GROUPS, REVOCATIONS = 1_000_000, 100_000, 10_000, 10_000
SAMPLES, WARM = 300, 30
SETTINGS = {"APUS_IDENTITY_PASSWORD_COST": "4"}


class ScaleCloud(MortalCloud):
    """Only identity, with two pages of everything: what every list has to find in any case."""

    def __init__(self):
        super().__init__(SETTINGS, roles=["identity"])
        self.facts, self.api = {}, None

    def begin(self, large):
        self.serve()
        self.facts = self.fill()
        if large:
            self.kill()
            began = time.monotonic()
            Load(self.path("db", "identity.sqlite"), self.facts).run()
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


class Load:
    """Rows straight into identity's tables: each is like one that the API made, under a name of its own."""

    def __init__(self, path, facts):
        self.database = sqlite3.connect(path, isolation_level=None)
        self.facts = facts

    def run(self):
        self.database.execute("PRAGMA synchronous = OFF")
        self.database.execute("BEGIN IMMEDIATE")
        self.like("users", self.facts["user"], USERS, id="lower(hex(randomblob(16)))", name="'user-' || n")
        self.like("projects", self.facts["project"], PROJECTS, id="lower(hex(randomblob(16)))", name="'project-' || n")
        self.like("user_groups", self.facts["group"], GROUPS, id="lower(hex(randomblob(16)))", name="'group-' || n")
        for table, kind in (("users", "user"), ("projects", "project"), ("user_groups", "group")):
            self.database.execute(
                f"CREATE TEMP TABLE all_{table} AS SELECT CAST(substr(name, {len(kind) + 2}) AS INTEGER) AS n, id "
                f"FROM {table} WHERE name LIKE '{kind}-%'")
            self.database.execute(f"CREATE INDEX temp.all_{table}_by_n ON all_{table} (n)")
        self.database.execute(
            "INSERT INTO assignments (actor_kind, actor_id, target_kind, target_id, role_id, inherited) "
            "SELECT 'user', u.id, 'project', p.id, ?, 0 FROM all_users u "
            f"JOIN all_projects p ON p.n = u.n % {PROJECTS} + 1", (self.facts["role"],))
        self.database.execute(
            "INSERT INTO memberships (group_id, user_id) SELECT g.id, u.id FROM all_users u "
            f"JOIN all_user_groups g ON g.n = u.n % {GROUPS} + 1")
        self.database.execute(
            "INSERT INTO project_tags (project_id, name) SELECT id, 'tag-' || n % 1000 FROM all_projects")
        self.like("limits", self.facts["limit"], PROJECTS, id="lower(hex(randomblob(16)))",
                  project_id="(SELECT id FROM all_projects p WHERE p.n = seq.n)")
        # Each of a user of its own, and as late as can be.
        key, = self.database.execute("SELECT id FROM revocations WHERE user_id IS NOT NULL LIMIT 1").fetchone()
        later = int((time.time() + 86400) * 1_000_000)
        self.like("revocations", key, REVOCATIONS, id="lower(hex(randomblob(16)))",
                  user_id="(SELECT id FROM all_users u WHERE u.n = seq.n + 1000)", issued_before=str(later))
        self.database.execute("UPDATE changes SET number = number + 1")
        self.database.execute("COMMIT")
        counts = {"users": USERS, "projects": PROJECTS, "user_groups": GROUPS, "limits": PROJECTS}
        self.facts["middle"] = {
            table: self.database.execute(
                f"SELECT id FROM {table} ORDER BY id LIMIT 1 OFFSET {count // 2}").fetchone()[0]
            for table, count in counts.items()}
        self.database.close()

    def like(self, table, template, count, **others):
        """So many rows like the template, with some columns by expressions of `n`."""
        columns = [row[1] for row in self.database.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(others.get(column, f"t.{column}") for column in columns)
        self.database.execute(
            f"WITH RECURSIVE seq (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM seq WHERE n < {count}) "
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM seq, {table} t WHERE t.id = ?",
            (template,))


class Pair:
    """The empty cloud and the large one, made when first asked for."""

    _made = []
    _problem = None

    @classmethod
    def get(cls):
        if cls._problem is None and not cls._made:
            try:
                for large in (False, True):
                    cls._made.append(ScaleCloud())
                    cls._made[-1].begin(large)
            except Exception as problem:  # noqa: BLE001 - each measure says it, none tries again
                cls._problem = problem
        if cls._problem is not None:
            raise RuntimeError("the clouds could not be made") from cls._problem
        return cls._made

    @classmethod
    def remove(cls):
        for cloud in cls._made:
            for line in cloud.remove():
                print(f"bench: left behind: {line}")
            shutil.rmtree(cloud.home, ignore_errors=True)
        cls._made.clear()


class Caller:
    """Sends the same request, or each of several, again and again on one connection."""

    def __init__(self, cloud, method, path, bodies=(None,), headers=({},)):
        self.connection = http.client.HTTPConnection(cloud.settings["APUS_LISTEN"], timeout=120)
        self.method, self.path = method, f"{BASE}/{path}"
        self.bodies = [None if body is None else json.dumps(body) for body in bodies]
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


# A page's path; `{kind}` is a fact of the cloud, `{middle}` the marker in the middle of the loaded rows.
LISTS = {
    "users": "users?limit={page}", "users, from the middle": "users?limit={page}&marker={users}",
    "users by name": "users?name=base-7&limit={page}",
    "users by name, disabled": "users?name=base-7&enabled=false&limit={page}",
    "users of a domain": "users?domain_id=default&limit={page}&marker={users}",
    "users, enabled": "users?enabled=true&limit={page}&marker={users}",
    "users, disabled": "users?enabled=false&limit={page}",
    "users of a domain, disabled": "users?domain_id=default&enabled=false&limit={page}",
    "projects": "projects?limit={page}", "projects, from the middle": "projects?limit={page}&marker={projects}",
    "projects by name": "projects?name=base-7&limit={page}",
    "projects by name below one": "projects?name=base-7&parent_id=default&enabled=true&limit={page}",
    "projects of a domain": "projects?domain_id=default&limit={page}&marker={projects}",
    "projects below one": "projects?parent_id=default&limit={page}&marker={projects}",
    "projects below another": "projects?parent_id={project}&limit={page}",
    "projects below one, disabled": "projects?parent_id=default&enabled=false&limit={page}",
    "projects, disabled": "projects?enabled=false&limit={page}",
    "projects by tag": "projects?tags=base&limit={page}", "projects without tag": "projects?not-tags=base&limit={page}",
    "domains": "domains?limit={page}", "domains, disabled": "domains?enabled=false&limit={page}",
    "groups": "groups?limit={page}", "groups of a domain": "groups?domain_id=default&limit={page}&marker={user_groups}",
    "a group's users": "groups/{group}/users?limit={page}", "a user's groups": "users/{user}/groups?limit={page}",
    "a user's projects": "users/{user}/projects", "own projects": "auth/projects",
    "a user's assignments": "role_assignments?user.id={user}",
    "a user's effective assignments": "role_assignments?user.id={user}&effective",
    "a project's assignments": "role_assignments?scope.project.id={project}",
    "a project's effective assignments": "role_assignments?scope.project.id={project}&effective",
    "a group's assignments": "role_assignments?group.id={group}",
    "roles": "roles?limit={page}", "services": "services?limit={page}", "endpoints": "endpoints?limit={page}",
    "regions": "regions?limit={page}", "registered limits": "registered_limits?limit={page}",
    "a user's application credentials": "users/{admin}/application_credentials?limit={page}",
}
SYSTEM_LISTS = {
    "limits": "limits?limit={page}&marker={limits}", "limits of a project": "limits?project_id={project}&limit={page}",
    "limits of a project of a service": "limits?project_id={project}&service_id={service}&limit={page}",
    "limits of a service": "limits?service_id={service}&limit={page}&marker={limits}",
    "limits of a resource": "limits?resource_name=resource-0&limit={page}&marker={limits}",
}


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


def of_user(cloud):
    """Of a user with a page of projects and groups."""
    project = {"project": {"id": cloud.facts["project"]}}
    return Caller(cloud, "POST", "auth/tokens", bodies=[{"auth": {
        "identity": {"methods": ["password"], "password": {
            "user": {"id": cloud.facts["user"], "password": "secret"}}}, "scope": project}}])


if os.environ.get("SCALE") == "large":
    TOKENS = {
        "validation": known, "validation of tokens not seen before": unknown, "token by password (cost 4)": by_password,
        "token by password for a project": of_user,
        "token from a token": lambda cloud: Caller(cloud, "POST", "auth/tokens", bodies=[auth(cloud, ADMIN)]),
    }
    for title, maker in TOKENS.items():
        measure(f"at scale: {title}")(lambda maker=maker: compare(maker))
    for title, template in LISTS.items():
        measure(f"at scale: {title}")(lambda template=template: compare(
            lambda cloud: Caller(cloud, "GET", path(cloud, template))))
    for title, template in SYSTEM_LISTS.items():
        measure(f"at scale: {title}")(lambda template=template: compare(
            lambda cloud: Caller(cloud, "GET", path(cloud, template), headers=[{"X-Auth-Token": system(cloud).token}])))
