"""Writes what the browser's half is made from: `python -m tools.generate`, or `--check` to see that it is current."""

# pyright: basic

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from tools.reference import reference
from tools.typescript import contract_file, operations_file
from tools.vectors import vectors

JS = Path(__file__).parent.parent / "js"


def files() -> dict[Path, str]:
    """Return every generated file with what belongs in it."""
    listed = vectors()
    lines = {key: ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in listed[key]) for key in listed}
    body = ",\n".join(f'"{key}": [\n{text}\n]' for key, text in lines.items())
    return {
        JS / "src" / "contract.ts": formatted("contract.ts", contract_file()),
        JS / "src" / "engine" / "operations.ts": formatted("operations.ts", operations_file()),
        JS / "test" / "vectors.json": f"{{\n{body}\n}}\n",
        JS.parent / "docs" / "operations.md": reference(),
    }


def formatted(name: str, text: str) -> str:
    """Return TypeScript as the project's formatter leaves it."""
    biome = JS / "node_modules" / ".bin" / "biome"
    if not biome.exists():
        sys.exit("The formatter is missing: run `npm ci` in js/ first (`make contract` does).")
    done = subprocess.run(
        [biome, "format", f"--stdin-file-path=src/{name}"],
        input=text,
        text=True,
        capture_output=True,
        cwd=JS,
        check=False,
    )
    if done.returncode:
        sys.exit(f"The generated {name} is no TypeScript:\n{done.stderr}")
    return done.stdout


def main() -> None:
    """Write the generated files, or with --check say which ones are stale and exit with 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is stale")
    check: bool = parser.parse_args().check
    wanted = files()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    if check and stale:
        names = ", ".join(str(path.relative_to(JS.parent)) for path in stale)
        sys.exit(f"Stale: {names}. Run `make contract` and commit the result.")
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], "utf-8")
        print("wrote", path.relative_to(JS.parent))


if __name__ == "__main__":
    main()
