"""The clouds that measures run on, made when first asked for and removed at the end."""
import os
import shutil
import signal
import subprocess
import time

from harness import host
from harness.cloud import Cloud

from benchmarks.api import API

IMAGE = os.environ["APUS_GUEST_IMAGE"]
# The limits of a project would stop a measure with a thousand servers.
NO_QUOTA = {
    f"APUS_{name}": "-1"
    for name in ("COMPUTE_QUOTA_INSTANCES", "COMPUTE_QUOTA_CORES", "COMPUTE_QUOTA_RAM", "NETWORK_QUOTA_PORT")}
FAKE = {
    **NO_QUOTA, "APUS_COMPUTE_DRIVER": "fake", "APUS_COMPUTE_CPU_ALLOCATION_RATIO": "64",
    "APUS_COMPUTE_RAM_ALLOCATION_RATIO": "64", "APUS_COMPUTE_DISK_ALLOCATION_RATIO": "64"}


class BenchCloud(Cloud):
    """A cloud of a state folder of its own with an API client; its process can be started and stopped by itself."""

    def __init__(self, settings, server):
        super().__init__(settings={**settings, "APUS_GUEST_IMAGE": IMAGE})
        self.process = None
        self.apus("up", *([] if server else ["--no-server"]), timeout=300)

    @property
    def pid(self):
        if self.process is not None:
            return self.process.pid
        with open(self.path("run", "apus.pid"), encoding="utf-8") as file:
            return int(file.read().split()[0])

    def api(self):
        """A client signed in as the administrator."""
        with open(self.path("secrets", "admin-password"), encoding="utf-8") as file:
            return API(self.settings["APUS_LISTEN"]).sign_in("admin", file.read().strip())

    def memory_mb(self):
        """(PSS of the cloud's own processes in MB, how many they are); guests apart."""
        total, count = 0, 0
        for pid, command in host.processes_of(self.home):
            if "qemu-system" in command.split()[0]:
                continue
            total += self.pss_mb(pid)
            count += 1
        return total, count

    @staticmethod
    def pss_mb(pid):
        with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as file:
            return sum(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1000

    def obituary(self):
        """The end of the log when the process has died by itself; None while it runs."""
        if os.path.exists(f"/proc/{self.pid}"):
            return None
        return f"bench: the cloud's process {self.pid} is gone; the end of its log:\n{self.last_logs(15)}"

    def stop(self):
        if self.process is None:
            self.down()
        else:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
            self.process = None

    def start(self):
        """Starts `apus serve` as a child; returns at once."""
        with open(self.path("logs", "apus.log"), "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "serve"], env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def remove(self):
        if self.process is not None:
            self.stop()
        # Other clouds may come and go beside this one: their traces are none of its.
        return [line for line in super().remove() if line.startswith(("process", "apus"))]


class Clouds:
    """One cloud with real guests, one with the fake driver."""

    _made = {}

    @classmethod
    def real(cls):
        return cls._get("real", {}, True)

    @classmethod
    def fake(cls):
        return cls._get("fake", FAKE, False)

    @classmethod
    def _get(cls, name, settings, server):
        if name not in cls._made:
            began = time.monotonic()
            cls._made[name] = BenchCloud(settings, server)
            print(f"bench: the {name} cloud is up ({time.monotonic() - began:.1f} s)", flush=True)
        return cls._made[name]

    @classmethod
    def obituaries(cls):
        """What the logs of clouds say that have died by themselves."""
        return [text for text in (cloud.obituary() for cloud in cls._made.values()) if text]

    @classmethod
    def remove(cls):
        for name, cloud in cls._made.items():
            if "APUS_KEEP" in os.environ:
                print(f"bench: the {name} cloud is kept: {cloud.home}")
                continue
            for line in cloud.remove():
                print(f"bench: left behind: {line}")
            shutil.rmtree(cloud.home, ignore_errors=True)
        cls._made.clear()
