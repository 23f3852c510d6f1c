"""TeX becomes MathML that browsers set well, and that holds nothing else."""

import re
from xml.etree import ElementTree

import pytest

from autograd_widgets.formulas import MATHML, mathml_of


def bare(mathml: str) -> str:
    """Return MathML without its attributes."""
    return re.sub(r"<(\w+)[^>]*?( ?/)?>", r"<\1>", mathml)


@pytest.mark.parametrize(
    ("tex", "display", "expected"),
    [
        ("f'(x)", "inline", "<mrow><mi>f</mi><mo>′</mo></mrow>"),
        ("g''", "inline", "<mrow><mi>g</mi><mo>″</mo></mrow>"),
        ("x^2", "inline", "<msup><mi>x</mi><mn>2</mn></msup>"),
        (r"\lim_{h \to 0} q", "block", "<munder><mo>lim</mo><mrow><mi>h</mi><mo>→</mo><mn>0</mn></mrow></munder>"),
        (r"\lim_{h \to 0} q", "inline", "<msub><mo>lim</mo><mrow><mi>h</mi><mo>→</mo><mn>0</mn></mrow></msub>"),
        (r"w_1", "block", "<msub><mi>w</mi><mn>1</mn></msub>"),
    ],
)
def test_signs_stand_where_a_reader_expects_them(tex: str, display: str, expected: str) -> None:
    assert expected in bare(mathml_of(tex, display))  # type: ignore[arg-type]


def test_lines_are_aligned() -> None:
    table = mathml_of(r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "block")
    assert len(re.findall("<mtr", table)) == 2
    assert "&amp;" not in table


@pytest.mark.parametrize("tex", [r"\text{<script>alert(1)</script>}", r"\href{javascript:alert(1)}{x}", "<img src=x>"])
def test_what_an_author_writes_is_text(tex: str) -> None:
    elements = list(ElementTree.fromstring(mathml_of(tex, "block")).iter())
    assert {each.tag.rpartition("}")[2][0] for each in elements} == {"m"}
    assert {name for each in elements for name in each.attrib} <= MATHML | {"tabindex"}
