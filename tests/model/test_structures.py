"""Covariance structures: how the calls are read, and that the matrices are those of lme4's and glmmTMB's vignettes."""

from __future__ import annotations

from functools import reduce
from operator import mul
from typing import Any

import numpy as np
import pytest

import levelwise as lw
from levelwise.equation.tree import Matrix, Number, Root, Row, Scripted, Symbol
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    StandardDeviation,
    Variance,
)

NOTATIONS = ["equatiomatic", "raudenbush-bryk"]
READ = [
    ("us(x | g)", "us"),
    ("diag(x | g)", "diag"),
    ("diag(x | g, hom = TRUE)", "homdiag"),
    ("diag(x | g, hom=False)", "diag"),
    ("homdiag(x | g)", "homdiag"),
    ("cs(x | g)", "cs"),
    ("cs((x | g), hom = T)", "homcs"),
    ("homcs(x | g)", "homcs"),
    ("ar1(x | g)", "ar1"),
    ("ar1(x | g, hom = TRUE)", "ar1"),
    ("ar1(x | g, hom = FALSE)", "hetar1"),
    ("hetar1(x | g)", "hetar1"),
    ("toep(x | g)", "toep"),
    ("homtoep(x | g)", "homtoep"),
]
REFUSED = [
    ("cs(x || g)", "several; write cs(x | g)", "x || g"),
    ("diag(cs(x | g))", "write cs(x | g) alone", "diag(cs(x | g))"),
    ("diag(1 + (x | g))", "takes a single bar", "diag(1 + (x | g))"),
    ("(cs(x | g) | h)", "cannot be part of another block", "cs(x | g)"),
    ("cor(x | g)", "around the bar: us, diag", "cor(x | g)"),
    ("cs(x | g, TRUE)", "hom = TRUE or hom = FALSE after its bar", "TRUE"),
    ("cs(x | g, hom = 1)", "hom must be TRUE or FALSE, not 1", "1"),
    ("us(x | g, hom = TRUE)", "us(…) takes no argument", "TRUE"),
    ("toep(x | g, hom = TRUE)", "written homtoep(…)", "TRUE"),
    ("rr(x | g, d = 2)", "needs a rank and is not supported", "rr(x | g, d = 2)"),
    ("exp(0 + x | g)", "needs coordinates", "exp(0 + x | g)"),
    ("propto(0 + x | g, A)", "needs a given matrix", "propto(0 + x | g, A)"),
]


@pytest.mark.parametrize(("bar", "name"), READ)
def test_a_call_around_a_bar_is_one_block_with_its_structure(bar: str, name: str) -> None:
    (block,) = lw.model(f"y ~ x + {bar}").spec.blocks
    assert (block.group, block.covariance, len(block.effects)) == ("g", name, 2)


@pytest.mark.parametrize(("bar", "message", "place"), REFUSED)
def test_what_is_not_a_structure_is_refused_with_its_place(bar: str, message: str, place: str) -> None:
    formula = f"y ~ x + {bar}"
    with pytest.raises(lw.LevelwiseError) as caught:
        lw.model(formula)
    first, source, carets = str(caught.value).split("\n")
    assert message in first
    start = carets.index("^")
    assert source[start : start + carets.count("^")] == place


def test_a_structure_holds_for_every_block_of_a_nesting() -> None:
    blocks = lw.model("y ~ x + cs(x | a/b, hom = TRUE)").spec.blocks
    assert [(block.group, block.covariance) for block in blocks] == [("b:a", "homcs"), ("a", "homcs")]


def test_a_structure_of_one_effect_is_a_variance() -> None:
    plain = lw.extract_eq("y ~ x + (1 | g)")
    for name in ("diag", "homcs", "ar1", "toep"):
        assert lw.extract_eq(f"y ~ x + {name}(1 | g)").latex == plain.latex


def test_a_bar_in_a_call_under_another_operator_is_misplaced() -> None:
    report = lw.check("y ~ x * cs(x | g, hom = TRUE)")
    assert [(f.code, f.repairs) for f in report.errors] == [("R26", ("y ~ x + cs(x | g, hom = TRUE)",))]


def test_repairs_keep_the_structure() -> None:
    report = lw.check("y ~ z + diag(ses | g, hom = TRUE)")
    assert report.errors[0].repairs == ("y ~ z + ses + diag(ses | g, hom = TRUE)", "y ~ z + (1 | g)")
    report = lw.check("y ~ z + cs(z + w | a/b)", levels={"w": "b:a"})
    assert report.errors[0].repairs == ("y ~ z + w + cs(z + w | a) + cs(z | b:a)", "y ~ z + w + cs(z | a/b)")
    report = lw.check("y ~ z + (1 | g) + diag(z | g)")
    assert report.findings[0].repairs == ("y ~ z + (1 | g) + diag(0 + z | g)", "y ~ z + diag(z | g)")


def test_a_random_intercept_beside_a_series_is_sound() -> None:
    rows = [(g, t) for g in range(40) for t in range(5)]
    data = {
        "y": [((7 * g + 3 * t * t) % 11 + t) / 4 for g, t in rows],
        "t": [f"t{t}" for _, t in rows],
        "g": [g for g, _ in rows],
    }
    assert not lw.check("y ~ t + (1 | g) + ar1(0 + t | g)", data).findings


