"""Identity's writes that touch several rows: how each is prepared and made, and how it is seen whether it happened.

Each `look` gives True (it happened, whole), False (nothing of it did), or raises AssertionError: it is neither."""
import itertools

from harness.rest import Refused

BASE = "/identity/v3"
BULK = 20
_numbers = itertools.count(1)


def name():
    return f"write-{next(_numbers)}"


def both(**facts):
    """True when all facts hold, False when none does."""
    if len(set(map(bool, facts.values()))) != 1:
        raise AssertionError(f"half a write: {facts}")
    return bool(next(iter(facts.values())))


class Write:
    """One write. `rest` speaks as the administrator, `common` holds what all writes may refer to."""

    def __init__(self, rest, common):
        self.rest, self.common, self.name = rest, common, name()

    def prepare(self):
        """What must be there before."""

    def make(self):
        raise NotImplementedError

    def look(self):
        raise NotImplementedError

    # What writes are made of

    def create(self, path, kind, **members):
        return self.rest.post(f"{BASE}/{path}", {kind: members})[kind]["id"]

    def patch(self, path, kind, **members):
        return self.rest.call("PATCH", f"{BASE}/{path}", {kind: members})

    def grant(self, place, identifier, actor, actor_id, role=None):
        return self.rest.put(
            f"{BASE}/{place}/{identifier}/{actor}/{actor_id}/roles/{role or self.common['role']}", {})

    def listed(self, path, kind, **query):
        return self.rest.get(f"{BASE}/{path}", **query)[kind]

    def exists(self, path):
        try:
            self.rest.get(f"{BASE}/{path}")
        except Refused as refused:
            if refused.status != 404:
                raise
            return False
        return True

    def delete(self, path):
        self.rest.delete(f"{BASE}/{path}")

    def assigned(self, **query):
        """Whether any role is assigned like that."""
        query = {key.replace("_", "."): value for key, value in query.items()}
        return bool(self.listed("role_assignments", "role_assignments", **query))

    def signs_in(self, user, password):
        return self.proves({"methods": ["password"], "password": {"user": {"id": user, "password": password}}})

    def proves(self, identity):
        """Whether somebody gets a token so."""
        try:
            self.rest.send("POST", f"{BASE}/auth/tokens", {"auth": {"identity": identity}})
        except Refused as refused:
            # A token that is no more is not found.
            if refused.status not in (401, 404):
                raise
            return False
        return True


def trust(write, trustee):
    """A trust of the administrator's in somebody: its id."""
    return write.create(
        "OS-TRUST/trusts", "trust", trustor_user_id=write.common["admin"], trustee_user_id=trustee,
        project_id=write.common["admin_project"], impersonation=True, roles=[{"name": "admin"}, {"name": "member"}])


class CreateTrust(Write):
    """With its roles."""

    def prepare(self):
        self.trustee = self.create("users", "user", name=self.name)

    def make(self):
        trust(self, self.trustee)

    def look(self):
        found = self.listed("OS-TRUST/trusts", "trusts", trustee_user_id=self.trustee)
        roles = self.rest.get(f"{BASE}/OS-TRUST/trusts/{found[0]['id']}")["trust"]["roles"] if found else []
        return both(found=found, roles=len(roles) >= 2)


class CreateUser(Write):
    def make(self):
        self.create(
            "users", "user", name=self.name, password=self.name, default_project_id=self.common["project"],
            options={"ignore_password_expiry": True}, email=f"{self.name}@example.org")

    def look(self):
        found = self.listed("users", "users", name=self.name)
        if not found:
            return False
        user = found[0]
        return both(
            password=self.signs_in(user["id"], self.name), email=user.get("email"),
            options=user["options"].get("ignore_password_expiry"), project=user.get("default_project_id"))


class DeleteUser(Write):
    """With what hangs on it: roles, memberships, credentials, trusts."""

    def prepare(self):
        self.user = self.create("users", "user", name=self.name, password=self.name)
        self.rest.put(f"{BASE}/groups/{self.common['group']}/users/{self.user}", {})
        self.grant("projects", self.common["project"], "users", self.user)
        self.create("credentials", "credential", user_id=self.user, type="cert", blob=self.name)
        self.trust = trust(self, self.user)

    def make(self):
        self.delete(f"users/{self.user}")

    def look(self):
        members = [user["id"] for user in self.listed(f"groups/{self.common['group']}/users", "users")]
        return not both(
            user=self.exists(f"users/{self.user}"), member=self.user in members,
            assigned=self.assigned(user_id=self.user), signs_in=self.signs_in(self.user, self.name),
            credentials=self.listed("credentials", "credentials", user_id=self.user),
            trust=self.exists(f"OS-TRUST/trusts/{self.trust}"))


class ChangePassword(Write):
    """The new one works, or the old one: never both, never none; and a token of before ends with the old."""

    def prepare(self):
        self.user = self.create("users", "user", name=self.name, password="old")
        headers, _ = self.rest.send("POST", f"{BASE}/auth/tokens", {"auth": {"identity": {
            "methods": ["password"], "password": {"user": {"id": self.user, "password": "old"}}}}})
        self.token = headers["X-Subject-Token"]

    def make(self):
        self.patch(f"users/{self.user}", "user", password="new")

    def look(self):
        held = self.proves({"methods": ["token"], "token": {"id": self.token}})
        return both(
            new=self.signs_in(self.user, "new"), not_old=not self.signs_in(self.user, "old"), revoked=not held)


