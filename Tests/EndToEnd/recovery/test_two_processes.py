"""Two identity processes on one database and one broker, and clients that change the same things by both."""
import os
import random
import shutil
import unittest

from database_rows import PostgreSQLRows
from harness.mortal import MortalCloud
from harness.rest import Rest
from harness.stores import OwnStores
from storm import BASE, Storm

SECONDS = int(os.environ.get("APUS_STORM_SECONDS", "15"))
CLIENTS = 8
DEEPEST = 5
# Pairs of a column and where its values must be, by table. Credentials may be of users that are not there, as in
# Keystone.
BELONGS = {
    "assignments": [("role_id", "roles")], "memberships": [("user_id", "users"), ("group_id", "user_groups")],
    "application_credentials": [("user_id", "users"), ("project_id", "projects")],
    "trusts": [("trustor_user_id", "users"), ("trustee_user_id", "users"), ("project_id", "projects")],
    "users": [("domain_id", "projects")], "user_groups": [("domain_id", "projects")],
    "roles": [("domain_id", "projects")], "projects": [("domain_id", "projects"), ("parent_id", "projects")],
    "limits": [("project_id", "projects"), ("registered_limit_id", "registered_limits")],
    "endpoints": [("service_id", "services"), ("region_id", "regions")], "regions": [("parent_region_id", "regions")],
    "registered_limits": [("service_id", "services"), ("region_id", "regions")],
    "project_tags": [("project_id", "projects")],
    "implied_roles": [("prior_role_id", "roles"), ("implied_role_id", "roles")],
}
ACTORS = {"user": "users", "group": "user_groups"}
UNIQUE = {
    "users": ("domain_id", "name"), "user_groups": ("domain_id", "name"), "projects": ("domain_id", "name"),
    "roles": ("domain_id", "name"), "application_credentials": ("user_id", "name"),
    "limits": ("project_id", "domain_id", "registered_limit_id"),
}


class TwoProcessesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        stores = OwnStores()
        cls.addClassCleanup(stores.end)
        cls.database = stores.postgresql()
        settings = {
            "APUS_DATABASE_URL": cls.database.url, "APUS_BUS_URL": stores.rabbitmq().url,
            "APUS_IDENTITY_PASSWORD_COST": "4"}
        first = MortalCloud(settings, roles=["identity"])
        cls.addClassCleanup(first.remove)
        first.serve()
        keys = {f"APUS_IDENTITY_{setting}KEY_FOLDER": first.path("identity", folder) for setting, folder in (
            ("", "fernet-keys"), ("RECEIPT_", "fernet-receipts"), ("CREDENTIAL_", "credential-keys"),
            ("CONFIG_", "config-keys"))}
        second = MortalCloud({**settings, **keys, "APUS_SECRETS": first.path("secrets")}, roles=["identity"])
        second.environment["APUS_HOST"] = "second"
        # Its rows are the first one's.
        cls.addClassCleanup(shutil.rmtree, second.home, ignore_errors=True)
        cls.addClassCleanup(second.kill)
        second.serve()
        cls.clouds, cls.rest = (first, second), Rest(first)
        cls.rest.sign_in()

    def common(self):
        """What nobody takes away."""
        def make(path, kind, **members):
            return self.rest.post(f"{BASE}/{path}", {kind: members})[kind]["id"]
        common = {
            "role": self.rest.get(f"{BASE}/roles", name="member")["roles"][0]["id"],
            "project": make("projects", "project", name="common"),
            "service": make("services", "service", type="common"),
            **{name: make("users", "user", name=name, password="secret") for name in ("trustor", "trustee")}}
        self.rest.put(
            f"{BASE}/projects/{common['project']}/users/{common['trustor']}/roles/{common['role']}", {})
        self.rest.post(f"{BASE}/registered_limits", {"registered_limits": [{
            "service_id": common["service"], "resource_name": "things", "default_limit": 10}]})
        return common

    def test_a_storm_leaves_order(self):
        seed = int(os.environ.get("APUS_RECOVERY_SEED", random.randrange(1 << 30)))
        print(f"recovery: APUS_RECOVERY_SEED={seed}")
        storm = Storm([cloud.settings["APUS_LISTEN"] for cloud in self.clouds], self.rest.token, self.common())
        storm.run(CLIENTS, SECONDS, seed)
        print(f"recovery: {sum(storm.answers.values())} requests, {len(storm.uses)} trusts for one use")
        self.assertEqual(storm.problems[:5], [])
        self.assertEqual(set(storm.uses), {1})
        # Each kind of write came through.
        for kind in ("users", "projects", "groups", "roles", "domains", "OS-TRUST", "limits", "credentials"):
            self.assertGreater(storm.answers[f"POST {kind} 201"], 0, kind)
        self.assertGreater(storm.answers["PUT roles 201"], 0)
        rows = {table: [dict(row) for row in found]
                for table, found in PostgreSQLRows(self.database.url, "apus_identity").all().items()}
        for look in (self.orphans, self.doubles, self.circle, self.strange_projects):
            with self.subTest(look.__name__):
                self.assertEqual(look(rows), [])
        self.all_is_shown()

    def orphans(self, rows):
        ids = {table: {row["id"] for row in found} for table, found in rows.items() if found and "id" in found[0]}
        found = [
            (table, row) for table, columns in BELONGS.items() for row in rows[table] for column, other in columns
            if row[column] is not None and row[column] not in ids.get(other, ())]
        domains = {row["id"] for row in rows["projects"] if row["is_domain"]}
        for row in rows["assignments"]:
            places = {"project": ids["projects"], "domain": domains, "system": {"system"}}[row["target_kind"]]
            if row["actor_id"] not in ids[ACTORS[row["actor_kind"]]] or row["target_id"] not in places:
                found.append(("assignments", row))
        return found

    def doubles(self, rows):
        found = []
        for table, columns in UNIQUE.items():
            seen = set()
            for row in rows[table]:
                name = table, *(row[column] for column in columns)
                if name in seen:
                    found.append(name)
                seen.add(name)
        return found

    def circle(self, rows):
        """The roles that imply themselves."""
        implied = {}
        for row in rows["implied_roles"]:
            implied.setdefault(row["prior_role_id"], set()).add(row["implied_role_id"])
        found = []
        for start in implied:
            reached, rest = set(), [start]
            while rest:
                new = implied.get(rest.pop(), set()) - reached
                reached |= new
                rest += new
            if start in reached:
                found.append(start)
        return found

    def strange_projects(self, rows):
        """Those that are too deep, or enabled below a disabled one."""
        projects = {row["id"]: row for row in rows["projects"]}
        found = []
        for project in projects.values():
            depth, above = 0, project
            while above["parent_id"]:
                depth, above = depth + 1, projects[above["parent_id"]]
                if project["enabled"] and not above["enabled"] and not above["is_domain"]:
                    found.append(("enabled below a disabled one", project))
            if depth > DEEPEST:
                found.append(("too deep", project))
        return found

    def all_is_shown(self):
        """Lists that join what belongs together, by both processes."""
        for cloud in self.clouds:
            rest = Rest(cloud)
            rest.token = self.rest.token
            for path in ("role_assignments?include_names", "role_assignments?effective", "role_inferences", "projects",
                         "users", "groups", "domains", "credentials", "endpoints", "regions"):
                rest.get(f"{BASE}/{path}")
