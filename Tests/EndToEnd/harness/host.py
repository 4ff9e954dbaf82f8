"""What a cloud leaves on the host, looked at from outside."""
import os
import subprocess


def _lines(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return [line.strip() for line in done.stdout.splitlines() if line.strip()]


def processes_of(home):
    """(pid, command) of every process of a state folder: by its environment, its arguments or its working folder."""
    found = []
    mark = home.encode()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if int(pid) == os.getpid():
            continue
        try:
            command = open(f"/proc/{pid}/cmdline", "rb").read()
            environment = open(f"/proc/{pid}/environ", "rb").read()
            folder = os.readlink(f"/proc/{pid}/cwd")
        except OSError:
            continue
        if not command:
            continue
        ours = b"APUS_HOME=" + mark in environment.split(b"\0") or mark in command or folder.startswith(home)
        if ours:
            found.append((int(pid), command.replace(b"\0", b" ").decode(errors="replace").strip()))
    return found


def traces():
    """What a cloud can leave in the host's own namespaces: network namespaces, links, nftables tables, mounts."""
    seen = set()
    seen.update("namespace " + line.split()[0] for line in _lines("ip", "netns", "list"))
    seen.update("link " + line.split()[1].split("@")[0] for line in _lines("ip", "-o", "link"))
    seen.update("nftables " + line for line in _lines("nft", "list", "tables"))
    seen.update("mount " + line.split()[4] for line in open("/proc/self/mountinfo"))
    return {line for line in seen if "apus" in line}


def prefix_of(home):
    """What everything of a cloud on this host is named by: `apus` and four letters of its folder's path."""
    number = 2166136261
    for byte in home.encode():
        number = (number ^ byte) * 16777619 & 0xFFFFFFFF
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "apus" + "".join(letters[number >> shift & 31] for shift in (0, 5, 10, 15))
