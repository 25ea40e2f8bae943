"""A factor with many categories is absorbed: the answers are those of the whole design matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import levelwise as lw
from helpers.draws import seeds
from levelwise.design import absorbed_factor as absorbed
from levelwise.design.absorbed_factor import absorbed_factor, dense_columns, design_weights, kept_design_columns
from levelwise.design.column_space import ColumnSpace, spanned
from levelwise.design.linear_dependence import combination_weights, kept_columns, kept_in_turn
from levelwise.legitimacy.case import Case

FORMULAS = (
    "y ~ x + factor(g) + (1 | h)",
    "y ~ x + z + factor(g) + (1 | h)",  # z is constant within g
    "y ~ factor(g) + z + x + v + (1 | h)",
    "y ~ 0 + factor(g) + x + z + (1 | h)",
    "y ~ 0 + z + factor(g) + x + (1 | h)",
    "y ~ z + v + x + factor(g) + x:z + x2 + (1 | h)",  # v is a combination of z and the intercept
    "y ~ x + f + factor(g) + f:x + (1 | h)",
    "y ~ x*factor(g) + (1 | h)",
    "y ~ f*factor(g) + (1 | h)",  # f is constant within g
)


def table(seed: int, categories: int = 45) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    g = np.concatenate((np.arange(categories), rng.integers(0, categories, 300)))
    z = np.round(rng.normal(size=categories), 1)[g]
    x = rng.normal(size=len(g)) * 1000
    return {
        "y": rng.normal(size=len(g)),
        "g": g,
        "h": rng.integers(0, 9, len(g)),
        "x": x,
        "x2": 2 * x + z,
        "z": z,
        "v": 3 - 2 * z,
        "f": [f"k{n % 3}" for n in g],
    }


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("seed", seeds(3))
def test_the_answers_are_those_of_the_whole_matrix(formula: str, seed: int) -> None:
    prepared = lw.model(formula, table(seed))._prepared
    design, columns = prepared.design, prepared.fixed_as_written
    assert design is not None
    matrix = design.matrix(columns)
    kept = kept_columns(matrix)
    assert kept_design_columns(columns, design) == kept
    own = tuple(columns[number] for number in kept)
    assert absorbed_factor(own, design) is not None
    assert dense_columns(own, design) < len(own)
    space, whole = spanned(own, design), ColumnSpace(matrix[:, kept])
    assert space.rank == whole.rank == len(kept)
    rng = np.random.default_rng(seed)
    inside = matrix[:, kept] @ rng.normal(size=(len(kept), 3))
    outside = rng.normal(size=(len(matrix), 3))
    assert all(space.contains(column) for column in inside.T)
    for column in outside.T:
        assert space.outside(column) == pytest.approx(whole.outside(column), rel=1e-6)
    assert np.allclose(space.residual(outside), whole.residual(outside), atol=1e-9)
    weights, expected = design_weights(inside, own, design), combination_weights(inside, matrix[:, kept])
    assert np.allclose(weights, expected, rtol=1e-6, atol=1e-7 * np.abs(expected).max())


@pytest.mark.parametrize("seed", seeds(10))
def test_columns_are_kept_in_turn_whatever_the_size_of_the_blocks(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(60, 30)) @ rng.integers(-1, 2, (30, 70))
    limits = 1e-7 * np.linalg.norm(matrix, axis=0)
    found = []
    for size in (1, 7, 48):
        monkeypatch.setattr("levelwise.design.linear_dependence._BLOCK", size)
        found.append(kept_in_turn(matrix, limits))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == np.linalg.matrix_rank(matrix)


@pytest.mark.parametrize("formula", FORMULAS)
def test_reports_do_not_depend_on_it(formula: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = table(1)
    found = str(lw.check(formula, rows))
    monkeypatch.setattr(absorbed, "MIN_COLUMNS", 10_000)
    assert str(lw.check(formula, rows)) == found


def test_a_factor_of_many_categories_is_no_reason_to_refuse_a_table() -> None:
    g = np.arange(60_000) % 1_200
    rows = {"y": np.sin(np.arange(60_000.0)), "g": g, "x": np.cos(np.arange(60_000.0))}
    report = lw.check("y ~ x + factor(g) + (1 | g)", rows)
    assert {one.code for one in report.errors} == {"R13"}
    case = Case(lw.model("y ~ x + factor(g) + (1 | g)", rows)._prepared)
    assert case.fits_in_memory
