"""Formulas, compared with R's ``terms()`` and ``model.matrix()`` and with lme4's ``lFormula()``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

from helpers.r_tables import answered, assert_columns, bars_data, design, more_terms_data, named, rows, terms_data
from levelwise.errors import LevelwiseError

if TYPE_CHECKING:
    from collections.abc import Callable


def settled(row: dict[str, Any], data: Callable[[], pl.DataFrame]) -> bool:
    """Whatever R refuses, Levelwise must refuse; the table lists the deliberate differences, with reasons."""
    if "refused" in row or ("err" in row and "lenient" not in row):
        with pytest.raises(LevelwiseError):
            answered(row["f"], data)
        return True
    if "err" in row or "differs" in row:
        answered(row["f"], data)
        return True
    return False


@pytest.mark.parametrize("row", rows("r_terms.jsonl"), ids=named)
def test_terms(row: dict[str, Any]) -> None:
    check_terms(row, terms_data)


@pytest.mark.parametrize("row", rows("r_more_terms.jsonl"), ids=named)
def test_more_terms(row: dict[str, Any]) -> None:
    check_terms(row, more_terms_data)


def check_terms(row: dict[str, Any], data: Callable[[], pl.DataFrame]) -> None:
    if settled(row, data):
        return
    built = answered(row["f"], data)
    assert [term.label for term in built.termset.fixed.terms] == row["labels"]
    assert built.termset.fixed.intercept == bool(row["int"])
    assert_columns(built, row)


@pytest.mark.parametrize("row", rows("r_bars.jsonl"), ids=named)
def test_bars(row: dict[str, Any]) -> None:
    check_bars(row)


@pytest.mark.parametrize("row", rows("r_more_bars.jsonl"), ids=named)
def test_more_bars(row: dict[str, Any]) -> None:
    check_bars(row)


def check_bars(row: dict[str, Any]) -> None:
    if settled(row, bars_data):
        return
    built = answered(row["f"], bars_data)
    blocks = built.spec.blocks
    assert [block.group for block in blocks] == row["bars"]
    names = [[effect.name for effect in block.effects] for block in blocks]
    assert names == [[one] if isinstance(one, str) else one for one in row["cnms"]]
    assert_columns(built, row, "fixed")
    if "levels" in row:
        assert [built.schema.counts[block.group] for block in blocks] == row["levels"]
        for block, sums in zip(blocks, row["zsums"], strict=True):
            mine = design(built).matrix(block.effects).sum(axis=0)
            np.testing.assert_allclose(mine, np.array(sums, dtype=float), rtol=1e-6, atol=1e-6)


WRONG_ARGUMENTS = (
    *("scale(ses, centre = FALSE)", "log(size, 2, 3)", "round(ses, foo = 1)", "exp(ses, 2)", "poly(ses, 2, foo = 1)"),
    *("factor(sector, nolevels = 1)", "scale(ses, TRUE, TRUE, 1)", "poly()", "log()", "factor()", "scale()"),
)


@pytest.mark.parametrize("call", WRONG_ARGUMENTS)
def test_an_argument_that_r_does_not_know_is_refused(call: str) -> None:
    with pytest.raises(LevelwiseError):
        answered(f"math ~ {call}", terms_data)


WHY = {
    "y ~ x + (1|a*b)": r"a \* b is not a grouping factor; write \(1 \| a/b\) for nested factors",
    "y ~ x + (1|factor(g))": r"as in lme4, a grouping factor must be a column.* write \(1 \| g\)",
}


@pytest.mark.parametrize("formula", WHY)
def test_what_lme4_refuses_is_refused_with_a_reason(formula: str) -> None:
    assert [row["f"] for row in rows("r_bars.jsonl") if "err" in row] == list(WHY)
    with pytest.raises(LevelwiseError, match=WHY[formula]):
        answered(formula, bars_data)
