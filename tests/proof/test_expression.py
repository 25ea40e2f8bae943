"""Printed mathematics is read back as a reader would: a typesetter that prints another expression is caught."""

from __future__ import annotations

import pytest

import levelwise as lw
from levelwise.equation.tree import Apply, Brackets, Node, Number, Operator, Row, Scripted, Word
from levelwise.errors import VerificationError
from levelwise.formula.parser import parse_tree
from levelwise.notations.parts.variables import Namer
from levelwise.proof.canonical import canonical
from levelwise.proof.expression import read

X, Y, Z = Word("x"), Word("y"), Word("z")
PLUS, TIMES, MINUS = Operator("+"), Operator("*"), Operator("-")


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (Row((X, PLUS, Row((Y, TIMES, Z)))), "x + y * z"),
        (Row((Row((X, PLUS, Y)), TIMES, Z)), "x + y * z"),  # without brackets the sum is no factor
        (Row((Brackets(Row((X, PLUS, Y))), TIMES, Z)), "(x + y) * z"),
        (Scripted(X, sup=(Number("3"),)), "x^3"),
        (Scripted(Row((X, PLUS, Y)), sup=(Number("2"),)), "x + y^2"),
        (Row((MINUS, Scripted(X, sup=(Number("2"),)))), "-x^2"),
        (Apply(Word("log"), (Row((X, PLUS, Number("1"))),)), "log(x + 1)"),
        (Row((X, MINUS, Row((Y, MINUS, Z)))), "x - y - z"),
    ],
)
def test_signs_have_the_precedence_that_a_reader_gives_them(printed: Node, said: str) -> None:
    assert read(printed, frozenset("xyz")).expression == canonical(parse_tree(said))


@pytest.mark.parametrize("notation", ["equatiomatic", "raudenbush-bryk"])
@pytest.mark.parametrize(
    ("formula", "wrong"),
    [
        ("y ~ x + I(x^2) + (x | g)", {"x^2": "x^3"}),
        ("y ~ I(x - z) + (1 | g)", {"x - z": "z - x"}),
        ("y ~ log(x + 1) + (1 | g)", {"log(x + 1)": "log(x) + 1"}),
        ("log(y) ~ x + (1 | g)", {"log(y)": "exp(y)"}),
        ("y ~ x + offset(log(o)) + (1 | g)", {"log(o)": "o"}),
    ],
)
def test_a_typesetter_that_prints_another_expression_is_caught(
    formula: str, wrong: dict[str, str], notation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lw.extract_eq(formula, notation=notation).verify()
    honest = Namer.typeset

    def lying(self: Namer, node: object) -> Node:
        said = {str(canonical(parse_tree(right))): left for right, left in wrong.items()}
        other = said.get(str(canonical(node)))  # type: ignore[arg-type]
        return honest(self, node if other is None else parse_tree(other))  # type: ignore[arg-type]

    monkeypatch.setattr(Namer, "typeset", lying)
    with pytest.raises(VerificationError):
        lw.extract_eq(formula, notation=notation).verify()
