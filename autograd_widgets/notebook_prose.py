"""What stands around the widgets in a notebook, as HTML: prose, formulas, code and outputs, without any script."""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from autograd_widgets.formulas import mathml_of
from autograd_widgets.notebook_html import cleaned, links_to, pictures_within


def body_of(book: Any, mark: str, folder: Path, beside: Collection[str], notices: list[str]) -> str:
    """Return a notebook as HTML.

    Args:
        book: the notebook; its formulas are taken out of it.
        mark: a word of letters and digits that it can't hold.
        folder: where its pictures are.
        beside: the names of the notebooks that links lead to.
        notices: to which is added what a person should know.
    """
    from nbconvert import HTMLExporter  # noqa: PLC0415 — the engine needs none of these

    formulas = Formulas(mark)
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = formulas.taken_out(cell.source)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for kind, syntax in {"text/markdown": MARKDOWN, "text/latex": LATEX}.items():
                if kind in data:
                    data[kind] = formulas.taken_out(data[kind], syntax)
    exporter: Any = HTMLExporter(
        template_name="basic",
        extra_template_basedirs=[],  # by itself it looks for templates, which are programs, where one happens to be
        sanitize_html=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    exporter.register_filter("clean_html", cleaned)  # each part by itself, so that none reaches into the next
    body, _ = exporter.from_notebook_node(book)
    # and the whole: what the template writes of a notebook's metadata is not to be trusted either
    body = cleaned(body, pictures_within(folder, notices), links_to(beside))
    body = body.replace("<pre>", '<pre tabindex="0">')  # a wide one is scrolled with the keys too
    return formulas.put_back(body)


_CODE = (
    r"(?P<code>^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*(?P=fence)|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)(?P=ticks)(?!`))|"
)
_DOLLARS = r"\$\$(?P<block>.+?)\$\$|(?<![\\$])\$(?!\s)(?P<inline>[^$\n]+?)(?<![\s\\])\$(?!\d)"
_BRACKETS = r"|{0}\[(?P<bracketed>.+?){0}\]|{0}\((?P<rounded>.+?){0}\)"
_ENVIRONMENT = r"|\\begin\{(?P<name>align|equation)\*?\}(?P<body>.+?)\\end\{(?P=name)\*?\}"
# as Jupyter reads them: in Markdown, \( is a bracket that is meant as such, and \\( begins a formula
MARKDOWN = re.compile(_CODE + _DOLLARS + _BRACKETS.format(r"\\\\") + _ENVIRONMENT, re.DOTALL | re.MULTILINE)
LATEX = re.compile("(?P<code>(?!))|" + _DOLLARS + _BRACKETS.format(r"\\") + _ENVIRONMENT, re.DOTALL)
# where a formula is shown as it was written: in code, and within a tag, as a heading's id
_AS_WRITTEN = re.compile(r"""<(pre|code|kbd|samp)\b.*?</\1>|<(?:[^<>"']++|"[^"]*"|'[^']*')*>""", re.DOTALL)


class Formulas:
    """The formulas of a text, for which words stand while it becomes HTML.

    Args:
        mark: with which the words begin, of letters and digits.
    """

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._found: list[tuple[str, str]] = []  # as written, and as MathML
        self._word = re.compile(rf"{mark}n(\d+)n")

    def taken_out(self, source: str, syntax: re.Pattern[str] = MARKDOWN) -> str:
        """Return a text with a word in the place of each formula, outside of code."""
        return syntax.sub(self._word_for, source)

    def _word_for(self, found: re.Match[str]) -> str:
        part = found.groupdict()
        if part["code"] is not None:
            return found[0]
        inline = part["inline"] or part["rounded"]
        aligned = rf"\begin{{align*}}{part['body']}\end{{align*}}" if part["name"] == "align" else part["body"]
        try:
            shown = mathml_of(inline or part["block"] or part["bracketed"] or aligned, "inline" if inline else "block")
        except Exception:  # noqa: BLE001 — a formula that the library can't read is shown as it was written
            shown = f"<code>{html.escape(found[0])}</code>"
        self._found.append((found[0], shown))
        return f"{self._mark}n{len(self._found) - 1}n"

    def put_back(self, body: str) -> str:
        """Return HTML with the formulas: in its text as MathML, in code and within tags as they were written."""

        def written(place: re.Match[str]) -> str:
            return self._word.sub(lambda found: html.escape(self._found[int(found[1])][0]), place[0])

        return self._word.sub(lambda found: self._found[int(found[1])][1], _AS_WRITTEN.sub(written, body))