class Grant(Write):
    def prepare(self):
        self.user = self.create("users", "user", name=self.name)

    def make(self):
        self.grant("projects", self.common["project"], "users", self.user)

    def look(self):
        return both(
            listed=self.assigned(user_id=self.user),
            effective=any(
                each["user"]["id"] == self.user for each in self.listed(
                    "role_assignments", "role_assignments", **{
                        "effective": "1", "scope.project.id": self.common["project"]}) if "user" in each))


class CreateProject(Write):
    """With its tags."""

    def make(self):
        self.create("projects", "project", name=self.name, tags=[f"{self.name}-a", f"{self.name}-b"])

    def look(self):
        found = self.listed("projects", "projects", name=self.name)
        tagged = self.listed("projects", "projects", tags=f"{self.name}-a,{self.name}-b")
        return both(found=found, tagged=tagged, tags=bool(found) and len(found[0]["tags"]) == 2)


class ChangeTags(Write):
    def prepare(self):
        self.project = self.create("projects", "project", name=self.name, tags=[f"{self.name}-a", f"{self.name}-b"])

    def make(self):
        self.rest.put(f"{BASE}/projects/{self.project}/tags", {"tags": [f"{self.name}-c"]})

    def look(self):
        def tagged(tag):
            return bool(self.listed("projects", "projects", tags=f"{self.name}-{tag}"))
        tags = self.rest.get(f"{BASE}/projects/{self.project}")["project"]["tags"]
        return both(
            shown=tags == [f"{self.name}-c"], new=tagged("c"), no_first=not tagged("a"), no_second=not tagged("b"))


class DeleteProject(Write):
    """With what hangs on it: roles, limits, the users' default."""

    def prepare(self):
        self.project = self.create("projects", "project", name=self.name, tags=[self.name])
        self.user = self.create("users", "user", name=self.name, default_project_id=self.project)
        self.grant("projects", self.project, "users", self.user)
        self.limit = self.rest.post(f"{BASE}/limits", {"limits": [{
            "project_id": self.project, "service_id": self.common["service"], "resource_name": "limited",
            "resource_limit": 1}]})["limits"][0]["id"]

    def make(self):
        self.delete(f"projects/{self.project}")

    def look(self):
        user = self.rest.get(f"{BASE}/users/{self.user}")["user"]
        return not both(
            project=self.exists(f"projects/{self.project}"), assigned=self.assigned(user_id=self.user),
            default=user.get("default_project_id") == self.project, limit=self.exists(f"limits/{self.limit}"),
            tagged=self.listed("projects", "projects", tags=self.name))


