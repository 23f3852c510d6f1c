#!/bin/sh
# Opens the first lesson in JupyterLab: lab.sh [PORT]
# Widgets are saved in notebooks by default, so that they are still there when one is reopened.
set -eu

cd "$(dirname "$0")/.."

settings=.venv/share/jupyter/lab/settings
mkdir -p "$settings"
cp tools/jupyterlab_overrides.json "$settings/overrides.json"

# As an address, not as a file to open: then the address that is printed leads to the notebook too.
set -- --ServerApp.root_dir=notebooks --LabApp.default_url=/lab/tree/01_derivatives.ipynb \
    ${1:+--ServerApp.port="$1" --ServerApp.port_retries=0}
if [ "$(uname)" != Darwin ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    set -- "$@" --no-browser
fi
if [ "$(id -u)" = 0 ]; then
    set -- "$@" --allow-root
fi

export JUPYTER_PREFER_ENV_PATH=1 # the kernel with the package in it, not another of the same name
exec .venv/bin/jupyter lab "$@"
