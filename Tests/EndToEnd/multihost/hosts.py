"""Hosts in network namespaces, made by scripts/hosts, and programs that run in them."""
import contextlib
import ctypes
import os
import subprocess

from harness.cloud import ROOT
from harness.poll import eventually
from harness.program import Program

_libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000


class Hosts:
    """The underlay (host 0) and hosts 1 to `count`, under names and addresses that no other set uses."""

    NET = "10.177.0"
    TUNNEL = "10.179.0"

    def __init__(self, count, folder):
        self.count = count
        self.folder = folder
        self._program = os.path.join(ROOT, "scripts", "hosts")
        self._environment = {
            **os.environ, "HOSTS_PREFIX": "mh", "HOSTS_DIR": folder, "HOSTS_NET": self.NET, "HOSTS_EXT": "10.178.0",
            "HOSTS_TUN": self.TUNNEL}

    def _hosts(self, *arguments):
        return subprocess.run(
            [self._program, *map(str, arguments)], env=self._environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=60)

    def up(self):
        done = self._hosts("up", self.count)
        if done.returncode != 0:
            raise AssertionError(f"scripts/hosts up: {done.stdout}{done.stderr}")

    def down(self):
        self._hosts("down")

    def address(self, host):
        return f"{self.NET}.{host or 254}"

    def tunnel_address(self, host):
        return f"{self.TUNNEL}.{host}"

    def start(self, host, arguments, log, environment=None):
        """Starts a program inside a host."""
        variables = {**self._environment, **(environment or {})}
        return Program([self._program, "exec", str(host), *arguments], log, variables)

    def run(self, host, *arguments, environment=None, timeout=120):
        """Runs a command inside a host to its end."""
        return subprocess.run(
            [self._program, "exec", str(host), *map(str, arguments)], env={**self._environment, **(environment or {})},
            cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=timeout)

    def _pid(self, host):
        return open(os.path.join(self.folder, f"h{host}", "pid")).read().strip()

    @contextlib.contextmanager
    def network_of(self, host):
        """What this thread does within goes through the host's network."""
        before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(f"/proc/{self._pid(host)}/ns/net", os.O_RDONLY)
        try:
            self._enter(there)
            yield
        finally:
            self._enter(before)
            os.close(there)
            os.close(before)

    @staticmethod
    def _enter(namespace):
        if _libc.setns(namespace, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")

    def namespaces(self, host):
        return [line.split()[0] for line in self.run(host, "ip", "netns", "list").stdout.splitlines()]

    def left_in(self, host):
        """Processes, namespaces and mounts that are there beside those of the host itself."""
        left = []
        listing = self.run(host, "ps", "-e", "-o", "pid=,args=").stdout.splitlines()
        for line in listing:
            if not any(own in line for own in ("first-process", "sleep 3600", "ps -e", "<defunct>")):
                left.append(f"host {host}: process {line.strip()}")
        left += [f"host {host}: namespace {name}" for name in self.namespaces(host)]
        links = self.run(host, "ip", "-o", "link").stdout.splitlines()
        left += [f"host {host}: link {line}" for line in links
                 if line.split()[1].split("@")[0].rstrip(":") not in ("lo", "eth0", "eth1", "eth2", "br-under",
                                                                      "br-ext", "br-tun") and host != 0]
        return left

    def settled(self, host):
        """What is left in a host once it had a moment to end what was told to."""
        try:
            eventually("an empty host", lambda: not self.left_in(host), 20)
        except AssertionError:
            return self.left_in(host)
        return []
