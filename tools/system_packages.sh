#!/bin/sh
# Installs what pip and npm cannot: system_packages.sh [graphviz] [chromium]
# What is there already is taken as it is. Root gets the rest from apt; everyone else gets Playwright's
# Chromium, or a message.
set -eu

here=$(dirname "$0")

can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
    echo "Installing $* ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

graphviz() {
    if command -v dot >/dev/null; then
        return
    elif can_apt; then
        apt_install graphviz
    else
        echo "Graphviz's dot is missing: draw_dot() needs it. Install the package graphviz" >&2
        echo "(apt-get, dnf or brew install graphviz)." >&2
        return 1
    fi
}

has_chromium() {
    [ -n "$("$here/chromium.sh")" ] || "$here/../.venv/bin/python" -m tests.browser.chromium 2>/dev/null
}

chromium() {
    if has_chromium; then
        return
    fi
    # Ubuntu's package only points to a snap, which containers cannot run.
    if can_apt && grep -q '^ID=debian' /etc/os-release; then
        apt_install chromium fonts-dejavu-core
    elif can_apt; then
        "$here/../.venv/bin/python" -m playwright install --with-deps chromium || true
    else
        "$here/../.venv/bin/python" -m playwright install chromium || true
    fi
    if ! has_chromium; then
        echo "The browser tests need Chromium or Google Chrome, and none that was found or installed starts." >&2
        echo "Install one, or its libraries: sudo .venv/bin/python -m playwright install-deps chromium" >&2
        return 1
    fi
}

for package in "$@"; do
    "$package"
done
