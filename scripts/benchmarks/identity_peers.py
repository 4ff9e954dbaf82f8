"""Identity beside the real Keystone, both in one run: only where the peers are installed and run (PEERS_ROOT).

The peers' own load script drives both clouds, in turn and in changing order; passwords are hashed at the same cost."""
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

from harness.cloud import ROOT
from harness.mortal import MortalCloud

from benchmarks.table import Result, measure

PEERS = os.environ.get("PEERS_ROOT", "")
# The peers' scripts stand beside the clone, unless PEERS_SCRIPTS says where.
SCRIPTS = os.environ.get("PEERS_SCRIPTS", os.path.join(os.path.dirname(ROOT), "shared", "peers", "measure"))
# Keystone's default.
COST = 12
RUNS, SECONDS = 3, 10
# Figure of the load script, unit, what the ratio must be.
FIGURES = {
    "validations": ("validate", "req_s", "/s", ">= 25"),
    "tokens from a token": ("issue_from_token", "req_s", "/s", ">= 15"),
    "tokens by password": ("issue_password", "req_s", "/s", "-"),
    "p99 of a validation": ("validate", "p99_ms", "ms", "<= 0.1"),
    "p99 of a token from a token": ("issue_from_token", "p99_ms", "ms", "<= 0.1"),
}


class Peers:
    """The figures of both clouds, taken when first asked for."""

    _taken = None

    @classmethod
    def take(cls):
        if cls._taken is None:
            cloud = MortalCloud({"APUS_IDENTITY_PASSWORD_COST": str(COST)}, roles=["identity"])
            try:
                cloud.serve()
                cls._taken = cls._measure(cloud)
            finally:
                cloud.remove()
                shutil.rmtree(cloud.home, ignore_errors=True)
        return cls._taken

    @staticmethod
    def _measure(cloud):
        with open(cloud.path("secrets", "admin-password"), encoding="utf-8") as file:
            password = file.read().strip()
        ours = {
            "OS_AUTH_URL": f"http://{cloud.settings['APUS_LISTEN']}/identity/v3", "OS_USERNAME": "admin",
            "OS_PASSWORD": password, "OS_PROJECT_NAME": "admin", "CLOUD_PIDS": str(cloud.process.pid)}
        theirs = {**settings(os.path.join(PEERS, "peers.rc")), "CLOUD_PIDS": os.path.join(PEERS, "run")}
        taken = {"ours": [], "theirs": []}
        for run in range(RUNS):
            order = [("ours", ours), ("theirs", theirs)]
            for name, variables in order if run % 2 else reversed(order):
                figures = script("keystone_load.py", "--duration", str(SECONDS), **variables)["figures"]
                taken[name].append(figures)
        time.sleep(10)
        taken["memory"] = [
            memory(cloud.process.pid), memory(int(open(os.path.join(PEERS, "run", "keystone.pid")).read()))]
        return taken


def settings(path):
    """The variables of a file of `NAME=value` lines."""
    with open(path, encoding="utf-8") as file:
        lines = [line.strip().removeprefix("export ") for line in file]
    return {name: value.strip("'\"") for name, _, value in (line.partition("=") for line in lines if "=" in line)}


def script(name, *arguments, **variables):
    done = subprocess.run(
        [sys.executable, os.path.join(SCRIPTS, name), *arguments], env={**os.environ, **variables},
        capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise RuntimeError(f"{name}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def memory(pid):
    """MB that are the process's and its children's own, shared pages by their part."""
    found = script("memory.py", "--pid", f"identity={pid}", "--idle-seconds", "0")
    return found["totals"]["all"]["pss_mb"]


def compared(figure, member, unit, must):
    taken = Peers.take()
    ours, theirs = (
        statistics.median(figures[figure][member] for figures in taken[name]) for name in ("ours", "theirs"))
    return Result(
        ours, unit, must, f"keystone_load.py, {figure}.{member}, median of {RUNS} runs of {SECONDS} s on both clouds",
        reference=theirs)


def hash_milliseconds():
    """Processor time of one password hash, by the library that hashes."""
    code = ("import crypt, time; before = time.process_time(); "
            f"[crypt.crypt('secret', crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=1 << {COST})) for _ in range(5)]; "
            "print((time.process_time() - before) / 5 * 1000)")
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)


if PEERS and os.path.exists(os.path.join(PEERS, "peers.rc")):
    for title, (figure, member, unit, must) in FIGURES.items():
        measure(f"beside Keystone: {title}")(
            lambda figure=figure, member=member, unit=unit, must=must: compared(figure, member, unit, must))

    @measure("beside Keystone: processor time of a token by password, to its hash's")
    def hashing():
        alone = hash_milliseconds()
        taken = statistics.median(
            figures["issue_password"]["cpu_ms_per_op"] for figures in Peers.take()["ours"])
        # At least 95 of 100 is hashing.
        return Result(taken, "ms", "<= 1.05", f"cpu_ms_per_op of issue_password; crypt(3) alone, cost {COST}",
                      reference=alone)

    @measure("beside Keystone: memory")
    def share():
        ours, theirs = Peers.take()["memory"]
        return Result(ours, "MB", "<= 0.1", "memory.py after the load: PSS of apus serve --role identity, of keystone",
                      reference=theirs)
