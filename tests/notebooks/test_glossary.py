"""The glossary: each term that a lesson prints in bold is in it, with the lesson where it comes first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.notebooks.reading import GLOSSARY, LESSONS, cells_of, without_code

ENTRY = re.compile(r"^- \*\*([^*]+)\*\*( \$[^$]+\$)?: (.+)\. \(\[(\d)\]\((\w+)\.ipynb\)\)$")
LINES = [line for cell in cells_of(GLOSSARY) for line in cell.source.splitlines() if line.startswith("- ")]
ENTRIES = [found for line in LINES if (found := ENTRY.match(line))]
TERMS = [found[1].lower() for found in ENTRIES]
MEAN_MORE = ("class", "root")  # words with another meaning in other lessons


def text_in_order(path: Path) -> str:
    """Return a lesson's running text: without its first cell, its headings and the link to the next lesson."""
    told = without_code(path).split("\n\n## ", 1)
    body = told[0].partition("run the next")[2] + "\n\n## " + told[1]
    return re.sub(r"^(#+ .*|Next: .*)$", "", body, flags=re.MULTILINE)


def term_of(bold: str) -> str:
    """Return the glossary's term for a word in bold: plural or not."""
    word = bold.lower()
    return next((form for form in (word, word.removesuffix("s"), word.removesuffix("es")) if form in TERMS), word)


def in_bold(path: Path) -> list[str]:
    return [term_of(bold) for bold in re.findall(r"\*\*([^*]+)\*\*", without_code(path))]


def test_each_entry_is_a_term_and_one_sentence_in_alphabetical_order() -> None:
    assert cells_of(GLOSSARY, "code") == []
    assert [line for line in LINES if not ENTRY.match(line)] == []
    assert len(ENTRIES) > 50
    assert sorted(TERMS) == TERMS
    for entry in ENTRIES:
        assert ". " not in entry[3]
        assert entry[5].startswith(f"0{entry[4]}_")


def test_each_heading_names_the_letters_below_it() -> None:
    for cell in cells_of(GLOSSARY)[1:]:
        first, last = re.findall(r"^## (\w) to (\w)$", cell.source, re.MULTILINE)[0]
        for letter in re.findall(r"^- \*\*(\w)", cell.source, re.MULTILINE):
            assert first <= letter.upper() <= last


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_term_in_bold_is_in_the_glossary(path: Path) -> None:
    assert [term for term in in_bold(path) if term not in TERMS] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry[1])
def test_a_term_is_explained_where_it_is_first_used(entry: re.Match[str]) -> None:
    term = entry[1].lower()
    assert next(path.stem for path in LESSONS if term in in_bold(path)) == entry[5]
    words = rf"(\*\*)?\b{re.escape(entry[1])}(?:e?s)?\b"
    where = [path for path in LESSONS if term not in MEAN_MORE or path.stem == entry[5]]
    first = next(use for path in where for use in re.finditer(words, text_in_order(path), re.IGNORECASE))
    around = first.string[max(0, first.start() - 60) : first.end() + 60]
    assert first[1], f"used before it is explained: {around!r}"
