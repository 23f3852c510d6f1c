#!/bin/sh
# Makes a virtual environment with pip in it: virtual_environment.sh DIRECTORY
# Takes the first Python >= 3.11 it finds, or $PYTHON where that is set.
set -eu

directory=$1

find_python() {
    candidates=${PYTHON:-python3 python python3.14 python3.13 python3.12 python3.11}
    for candidate in $candidates; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "autograd_widgets needs Python >= 3.11, and found none (tried: $candidates)." >&2
    echo "Install one, or name it: PYTHON=/path/to/python3.12 make lab" >&2
    return 1
}

# Debian and Ubuntu keep pip's bootstrap out of their python3 package.
install_bootstrap() {
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "$1 cannot make virtual environments (module ensurepip is missing)." >&2
        echo "On Debian and Ubuntu: sudo apt-get install $package" >&2
        return 1
    fi
    echo "Installing $package ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
}

python=$(find_python)
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    install_bootstrap "$python"
fi
rm -rf "$directory"
trap 'rm -rf "$directory"' INT TERM # half an environment would pass for a whole one
"$python" -m venv "$directory" || { rm -rf "$directory"; exit 1; }
