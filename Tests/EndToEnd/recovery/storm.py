"""Mixed writes of many clients to several identity processes: on few things, so that they meet."""
import collections
import http.client
import json
import random
import threading

BASE = "/identity/v3"
# What somebody may be told whose things others change meanwhile.
USUAL = {200, 201, 204, 400, 401, 403, 404, 409}
NAMES = 8


class Storm:
    """What its clients know of one another."""

    def __init__(self, addresses, token, common):
        self.addresses, self.token, self.common = addresses, token, common
        # Ids by kind, the last few.
        self.known = collections.defaultdict(lambda: collections.deque(maxlen=10))
        self.answers = collections.Counter()
        self.problems = []
        # How often each trust for one use was used.
        self.uses = []
        self.is_over = threading.Event()

    def run(self, clients, seconds, seed):
        threads = [Client(self, seed + number) for number in range(clients)]
        for thread in threads:
            thread.start()
        self.is_over.wait(seconds)
        self.is_over.set()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive(), "a request hangs"


class Client(threading.Thread):
    """Does one thing after another, each request at whichever process."""

    def __init__(self, storm, seed):
        super().__init__()
        self.storm, self.chance = storm, random.Random(seed)
        self.connections = [http.client.HTTPConnection(address, timeout=60) for address in storm.addresses]
        self.deeds = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("do_")]

    def run(self):
        try:
            while not self.storm.is_over.is_set():
                self.chance.choice(self.deeds)()
        except Exception as problem:  # noqa: BLE001 - told by the test, not by the thread
            self.storm.problems.append(repr(problem))
            self.storm.is_over.set()

    # Requests

    def ask(self, method, path, body=None, token=None, at=None):
        """(status, body, token in the answer's head)"""
        connection = self.connections[at] if at is not None else self.chance.choice(self.connections)
        headers = {"X-Auth-Token": token or self.storm.token, "Content-Type": "application/json"}
        connection.request(method, BASE + path, body and json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        self.storm.answers[f"{method} {path.split('/')[1].split('?')[0]} {answer.status}"] += 1
        if answer.status not in USUAL:
            self.storm.problems.append(f"{method} {path} {body}: {answer.status} {text[:300]!r}")
        return answer.status, json.loads(text) if text else {}, answer.headers.get("X-Subject-Token")

    def together(self, *requests):
        """The answers of requests that are sent to the processes in turn, at the same moment."""
        start, answers = threading.Barrier(len(requests)), [None] * len(requests)

        def send(number):
            other = Client(self.storm, number)
            start.wait()
            answers[number] = other.ask(*requests[number], at=number % len(self.connections))
            for connection in other.connections:
                connection.close()
        threads = [threading.Thread(target=send, args=(number,)) for number in range(len(requests))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    def make(self, path, kind, **members):
        """Its id; None where there is one of that name, which is known from then on: else a name that was taken once
        and forgotten would be out of the storm for good."""
        status, body, _ = self.ask("POST", f"/{path}", {kind: members})
        known = self.storm.known[kind]
        if status == 409 and "name" in members:
            place = f"&domain_id={members['domain_id']}" if "domain_id" in members else ""
            _, found, _ = self.ask("GET", f"/{path}?name={members['name']}{place}")
            known.extend({each["id"] for each in found.get(path, [])} - set(known))
        if status != 201:
            return None
        known.append(body[kind]["id"])
        return body[kind]["id"]

    def fresh(self, path, kind):
        """One that is there for sure, until somebody takes it away."""
        return self.make(path, kind, name=f"{kind}-{self.chance.getrandbits(64):x}")

    def some(self, kind):
        known = self.storm.known[kind]
        return self.chance.choice(list(known) or ["nothing"])

    def name(self, kind):
        return f"{kind}-{self.chance.randrange(NAMES)}"

    def often(self, odds):
        return self.chance.random() < odds

    def signed_in(self, user, scope=None, password="secret"):
        auth = {"identity": {"methods": ["password"], "password": {"user": {"id": user, "password": password}}}}
        return self.ask("POST", "/auth/tokens", {"auth": {**auth, **({"scope": scope} if scope else {})}})[2]

    # People and places

    def do_user(self):
        if self.often(0.6):
            self.make("users", "user", name=self.name("user"), password="secret")
        elif self.often(0.5):
            self.ask("DELETE", f"/users/{self.some('user')}")
        else:
            change = self.chance.choice([
                {"name": self.name("user")}, {"enabled": self.often(0.7)}, {"password": "secret"},
                {"default_project_id": self.some("project")}])
            self.ask("PATCH", f"/users/{self.some('user')}", {"user": change})

    def do_group(self):
        if self.often(0.6):
            self.make("groups", "group", name=self.name("group"))
        elif self.often(0.5):
            self.ask("DELETE", f"/groups/{self.some('group')}")
        else:
            self.ask("PATCH", f"/groups/{self.some('group')}", {"group": {"name": self.name("group")}})

    def do_membership(self):
        self.ask(self.chance.choice(["PUT", "PUT", "DELETE"]),
                 f"/groups/{self.some('group')}/users/{self.some('user')}")

    def do_project(self):
        if self.often(0.6):
            parent = {"parent_id": self.some("project")} if self.often(0.7) else {}
            self.make("projects", "project", name=self.name("project"), tags=["a", "b"], **parent)
        elif self.often(0.4):
            self.ask("DELETE", f"/projects/{self.some('project')}")
        else:
            change = self.chance.choice([
                {"name": self.name("project")}, {"enabled": self.often(0.6)}, {"tags": [self.name("tag")]}])
            self.ask("PATCH", f"/projects/{self.some('project')}", {"project": change})

    def do_tree(self):
        """A branch that grows while it is disabled and deleted."""
        root = self.some("project")
        self.together(
            ("POST", "/projects", {"project": {"name": self.name("leaf"), "parent_id": root}}),
            ("PATCH", f"/projects/{root}/cascade", {"project": {"enabled": False}}))
        self.together(
            ("POST", "/projects", {"project": {"name": self.name("leaf"), "parent_id": root}}),
            ("DELETE", f"/projects/{root}/cascade"),
            ("PATCH", f"/projects/{root}", {"project": {"enabled": True}}))

    def do_domain(self):
        domain = self.make("domains", "domain", name=self.name("domain")) or self.some("domain")
        self.make("users", "user", name=self.name("user"), domain_id=domain, password="secret")
        role = self.make("roles", "role", name=self.name("role"), domain_id=domain)
        self.ask("PATCH", f"/domains/{domain}", {"domain": {"enabled": False}})
        self.together(
            ("DELETE", f"/domains/{domain}"),
            ("POST", "/users", {"user": {"name": "late", "domain_id": domain}}),
            ("POST", "/groups", {"group": {"name": "late", "domain_id": domain}}),
            ("POST", "/projects", {"project": {"name": "late", "domain_id": domain}}),
            ("PUT", f"/domains/{domain}/users/{self.some('user')}/roles/{role}"))

    # Roles

    def do_role(self):
        if self.often(0.7):
            self.make("roles", "role", name=self.name("role"))
        else:
            self.ask("DELETE", f"/roles/{self.some('role')}")

    def do_circle(self):
        """Two or three roles that would imply one another."""
        pick = self.chance.choice([lambda: self.some("role"), lambda: self.fresh("roles", "role")])
        roles = [pick() for _ in range(self.chance.choice([2, 3]))]
        self.together(*(
            ("PUT", f"/roles/{prior}/implies/{implied}") for prior, implied in zip(roles, roles[1:] + roles[:1])))
        if self.often(0.3):
            self.ask("DELETE", f"/roles/{roles[0]}/implies/{roles[1]}")

    def do_grant(self):
        place = self.chance.choice(["project", "domain"])
        actor = self.chance.choice(["user", "group"])
        path = f"/{place}s/{self.some(place)}/{actor}s/{self.some(actor)}/roles/{self.some('role')}"
        if self.often(0.3):
            path = f"/OS-INHERIT{path}/inherited_to_projects"
        self.ask(self.chance.choice(["PUT", "PUT", "DELETE"]), path)

    def do_grant_to_who_goes(self):
        user, project, role = self.some("user"), self.some("project"), self.some("role")
        gone = self.chance.choice([f"/users/{user}", f"/projects/{project}", f"/roles/{role}"])
        self.together(("PUT", f"/projects/{project}/users/{user}/roles/{role}"), ("DELETE", gone))

    # What hangs on them

    def do_application_credential(self):
        user, project = self.some("user"), self.some("project")
        self.ask("PUT", f"/projects/{project}/users/{user}/roles/{self.storm.common['role']}")
        token = self.signed_in(user, {"project": {"id": project}})
        if token:
            path = f"/users/{user}/application_credentials"
            gone = self.chance.choice([f"/users/{user}", f"/projects/{project}", f"{path}/none"])
            self.together(
                ("POST", path, {"application_credential": {"name": self.name("own"), "secret": "secret"}}, token),
                ("DELETE", gone))

    def do_trust(self):
        """Of somebody who may go meanwhile."""
        trustor, trustee, project = self.some("user"), self.some("user"), self.some("project")
        self.ask("PUT", f"/projects/{project}/users/{trustor}/roles/{self.storm.common['role']}")
        token = self.signed_in(trustor, {"project": {"id": project}})
        if token:
            gone = self.chance.choice([f"/users/{trustee}", f"/projects/{project}", f"/users/{trustor}"])
            self.together(("POST", "/OS-TRUST/trusts", self.trust(trustor, trustee, project), token), ("DELETE", gone))

    def do_trust_for_one_use(self):
        """Taken by both processes at once."""
        common = self.storm.common
        token = self.signed_in(common["trustor"], {"project": {"id": common["project"]}})
        made = self.ask("POST", "/OS-TRUST/trusts", self.trust(
            common["trustor"], common["trustee"], common["project"], remaining_uses=1), token)
        mine = self.signed_in(common["trustee"])
        body = {"auth": {"identity": {"methods": ["token"], "token": {"id": mine}},
                         "scope": {"OS-TRUST:trust": {"id": made[1]["trust"]["id"]}}}}
        answers = self.together(*[("POST", "/auth/tokens", body)] * 3)
        self.storm.uses.append(sum(status == 201 for status, _, _ in answers))

    def trust(self, trustor, trustee, project, **more):
        return {"trust": {
            "trustor_user_id": trustor, "trustee_user_id": trustee, "project_id": project, "impersonation": True,
            "roles": [{"id": self.storm.common["role"]}], **more}}

    def do_credential(self):
        user, project = self.some("user"), self.some("project")
        self.together(
            ("POST", "/credentials", {"credential": {
                "type": "cert", "blob": "b", "user_id": user, "project_id": project}}),
            ("DELETE", self.chance.choice([f"/users/{user}", f"/projects/{project}"])))

    def do_limit(self):
        project = self.some("project") if self.often(0.5) else self.fresh("projects", "project")
        service = self.storm.common["service"]
        limit = {"limits": [{"project_id": project, "service_id": service, "resource_name": "things",
                             "resource_limit": self.chance.randrange(20)}]}
        self.together(("POST", "/limits", limit), ("POST", "/limits", limit), ("DELETE", f"/projects/{project}"))

    def do_catalog(self):
        """Regions and services that go while something comes into them."""
        region = self.make("regions", "region") or self.some("region")
        service = self.make("services", "service", type=self.name("service")) or self.some("service")
        self.together(
            ("POST", "/endpoints", {"endpoint": {
                "service_id": service, "region_id": region, "interface": "public", "url": "http://x.example"}}),
            ("POST", "/regions", {"region": {"parent_region_id": region}}),
            ("POST", "/registered_limits", {"registered_limits": [{
                "service_id": service, "region_id": region, "resource_name": "r", "default_limit": 1}]}),
            ("DELETE", f"/regions/{region}"), ("DELETE", f"/services/{service}"))
