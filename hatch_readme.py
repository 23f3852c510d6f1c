"""Makes PyPI's page of the README: a link to a file of the checkout leads to that file where the sources are."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

RELATIVE = re.compile(r"""(?P<before>\]\(|\b(?:src|srcset|href)=")(?P<path>(?![a-z]+:|[#/])[^)"\s]+)""")
PICTURES = (".png", ".svg", ".gif")


class ReadmeHook(MetadataHookInterface):
    """Gives the README as the description of the package."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Read the README and make its links absolute: those of a release lead to what it was made of."""
        text = (Path(self.root) / "README.md").read_text("utf-8")
        text = with_absolute_links(text, metadata["urls"]["Source"], f"v{metadata['version']}")
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def with_absolute_links(text: str, source: str, revision: str) -> str:
    """Return Markdown in which each relative link, outside of code, leads to a host of the sources."""

    def absolute(link: re.Match[str]) -> str:
        kind = "raw" if link["path"].endswith(PICTURES) else "blob"
        return f"{link['before']}{source}/{kind}/{revision}/{link['path']}"

    parts = re.split(r"(^```.*?^```)", text, flags=re.DOTALL | re.MULTILINE)
    return "".join(part if part.startswith("```") else RELATIVE.sub(absolute, part) for part in parts)
