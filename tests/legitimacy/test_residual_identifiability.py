"""R5 with correlated residuals: the rank agrees with that of the covariance matrix written out, differentiated."""

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pytest

import levelwise as lw
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.configuration.configure import configure
from levelwise.legitimacy.questions.variance_identifiability import identifiability_of

Matrix = np.ndarray[Any, np.dtype[np.float64]]

PANEL = np.repeat(np.arange(8), 4)
WAVE = np.tile([0, 1, 2, 4], 8)
DATA: Mapping[str, Any] = {
    "y": np.sin(np.arange(32.0) ** 2),
    "x": np.cos(np.arange(32.0) ** 3),
    "g": [f"g{n}" for n in PANEL],
    "s": [f"s{n // 2}" for n in PANEL],
    "t": WAVE,
    "time": WAVE + 0.3 * np.sin(np.arange(32.0)),
    "f": [("a", "b", "c")[n % 3] for n in range(32)],
}


def same(groups: Any) -> Matrix:
    return np.equal.outer(groups, groups).astype(float)


def correlations(kind: str, values: Matrix) -> Matrix:
    distance = np.abs(np.subtract.outer(WAVE, WAVE)).astype(float)
    matrix = np.eye(32)
    if kind in ("ar1", "hetar1"):
        matrix = values[0] ** distance
    elif kind == "car1":
        matrix = values[0] ** np.abs(np.subtract.outer(DATA["time"], DATA["time"]))
    elif kind in ("homcs", "cs"):
        matrix = np.where(np.eye(32) > 0, 1.0, values[0])
    elif kind in ("homtoep", "toep"):
        matrix = sum((value * (distance == lag) for value, lag in zip(values, (1, 2, 3, 4), strict=True)), np.eye(32))
    elif kind in ("us", "homus"):
        pairs = combinations((0, 1, 2, 4), 2)
        for value, (a, b) in zip(values, pairs, strict=True):
            both = np.outer(a == WAVE, b == WAVE)
            matrix = matrix + value * (both | both.T)
    return np.asarray(matrix) * same(PANEL)


def rank(covariance: Callable[[Matrix], Matrix], point: Matrix, fixed: Matrix) -> int:
    """Return the rank of the derivative of the covariance matrix, with the fixed part projected out."""
    step = 1e-6
    projection = np.eye(32) - fixed @ np.linalg.pinv(fixed)
    slopes = []
    for number in range(len(point)):
        change = np.zeros(len(point))
        change[number] = step
        slope = (covariance(point + change) - covariance(point - change)) / (2 * step)
        slopes.append((projection @ slope @ projection).ravel())
    return int(np.linalg.matrix_rank(np.array(slopes), tol=1e-5))


CORRELATIONS = {"homcs": 1, "cs": 1, "ar1": 1, "hetar1": 1, "car1": 1, "homtoep": 4, "toep": 4, "homus": 6, "us": 6}
EQUAL = ("homcs", "ar1", "car1", "homtoep", "homus")  # one variance, unless there is one for each category
TEXTS = {"homcs": "homcs(1 | g)", "car1": "car1(time | g)"}
BARS = {"": 0, "(1 | g)": 1, "(x | g)": 3, "(1 | s)": 1, "(0 + x | s)": 1}


def effects(bar: str, values: Matrix) -> Matrix:
    x = np.asarray(DATA["x"])
    group = same(PANEL) if "g)" in bar else same(PANEL // 2)
    match bar:
        case "":
            return np.zeros((32, 32))
        case "(x | g)":
            z = np.stack((np.ones(32), x), axis=1)
            whole = np.array([[values[0], values[1]], [values[1], values[2]]])
            return np.asarray(z @ whole @ z.T * group)
        case "(0 + x | s)":
            return np.asarray(values[0] * np.outer(x, x) * group)
        case _:
            return np.asarray(values[0] * group)


@pytest.mark.parametrize("bar", BARS)
@pytest.mark.parametrize(("kind", "by"), [*((kind, False) for kind in CORRELATIONS), *((one, True) for one in EQUAL)])
def test_the_rank_is_that_of_the_covariance_matrix(bar: str, kind: str, *, by: bool) -> None:
    heterogeneous = kind not in EQUAL
    text = TEXTS.get(kind, f"{kind}(t | g)") + " + diag(f)" * by
    formula = f"y ~ x{' + ' * bool(bar)}{bar}"
    case = Case(lw.model(formula, DATA, residual=text)._prepared, configure("off", (), None))
    found = identifiability_of(case, case.spec.blocks)
    assert found is not None
    codes = np.arange(32) % 3 if by else np.searchsorted([0, 1, 2, 4], WAVE) if heterogeneous else np.zeros(32, int)
    variances, number = int(codes.max()) + 1, CORRELATIONS[kind]

    def covariance(point: Matrix) -> Matrix:
        spread = np.sqrt(point[:variances])[codes]
        own = correlations(kind, point[variances : variances + number])
        return np.outer(spread, spread) * own + effects(bar, point[variances + number :])

    point = np.array(
        [1 + 0.3 * np.sin(k) for k in range(variances)] + [0.2 + 0.03 * k for k in range(number + BARS[bar])]
    )
    fixed = np.stack((np.ones(32), np.asarray(DATA["x"])), axis=1)
    assert found.rank == rank(covariance, point, fixed)
    assert len(found.parameters) == len(point)


def test_what_is_confounded_is_an_error_that_names_the_cause() -> None:
    report = lw.check("y ~ x + (1 | g)", DATA, residual="homcs(1 | g)", policy="mixed")
    (finding,) = [one for one in report.errors if one.code == "R5"]
    assert (
        finding.title
        == "the structure homcs(1 | g) of the residuals and (1 | g) model the same covariances within groups"
    )
    assert "σ²_αⱼ, σ² and ρ are not separately identifiable" in finding.reason
    assert not [one for one in lw.check("y ~ x + (1 | g)", DATA, residual="ar1(t | g)").findings if one.code == "R5"]


def test_a_pair_of_occasions_that_no_group_has_is_not_identified() -> None:
    kept = [n for n in range(32) if WAVE[n] != (4 if PANEL[n] < 4 else 0)]
    few = {name: [column[n] for n in kept] for name, column in DATA.items()}
    report = lw.check("y ~ x", few, residual="us(t | g)")
    (finding,) = [one for one in report.errors if one.code == "R5"]
    assert "ρ_0,4 does not affect the likelihood" in finding.reason


def test_very_many_pairs_are_not_examined() -> None:
    rows = 5000
    data = {"y": np.sin(np.arange(rows) ** 2.0), "t": np.arange(rows), "g": np.repeat(["a"], rows)}
    report = lw.check("y ~ 1", data, residual="ar1(t | g)")
    assert "too many pairs of residuals" in str(report)
