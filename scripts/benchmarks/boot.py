"""A server's boot against a bare guest's."""
import ctypes
import json
import socket
import statistics
import time

from benchmarks import bare_guest, banner
from benchmarks.clouds import IMAGE, Clouds
from benchmarks.servers import SERVERS, delete_all
from benchmarks.table import Result, measure

RUNS = 5
CLONE_NEWNET = 0x40000000


def namespace(home):
    """The cloud's network namespace: `apus` and four letters of its folder's path, as apus names it."""
    number = 2166136261
    for byte in home.encode():
        number = (number ^ byte) * 16777619 & 0xFFFFFFFF
    alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
    return "/run/netns/apus" + "".join(alphabet[number >> turn * 5 & 31] for turn in range(4))


def socket_inside(path):
    """A TCP socket of another network namespace."""
    libc = ctypes.CDLL(None, use_errno=True)

    def enter(name):
        with open(name, "rb") as file:
            if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), f"setns {name}")

    with open("/proc/thread-self/ns/net", "rb") as before:
        enter(path)
        try:
            return socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        finally:
            libc.setns(before.fileno(), CLONE_NEWNET)


def accelerator(cloud):
    with open(cloud.path("instances", ".virtualization"), encoding="utf-8") as file:
        return {"kvm": "kvm"}.get(json.load(file)["type"], "tcg")


class Place:
    """A port with a floating IP, for one server after another; image and flavor are those of the first server."""

    def __init__(self, cloud):
        self.api = cloud.api()
        self.inside = namespace(cloud.home)
        networks = "/network/v2.0/networks"
        self.network = self.api.named(networks, "networks", "private")["id"]
        self.outside = self.api.named(networks, "networks", "public")["id"]
        self.image = self.api.named("/image/v2/images", "images", "apus-guest")["id"]
        self.flavor = self.api.named("/compute/v2.1/flavors", "flavors", "m1.nano")["id"]

    def boot_seconds(self, name):
        """From `POST /servers` until the server's ssh answers on its floating IP."""
        port = self.api.post("/network/v2.0/ports", {"port": {"network_id": self.network}})["port"]["id"]
        floating = self.api.post("/network/v2.0/floatingips", {"floatingip": {
            "floating_network_id": self.outside, "port_id": port}})["floatingip"]
        try:
            began = time.monotonic()
            self.api.post(SERVERS, {"server": {
                "name": name, "imageRef": self.image, "flavorRef": self.flavor, "key_name": "apus",
                "networks": [{"port": port}]}})
            address = (floating["floating_ip_address"], 22)
            return banner.wait(address, lambda: socket_inside(self.inside)) - began
        finally:
            delete_all(self.api, name)
            self.api.send("DELETE", f"/network/v2.0/floatingips/{floating['id']}")
            self.api.send("DELETE", f"/network/v2.0/ports/{port}")


@measure("boot of a server until ssh answers")
def boot():
    cloud = Clouds.real()
    place, accel = Place(cloud), accelerator(cloud)
    place.boot_seconds("boot-warm")
    bare_guest.boot_seconds(IMAGE, accel)
    pairs = [(place.boot_seconds(f"boot-{run}"), bare_guest.boot_seconds(IMAGE, accel)) for run in range(RUNS)]
    print("bench: boots, ours and bare: " + ", ".join(f"{ours:.2f} {bare:.2f}" for ours, bare in pairs), flush=True)
    ours, bare = (statistics.median(column) for column in zip(*pairs))
    return Result(
        ours, "s", "<= 1.15",
        f"POST /servers -> ssh banner on the floating IP, in turn with qemu-system-x86_64 -accel {accel} -m 128 on the "
        f"same image (scripts/benchmarks/bare_guest.py); medians of {RUNS}", reference=bare)
