"""Factors with many categories are examined category by category, with the same answers as from a design matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import levelwise as lw
from helpers.draws import seeds
from levelwise.design import category_columns
from levelwise.design.column_space import ColumnSpace
from levelwise.design.factorisation import kept_of, weights_of
from levelwise.design.linear_dependence import combination_weights, kept_columns

FORMULAS = (
    "y ~ x + factor(g) + (1 | h)",
    "y ~ x + z + factor(g) + (1 | h)",
    "y ~ z + w + factor(g) + (1 | h)",
    "y ~ 0 + factor(g) + x + (1 | h)",
    "y ~ 0 + w + factor(g) + one + (1 | h)",
    "y ~ x*factor(g) + (1 | h)",
    "y ~ 0 + x:factor(g) + x + (1 | h)",
    "y ~ 0 + b:factor(g) + z + (1 | h)",
    "y ~ x:factor(g) + w + big + factor(g) + (1 | h)",
    "y ~ factor(g)*factor(k) + (1 | h)",
    "y ~ factor(k):factor(g) + (1 | h)",
    "y ~ factor(p) + factor(g) + (1 | h)",
    "y ~ factor(g) + factor(p) + (1 | h)",
    "y ~ poly(x, 3)*factor(g) + one + (1 | h)",
    "y ~ 0 + z + factor(g) + x + (1 | h)",
    "y ~ z + w + x + factor(g) + x:z + sum + (1 | h)",  # combinations of the columns before and of the categories
    "y ~ x + factor(k) + factor(g) + factor(k):x + (1 | h)",
    "y ~ factor(p)*factor(g) + (1 | h)",
)


def data_of(seed: int, rows: int = 120, groups: int = 12) -> dict[str, Any]:
    """Return rows in groups of unequal sizes, with predictors at every level."""
    draw = np.random.default_rng(seed)
    g = np.unique(draw.integers(0, groups, rows), return_inverse=True)[1]
    z = (draw.normal(size=groups) * (draw.random(groups) < 0.7))[g]
    x = draw.normal(size=rows) * (draw.random(rows) < 0.8)
    return {
        "y": draw.normal(size=rows),
        "x": x,
        "z": z,
        "sum": 2 * x + z,
        "w": 2 * z + 1,
        "g": g,
        "p": g // 3,
        "h": draw.integers(0, 5, rows),
        "k": draw.integers(0, 3, rows),
        "b": (draw.random(rows) < 0.5) * 1.0,
        "big": 1.7e9 + draw.normal(size=rows),
        "one": np.full(rows, 3.0),
    }


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("seed", seeds(6))
def test_categories_and_matrices_agree(formula: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(category_columns, "MANY", 2)
    data = data_of(seed, rows=(20, 60, 120, 250)[seed % 4])
    model = lw.model(formula, data)._prepared
    columns, design = model.fixed_as_written, model.design
    assert design is not None
    assert category_columns.split(columns) is not None
    matrix = design.matrix(columns)
    kept = kept_columns(matrix)
    assert kept_of(columns, design) == kept

    space, dense = ColumnSpace.spanned_by(columns, design), ColumnSpace(matrix)
    assert (space.rank, space.has_constant) == (dense.rank, dense.has_constant)
    draw = np.random.default_rng(seed)
    tried = np.column_stack((draw.normal(size=(len(matrix), 3)), np.ones(len(matrix)), data["z"], data["x"]))
    # beside a column of the size of 1e9, rounding leaves errors of 1e-7 and more
    near = 1e-5 if "big" in formula else 1e-6
    assert np.allclose(space.residual(tried), dense.residual(tried), atol=near)
    assert [space.contains(one) for one in tried.T] == [dense.contains(one) for one in tried.T]

    targets = np.column_stack((matrix @ draw.normal(size=matrix.shape[1]), tried[:, 0]))
    found = matrix[:, kept] @ weights_of(targets, [columns[number] for number in kept], design)
    assert np.allclose(found, matrix[:, kept] @ combination_weights(targets, matrix[:, kept]), rtol=1e-6)


@pytest.mark.parametrize("formula", [*FORMULAS, "y ~ near + x + factor(g) + (1 | h)", "y ~ factor(g) + (x | g)"])
def test_reports_are_the_same(formula: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = data_of(7)
    data["near"] = data["z"] + 0.05 * data["x"]
    expected = lw.check(formula, data)
    monkeypatch.setattr(category_columns, "MANY", 2)
    assert str(lw.check(formula, data)) == str(expected)


def test_a_factor_of_many_groups_takes_no_matrix_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, groups = 6_000, 300
    draw = np.random.default_rng(1)
    g = np.arange(rows) % groups
    data = {"y": draw.normal(size=rows), "x": draw.normal(size=rows), "z": draw.normal(size=groups)[g], "g": g}
    data["h"] = draw.integers(0, 20, rows)
    monkeypatch.setattr("levelwise.design.columns.MAX_CELLS", 200_000)
    assert lw.check("y ~ x + factor(g) + (1 | g)", data).codes == ("R13",)
    assert "R19" in {one.code for one in lw.check("y ~ x + z + factor(g) + (1 | h)", data).findings}
    assert lw.check("y ~ x + factor(g) + (x | h)", data).ok


@pytest.mark.parametrize("seed", seeds(10))
def test_columns_are_kept_whatever_the_size_of_the_blocks(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(seed)
    matrix = draw.normal(size=(60, 30)) @ draw.integers(-1, 2, (30, 70))
    found = []
    for size in (1, 7, 48):
        monkeypatch.setattr("levelwise.design.linear_dependence._AT_ONCE", size)
        found.append(kept_columns(matrix))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == np.linalg.matrix_rank(matrix)


def test_a_model_that_is_wrong_by_its_names_is_not_refused_for_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(1)
    g, j = draw.integers(0, 60, 2_000), draw.integers(0, 50, 2_000)
    data = {"y": draw.normal(size=2_000), "g": g, "j": j}
    monkeypatch.setattr("levelwise.design.columns.MAX_CELLS", 50_000)
    assert lw.check("y ~ factor(g) + factor(j) + (1 | j)", data).codes == ("R13",)
    with pytest.raises(lw.DataError, match="too large"):
        lw.check("y ~ factor(g) + factor(j) + (1 | h)", data | {"h": g // 2})
