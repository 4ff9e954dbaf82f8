"""The unmodified openstack client as one session: it signs in once and runs many commands."""
import contextlib
import io
import json
import logging
import os

from harness.client import ClientError


class Shell:
    """`openstack` with the given variables, started once."""

    def __init__(self, environment):
        self.environment = dict(environment)
        self.app = None

    def _start(self):
        from openstackclient import shell

        self.app = shell.OpenStackShell()
        parsed, _ = self.app.parser.parse_known_args([])
        self.app.options = parsed
        self.app.configure_logging()
        self.app.interactive_mode = False
        self.app.initialize_app([])

    def run(self, *arguments):
        """What a command prints; fails when it does."""
        out, err = io.StringIO(), io.StringIO()
        before = dict(os.environ)
        for name in [name for name in os.environ if name.startswith("OS_")]:
            del os.environ[name]
        os.environ.update(self.environment)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                if self.app is None:
                    self._start()
                self.app.stdout, self.app.stderr = out, err
                try:
                    status = self.app.run_subcommand([str(argument) for argument in arguments])
                except SystemExit as end:
                    status = end.code if isinstance(end.code, int) else 1
        finally:
            os.environ.clear()
            os.environ.update(before)
            said = err.getvalue()
            logging.getLogger().handlers.clear()
        # Some commands end with what they show in the place of a status.
        if isinstance(status, int) and status:
            raise ClientError(f"openstack {' '.join(map(str, arguments))}: status {status}\n{said}{out.getvalue()}")
        return out.getvalue()

    def json(self, *arguments):
        text = self.run(*arguments, "-f", "json")
        return json.loads(text) if text.strip() else None
