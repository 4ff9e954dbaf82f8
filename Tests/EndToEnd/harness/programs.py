"""The base of cases that start programs of their own in a folder of their own: identity services and providers."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

from harness.poll import eventually


class ProgramsCase(unittest.TestCase):
    """All that a case starts ends with it, and its folder goes."""

    maxDiff = None

    @classmethod
    def make_folder(cls, prefix):
        cls.folder = tempfile.mkdtemp(prefix=prefix)
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)

    @classmethod
    def path(cls, *names):
        return os.path.join(cls.folder, *names)

    @classmethod
    def read(cls, *names):
        with open(cls.path(*names), encoding="utf-8") as file:
            return file.read().strip()

    @classmethod
    def write(cls, text, *names):
        """A file that nobody else may read; its path."""
        path = cls.path(*names)
        with open(path, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(text)
        return path

    @classmethod
    def start(cls, arguments, environment, log):
        """Starts a program and waits until its log, a file in the folder, says that it is ready."""
        with open(cls.path(log), "ab") as out:
            process = subprocess.Popen(arguments, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        cls.addClassCleanup(process.wait)
        cls.addClassCleanup(process.terminate)

        def ready():
            if process.poll() is not None:
                raise SystemError(f"{arguments[0]} ended: {cls.read(log)[-3000:]}")
            return "ready" in cls.read(log)
        eventually(f"{log} says that it is ready", ready, 60)

    @classmethod
    def start_identity(cls, home, port, settings, **variables):
        """An identity service with these settings and variables, and its state in a folder of that name."""
        cls.start_role("identity", home, port, {"identity": settings}, **variables)

    @classmethod
    def start_role(cls, role, home, port, settings, **variables):
        """A process of one role with these settings and variables, and its state in a folder of that name."""
        os.makedirs(cls.path(home))
        with open(cls.path(home, "apus.yaml"), "w", encoding="utf-8") as file:
            json.dump(settings, file)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("OS_")},
            "APUS_HOME": cls.path(home), "APUS_LISTEN": f"127.0.0.1:{port}", **variables}
        cls.start([os.environ["APUS_BIN"], "serve", "--role", role], environment, home + ".log")

    @staticmethod
    def variables(port, **variables):
        """Of the client, for the identity service at that port."""
        return {
            "OS_AUTH_URL": f"http://127.0.0.1:{port}/identity/v3", "OS_IDENTITY_API_VERSION": "3",
            "OS_CLIENT_CONFIG_FILE": "none", **variables}

    @classmethod
    def administrator(cls, home, port):
        return cls.variables(
            port, OS_USERNAME="admin", OS_PASSWORD=cls.read(home, "secrets", "admin-password"),
            OS_PROJECT_NAME="admin", OS_USER_DOMAIN_ID="default", OS_PROJECT_DOMAIN_ID="default")
