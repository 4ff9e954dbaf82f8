# Sourced by the scripts beside it: where things lie, how they speak, how they become root.

set -euo pipefail

clone=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${APUS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/apus}
export APUS_HOME=${APUS_HOME:-$clone/.apus}
PATH=$PATH:/usr/sbin:/sbin

say() { echo "$(basename "$0"): $*"; }
die() { echo "$(basename "$0"): $*" >&2; exit 1; }

# Runs a command as root; $1 says why, for whoever is asked for a password.
as_root() {
    local why=$1
    shift
    if [ "$(id -u)" = 0 ]; then "$@"; return; fi
    command -v sudo >/dev/null || die "$why needs root: run this as root, or install sudo"
    sudo -n true 2>/dev/null || say "$why needs root; sudo may ask for your password"
    sudo "$@"
}

# The interpreter of the Python environment that holds the openstack client.
client_python() { echo "$cache/client/bin/python"; }
