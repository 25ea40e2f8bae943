"""Models for which equatiomatic 0.4.9 is wrong: what it prints, what is printed here, and the page that says why.

equatiomatic, CC BY 4.0, Anderson, Heiss, Sumners and contributors.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import levelwise as lw
from helpers.handout import TABLES
from helpers.latex import canonical

ROWS = [json.loads(line) for line in (TABLES / "equatiomatic_differences.jsonl").read_text("utf-8").splitlines()]
PAGE = (Path(__file__).parents[2] / "docs" / "differences-from-equatiomatic.md").read_text("utf-8")


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_difference_is_known_and_explained(row: dict[str, Any]) -> None:
    hints = {name: row[name] for name in ("levels", "nesting", "factors")}
    eq = lw.extract_eq(row["formula"], **hints, policy="off", **row.get("options", {}))
    assert canonical(eq.latex) == canonical(row["ours"])
    assert canonical(eq.latex) != canonical(row["theirs"])
    assert row["id"] in PAGE.replace("|", ",").replace(",", " ").split()
    eq.verify()


def test_the_coefficients_of_ordinal_models_differ_in_their_sign_alone() -> None:
    wrong = 0
    for row in ROWS:
        if row.get("options", {}).get("family") == "cumulative":
            subtracted = [line.replace("+", "-") for line in canonical(row["theirs"])]
            wrong += subtracted != canonical(row["ours"])
    assert wrong == 10  # polynomials, factors by index, colours of clm(), an apostrophe, the link cauchit
