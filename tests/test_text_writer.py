"""The drawings in Unicode text; each was compared with the equation as a book prints it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

import levelwise as lw
from levelwise.errors import DataError, FormulaSyntaxError
from levelwise.notation.style import Style
from levelwise.registry import NOTATIONS
from levelwise.writers import text
from levelwise.writers.boxes import Box, beside, bracketed, display_width, grid, line, scripted
from random_models import Case, cases

RAUDENBUSH_BRYK = """\
mathᵢⱼ = β₀ⱼ + β₁ⱼ sesᵢⱼ + rᵢⱼ
   β₀ⱼ = γ₀₀ + γ₀₁ sectorⱼ + u₀ⱼ
   β₁ⱼ = γ₁₀ + γ₁₁ sectorⱼ + u₁ⱼ
   rᵢⱼ ~ N(0, σ²)

 ⎛u₀ⱼ⎞ ~ N⎛⎛0⎞, ⎛τ₀₀  τ₀₁⎞⎞, for sch.id j = 1, …, J
 ⎝u₁ⱼ⎠    ⎝⎝0⎠  ⎝τ₁₀  τ₁₁⎠⎠"""

DISTRIBUTIONAL = """\
mathᵢ ~ N⎛α     + β     (ses), σ²⎞
         ⎝ j[i]    1j[i]         ⎠

         ⎛⎛μ   ⎞  ⎛ σ²     ρ     ⎞⎞
⎛αⱼ ⎞ ~ N⎜⎜ αⱼ ⎟, ⎜   αⱼ    αⱼβ₁ⱼ⎟⎟, for sch.id j = 1, …, J
⎝β₁ⱼ⎠    ⎜⎜μ   ⎟  ⎜ρ       σ²    ⎟⎟
         ⎝⎝ β₁ⱼ⎠  ⎝ β₁ⱼαⱼ    β₁ⱼ ⎠⎠"""


def test_raudenbush_bryk() -> None:
    eq = lw.extract_eq("math ~ ses*sector + (ses | sch.id)", levels={"sector": "sch.id"}, notation="raudenbush-bryk")
    assert str(eq) == RAUDENBUSH_BRYK


def test_the_distributional_form() -> None:
    assert str(lw.extract_eq("math ~ ses + (ses | sch.id)")) == DISTRIBUTIONAL


def test_names_and_arithmetic() -> None:
    eq = lw.extract_eq("log(y) ~ I(x^2) + I(a*b - 1) + poly(z, 2) + (k >= 2) + 数学 + (1 | g)")
    mean = str(eq).splitlines()[2]
    for part in ("β₁(x²)", "β₂(a · b − 1)", "β₃(poly₁(z))", "β₄(poly₂(z))", "β₅(k ≥ 2)", "β₆(数学)"):
        assert part in mean


@pytest.mark.parametrize(("words", "width"), [("abc", 3), ("数学", 4), ("e\u0301", 1), ("", 0), ("ﬁ", 1)])
def test_width_on_the_screen(words: str, width: int) -> None:
    assert display_width(words) == width


def test_boxes() -> None:
    tall = Box(("a", "b", "c"), 1)
    assert beside((line("x"), tall)).lines == (" a", "xb", " c")
    assert bracketed(tall).lines == ("⎛a⎞", "⎜b⎟", "⎝c⎠")
    assert scripted(line("x"), "i", "2").lines == (" 2", "x ", " i")
    assert grid([[line("a"), line("bbb")], [line("cc"), line("d")]]).lines == ("a   bbb", "cc   d ")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(case=cases())
def test_every_drawing_is_rectangular_where_brackets_stand(case: Case) -> None:
    """A left bracket's parts stand in one column: ⎛ over ⎜ or ⎝, down to its ⎝."""
    try:
        spec = case.build().spec
    except (FormulaSyntaxError, DataError):
        return
    for notation in NOTATIONS.values():
        rows = text.write(notation.write(spec, Style())).splitlines()
        for number, row in enumerate(rows):
            for place, character in enumerate(row):
                if character in "⎛⎜⎞⎟":
                    below = rows[number + 1][place] if len(rows) > number + 1 and len(rows[number + 1]) > place else ""
                    assert below in (("⎜", "⎝") if character in "⎛⎜" else ("⎟", "⎠"))
