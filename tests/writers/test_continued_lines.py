"""Lines that continue the line before them, in both writers."""

from __future__ import annotations

from levelwise.equation.tree import Line, Row, Symbol, System
from levelwise.options import Options
from levelwise.writers import latex
from levelwise.writers.unicode import unicode_text

Y, A, B, C = map(Symbol, "yabc")
CONTINUED = System((Line(Y, "=", A), Line(Row(()), "+", B, sign="-"), Line(Row(()), "", C)), "any")


def test_latex_sets_the_signs_as_binary() -> None:
    written = latex.write(CONTINUED, Options({"matrices": "pmatrix"}))
    assert written.splitlines()[1:-1] == ["  y &= a \\\\", "   &\\quad {}+ b - {} \\\\", "   &\\quad c"]


def test_text_starts_below_the_right_side() -> None:
    assert unicode_text.write(CONTINUED) == "y = a\n    + b −\n    c"
