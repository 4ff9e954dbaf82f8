"""Placement's candidates among many hosts."""
import threading
import time
import uuid

from benchmarks.clouds import Clouds
from benchmarks.stopwatch import milliseconds
from benchmarks.table import Result, measure

VERSION = {"OpenStack-API-Version": "placement 1.39"}
PROVIDERS = 1000
QUERY = "/placement/allocation_candidates?resources=VCPU:1,MEMORY_MB:512,DISK_GB:1&limit=1000"


def inventory(total, ratio=1.0):
    return {
        "total": total, "reserved": 0, "min_unit": 1, "max_unit": total, "step_size": 1, "allocation_ratio": ratio}


def make(api, count):
    """Providers as a compute host reports itself."""
    for number in range(count):
        provider = str(uuid.uuid4())
        api.post("/placement/resource_providers", {"name": f"bench-{number}", "uuid": provider}, **VERSION)
        api.put(f"/placement/resource_providers/{provider}/inventories", {
            "resource_provider_generation": 0, "inventories": {
                "VCPU": inventory(64, 4.0), "MEMORY_MB": inventory(262144), "DISK_GB": inventory(4096)}}, **VERSION)


def together(api, clients, seconds=4):
    """Answers per second that so many clients get at once."""
    counts, end = [0] * clients, time.monotonic() + seconds

    def ask(index):
        own = api.again()
        while time.monotonic() < end:
            own.send("GET", QUERY, headers=VERSION)
            counts[index] += 1

    threads = [threading.Thread(target=ask, args=(index,)) for index in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


@measure("allocation candidates of 1,000 providers")
def candidates():
    api = Clouds.fake().api()
    known = len(api.get("/placement/resource_providers", **VERSION)["resource_providers"])
    make(api, PROVIDERS - known)
    found = len(api.get(QUERY, **VERSION)["allocation_requests"])
    if found != PROVIDERS:
        raise RuntimeError(f"{found} candidates of {PROVIDERS} providers")
    alone = milliseconds(lambda: api.send("GET", QUERY, headers=VERSION), runs=60)
    return Result(
        alone, "ms", "<= 5", f"GET {QUERY}: median of 60; {together(api, 16):.0f}/s at 16 clients",
        recorded="145 ms, 15/s")
