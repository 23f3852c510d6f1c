#!/bin/sh
# Ends with a clear message unless Node >= 20 and npm are on the path.
set -eu

needed="autograd_widgets needs Node >= 20 with npm to bundle its widgets: https://nodejs.org/"

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "$needed" >&2
    exit 1
fi
version=$(node --version)
major=${version#v}
if [ "${major%%.*}" -lt 20 ]; then
    echo "$needed (found $version)" >&2
    exit 1
fi
