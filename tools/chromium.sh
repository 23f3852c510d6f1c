#!/bin/sh
# Prints the path of a Chromium or Chrome that works here, or nothing.
# One from a snap cannot read the temporary directories that a test gives it.
for candidate in chromium google-chrome google-chrome-stable chromium-browser \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    path=$(command -v "$candidate") || continue
    case $(readlink -f "$path" 2>/dev/null) in */snap) continue ;; esac
    if "$path" --version >/dev/null 2>&1; then
        echo "$path"
        exit
    fi
done
