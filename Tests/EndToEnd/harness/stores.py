"""PostgreSQL and RabbitMQ of the test's own, in temporary folders, run by users without rights."""
import glob
import os
import pwd
import shutil
import signal
import socket
import tempfile

from harness.cloud import free_port
from harness.poll import eventually
from harness.program import Here


class Store:
    """A server inside host 0; it can be stopped and started again with what it had stored."""

    def __init__(self, hosts, folder, port, user):
        self.hosts = hosts
        self.folder = folder
        self.port = port
        self.user = user
        self.program = None
        os.makedirs(folder)
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)

    def as_user(self, *arguments):
        return ["setpriv", "--reuid", self.user, "--regid", self.user, "--init-groups", *arguments]

    def log(self, name):
        return os.path.join(self.folder, name)

    def answers(self):
        with self.hosts.network_of(0), socket.create_connection((self.hosts.address(0), self.port), 1):
            return True

    def launch(self, arguments, environment=None):
        self.program = self.hosts.start(0, self.as_user(*arguments), self.log("server.log"), environment)

    def wait(self):
        eventually(f"{self.user} answers", lambda: self.program.has_ended or self.answers(), 120, every=0.1)
        if self.program.has_ended:
            raise AssertionError(f"{self.user} ended: {open(self.program.log, errors='replace').read()[-2000:]}")

    def stop(self, abruptly=False):
        if self.program is not None:
            self.program.stop(self.crash_signal if abruptly else self.stop_signal)

    def end(self):
        """Stops it for good."""
        self.stop()


class PostgreSQL(Store):
    """One cluster; all services' schemas are in its database `postgres`."""

    # "Fast shutdown" cuts sessions off; "immediate shutdown" leaves the rest to recovery, as a crash does.
    stop_signal = signal.SIGINT
    crash_signal = signal.SIGQUIT

    def __init__(self, hosts, folder, port=5432):
        super().__init__(hosts, folder, port, "postgres")
        self.url = f"postgresql://postgres@{hosts.address(0)}:{self.port}/postgres"
        self._programs = max(
            glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))

    def prepare(self):
        data = os.path.join(self.folder, "data")
        done = self.hosts.run(0, *self.as_user(
            f"{self._programs}/initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8",
            "--locale=C.UTF-8", "-N"))
        assert done.returncode == 0, done.stdout + done.stderr
        with open(os.path.join(data, "pg_hba.conf"), "a") as rules:
            rules.write(f"host all all {self.hosts.NET}.0/24 trust\n")

    def start(self):
        self.launch([
            f"{self._programs}/postgres", "-D", os.path.join(self.folder, "data"), "-k", self.folder, "-p",
            str(self.port), "-c", f"listen_addresses={self.hosts.address(0)}", "-c", "fsync=off", "-c",
            "max_connections=300", "-c", "shared_buffers=32MB"])


class RabbitMQ(Store):
    """One broker; agents reach it from their hosts."""

    stop_signal = signal.SIGTERM
    crash_signal = signal.SIGKILL

    def __init__(self, hosts, folder, port=5672, epmd_port=4369, inner_port=25672):
        super().__init__(hosts, folder, port, "rabbitmq")
        self._epmd_port = epmd_port
        self._inner_port = inner_port
        self.url = f"amqp://guest:guest@{hosts.address(0)}:{self.port}/"
        self._epmd = None

    def prepare(self):
        for name in ("home", "log", "mnesia"):
            os.makedirs(self.log(name))
        # The user guest may come from other hosts than the broker's own.
        for name, text in (("broker.conf", "loopback_users = none\n"), ("plugins", "[].\n")):
            with open(self.log(name), "w") as file:
                file.write(text)
        account = pwd.getpwnam(self.user)
        for name in os.listdir(self.folder):
            os.chown(self.log(name), account.pw_uid, account.pw_gid)
        self._epmd = self.hosts.start(
            0, self.as_user("epmd", "-port", str(self._epmd_port), "-address", "127.0.0.1"), self.log("epmd.log"))

    def start(self):
        folder = self.folder
        inner = glob.glob("/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server")
        settings = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": f"{folder}/home",
            "ERL_EPMD_PORT": str(self._epmd_port), "RABBITMQ_NODENAME": "apus@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": self.hosts.address(0), "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._inner_port), "RABBITMQ_MNESIA_BASE": f"{folder}/mnesia",
            "RABBITMQ_LOG_BASE": f"{folder}/log", "RABBITMQ_LOGS": f"{folder}/log/broker.log",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/plugins", "RABBITMQ_CONFIG_FILE": f"{folder}/broker",
            "RABBITMQ_CONF_ENV_FILE": f"{folder}/none", "RABBITMQ_PID_FILE": f"{folder}/pid",
            # Then the script replaces itself by the broker, which gets our signals.
            "RABBITMQ_ALLOW_INPUT": "1",
        }
        self.launch([inner[0], "-noinput"], settings)

    def end(self):
        super().end()
        if self._epmd is not None:
            self._epmd.stop()


class OwnStores:
    """Stores on this machine's loopback, in a folder that goes with them."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="apus-stores-")
        # Their users must get in.
        os.chmod(self.folder, 0o711)
        self.running = []

    def postgresql(self, name="postgresql"):
        return self._run(PostgreSQL(Here(), os.path.join(self.folder, name), free_port()))

    def rabbitmq(self):
        return self._run(
            RabbitMQ(Here(), os.path.join(self.folder, "rabbitmq"), free_port(), free_port(), free_port()))

    def _run(self, store):
        self.running.append(store)
        store.prepare()
        store.start()
        store.wait()
        return store

    def end(self):
        for store in self.running:
            store.end()
        shutil.rmtree(self.folder, ignore_errors=True)
