"""The reference for a server's boot: the same guest in a bare QEMU, from exec to the first word of its ssh server."""
import os
import socket
import subprocess
import tempfile
import time

from benchmarks import banner


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def qemu_command(disk, port, accelerator="tcg", memory_mb=128, cpus=1):
    """The command line of the reference: one virtio disk, one virtio NIC on user-mode networking, no display."""
    return [
        "qemu-system-x86_64", "-machine", "pc", "-accel", accelerator, "-m", str(memory_mb), "-smp", str(cpus),
        "-nodefaults", "-display", "none", "-serial", "null", "-drive", f"file={disk},if=virtio,format=qcow2",
        "-netdev", f"user,id=net,hostfwd=tcp:127.0.0.1:{port}-:22", "-device", "virtio-net-pci,netdev=net",
    ]


def boot_seconds(image, accelerator="tcg", memory_mb=128, cpus=1, disk_gb=1):
    """Boots a fresh overlay of `image` and returns the seconds until its ssh server answers on loopback."""
    with tempfile.TemporaryDirectory(prefix="apus-bench-") as folder:
        disk = os.path.join(folder, "disk.qcow2")
        subprocess.run(
            ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", os.path.abspath(image), disk,
             f"{disk_gb}G"], check=True)
        port = free_port()
        began = time.monotonic()
        guest = subprocess.Popen(qemu_command(disk, port, accelerator, memory_mb, cpus), stdin=subprocess.DEVNULL)
        try:
            return banner.wait(("127.0.0.1", port)) - began
        finally:
            guest.kill()
            guest.wait()
