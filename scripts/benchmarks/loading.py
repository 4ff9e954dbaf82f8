"""A million users and all that goes with them, straight into identity's tables: in SQLite's file or PostgreSQL's."""
import sqlite3
import subprocess
import time

USERS, PROJECTS, GROUPS, REVOCATIONS, CROWD = 1_000_000, 100_000, 10_000, 10_000, 20_000


class SQLiteScript:
    """Statements for a database file, which nobody else has open."""

    random_id = "lower(hex(randomblob(16)))"

    def __init__(self, path):
        self.path = path

    def ask(self, *statements):
        """Runs them in one transaction; the rows of the last."""
        database = sqlite3.connect(self.path, isolation_level=None)
        try:
            database.execute("PRAGMA synchronous = OFF")
            database.execute("BEGIN IMMEDIATE")
            for statement in statements:
                rows = database.execute(statement).fetchall()
            database.execute("COMMIT")
            return rows
        finally:
            database.close()

    def columns(self, table):
        return [row[1] for row in self.ask(f"PRAGMA table_info({table})")]

    def settle(self):
        """There is nothing that SQLite would do by itself."""


class PostgreSQLScript:
    """Statements for a schema, by psql."""

    random_id = "replace(gen_random_uuid()::text, '-', '')"

    def __init__(self, url, schema="apus_identity"):
        self.url, self.schema = url, schema

    def run(self, text):
        done = subprocess.run(
            ["psql", self.url, "-AtqX", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-f", "-"], input=text,
            capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"psql: {done.stderr}")
        return [line.split("\t") for line in done.stdout.splitlines()]

    def ask(self, *statements):
        return self.run(
            f"SET search_path TO {self.schema};\nBEGIN;\n" + ";\n".join(statements) + ";\nCOMMIT;\n")

    def columns(self, table):
        return [row[0] for row in self.ask(
            "SELECT column_name FROM information_schema.columns "
            f"WHERE table_schema = '{self.schema}' AND table_name = '{table}' ORDER BY ordinal_position")]

    def settle(self):
        """What its autovacuum would do within minutes."""
        self.run("VACUUM ANALYZE; CHECKPOINT")


class Load:
    """Each row is like one that the API made, under a name of its own."""

    def __init__(self, script, facts):
        self.script, self.facts = script, facts

    def run(self):
        own = self.script.random_id
        statements = [
            self.like("users", self.facts["user"], USERS, id=own, name="'user-' || n"),
            self.like("projects", self.facts["project"], PROJECTS, id=own, name="'project-' || n"),
            self.like("user_groups", self.facts["group"], GROUPS, id=own, name="'group-' || n")]
        for table, kind in (("users", "user"), ("projects", "project"), ("user_groups", "group")):
            statements += [
                f"CREATE TEMP TABLE all_{table} AS SELECT CAST(substr(name, {len(kind) + 2}) AS INTEGER) AS n, id "
                f"FROM {table} WHERE name LIKE '{kind}-%'",
                f"CREATE INDEX all_{table}_by_n ON all_{table} (n)".replace(
                    "INDEX all", "INDEX temp.all" if isinstance(self.script, SQLiteScript) else "INDEX all")]
        statements += [
            "INSERT INTO assignments (actor_kind, actor_id, target_kind, target_id, role_id, inherited) "
            f"SELECT 'user', u.id, 'project', p.id, '{self.facts['role']}', 0 FROM all_users u "
            f"JOIN all_projects p ON p.n = u.n % {PROJECTS} + 1",
            # Ten projects for each group, and many users in one.
            "INSERT INTO assignments (actor_kind, actor_id, target_kind, target_id, role_id, inherited) "
            f"SELECT 'group', g.id, 'project', p.id, '{self.facts['role']}', 0 FROM all_projects p "
            f"JOIN all_user_groups g ON g.n = p.n % {GROUPS} + 1",
            "INSERT INTO assignments (actor_kind, actor_id, target_kind, target_id, role_id, inherited) "
            f"SELECT 'user', id, 'project', '{self.facts['crowd']}', '{self.facts['role']}', 0 FROM all_users "
            f"WHERE n <= {CROWD}",
            "INSERT INTO memberships (group_id, user_id) SELECT g.id, u.id FROM all_users u "
            f"JOIN all_user_groups g ON g.n = u.n % {GROUPS} + 1",
            "INSERT INTO project_tags (project_id, name) SELECT id, 'tag-' || n % 1000 FROM all_projects",
            self.like("limits", self.facts["limit"], PROJECTS, id=own,
                      project_id="(SELECT id FROM all_projects p WHERE p.n = seq.n)")]
        # Each of a user of its own, and as late as can be.
        key = self.script.ask("SELECT id FROM revocations WHERE user_id IS NOT NULL LIMIT 1")[0][0]
        later = int((time.time() + 86400) * 1_000_000)
        statements += [
            self.like("revocations", key, REVOCATIONS, id=own,
                      user_id="(SELECT id FROM all_users u WHERE u.n = seq.n + 1000)", issued_before=str(later)),
            "UPDATE changes SET number = number + 1"]
        self.script.ask(*statements)
        self.script.settle()
        counts = {"users": USERS, "projects": PROJECTS, "user_groups": GROUPS, "limits": PROJECTS}
        self.facts["middle"] = {
            table: self.script.ask(f"SELECT id FROM {table} ORDER BY id LIMIT 1 OFFSET {count // 2}")[0][0]
            for table, count in counts.items()}

    def like(self, table, template, count, **others):
        """So many rows like the template, with some columns by expressions of `n`."""
        columns = self.script.columns(table)
        values = ", ".join(others.get(column, f"t.{column}") for column in columns)
        return (
            f"WITH RECURSIVE seq (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM seq WHERE n < {count}) "
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM seq, {table} t "
            f"WHERE t.id = '{template}'")
