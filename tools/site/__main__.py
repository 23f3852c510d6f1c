"""Builds the site: `python -m tools.site [FOLDER]`."""

# pyright: basic

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from sphinx.cmd.build import build_main

from tools.site.sources import WRITTEN, gather

MARK = ".buildinfo"  # which Sphinx leaves in what it builds


def build(site: Path) -> int:
    """Build the site, every warning an error; return 0 if all is well.

    It is built anew each time, as pages hold what the package computes.

    Args:
        site: the folder of the pages. An earlier site there is replaced.

    Raises:
        FileExistsError: something else is in that folder.
    """
    if site.is_dir() and any(site.iterdir()) and not (site / MARK).exists():
        raise FileExistsError(f"{site} holds something that is no site: choose another folder, or empty it.")
    with tempfile.TemporaryDirectory() as work:
        pages, made = Path(work, "pages"), Path(work, "site")
        gather(pages)
        strictly = ["--fail-on-warning", "--keep-going", "--nitpicky", "--quiet", "--jobs", "auto"]
        failed = build_main(
            [*strictly, "--conf-dir", str(WRITTEN), "--doctree-dir", f"{work}/doctrees", str(pages), str(made)]
        )
        if not failed:
            shutil.rmtree(site, ignore_errors=True)
            shutil.move(made, site)
        return failed


def main() -> int:
    """Build it where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("site"), help="where to (site/)")
    return build(parser.parse_args().folder)


if __name__ == "__main__":
    sys.exit(main())