class DisableTree(Write):
    """A project and all below it."""

    def prepare(self):
        self.projects = [self.create("projects", "project", name=self.name)]
        for number in range(3):
            self.projects.append(self.create(
                "projects", "project", name=f"{self.name}-{number}", parent_id=self.projects[number // 2]))

    def make(self):
        self.patch(f"projects/{self.projects[0]}/cascade", "project", enabled=False)

    def look(self):
        return not both(**{
            project: self.rest.get(f"{BASE}/projects/{project}")["project"]["enabled"] for project in self.projects})


class DeleteTree(DisableTree):
    def prepare(self):
        super().prepare()
        self.user = self.create("users", "user", name=self.name)
        self.grant("projects", self.projects[-1], "users", self.user)
        super().make()

    def make(self):
        self.delete(f"projects/{self.projects[0]}/cascade")

    def look(self):
        return not both(assigned=self.assigned(user_id=self.user), **{
            project: self.exists(f"projects/{project}") for project in self.projects})


class DeleteDomain(Write):
    """With all that is in it."""

    def prepare(self):
        self.domain = self.create("domains", "domain", name=self.name)
        self.project = self.create("projects", "project", name=self.name, domain_id=self.domain)
        self.below = self.create("projects", "project", name=f"{self.name}-below", parent_id=self.project)
        self.user = self.create("users", "user", name=self.name, domain_id=self.domain)
        self.group = self.create("groups", "group", name=self.name, domain_id=self.domain)
        self.role = self.create("roles", "role", name=self.name, domain_id=self.domain)
        self.outsider = self.create("users", "user", name=self.name)
        self.rest.put(f"{BASE}/groups/{self.group}/users/{self.user}", {})
        self.grant("domains", self.domain, "users", self.outsider)
        self.grant("projects", self.below, "groups", self.group)
        self.limit = self.rest.post(f"{BASE}/limits", {"limits": [{
            "domain_id": self.domain, "service_id": self.common["service"], "resource_name": "limited",
            "resource_limit": 1}]})["limits"][0]["id"]
        self.patch(f"domains/{self.domain}", "domain", enabled=False)

    def make(self):
        self.delete(f"domains/{self.domain}")

    def look(self):
        return not both(
            domain=self.exists(f"domains/{self.domain}"), project=self.exists(f"projects/{self.project}"),
            below=self.exists(f"projects/{self.below}"), user=self.exists(f"users/{self.user}"),
            group=self.exists(f"groups/{self.group}"), role=self.exists(f"roles/{self.role}"),
            outsider=self.assigned(user_id=self.outsider), inside=self.assigned(group_id=self.group),
            limit=self.exists(f"limits/{self.limit}"))


class DeleteRole(Write):
    """With its assignments and what implies it."""

    def prepare(self):
        self.role = self.create("roles", "role", name=self.name)
        self.user = self.create("users", "user", name=self.name)
        self.grant("projects", self.common["project"], "users", self.user, self.role)
        self.rest.put(f"{BASE}/roles/{self.role}/implies/{self.common['role']}", {})

    def make(self):
        self.delete(f"roles/{self.role}")

    def look(self):
        inferences = [
            each["prior_role"]["id"] for each in self.listed("role_inferences", "role_inferences")]
        return not both(
            role=self.exists(f"roles/{self.role}"), assigned=self.assigned(user_id=self.user),
            implies=self.role in inferences)


class DeleteGroup(Write):
    def prepare(self):
        self.group = self.create("groups", "group", name=self.name)
        self.user = self.create("users", "user", name=self.name)
        self.rest.put(f"{BASE}/groups/{self.group}/users/{self.user}", {})
        self.grant("projects", self.common["project"], "groups", self.group)

    def make(self):
        self.delete(f"groups/{self.group}")

    def look(self):
        return not both(
            group=self.exists(f"groups/{self.group}"), assigned=self.assigned(group_id=self.group),
            member=self.listed(f"users/{self.user}/groups", "groups"))


class CreateApplicationCredential(Write):
    """It signs in, or is not there."""

    def make(self):
        user = self.common["admin"]
        self.create(
            f"users/{user}/application_credentials", "application_credential", name=self.name, secret=self.name,
            description="of a test")

    def look(self):
        user = self.common["admin"]
        found = self.listed(
            f"users/{user}/application_credentials", "application_credentials", name=self.name)
        proof = {"name": self.name, "secret": self.name, "user": {"id": user}}
        return both(found=found, signs_in=self.proves({
            "methods": ["application_credential"], "application_credential": proof}))


class RegisterLimits(Write):
    def make(self):
        self.rest.post(f"{BASE}/registered_limits", {"registered_limits": [
            {"service_id": self.common["service"], "resource_name": f"{self.name}-{number}", "default_limit": number}
            for number in range(BULK)]})

    def look(self):
        return both(**{str(number): self.listed(
            "registered_limits", "registered_limits", resource_name=f"{self.name}-{number}")
            for number in range(BULK)})


class SetLimits(RegisterLimits):
    """A bulk of limits of one project."""

    def prepare(self):
        self.project = self.create("projects", "project", name=self.name)
        super().make()

    def make(self):
        self.ids = None
        self.rest.post(f"{BASE}/limits", {"limits": [
            {"project_id": self.project, "service_id": self.common["service"],
             "resource_name": f"{self.name}-{number}", "resource_limit": number} for number in range(BULK)]})

    def look(self):
        count = len(self.rest.system().get(f"{BASE}/limits", project_id=self.project)["limits"])
        if count not in (0, BULK):
            raise AssertionError(f"half a write: {count} of {BULK} limits")
        return count == BULK


class CreateEndpoint(Write):
    """With the region that it names, which is made on the way."""

    def make(self):
        self.create(
            "endpoints", "endpoint", service_id=self.common["service"], interface="public", region=self.name,
            url="http://127.0.0.1:1/")

    def look(self):
        return both(
            endpoint=self.listed("endpoints", "endpoints", region_id=self.name),
            region=self.exists(f"regions/{self.name}"))


class DeleteService(Write):
    def prepare(self):
        self.service = self.create("services", "service", type=self.name, name=self.name)
        self.endpoint = self.create(
            "endpoints", "endpoint", service_id=self.service, interface="public", url="http://127.0.0.1:1/")

    def make(self):
        self.delete(f"services/{self.service}")

    def look(self):
        return not both(
            service=self.exists(f"services/{self.service}"), endpoint=self.exists(f"endpoints/{self.endpoint}"))


class RevokeToken(Write):
    def prepare(self):
        headers, _ = self.rest.send("POST", f"{BASE}/auth/tokens", {"auth": {"identity": {
            "methods": ["token"], "token": {"id": self.rest.token}}}})
        self.token = headers["X-Subject-Token"]

    def make(self):
        self.rest.revoke(self.token)

    def look(self):
        return not self.proves({"methods": ["token"], "token": {"id": self.token}})


KINDS = [
    CreateTrust, DisableTree, DeleteTree, CreateUser, DeleteUser, ChangePassword, Grant, CreateProject, ChangeTags,
    DeleteProject, DeleteDomain, DeleteRole,
    DeleteGroup, CreateApplicationCredential, RegisterLimits, SetLimits, CreateEndpoint, DeleteService, RevokeToken]
