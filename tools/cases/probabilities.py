"""Cases of engine/ops/probabilities.py."""

from __future__ import annotations

from tools.cases.case import Case

CASES: dict[str, list[Case]] = {}
