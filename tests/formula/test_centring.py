"""Group means and centring are typeset as such, with the indices of Raudenbush & Bryk (2002, chapter 5)."""

from __future__ import annotations

import pytest

import levelwise as lw
from helpers.latex import without_braces
from levelwise.model.spec import Cell

BOTH = "math ~ gm(ses, sch.id) + cwc(ses, sch.id) + (cwc(ses, sch.id) | sch.id)"
THREE = "y ~ cwc(x, g) + gm(x, g) + gm(x, h) + cgm(x) + cwc(w, h) + (1 | g) + (1 | h)"
CROSSED = "y ~ gm(x, a) + gm(x, a:b) + cwc(x, b) + gm(w, b) + (1 | a) + (1 | b) + (1 | a:b)"
NESTED = "y ~ gm(x, g) + gm(x, d) + (1 | h/g)"

RB = "raudenbush-bryk"
LINES = [
    (BOTH, RB, r"\beta_{1j}(\operatorname{ses}_{ij} - \overline{\operatorname{ses}}_{\cdot j})"),
    (BOTH, RB, r"\beta_{0j} &= \gamma_{00} + \gamma_{01} \, {\overline{\operatorname{ses}}_{\cdot j}} + u_{0j}"),
    (BOTH, "equatiomatic", r"\gamma_{1}^{\alpha}(\overline{\operatorname{ses}}_{\operatorname{sch.id}})"),
    (BOTH, "equatiomatic", r"(\operatorname{ses} - \overline{\operatorname{ses}}_{\operatorname{sch.id}})"),
    (THREE, RB, r"(\operatorname{x}_{ijk} - \overline{\operatorname{x}}_{\cdot j k})"),
    (THREE, RB, r"(\operatorname{x}_{ijk} - \overline{\operatorname{x}}_{\cdot\cdot\cdot})"),
    (THREE, RB, r"\beta_{01k} \, {\overline{\operatorname{x}}_{\cdot j k}}"),
    (THREE, RB, r"\gamma_{001} \, {\overline{\operatorname{x}}_{\cdot\cdot k}}"),
    (THREE, RB, r"(\operatorname{w}_{jk} - \overline{\operatorname{w}}_{\cdot k})"),
    (THREE, "equatiomatic", r"(\operatorname{x} - \overline{\operatorname{x}})"),
    (CROSSED, RB, r"\beta_{01} \, {\overline{\operatorname{x}}_{\cdot j\cdot}}"),
    (CROSSED, RB, r"{\overline{\operatorname{x}}_{\cdot j k}}"),
    (CROSSED, RB, r"(\operatorname{x}_{ijk} - \overline{\operatorname{x}}_{\cdot\cdot k})"),
    (CROSSED, RB, r"{\overline{\operatorname{w}}_{\cdot k}}"),
    (NESTED, RB, r"{\overline{\operatorname{x}}_{\operatorname{g},jk}}"),
    (NESTED, RB, r"{\overline{\operatorname{x}}_{\operatorname{d},ijk}}"),
    ("y ~ gm(log(x + 1), g) + (1 | g)", RB, r"{\overline{\log(\operatorname{x} + 1)}_{\cdot j}}"),
    ("y ~ cwc(a - b, g) + (1 | g)", "equatiomatic", r"((\operatorname{a} - \operatorname{b}) - \overline{"),
    ("y ~ I(2 * cwc(x, g)) + (1 | g)", "equatiomatic", r"2 \cdot (\operatorname{x} - \overline{"),
    ("y ~ I(gm(x, g)^2) + (1 | g)", RB, r"{(\overline{\operatorname{x}}_{\cdot j})^{2}}"),
    (
        "y ~ cgm(x):z + (1 | g)",
        "equatiomatic",
        r"((\operatorname{x} - \overline{\operatorname{x}}) \times \operatorname{z})",
    ),
    ("cwc(y, g) ~ x + (1 | g)", RB, r"\operatorname{y}_{ij} - \overline{\operatorname{y}}_{\cdot j} &="),
    (
        "cwc(y, g) ~ x + (1 | g)",
        "equatiomatic",
        r"(\operatorname{y} - \overline{\operatorname{y}}_{\operatorname{g}})_{i}",
    ),
    ("y ~ cgm(x)", RB, r"(\operatorname{x}_{i} - \overline{\operatorname{x}}_{\cdot})"),
]
HINTS = {THREE: ({"w": "g"}, {"g": "h"}), CROSSED: ({"w": "a"}, {})}


