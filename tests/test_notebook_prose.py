"""Formulas in notebooks: which are understood, and where they stay as they were written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograd_widgets.notebook_prose import body_of

FORMULAS, WRITTEN = "formulas", "as written"


def body(*cells: object) -> str:
    return body_of(new_notebook(cells=list(cells)), "mark0", Path(), (), [])


def text_of(page: str) -> str:
    return re.sub(r"<math.*?</math>", "∎", page, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("$x$ and $$y$$", 2),
        ("\\\\(x\\\\) and \\\\[y\\\\]", 2),
        ("\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}", 1),
        ("\\begin{equation*} a \\end{equation*}", 1),
        ("- one\n\n    with $x$\n", 1),
        ("<details>\n\n$x$\n\n</details>", 1),
        ("*$x$*, **$y$**, [$z$](#z), 2$a$s", 4),
        ("| $a$ | b |\n| --- | --- |\n| 1 | $c$ |", 2),
        ("\\(x\\) and \\[y\\]", 0),  # brackets, as Markdown has them
        ("`$x$` and `` ` $x$ ``", 0),
        ("```\n$x$ ` $$y$$\n```", 0),
        ("~~~\n$x$\n```\n$y$\n~~~", 0),
        ("````\n```\n$x$\n```\n````", 0),
        ("text\n\n    $x$ = 1\n", 0),
        ("<pre>$x$</pre>", 0),
        ("costs $5 and $6, \\$x$", 0),
        ("\\begin{nonsense}a\\end{nonsense}", 0),
    ],
)
def test_formulas_are_found_as_in_jupyter_and_code_is_left_alone(source: str, count: int) -> None:
    page = body(new_markdown_cell(source))
    assert page.count("<math ") == count
    assert "mark0" not in page
    if "$x$" in source and not count:  # as it was written
        assert "$x$" in page


@pytest.mark.parametrize(
    "source",
    ['## Why $f\'(x)$ "matters"', "![about $f'(x)$](data:image/png,1)", '[a](https://a.example "of $f\'(x)$")'],
)
def test_within_a_tag_a_formula_is_as_it_was_written(source: str) -> None:
    page = body(new_markdown_cell(source))
    tags = re.findall(r"""<(?!/?m\w+[ >])(?:[^<>"']|"[^"]*"|'[^']*')*>""", page)
    assert any("$f&#x27;(x)$" in tag or "$f'(x)$" in tag for tag in tags)
    assert not re.search(r"""=("[^"]*<math|'[^']*<math)""", page)
    assert "mark0" not in page


@pytest.mark.parametrize(
    ("kind", "data", "count"),
    [
        ("text/latex", "$\\displaystyle \\frac{1}{2}$", 1),
        ("text/latex", "\\[x\\] or \\(y\\)", 2),
        ("text/latex", "\\begin{align*}x &= <b>1</b>\\end{align*}", 1),
        ("text/markdown", "so $x$, and `$y$`", 1),
        ("text/plain", "$x$", 0),
    ],
)
def test_formulas_of_outputs_are_shown(kind: str, data: str, count: int) -> None:
    output = new_output("display_data", data={kind: data})
    page = body(new_code_cell("1", outputs=[output]))
    assert page.count("<math ") == count
    assert "<b>" not in page
    assert ("∎" in text_of(page)) == bool(count)
