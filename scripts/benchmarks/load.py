"""Load by wrk, on a core of its own."""
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass

from benchmarks.stopwatch import cpu_seconds

SERVER_CORE, LOAD_CORE = "0", "1"
MILLISECONDS = {"us": 0.001, "ms": 1, "s": 1000}


@dataclass
class Load:
    """What came out: requests per second, 99th percentile in ms, requests per second of the server's processor time."""

    rate: float
    p99: float
    per_cpu_second: float


def pin(pid, cores):
    """Keeps all threads of a process, and those it will make, on some cores."""
    subprocess.run(["taskset", "-a", "-p", "-c", cores, str(pid)], check=True, stdout=subprocess.DEVNULL)


def lua(headers, varying=None):
    """A wrk script: constant headers, and one header that takes each of some values in turn."""
    lines = [f'wrk.headers["{name}"] = "{value}"' for name, value in headers.items()]
    if varying:
        name, values = varying
        lines += [
            "local values = {" + ", ".join(f'"{value}"' for value in values) + "}", "local turn = 0",
            "request = function()", "  turn = turn % #values + 1", f'  wrk.headers["{name}"] = values[turn]',
            "  return wrk.format()", "end"]
    return "\n".join(lines) + "\n"


def run(pid, url, script, connections=8, seconds=8):
    """Loads the server `pid`, pinned to one core, from the other one."""
    every = f"0-{os.cpu_count() - 1}"
    pin(pid, SERVER_CORE)
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
            file.write(script)
            file.flush()
            command = [
                "taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{connections}", "--latency", "-s", file.name]
            subprocess.run([*command, "-d1s", url], check=True, stdout=subprocess.DEVNULL)
            before = cpu_seconds(pid)
            out = subprocess.run([*command, f"-d{seconds}s", url], check=True, capture_output=True, text=True).stdout
            used = cpu_seconds(pid) - before
    finally:
        pin(pid, every)
    if "Non-2xx" in out:
        raise RuntimeError(out)
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    count = int(re.search(r"(\d+) requests in", out).group(1))
    return Load(
        float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), float(number) * MILLISECONDS[unit], count / used)
