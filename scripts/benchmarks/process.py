"""The cloud's process: what it takes at rest, and how fast it is there."""
import http.client
import statistics
import time

from benchmarks.api import APIError
from benchmarks.clouds import Clouds
from benchmarks.table import Result, measure

# One list of each API.
LISTS = (
    "/identity/v3/projects", "/image/v2/images", "/placement/resource_providers", "/compute/v2.1/servers",
    "/network/v2.0/networks")


@measure("idle memory of all roles")
def memory():
    cloud = Clouds.real()
    time.sleep(20)
    total, count = cloud.memory_mb()
    return Result(
        total, "MB", "<= 120",
        f"Pss of /proc/*/smaps_rollup, 20 s after up; {count} processes, apus itself {cloud.pss_mb(cloud.pid):.0f} MB; "
        "guests apart",
        recorded="4,600 MB")


def started(cloud, api):
    """Seconds from the start of the process until each API has answered a list."""
    began = time.monotonic()
    cloud.start()
    waiting = list(LISTS)
    while waiting and time.monotonic() < began + 60:
        try:
            api.send("GET", waiting[0])
            waiting.pop(0)
        except (APIError, OSError, http.client.HTTPException):
            time.sleep(0.005)
    if waiting:
        raise TimeoutError(f"{waiting} did not answer in 60 s")
    return time.monotonic() - began


@measure("start to all APIs answering")
def start():
    cloud = Clouds.real()
    api = cloud.api()
    times = []
    for _ in range(5):
        cloud.stop()
        times.append(started(cloud, api))
        time.sleep(2)
    return Result(
        statistics.median(times), "s", "<= 1",
        f"apus serve, then GET {', '.join(LISTS)}; median of 5 (worst {max(times):.2f} s), warm state",
        recorded="83 s")
