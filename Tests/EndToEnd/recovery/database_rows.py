"""All rows of a service's database, and what changed in them, said so that two clouds can be compared."""
import collections
import json
import re
import sqlite3
import subprocess

# Counts changes, and what the database kit keeps for itself.
NOT_COMPARED = {"changes", "leases", "schema_migrations"}
# Columns of which only a cloud itself knows what stands there.
SECRETS = {"verifier"}
_RANDOM = re.compile(r"[0-9a-f]{32,}|[A-Za-z0-9_+/=-]{22,}|[a-z0-9]{8}-[a-z0-9-]{27}")
_HASH = re.compile(r"\$2[aby]\$.{56}|\$scrypt\$.*|\$pbkdf2.*")
# Microseconds of this century.
_MOMENT = 10 ** 15


class SQLiteRows:
    """The rows of a database file, also while the service runs; each is its columns' (name, value)."""

    def __init__(self, path):
        self.path = path

    def all(self):
        """Table: rows, in order."""
        connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=10)
        try:
            names = [name for name, in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
            return {name: self._rows(connection.execute(f'SELECT * FROM "{name}"'))
                    for name in names if name not in NOT_COMPARED}
        finally:
            connection.close()

    def execute(self, statement):
        """Writes what nothing makes so quickly."""
        connection = sqlite3.connect(self.path, timeout=10)
        with connection:
            connection.execute(statement)
        connection.close()

    @staticmethod
    def _rows(cursor):
        names = [column[0] for column in cursor.description]
        return sorted((tuple(zip(names, row)) for row in cursor), key=repr)


class PostgreSQLRows:
    """The rows of a schema, by psql."""

    def __init__(self, url, schema):
        self.url, self.schema = url, schema

    def all(self):
        tables = self._ask(f"SELECT table_name FROM information_schema.tables WHERE table_schema = '{self.schema}'")
        names = [name for name in tables.split() if name not in NOT_COMPARED]
        text = self._ask(" UNION ALL ".join(
            f"SELECT '{name}' || ' ' || to_jsonb(array(SELECT to_jsonb(t) FROM {self.schema}.{name} t))"
            for name in names))
        found = {}
        for line in text.splitlines():
            name, _, rows = line.partition(" ")
            found[name] = sorted((tuple(row.items()) for row in json.loads(rows)), key=repr)
        return found

    def execute(self, statement):
        self._ask(f"SET search_path TO {self.schema}", statement)

    def _ask(self, *texts):
        commands = [word for text in texts for word in ("-c", text)]
        done = subprocess.run(
            ["psql", self.url, "-AtXq", *commands], capture_output=True, text=True, timeout=30, check=True)
        return done.stdout


def change(before, after, names):
    """What went and what came, table by table, without what is another in each cloud: ids, moments, secrets.

    names: what ids are called, by id."""
    result = {}
    for table in sorted(before.keys() | after.keys()):
        old, new = (collections.Counter(rows.get(table, [])) for rows in (before, after))
        gone, come = (
            sorted(repr({name: _plain(value, names) for name, value in row if name not in SECRETS})
                   for row in rows.elements())
            for rows in (old - new, new - old))
        if gone or come:
            result[table] = {"gone": gone, "come": come}
    return result


def _plain(value, names):
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return "MOMENT" if abs(value) >= _MOMENT else value
    if isinstance(value, bytes):
        return f"{len(value)} BYTES"
    if isinstance(value, dict):
        return {_plain(key, names): _plain(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return sorted((_plain(each, names) for each in value), key=repr)
    if value.startswith(("{", "[")):
        try:
            return _plain(json.loads(value), names)
        except ValueError:
            pass
    if value in names:
        return f"${names[value]}"
    return _RANDOM.sub("RANDOM", _HASH.sub("HASH", value))
