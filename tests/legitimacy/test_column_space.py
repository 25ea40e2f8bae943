"""Whether a column lies in the column space of others does not depend on scales, names or rounding errors."""

from __future__ import annotations

import numpy as np
import pytest

import levelwise as lw
from helpers.study import study
from levelwise.design.column_space import ColumnSpace, ColumnSpaces
from levelwise.legitimacy.case import Case

FORMULAS = (
    "y ~ x*w + (w | g)",
    "y ~ 1 + (x | g)",
    "y ~ 0 + x + (1 | g)",
    "y ~ x + w + (x | g)",
    "y ~ x + w + (x || g)",
    "y ~ x + (x | g) + (1 | g)",
)


@pytest.mark.parametrize("scale", [1e-300, 1e-150, 1e-70, 1e70, 1e150, 1e300])
def test_no_unit_is_too_large_or_too_small(scale: float) -> None:
    rng = np.random.default_rng(1)
    g = np.repeat(np.arange(12), 10)
    frame = {"y": rng.normal(size=120), "x": rng.normal(size=120), "w": rng.normal(size=12)[g], "g": g}
    for formula in FORMULAS:
        expected = lw.check(formula, frame, ignore=["R21"]).codes
        for name in ("x", "y"):
            assert lw.check(formula, frame | {name: frame[name] * scale}, ignore=["R21"]).codes == expected


def test_column_spaces_do_not_depend_on_scale_or_names() -> None:
    rng = np.random.default_rng(2)
    year = 2000.0 + rng.integers(0, 9, 200)
    space = ColumnSpace(np.column_stack((np.ones(200), year, year**2)))
    assert space.rank == 3
    assert space.contains((year - 2004) ** 2)
    assert not space.contains(np.sin(year))
    assert not ColumnSpace(np.column_stack((year,))).has_constant
    assert ColumnSpace(np.zeros((5, 0))).rank == 0
    assert ColumnSpace(np.full((30, 1), 0.1)).rank == 1  # centring leaves no dust behind


def test_a_space_is_cached_for_the_same_columns_of_the_same_rows_only() -> None:
    case = Case(lw.model("y ~ x + z + (1 | school)", study())._prepared)
    assert case.design is not None
    assert case.observed is not None
    columns, rows, spaces = case.spec.fixed, case.observed.kept, ColumnSpaces()
    first = spaces.of(columns, case.design, rows)
    assert spaces.of(columns, case.design, rows.copy()) is first
    assert spaces.of(columns[:2], case.design, rows) is not first
    assert spaces.of(columns, case.design, rows + 1) is not first


def test_the_part_of_a_column_outside_a_space_is_measured_without_rounding() -> None:
    rng = np.random.default_rng(5)
    basis = rng.normal(size=(500, 4))
    space, inside = ColumnSpace(basis), basis @ np.array([1.0, -2.0, 3.0, 0.5])
    beyond = space.residual(rng.normal(size=(500, 1)))[:, 0]
    beyond *= np.linalg.norm(inside) / np.linalg.norm(beyond)
    for part in (1e-9, 1e-7, 1e-5, 1e-3, 1e-1):
        assert space.outside(inside + part * beyond) == pytest.approx(part / np.hypot(1.0, part), rel=1e-4)
    assert space.contains(inside)
