"""Many servers, with the fake driver."""
import statistics
import threading
import time

from benchmarks.clouds import Clouds
from benchmarks.stopwatch import milliseconds
from benchmarks.table import Result, measure

VERSION = {"OpenStack-API-Version": "compute 2.90"}
SERVERS = "/compute/v2.1/servers"


def body(api, name, networks, count=1):
    flavor = api.named("/compute/v2.1/flavors", "flavors", "m1.nano")["id"]
    image = api.named("/image/v2/images", "images", "apus-guest")["id"]
    return {"server": {
        "name": name, "imageRef": image, "flavorRef": flavor, "networks": networks,
        "min_count": count, "max_count": count}}


def wait_active(api, name, count, seconds=120):
    """Polls until so many servers whose names begin so are ACTIVE; fails at once when one is in ERROR."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        states = {
            state: len(api.get(f"{SERVERS}?name=^{name}&status={state}&limit=1000", **VERSION)["servers"])
            for state in ("ACTIVE", "ERROR")}
        if states["ERROR"]:
            failed = api.get(f"{SERVERS}/detail?name=^{name}&status=ERROR&limit=1", **VERSION)["servers"][0]
            raise RuntimeError(f"{states['ERROR']} servers are in ERROR: {failed['fault']}")
        if states["ACTIVE"] == count:
            return
        time.sleep(0.02)
    raise TimeoutError(f"{states} after {seconds} s, not {count} ACTIVE")


def delete_all(api, name):
    """Deletes the servers whose names begin so, and waits until they are gone."""
    for server in api.get(f"{SERVERS}?name=^{name}&limit=1000", **VERSION)["servers"]:
        api.send("DELETE", f"{SERVERS}/{server['id']}")
    end = time.monotonic() + 120
    while api.get(f"{SERVERS}?name=^{name}&limit=1", **VERSION)["servers"]:
        if time.monotonic() > end:
            raise TimeoutError(f"the servers {name}* are not gone after 120 s")
        time.sleep(0.1)


def boot_fifty(api, networks, run):
    """Seconds from the first of 50 POSTs, sent over 4 connections, until all are ACTIVE."""
    name = f"fifty{run}-"
    request = body(api, name, networks)
    clients = [api.again() for _ in range(4)]

    def post(client, numbers):
        for number in numbers:
            client.post(SERVERS, {"server": {**request["server"], "name": f"{name}{number}"}}, **VERSION)

    threads = [threading.Thread(target=post, args=(clients[part], range(part, 50, 4))) for part in range(4)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wait_active(api, name, 50)
    seconds = time.monotonic() - began
    delete_all(api, name)
    return seconds


def fifty(networks, runs=3):
    api = Clouds.fake().api()
    boot_fifty(api, networks(api), "warm")
    return statistics.median(boot_fifty(api, networks(api), run) for run in range(runs))


@measure("50 boots with the fake driver")
def boots():
    return Result(
        fifty(lambda api: "none"), "s", "<= 1", "50 x POST /servers, networks none, over 4 connections; median of 3",
        recorded="20 s")


@measure("50 boots with the fake driver, a port each")
def boots_with_ports():
    def private(api):
        return [{"uuid": api.named("/network/v2.0/networks", "networks", "private")["id"]}]
    return Result(
        fifty(private), "s", "-", "the same with a port on the network private, plugged by the network agent",
        recorded="20 s")


@measure("list of 1,000 servers in detail")
def listing():
    api = Clouds.fake().api()
    began = time.monotonic()
    api.post(SERVERS, body(api, "list-", "none", 1000), **VERSION)
    wait_active(api, "list-", 1000, seconds=300)
    print(f"bench: 1,000 servers are ACTIVE after {time.monotonic() - began:.1f} s", flush=True)
    path = f"{SERVERS}/detail?limit=1000"
    found = len(api.get(path, **VERSION)["servers"])
    if found != 1000:
        raise RuntimeError(f"{found} servers in the list, not 1,000")
    return Result(
        milliseconds(lambda: api.send("GET", path, headers=VERSION)), "ms", "<= 50",
        f"GET {path}: median of 30, {len(api.send('GET', path, headers=VERSION)[1]) // 1000:,} kB",
        recorded="750 ms of 200")
