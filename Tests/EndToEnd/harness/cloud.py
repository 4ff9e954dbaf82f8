"""A cloud of the test's own: a state folder, a port, the program under test."""
import os
import shutil
import socket
import subprocess
import sys
import tempfile

import yaml

from harness import host
from harness.client import Client

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
USER = "cirros"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cloud:
    """One state folder and the `apus` commands on it."""

    def __init__(self, program=None, home=None, settings=None):
        self.program = program or os.environ["APUS_BIN"]
        self.home = home or tempfile.mkdtemp(prefix="apus-e2e-")
        self.settings = {"APUS_LISTEN": f"127.0.0.1:{free_port()}", **(settings or {})}
        self.before = host.traces()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("OS_")},
            "APUS_HOME": self.home, **self.settings,
        }

    def apus(self, *arguments, timeout=120, check=True, stdin=subprocess.DEVNULL):
        """Runs one `apus` command and returns the finished process, output as text."""
        done = subprocess.run(
            [self.program, *map(str, arguments)], env=self.environment, stdin=stdin, capture_output=True, text=True,
            timeout=timeout)
        if check and done.returncode != 0:
            raise AssertionError(f"apus {' '.join(map(str, arguments))}: status {done.returncode}\n"
                                 f"{done.stdout}{done.stderr}{self.last_logs()}")
        return done

    def up(self, timeout=300):
        """`apus up`: starts the cloud, boots its first server; returns what it printed."""
        return self.apus("up", timeout=timeout).stdout

    def down(self, purge=False):
        return self.apus("down", *(["--purge"] if purge else []), timeout=180).stdout

    def path(self, *names):
        return os.path.join(self.home, *names)

    def client(self, cloud=None, **variables):
        """The openstack client with an entry of the written clouds.yaml, by default its first."""
        with open(self.path("clouds.yaml"), encoding="utf-8") as file:
            entries = list(yaml.safe_load(file)["clouds"])
        return Client({
            "OS_CLIENT_CONFIG_FILE": self.path("clouds.yaml"), "OS_CLOUD": cloud or entries[0],
            **{name: str(value) for name, value in variables.items()}})

    def ssh(self, address, *command, key, timeout=30, check=True):
        """Runs a command in a guest by its floating IP, through the written ssh_config."""
        done = subprocess.run(
            ["ssh", "-F", self.path("ssh_config"), "-i", key, "-o", "BatchMode=yes", "-o", "ConnectTimeout=10",
             f"{USER}@{address}", *command],
            env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout)
        if check and done.returncode != 0:
            raise AssertionError(f"ssh {address} {' '.join(command)}: status {done.returncode}\n{done.stderr}")
        return done.stdout

    def last_logs(self, lines=40):
        """The ends of the cloud's logs, for a failure's report."""
        text = ""
        folder = self.path("logs")
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            with open(os.path.join(folder, name), errors="replace") as file:
                text += f"--- logs/{name}\n" + "".join(file.readlines()[-lines:])
        return text

    def remove(self):
        """Ends the cloud for good; returns what it left behind (nothing, if all is well)."""
        left = []
        try:
            done = self.apus("down", "--purge", timeout=180, check=False)
            if done.returncode != 0:
                left.append(f"apus down --purge: status {done.returncode}: {done.stdout}{done.stderr}")
        except subprocess.TimeoutExpired:
            left.append("apus down --purge did not end in 180 s")
        left += [f"process {pid}: {command}" for pid, command in host.processes_of(self.home)]
        # What other clouds of this machine make meanwhile is theirs.
        mine = host.prefix_of(self.home)
        left += sorted(trace for trace in host.traces() - self.before if mine in trace)
        if left and "APUS_KEEP" in os.environ:
            print(f"kept: {self.home}", file=sys.stderr)
        else:
            shutil.rmtree(self.home, ignore_errors=True)
        return left
