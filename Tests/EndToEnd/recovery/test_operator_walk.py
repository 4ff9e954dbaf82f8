"""`apus identity …` dies amid its work, at each transaction and at each file: a second run ends what it began."""
import itertools
import os
import signal
import subprocess
import time

from harness.rest import Refused, Rest
from walked import WalkTest

BASE = "/identity/v3"
# By what a key appears, is replaced, or goes; between these, files are as they are. strace counts each by itself.
FILES = ("link,linkat", "rename,renameat,renameat2", "unlink,unlinkat")
HOUR = 3600 * 1_000_000
SETTINGS = {
    "APUS_IDENTITY_SECURITY_COMPLIANCE_LOCKOUT_FAILURE_ATTEMPTS": "2",
    "APUS_IDENTITY_SECURITY_COMPLIANCE_LOCKOUT_DURATION": "1800",
}


# As the program itself, or as strace tells it.
KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)


def killing(number, calls):
    """Runs a program and kills it instead of its call of that number."""
    return ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e",
            f"inject={calls}:signal=KILL:when={number}")


class Command:
    """One of the commands, and what it is for: `prepare` makes something to do, `is_done` tells whether it is."""

    arguments = ()
    # Places in its work where something has to be left: each of them is whole.
    steps = 1

    def __init__(self, test):
        self.test, self.rest = test, test.rest

    def input(self):
        return b""

    def prepare(self):
        raise NotImplementedError

    def is_done(self):
        raise NotImplementedError

    def holds(self):
        """Checks what must hold at any time."""


class Bootstrap(Command):
    arguments = ("bootstrap",)
    numbers = itertools.count(1)

    def prepare(self):
        self.old = self.test.password()
        self.new = f"secret-{next(self.numbers)}"
        self.test.rest.token = None

    def input(self):
        return self.new.encode() + b"\n"

    def is_done(self):
        return self.opens(self.new)

    def holds(self):
        self.test.assertNotEqual(self.opens(self.old), self.opens(self.new), "one of them is the password")

    def opens(self, password):
        return self.test.signs_in("admin", password)


class Unlock(Command):
    numbers = itertools.count(1)

    def prepare(self):
        self.name = f"locked-{next(self.numbers)}"
        self.rest.post(f"{BASE}/users", {"user": {"name": self.name, "password": "secret"}})
        for _ in range(2):
            self.test.assertFalse(self.test.signs_in(self.name, "wrong"))
        self.arguments = ("unlock", self.name)

    def is_done(self):
        return self.test.signs_in(self.name, "secret")


class Purge(Command):
    """Revocations of yesterday, and failures that lock nobody any more."""

    arguments = ("purge",)

    def prepare(self):
        old = int(time.time() * 1_000_000) - 48 * HOUR
        for number in range(3):
            name = f"{time.monotonic_ns()}-{number}"
            self.test.mortal.rows.execute(
                "INSERT INTO revocations (id, user_id, issued_before, purge_at) "
                f"VALUES ('{name}', 'gone-{number}', {old}, {old})")
            self.test.mortal.rows.execute(
                f"INSERT INTO sign_ins (id, failures, failed_at) VALUES ('nobody-{name}', 1, {old})")

    def is_done(self):
        return not self.left()

    def left(self):
        old = int(time.time() * 1_000_000) - 30 * HOUR
        rows = self.test.mortal.rows.all()
        return [sum(dict(row)["purge_at"] < old for row in rows["revocations"]),
                sum((dict(row)["failed_at"] or old) < old for row in rows["sign_ins"])] != [0, 0]


class MappingPurge(Command):
    arguments = ("mapping-purge", "--all")

    def prepare(self):
        for number in range(3):
            name = f"{time.monotonic_ns():064}{number}"[-64:]
            self.test.mortal.rows.execute(
                "INSERT INTO id_mappings (public_id, domain_id, local_id, kind) "
                f"VALUES ('{name}', 'default', '{name}', 'user')")

    def is_done(self):
        return not self.test.mortal.rows.all()["id_mappings"]


class MigrateCredentials(Command):
    arguments = ("migrate-credentials",)
    steps = 3

    def prepare(self):
        self.old = self.keys()
        self.test.run_command("rotate-credential-keys")

    def is_done(self):
        return not self.keys() & self.old

    def keys(self):
        return {dict(row)["key_fingerprint"] for row in self.test.mortal.rows.all()["credentials"]}

    def holds(self):
        found = self.rest.get(f"{BASE}/credentials", type="cert")["credentials"]
        self.test.assertEqual({each["blob"] for each in found}, self.test.blobs)


