"""The project's text files, and what the checks share."""
import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def text_files():
    """Paths from the clone's root of all files that git tracks or would track, binary ones apart."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True).stdout
    for path in sorted(set(listing.decode().split("\0")) - {""}):
        full = os.path.join(ROOT, path)
        if os.path.isfile(full) and not os.path.islink(full) and b"\0" not in open(full, "rb").read(8192):
            yield path


def lines(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read().split("\n")
