"""The unmodified openstack client, run inside this process: a start of its own costs 1.5 s of CPU each time."""
import contextlib
import io
import json
import logging
import os
import re
import subprocess
import sys


class ClientError(AssertionError):
    """The client ended with another status than 0; the text is what it printed."""


def run(environment, *arguments):
    """Runs `openstack ARGUMENTS` with the given variables.

    Returns (status, standard output, standard error).
    """
    from openstackclient import shell

    out, err = io.StringIO(), io.StringIO()
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("OS_")]:
        del os.environ[name]
    os.environ.update(environment)
    logging.getLogger().handlers.clear()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = shell.main([str(argument) for argument in arguments])
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else 1
    finally:
        os.environ.clear()
        os.environ.update(before)
        logging.getLogger().handlers.clear()
    return status or 0, out.getvalue(), err.getvalue()


def run_apart(environment, *arguments):
    """The same in a process of its own, as a user runs it."""
    program = os.path.join(os.path.dirname(sys.executable), "openstack")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OS_")}
    done = subprocess.run(
        [program, *map(str, arguments)], env={**clean, **environment}, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=300)
    return done.returncode, done.stdout, done.stderr


class Client:
    """`openstack` with the credentials of one entry of a clouds.yaml, or with variables alone."""

    def __init__(self, environment):
        self.environment = dict(environment)
        # In one process the client keeps what it read for one way to sign in, and would use it for another; and where
        # one cloud's services are, and would ask them for another's that has no entry in a file.
        self.run = run_apart if {"OS_AUTH_TYPE", "OS_CACERT"} & self.environment.keys() else run

    def text(self, *arguments):
        """What the client prints; fails when the client does."""
        status, out, err = self.run(self.environment, *arguments)
        if status != 0:
            raise ClientError(f"openstack {' '.join(map(str, arguments))}: status {status}\n{err or out}")
        return out

    def json(self, *arguments):
        """What the client prints with `-f json`, read; `--wait` prints its progress before it."""
        text = self.text(*arguments, "-f", "json")
        start = re.search(r"^[\[{]", text, re.M)
        if start is None:
            raise ClientError(f"openstack {' '.join(map(str, arguments))} printed no JSON:\n{text}")
        return json.loads(text[start.start():])

    def fails(self, *arguments):
        """What the client says when it fails; fails when it does not."""
        status, out, err = self.run(self.environment, *arguments)
        if status == 0:
            raise ClientError(f"openstack {' '.join(map(str, arguments))} should have failed, but printed:\n{out}")
        return err + out
