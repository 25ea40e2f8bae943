"""Names are safe: whatever a column or group is called comes out escaped (law 6)."""

from __future__ import annotations

import pytest

import levelwise as lw
from helpers.latex_reader import balanced
from levelwise.formula.syntax import quoted
from levelwise.writers.unicode.boxes import display_width

NAMES = [
    "a b",
    "$x",
    "50%",
    "back\\slash",
    "{z}",
    "a}b",
    "\\input{/etc/passwd}",
    "\\end{aligned}",
    "<script>alert(1)</script>",
    "it's",
    '"q"',
    "x_1^2",
    "#1&2~",
    "a`b",
    "a|b:c",
    "new\nline",
    "\u202eevil",
    "na\u00efve",
    "e\u0301te\u0301",
    "数学",
    "x.y",
    "1st",
    "if",
]


@pytest.mark.parametrize("notation", ["equatiomatic", "raudenbush-bryk"])
@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_written_safely(name: str, notation: str) -> None:
    tick = quoted(name)
    eq = lw.extract_eq(
        f"y ~ x*{tick} + (x | {tick})",
        levels={tick: name},
        factors={name: ["a_1", name]},
        notation=notation,
        policy="off",
    )
    eq.verify()
    for matrices in ("pmatrix", "array"):
        latex = eq.in_notation(notation, matrices=matrices).latex
        assert balanced(latex)
        assert (
            latex.count("\\begin{aligned}") - (matrices == "array") * latex.count("\\begin{array}{c} \\begin{aligned}")
            == 1
        )
        assert not any(command in latex for command in ("\\input", "\\end{aligned}\n  ", "<script>"))
        assert "\u202e" not in latex
    drawing = str(eq)
    assert "\u202e" not in drawing
    assert "new\nline" not in drawing


@pytest.mark.parametrize("name", NAMES)
def test_drawings_keep_their_columns(name: str) -> None:
    """The brackets of a matrix stand one under another whatever the names in it are."""
    tick = quoted(name)
    eq = lw.extract_eq(f"y ~ x*{tick} + (x | g)", levels={tick: "g"}, policy="off")
    rows = [row for row in str(eq).splitlines() if "⎛" in row or "⎝" in row]
    opening = {display_width(row[: row.index(mark)]) for row in rows[-4:] for mark in "⎛⎝" if mark in row}
    assert opening
