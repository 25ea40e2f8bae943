"""Formulas as books and programs print them, built by hand: what notations to come must be able to write.

Each system is named after the notation or the feature it is taken from; its lines need not be one model.
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Cases,
    Coloured,
    Comma,
    Distribution,
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

OBS, J, K, F, S = map(Index, "ijkfs")
ZERO, ONE, TWO = Number("0"), Number("1"), Number("2")
EQUALS, MINUS = Operator("="), Operator("-")
NORMAL = Symbol("N")
INVERSE = (Number("-1"),)
SIGMA, MU, ETA, RHO = Symbol("sigma"), Symbol("mu"), Symbol("eta"), Symbol("rho")
SIGMA2 = Symbol("sigma", sup=(TWO,))


def sub(name: str, *script: Number | Index | Comma | Symbol | Word) -> Symbol:
    return Symbol(name, script)


def bold(name: str, *script: Number | Index | Comma | Symbol | Word) -> Symbol:
    return Symbol(name, script, face="bold")


def word(text: str, *indices: Index) -> Node:
    return Quantity(Scripted(Word(text), indices) if indices else Word(text))


def total(*terms: Node) -> Sum:
    return Sum(tuple(("+", term) for term in terms))


def row(*parts: Node) -> Row:
    return Row(parts)


def column(*cells: Node) -> Matrix:
    return Matrix(tuple((cell,) for cell in cells))


def square(first: Node, second: Node, third: Node, fourth: Node) -> Matrix:
    return Matrix(((first, second), (third, fourth)))


def listed(*parts: Node) -> Row:
    return Row(tuple(piece for n, part in enumerate(parts) for piece in ((Comma(), part) if n else (part,))))


def system(*lines: Line) -> System:
    return System(lines, "by hand")


def linear(*, random: bool = True) -> Sum:
    """Return Xβ + Zb."""
    return total(row(bold("X"), bold("beta")), *([row(bold("Z"), bold("b"))] if random else []))


def gelman_hill() -> System:
    at = Index("j", "i")
    mean = total(sub("alpha", at), Scaled(sub("beta", ONE, at), word("ses", OBS)))
    spread = Symbol("sigma", (Symbol("y"),), (TWO,))
    alpha, beta = sub("alpha", J), sub("beta", ONE, J)
    deviations = [sub("sigma", Symbol("alpha")), sub("sigma", sub("beta", ONE))]
    product = row(RHO, *deviations)
    variances = [Symbol("sigma", one.sub, (TWO,)) for one in deviations]
    means = column(sub("mu", Symbol("alpha")), sub("mu", sub("beta", ONE)))
    covariance = square(variances[0], product, product, variances[1])
    return system(
        Line(word("math", OBS), "~", Distribution(NORMAL, (mean, spread)), (Range(("i",), Number("7185")),)),
        Line(
            column(alpha, beta),
            "~",
            Distribution(NORMAL, (means, covariance)),
            (Range(("j",), Symbol("J"), count="160"),),
        ),
        Line(
            sub("y", OBS),
            "~",
            Distribution(NORMAL, (total(MU, sub("gamma", at), sub("delta", Index("k", "i"))), spread)),
        ),
        Line(
            Apply(Word("Pr"), (row(sub("y", OBS), EQUALS, ONE),)),
            "=",
            Apply(Scripted(Word("logit"), sup=INVERSE), (mean,)),
            (Range(("i",), Symbol("n")), Range(("j",), Symbol("J"), "sch.id")),
        ),
    )


def mcelreath() -> System:
    at = Index("school", "i", named=True)
    pair = [sub("alpha", J), sub("beta", J)]
    diagonal = Apply(Word("diag"), tuple(sub("sigma", Symbol(name)) for name in ("alpha", "beta")))
    transposed = [Transpose(Brackets(listed(*one))) for one in (pair, (Symbol("alpha"), Symbol("beta")))]
    return system(
        Line(word("math", OBS), "~", Distribution(Word("Normal"), (sub("mu", OBS), SIGMA))),
        Line(sub("mu", OBS), "=", total(sub("alpha", at), Scaled(sub("beta", at), word("ses", OBS)))),
        Line(transposed[0], "~", Distribution(Word("MVNormal"), (transposed[1], bold("S")))),
        Line(bold("S"), "=", row(diagonal, bold("R"), diagonal)),
        Line(sub("sigma", Word("school")), "~", Distribution(Word("Exponential"), (ONE,))),
        Line(bold("R"), "~", Distribution(Word("LKJcorr"), (TWO,))),
    )


def levels() -> System:
    effects = [sub("u", ZERO, J), sub("u", ONE, J)]
    tau = square(*(sub("tau", one, other) for one in (ZERO, ONE) for other in (ZERO, ONE)))
    return system(
        Line(Symbol("tau", (ZERO,), (TWO,)), "=", Symbol("sigma", (Symbol("u"), ZERO), (TWO,))),
        Line(word("TIME", OBS, J), "=", total(sub("pi", ZERO, OBS), sub("zeta", ZERO, OBS), sub("varepsilon", OBS, J))),
        Line(
            column(*effects), "~", Distribution(NORMAL, (bold("0"), bold("T"))), (Range(("j",), Symbol("J"), "sch.id"),)
        ),
        Line(bold("T"), "=", tau),
        Line(bold("T", Symbol("pi")), "=", Matrix(((sub("tau", ZERO, ZERO), row()), (sub("tau", ONE, ZERO), Dots())))),
        Line(sub("r", OBS, J), "~", Distribution(NORMAL, (ZERO, SIGMA2)), under=Text("ind.")),
    )


def combined() -> System:
    fixed = total(sub("gamma", ZERO, ZERO), Scaled(sub("gamma", ONE, ZERO), word("ses", OBS, J)))
    random = total(sub("u", ZERO, J), Scaled(sub("u", ONE, J), word("ses", OBS, J)), sub("r", OBS, J))
    braces = total(UnderBrace(fixed, Text("fixed")), UnderBrace(random, Text("random")))
    return system(Line(word("math", OBS, J), "=", braces))


def barr() -> System:
    def angle(*parts: Node) -> Brackets:
        return Brackets(listed(*parts), "angle")

    slope = Scaled(Brackets(total(sub("beta", ONE), sub("S", ONE, S))), sub("X", OBS))
    mean = total(sub("beta", ZERO), sub("S", ZERO, S), sub("I", ZERO, OBS), slope, sub("e", S, OBS))
    tau = [Symbol("tau", (one, one), (TWO,)) for one in (ZERO, ONE)]
    product = row(RHO, sub("tau", ZERO, ZERO), sub("tau", ONE, ONE))
    return system(
        Line(sub("Y", S, OBS), "=", mean),
        Line(
            angle(sub("S", ZERO, S), sub("S", ONE, S)), "~", Distribution(NORMAL, (angle(ZERO, ZERO), Symbol("Sigma")))
        ),
        Line(Symbol("Sigma"), "=", square(tau[0], product, product, tau[1])),
        Line(
            sub("I", ZERO, OBS),
            "~",
            Distribution(NORMAL, (ZERO, Symbol("omega", (ZERO, ZERO), (TWO,)))),
            under=Text("iid"),
        ),
    )


def laird_ware() -> System:
    unit = total(row(bold("X", OBS), bold("beta")), row(bold("Z", OBS), bold("b", OBS)), bold("varepsilon", OBS))
    identity = row(SIGMA2, bold("I", sub("n", OBS)))
    several = total(row(bold("X"), bold("beta")), row(sub("sum", F), bold("Z", F), bold("b", F)))
    return system(
        Line(bold("y", OBS), "=", unit),
        Line(bold("b", OBS), "~", Distribution(NORMAL, (bold("0"), bold("D")))),
        Line(bold("varepsilon", OBS), "~", Distribution(NORMAL, (bold("0"), identity))),
        Line(bold("y"), "=", several),
        Line(bold("X", OBS), "=", Brackets(listed(ONE, word("ses", OBS), word("sector", OBS), Dots()), "square")),
    )


def lme4() -> System:
    script = [Symbol(name, face="script") for name in ("Y", "B")]
    mean = Sum((*linear().terms, ("+", bold("o"))))
    lambda_ = sub("Lambda", Symbol("theta"))
    size = [Times((Number(str(rows)), Number(str(columns)))) for rows, columns in ((7185, 4), (7185, 320))]
    sized = [UnderSet(bold(name), one) for name, one in zip("XZ", size, strict=True)]
    return system(
        Line(
            Brackets(Given(script[0], row(script[1], EQUALS, bold("b")))),
            "~",
            Distribution(NORMAL, (mean, row(SIGMA2, Symbol("W", sup=INVERSE, face="bold")))),
        ),
        Line(script[1], "~", Distribution(NORMAL, (bold("0"), sub("Sigma", Symbol("theta"))))),
        Line(sub("Sigma", Symbol("theta")), "=", row(SIGMA2, lambda_, Transpose(lambda_))),
        Line(bold("mu"), "=", Apply(Symbol("g", sup=INVERSE), (bold("eta"),))),
        Line(bold("eta"), "=", total(row(sized[0], bold("beta")), row(sized[1], bold("b")))),
    )


def brms() -> System:
    deviations = Apply(bold("D"), (bold("sigma", K),))
    return system(
        Line(bold("eta"), "=", total(row(bold("X"), bold("beta")), row(bold("Z"), bold("u")))),
        Line(bold("u", K), "~", Distribution(NORMAL, (bold("0"), bold("V", K)))),
        Line(bold("V", K), "=", row(deviations, bold("Omega", K), deviations)),
        Line(bold("Omega", K), "~", Distribution(Word("LKJ"), (Symbol("zeta"),))),
    )


def families() -> System:
    chance = sub("phi", OBS, J)
    failure = Sum((("+", ONE), ("-", chance)))
    category = Apply(Symbol("P"), (row(sub("y", OBS), Operator("<="), Symbol("k")),))
    both = [Apply(Symbol("P"), (row(sub("y", OBS), EQUALS, Symbol(name)),)) for name in ("k", "K")]
    sampling = Given(row(sub("Y", OBS, J), EQUALS, ONE), bold("beta", J))
    zero = [row(Text("if "), sub("y", OBS), EQUALS, ZERO), row(Text("if "), sub("y", OBS), Operator(">"), ZERO)]
    inflated = total(
        sub("pi", OBS), row(Brackets(Sum((("+", ONE), ("-", sub("pi", OBS))))), Apply(Symbol("f"), (ZERO,)))
    )
    counted = row(Brackets(Sum((("+", ONE), ("-", sub("pi", OBS))))), Apply(Symbol("f"), (sub("y", OBS),)))
    whole = Apply(Word("log"), (Fraction(chance, failure),), "square")
    return system(
        Line(Apply(Word("Prob"), (sampling,)), "=", chance),
        Line(whole, "=", sub("eta", OBS, J)),
        Line(word("bush", OBS), "~", Distribution(Word("Binomial"), (row(Symbol("n"), EQUALS, ONE), Hat(Symbol("P"))))),
        Line(Scripted(Word("prob"), (Word("bush"), EQUALS, ONE)), "=", Hat(Symbol("P"))),
        Line(row(Word("logit"), category), "=", Sum((("+", sub("alpha", K)), ("-", ETA)))),
        Line(Apply(Word("log"), (Fraction(*both),)), "=", sub("eta", K)),
        Line(Apply(Symbol("Phi", sup=INVERSE), (sub("p", OBS),)), "=", ETA),
        Line(Fraction(ONE, MU), "=", ETA),
        Line(Root(MU), "=", ETA),
        Line(sub("y", OBS), "~", Distribution(Word("NegBinomial"), (sub("mu", OBS), Symbol("theta")))),
        Line(Apply(Symbol("P"), (sub("y", OBS),)), "=", Cases(((inflated, zero[0]), (counted, zero[1])))),
    )


def estimates() -> System:
    coefficients = (
        ("+", UnderSet(Number("12.06"), Brackets(Number("0.20")))),
        ("+", UnderSet(Scaled(Number("2.20"), word("ses"), brackets=True), Brackets(Number("0.12")))),
        ("-", UnderSet(Scaled(Number("1.64"), Times((word("ses"), word("sector"))), True), Brackets(Number("0.24")))),
    )
    return system(
        Line(Hat(word("math")), "=", Sum(coefficients)),
        Line(
            Hat(Apply(Symbol("E"), (word("math"),))),
            "=",
            total(Hat(sub("beta", ZERO)), Hat(SIGMA2)),
        ),
        Line(Hat(word("math", OBS)), "=", Sum((("+", Number("0.5")), ("+", Scaled(Number("-1.59"), word("ses")))))),
    )


def colours() -> System:
    beta = Scripted(Coloured(Symbol("beta"), "teal"), (Coloured(ONE, "olive"), Coloured(J, "purple")))
    sector = Coloured(Scripted(Word("sector"), (Coloured(Word("cath"), "red"),)), "blue")
    return system(Line(Coloured(Word("math"), "gray"), "=", total(Scaled(beta, sector, brackets=True), beta)))


SYSTEMS: Mapping[str, System] = {
    made.__name__: made()
    for made in (
        gelman_hill,
        mcelreath,
        levels,
        combined,
        barr,
        laird_ware,
        lme4,
        brms,
        families,
        estimates,
        colours,
    )
}
