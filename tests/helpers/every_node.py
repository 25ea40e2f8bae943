"""Every kind of node, alone and inside every other: what each writer must be able to spell."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Cases,
    Coloured,
    Comma,
    Distribution,
    Dot,
    Dots,
    Fraction,
    Given,
    Hat,
    Index,
    Line,
    Matrix,
    Node,
    Number,
    Operator,
    Overline,
    Quantity,
    Range,
    Root,
    Row,
    Scaled,
    Scripted,
    Sum,
    Symbol,
    System,
    Text,
    Times,
    Transpose,
    UnderBrace,
    UnderSet,
    Word,
)

X, Y, ONE, J = Word("q"), Word("z"), Number("1"), Index("j")
BETA, T = Symbol("beta", (ONE, J)), Symbol("T", face="bold")

# no other text in the examples has a q or a z
EXAMPLES: Mapping[type, tuple[Node, ...]] = {
    Number: (Number("12.5"), Number("-1.59")),
    Index: (
        J,
        Index("j", "i"),
        Index("school", "i", named=True),
        Index("k", apart=True),
        Index("i'"),
        Index("j", "i'"),
    ),
    Comma: (Comma(), Comma(";")),
    Symbol: (
        BETA,
        Symbol("sigma", (Symbol("alpha", (J,)),), (Number("2"),)),
        Symbol("W", sup=(Number("-1"),), face="bold"),
        Symbol("beta", face="bold"),
        Symbol("B", face="script"),
        Symbol("sum", (J,)),
        Symbol("u", sup=(Symbol("prime"),)),
        Symbol("sigma", (Word("sch.id"),)),
    ),
    Word: (Word("sch.id"), Word("sch.id", italic=True)),
    Text: (Text("if it is "),),
    Dots: (Dots(),),
    Scripted: (Scripted(X, (Word("cath"), Comma(), J)), Scripted(X, (J,), (Number("2"),))),
    Transpose: (Transpose(T), Transpose(Symbol("Lambda", (Symbol("theta"),)))),
    Operator: (Operator("+"), Operator("<="), Operator("%in%"), Operator("|"), Operator("kronecker")),
    Row: (Row((X, Operator("-"), Y)), Row((T, BETA)), Row((X, Comma(), Y)), Row(())),
    Brackets: (
        Brackets(X),
        Brackets(X, "square"),
        Brackets(BETA, "angle"),
        Brackets(Row((X, Comma(), Y)), "curly"),
        Brackets(X, "opening"),
        Brackets(X, "closing"),
        Brackets(Row((X, Operator("-"), Y)), "bar"),
    ),
    Root: (Root(BETA),),
    Overline: (Overline(X),),
    Hat: (Hat(BETA), Hat(X), Hat(Scripted(X, (J,)))),
    Dot: (Dot(),),
    Apply: (Apply(Word("log"), (X, ONE)), Apply(Word("f"), (X,), "square"), Apply(Word("f"), (BETA,), "angle")),
    Given: (Given(X, BETA),),
    Quantity: (Quantity(Scripted(X, (J,))), Quantity(Row((X, Operator("-"), Y)))),
    Times: (Times((X, Y)),),
    Scaled: (Scaled(BETA, X), Scaled(BETA, X, brackets=True)),
    Fraction: (Fraction(X, Y), Fraction(BETA, X, inline=True)),
    Sum: (Sum((("-", BETA), ("+", X), ("-", Y))), Sum(())),
    Matrix: (Matrix(((X,), (Y,))), Matrix(((X, Y), (Row(()), ONE)))),
    Cases: (Cases(((X, Text("if 1")), (Y, Text("else")))), Cases(((X, Text("always")),))),
    Distribution: (Distribution(Symbol("N"), (BETA, T)),),
    UnderBrace: (UnderBrace(BETA, Text("fixed")), UnderBrace(Sum((("+", X), ("+", Y))), Text("random"))),
    UnderSet: (UnderSet(X, Brackets(ONE)),),
    Coloured: (Coloured(BETA, "teal"),),
    Range: (
        Range(("j",), Symbol("J")),
        Range(("i",), Symbol("n", (J,)), as_text=True),
        Range(("j", "k"), Symbol("JK"), "a:b", "24", as_text=True),
        Range(("j",), Number("160"), "sch.id"),
        Range(("j", "k"), None, "a:b", as_text=True),
        Range(("j", "k"), None, "a:b"),
    ),
}
"""Examples of each kind of node."""

AROUND: tuple[Callable[[Node], Node], ...] = (
    lambda node: Scripted(node, (J,)),
    lambda node: Scripted(node, (), (Number("2"),)),
    lambda node: Scripted(node, (J,), (Number("2"),)),
    lambda node: Scripted(X, (node, J)),
    lambda node: Scripted(X, (), (node,)),
    Transpose,
    lambda node: Row((node, Operator("+"), node)),
    lambda node: Row((node, X, node)),
    lambda node: Row((Operator("-"), node)),
    Brackets,
    lambda node: Brackets(node, "square"),
    lambda node: Brackets(node, "angle"),
    Root,
    Overline,
    Hat,
    lambda node: Apply(node, (X,)),
    lambda node: Apply(Word("log"), (X, node)),
    lambda node: Apply(Word("f"), (node,), "angle"),
    lambda node: Given(node, X),
    lambda node: Given(X, node),
    Quantity,
    lambda node: Times((node, X, node)),
    lambda node: Scaled(node, X),
    lambda node: Scaled(BETA, node),
    lambda node: Scaled(BETA, node, brackets=True),
    lambda node: Fraction(node, X),
    lambda node: Fraction(X, node),
    lambda node: Fraction(node, node, inline=True),
    lambda node: Sum((("-", node), ("-", node))),
    lambda node: Sum((("+", X), ("+", node), ("+", Y))),
    lambda node: Matrix(((node,), (X,))),
    lambda node: Matrix(((X, node), (node, Y))),
    lambda node: Cases(((node, Text("if 1")), (X, node))),
    lambda node: Distribution(node, (X, node)),
    lambda node: UnderBrace(node, Text("label")),
    lambda node: UnderBrace(X, node),
    lambda node: UnderSet(node, X),
    lambda node: UnderSet(X, node),
    lambda node: Coloured(node, "teal"),
)
"""Each place that a node can have in another."""


def alone() -> Iterator[Node]:
    """Yield the examples."""
    for examples in EXAMPLES.values():
        yield from examples


def pairs() -> Iterator[Node]:
    """Yield every example in every place."""
    for around in AROUND:
        yield from map(around, alone())


def deeper(count: int, seed: int = 1) -> Iterator[Node]:
    """Yield random examples in three places, one inside the other."""
    chance = random.Random(seed)
    every = tuple(alone())
    for _ in range(count):
        node = chance.choice(every)
        for around in chance.choices(AROUND, k=3):
            node = around(node)
        yield node


def as_system(node: Node) -> System:
    """Return a system whose only line has a node on its right, above a relation with something under it."""
    ranges = tuple(one for one in EXAMPLES[Range] if isinstance(one, Range))
    return System((Line(X, "=", node), Line(Y, "~", ONE, ranges, under=Text("ind."))), "by hand")