# --- the matrices, by numbers ----------------------------------------------------------------------

VARIANCE = {0: 2.0, 1: 3.0, 2: 5.0, 3: 7.0}  # of the effects by place; the common one is 2
RHO = {None: 0.3, 1: 0.6, 2: 0.35, 3: 0.2}


def wanted(name: str, size: int) -> Any:
    """The matrix as the vignettes define it, with the numbers above."""
    equal = name in ("homdiag", "homcs", "homtoep", "ar1")
    sd = np.sqrt([VARIANCE[0 if equal else place] for place in range(size)])
    lag = np.abs(np.subtract.outer(range(size), range(size)))
    correlation = {
        "diag": lambda d: float(d == 0),
        "cs": lambda d: RHO[None] if d else 1.0,
        "ar1": lambda d: RHO[None] ** d,
        "toep": lambda d: RHO[d] if d else 1.0,
    }[name.removeprefix("hom").removeprefix("het")]
    return np.outer(sd, sd) * np.vectorize(correlation, otypes=[float])(lag)


def number(node: Any, places: dict[Any, int]) -> float:
    match node:
        case Number(text):
            return float(text)
        case Symbol(of=Variance(effect)):
            return VARIANCE[places[effect.key]]
        case Symbol(of=StandardDeviation(effect)):
            return VARIANCE[places[effect.key]] ** 0.5
        case Symbol(of=CommonVariance()):
            return VARIANCE[0]
        case Symbol(of=CommonCorrelation(_, lag)):
            return RHO[lag]
        case Scripted(base, (), (Number(power),)):
            return number(base, places) ** int(power)
        case Root(inner):
            return number(inner, places) ** 0.5
        case Row(parts):
            return reduce(mul, (number(part, places) for part in parts))
    raise AssertionError(node)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", ["diag", "homdiag", "cs", "homcs", "ar1", "hetar1", "toep", "homtoep"])
def test_the_matrix_is_that_of_the_vignettes(name: str, notation: str) -> None:
    factors = {"t": ["a", "b", "c", "d"]}
    eq = lw.extract_eq(f"y ~ t + {name}(0 + t | g)", factors=factors, notation=notation, policy="off")
    eq.verify()
    (block,) = eq.spec.blocks
    places = {effect.key: place for place, effect in enumerate(block.effects)}
    distribution: Any = eq.system.lines[-1]
    order = [places[row[0].of.key] for row in distribution.left.rows]
    spread = distribution.right.arguments[1]
    assert isinstance(spread, Matrix)
    found = [[number(cell, places) for cell in row] for row in spread.rows]
    assert np.allclose(found, wanted(name, 4)[np.ix_(order, order)])


def test_a_series_keeps_the_order_of_its_columns() -> None:
    eq = lw.extract_eq("y ~ z + x + ar1(0 + x + z | g)", policy="off")
    distribution: Any = eq.system.lines[-1]
    assert [row[0].of.key for row in distribution.left.rows] == [effect.key for effect in eq.spec.blocks[0].effects]


SPELLED = [
    ("cs(x | g)", "equatiomatic", r"\rho_{j} \sigma_{\alpha_{j}} \sigma_{\beta_{1j}}"),
    ("homcs(x | g)", "equatiomatic", r"\sigma_{j}^{2} \rho_{j}"),
    ("cs(x | g)", "raudenbush-bryk", r"\rho \sqrt{\tau_{00} \tau_{11}}"),
    ("homcs(x | g)", "raudenbush-bryk", r"\begin{pmatrix} \tau & \tau \rho \\ \tau \rho & \tau \end{pmatrix}"),
    ("ar1(0 + x + z + v | g)", "equatiomatic", r"\sigma_{j}^{2} \rho_{j}^{2}"),
    ("hetar1(0 + x + z + v | g)", "raudenbush-bryk", r"\rho^{2} \sqrt{\tau_{11} \tau_{22}}"),
    ("toep(0 + x + z + v | g)", "equatiomatic", r"\rho_{2j} \sigma_{\beta_{1j}} \sigma_{\beta_{2j}}"),
    ("toep(0 + x + v + z | g)", "raudenbush-bryk", r"\rho_{1} \sqrt{\tau_{11} \tau_{22}}"),
    ("(1 | g) + cs(x | g)", "raudenbush-bryk", r"\rho_{v} \sqrt{\tau_{v00} \tau_{v11}}"),
    ("homcs(x | g) + homcs(x | h)", "raudenbush-bryk", r"\tau_{c} \rho_{c}"),
]


@pytest.mark.parametrize(("bars", "notation", "part"), SPELLED)
def test_parameters_are_spelled_as_documented(bars: str, notation: str, part: str) -> None:
    eq = lw.extract_eq(f"y ~ x + v + {bars}", notation=notation, policy="off")
    assert part in eq.latex
    eq.verify()


def test_a_note_distinguishes_two_meanings_of_rho() -> None:
    eq = lw.extract_eq("y ~ x + cs(x | g) + (x | h)")
    assert any("a ρ with two effects in its subscript is their covariance" in str(note) for note in eq.notes)
    assert not any("ρ" in str(note) for note in lw.extract_eq("y ~ x + cs(x | g)").notes)
