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

MARK = ".autograd_widgets_site"  # is in what was built here, and may be replaced


def build(site: Path) -> int:
    """Build the site, every warning an error; return 0 if all is well.

    It is built anew each time, as pages hold what the package computes.

    Args:
        site: the folder of the pages. An earlier site there is replaced.

    Raises:
        FileExistsError: something else is there.
    """
    check(site)
    with tempfile.TemporaryDirectory() as work:
        pages, made = Path(work, "pages"), Path(work, "site")
        gather(pages)
        strictly = ["--fail-on-warning", "--keep-going", "--nitpicky", "--quiet", "--jobs", "auto"]
        failed = build_main(
            [*strictly, "--conf-dir", str(WRITTEN), "--doctree-dir", f"{work}/doctrees", str(pages), str(made)]
        )
        if not failed:
            replace(site, made)
        return failed


def check(site: Path) -> None:
    """Refuse a folder that would be lost.

    Raises:
        FileExistsError: it holds something that was not built here, or is a file.
    """
    if site.exists() and not site.is_dir():
        raise FileExistsError(f"{site} is a file, and the site needs a folder: choose another name.")
    if site.is_dir() and any(site.iterdir()) and not (site / MARK).exists():
        raise FileExistsError(f"{site} holds something that is no site of ours: choose another folder, or empty it.")


def replace(site: Path, made: Path) -> None:
    """Put what was made in the place of an earlier site.

    The folder itself stays: it may be a link, or in use. So does the mark, so that what is broken off can be repeated.
    """
    site.mkdir(parents=True, exist_ok=True)
    (site / MARK).touch()
    for old in [path for path in site.iterdir() if path.name != MARK]:
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        else:
            old.unlink()
    for new in list(made.iterdir()):
        shutil.move(new, site / new.name)


def main() -> int:
    """Build it where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("site"), help="where to (site/)")
    try:
        return build(parser.parse_args().folder)
    except FileExistsError as error:
        parser.error(str(error))


if __name__ == "__main__":
    sys.exit(main())