class OperatorWalkTest(WalkTest):
    @classmethod
    def setUpClass(cls):
        cls.mortal = cls.mortal_rows(SETTINGS)
        cls.cloud = cls.mortal.cloud
        cls.rest = Rest(cls.cloud)
        # More than are sealed at once.
        cls.blobs = {f"blob {number}" for number in range(120)}
        user = cls.rest.get(f"{BASE}/users", name="admin")["users"][0]["id"]
        for blob in cls.blobs:
            cls.rest.post(f"{BASE}/credentials", {"credential": {"type": "cert", "blob": blob, "user_id": user}})

    def password(self):
        with open(self.cloud.path("secrets", "admin-password"), encoding="utf-8") as file:
            return file.read().strip()

    def signs_in(self, name, password):
        try:
            self.rest.send("POST", f"{BASE}/auth/tokens", {"auth": {"identity": {
                "methods": ["password"],
                "password": {"user": {"name": name, "password": password, "domain": {"id": "default"}}}}}})
        except Refused as refused:
            self.assertEqual(refused.status, 401)
            return False
        return True

    def run_command(self, *arguments, before=(), stdin=b"", **variables):
        return subprocess.run(
            [*before, self.cloud.program, "identity", *arguments], env={**self.cloud.environment, **variables},
            input=stdin, capture_output=True, timeout=60, check=False)

    def failpoint(self, place, number):
        """A file of the command's own: the cloud goes on."""
        path = self.cloud.path("failpoint-of-the-command")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{place} {number}")
        return path

    def test_each_command(self):
        for kind in (Bootstrap, Unlock, Purge, MappingPurge, MigrateCredentials):
            for moment in ("before", "after"):
                with self.subTest(kind.__name__, moment=moment):
                    self.walk(kind, f"transaction/own/{moment}")

    def walk(self, kind, place):
        """Kills it at the place, as often as it comes there."""
        for number in itertools.count(1):
            command = kind(self)
            command.prepare()
            self.assertFalse(command.is_done())
            done = self.run_command(
                *command.arguments, stdin=command.input(), APUS_TESTING_FAILPOINT_FILE=self.failpoint(place, number))
            command.holds()
            if done.returncode == 0:
                self.assertTrue(command.is_done())
                break
            self.assertEqual(done.returncode, -signal.SIGKILL, done.stderr)
            self.finish(command)
        self.assertGreaterEqual(number - 1, kind.steps)

    def finish(self, command):
        done = self.run_command(*command.arguments, stdin=command.input())
        self.assertEqual(done.returncode, 0, done.stderr)
        command.holds()
        self.assertTrue(command.is_done())

    def test_bootstrap_dies_before_its_file(self):
        """The password is set, and the file beside still tells the old one."""
        command = Bootstrap(self)
        command.prepare()
        done = self.run_command(*command.arguments, before=killing(1, FILES[1]),
                                stdin=command.input())
        self.assertIn(done.returncode, KILLED, done.stderr)
        command.holds()
        self.assertEqual((command.is_done(), self.password()), (True, command.old))
        self.finish(command)
        self.assertEqual(self.password(), command.new)


class OperatorWalkOnPostgreSQLTest(OperatorWalkTest):
    on_postgresql = True
    test_bootstrap_dies_before_its_file = None


class RotationWalkTest(WalkTest):
    """Keys are files: the process is killed before each change of one."""

    provider = "fernet"

    @classmethod
    def setUpClass(cls):
        cls.mortal = cls.mortal_rows({"APUS_IDENTITY_TOKEN_PROVIDER": cls.provider})
        cls.cloud, cls.rest = cls.mortal.cloud, Rest(cls.mortal.cloud)
        user = cls.rest.get(f"{BASE}/users", name="admin")["users"][0]["id"]
        cls.rest.post(f"{BASE}/credentials", {"credential": {"type": "cert", "blob": "b", "user_id": user}})

    run_command = OperatorWalkTest.run_command

    def test_tokens(self):
        self.walk("rotate-keys")

    def test_credentials(self):
        self.walk("rotate-credential-keys", "migrate-credentials")

    def walk(self, command, follower=None):
        """follower: what makes the next rotation possible."""
        killed = 0
        for calls in FILES:
            for number in itertools.count(1):
                before = self.keys()
                if not self.dies(killing(number, calls), command, follower):
                    break
                killed += 1
                for folder, keys in self.keys().items():
                    self.assertEqual(len(set(keys.values())), len(keys), f"twice the same key in {folder}")
                self.assertNotEqual(self.keys(), before)
        self.assertGreater(killed, 2)

    def dies(self, killing, command, follower):
        """Whether it did; then it is run again to its end."""
        self.rest.sign_in()
        tokens = [self.rest.token]
        done = self.run_command(command, before=killing)
        self.holds(tokens)
        steps = [follower]
        if done.returncode != 0:
            self.assertIn(done.returncode, KILLED, done.stderr)
            # What was begun may ask for it.
            steps = [follower, command, follower]
        for step in filter(None, steps):
            again = self.run_command(step)
            self.assertEqual(again.returncode, 0, again.stderr)
        self.holds(tokens)
        return done.returncode != 0

    def holds(self, tokens):
        """All tokens given so far are good, another can be had, and the credential can be read."""
        self.rest.sign_in()
        tokens.append(self.rest.token)
        for token in tokens:
            other = Rest(self.cloud)
            other.token = token
            found = other.send("GET", f"{BASE}/credentials?type=cert")[1]["credentials"]
            self.assertEqual([each["blob"] for each in found], ["b"])

    def keys(self):
        """By folder: the content of each key."""
        found = {}
        for folder, _, names in os.walk(self.cloud.path("identity")):
            for name in names:
                if name.isdigit() or name.endswith(".pem"):
                    with open(os.path.join(folder, name), encoding="utf-8") as file:
                        found.setdefault(folder, {})[name] = file.read()
        return found


class SignedRotationWalkTest(RotationWalkTest):
    provider = "jws"
    test_credentials = None