@pytest.mark.parametrize(("formula", "notation", "part"), LINES)
def test_centring_is_written_as_centring(formula: str, notation: str, part: str) -> None:
    levels, nesting = HINTS.get(formula, ({}, {}))
    eq = lw.extract_eq(formula, notation=notation, levels=levels, nesting=nesting, policy="off")
    assert part in without_braces(eq.latex)
    eq.verify()


def test_text_output_calls_a_mean_a_mean() -> None:
    drawn = str(lw.extract_eq(BOTH, notation=RB))
    assert "mathᵢⱼ = β₀ⱼ + β₁ⱼ(sesᵢⱼ − mean(ses)ⱼ) + rᵢⱼ" in drawn
    assert "β₀ⱼ = γ₀₀ + γ₀₁ mean(ses)ⱼ + u₀ⱼ" in drawn


HOMES = [
    ("y ~ gm(x, g) + (1 | g)", "gm(x, g)", {}, {}, "g"),
    ("y ~ gm(x, g) + (1 | g) + (1 | h)", "gm(x, g)", {}, {"g": "h"}, "g"),
    ("y ~ gm(x, h) + (1 | g) + (1 | h)", "gm(x, h)", {}, {"g": "h"}, "h"),
    ("y ~ gm(v, g) + (1 | g) + (1 | h)", "gm(v, g)", {"v": "h"}, {"g": "h"}, "h"),
    ("y ~ gm(w, h) + (1 | g) + (1 | h)", "gm(w, h)", {"w": "g"}, {}, "h"),
    ("y ~ log(gm(x, g)) + (1 | g)", "log(gm(x, g))", {}, {}, "g"),
    ("y ~ I(x - gm(x, g)) + (1 | g)", "I(x - gm(x, g))", {}, {}, None),
    ("y ~ cwc(x, g) + (1 | g)", "cwc(x, g)", {}, {}, None),
    ("y ~ cwc(w, h) + (1 | g) + (1 | h)", "cwc(w, h)", {"w": "g"}, {"g": "h"}, "g"),
    ("y ~ cgm(w) + (1 | g)", "cgm(w)", {"w": "g"}, {}, "g"),
    ("y ~ gm(x, a:b) + (1 | b/a)", "gm(x, a:b)", {}, {}, "a:b"),
]


@pytest.mark.parametrize(("formula", "term", "levels", "nesting", "home"), HOMES)
def test_a_mean_belongs_to_its_group(
    formula: str, term: str, levels: dict[str, str], nesting: dict[str, str], home: str | None
) -> None:
    spec = lw.model(formula, levels=levels, nesting=nesting).spec
    (column,) = [column for column in spec.fixed if column.term == term]
    assert spec.home(column.cells) == home


def test_a_contextual_model_is_legitimate() -> None:
    assert lw.check(BOTH).ok
    assert "R1" in {f.code for f in lw.check("math ~ gm(ses, sch.id) + (gm(ses, sch.id) | sch.id)").findings}


@pytest.mark.parametrize(
    ("column", "where"),
    [
        ("gm(x, g)", "g"),
        ("gm(x, h)", "h"),
        ("gm(balanced, g)", "g"),
        ("gm(w, g)", "g"),
        ("gm(v, g)", "h"),
        ("gm(x, same)", "h"),
    ],
)
def test_with_data_a_mean_belongs_to_its_group(column: str, where: str) -> None:
    """Also where it happens to be the same in coarser groups, as the mean of a balanced predictor is."""
    rows = range(48)
    data = {
        "y": [n % 7 + n % 3 for n in rows],
        "x": [n * n % 11 for n in rows],
        "balanced": [n % 4 for n in rows],
        "g": [n // 4 for n in rows],
        "h": [n // 12 for n in rows],
        "same": [10 - n // 12 for n in rows],
        "w": [n // 4 * 5 % 7 for n in rows],
        "v": [n // 12 * 3 % 5 for n in rows],
    }
    formula = f"y ~ cwc(x, g) + {column} + (1 | g) + (1 | h) + (1 | same)"
    eq = lw.extract_eq(formula, data, notation=RB, policy="off")
    home = eq.spec.home((Cell(column),))  # the mean of a balanced predictor is no column of its own
    assert home == where or {home, where} == {"h", "same"}
    eq.verify()
