"""Strings of the R package equatiomatic 0.4.9 for models of its own tests and vignettes.

equatiomatic, CC BY 4.0, Anderson, Heiss, Sumners and contributors. The data sets behind the models are not
here: hints say of each variable what the data would.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

import levelwise as lw
from helpers.handout import TABLES
from helpers.latex import canonical

ROWS = [json.loads(line) for line in (TABLES / "equatiomatic.jsonl").read_text(encoding="utf-8").splitlines()]


def lettered(latex: str) -> str:
    """Give the rows of every distribution their letter, which equatiomatic omits if two have such a row."""
    distributions = re.split(r"(\\text\{, for [^}]* ([a-z]) = 1,\})", latex)
    written = ""
    for body, closing, letter in zip(distributions[::3], distributions[1::3], distributions[2::3], strict=False):
        written += body.replace(r"}^{\alpha}", rf"}}^{{\alpha_{{{letter}}}}}") + closing
    return written + distributions[-1]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_strings_agree_with_equatiomatic(row: dict[str, Any]) -> None:
    hints = {name: row[name] for name in ("levels", "nesting", "factors")}
    eq = lw.extract_eq(row["formula"], **hints, policy="off", **row.get("options", {}))
    expected = lettered(row["latex"]) if row.get("lettered") else row["latex"]
    assert canonical(eq.latex) == canonical(expected)
    eq.verify()
    eq.in_notation("raudenbush-bryk").verify()
