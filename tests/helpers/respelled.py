"""Systems of two notations respelled in the style of other books, each with the conventions of that style."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import levelwise as lw
from levelwise.equation.transform import transform
from levelwise.equation.tree import (
    Apply,
    Distribution,
    Index,
    Line,
    Matrix,
    Node,
    Number,
    Quantity,
    Range,
    Row,
    Scaled,
    Scripted,
    Sum,
    Symbol,
    System,
    Times,
    UnderBrace,
    Word,
)
from levelwise.model.parameters import (
    Correlation,
    Covariance,
    FixedEffect,
    LevelOneResidual,
    Mean,
    Outcome,
    RandomEffect,
    ResidualDeviation,
    ResidualVariance,
    StandardDeviation,
    Variance,
    VaryingCoefficient,
)
from levelwise.model.spec import LOCATION, ModelSpec
from levelwise.notations.conventions import Conventions

TWO = "math ~ ses*sector + (ses | school)"
THREE = "y ~ x*w*v + (x | g) + (1 | h)"
BINARY = "passed ~ ses*sector + (ses | school)"
HINTS = {
    TWO: {"levels": {"sector": "school"}},
    THREE: {"levels": {"w": "g", "v": "h"}, "nesting": {"g": "h"}},
    BINARY: {"levels": {"sector": "school"}, "family": "binomial"},
}
SQUARED: tuple[Number, ...] = (Number("2"),)
ONE = Index("i")


def spec_of(formula: str) -> ModelSpec:
    return lw.model(formula, **HINTS[formula]).spec


def raudenbush_bryk(formula: str) -> System:
    return lw.extract_eq(formula.replace("passed", "math"), notation="raudenbush-bryk", **_hints(formula)).system


def equatiomatic(formula: str) -> System:
    return lw.extract_eq(formula.replace("passed", "math"), **_hints(formula)).system


def _hints(formula: str) -> dict[str, object]:
    return {name: hint for name, hint in HINTS[formula].items() if name != "family"} | {"policy": "off"}


def symbols(change: Callable[[Symbol], Symbol]) -> Callable[[Node | Line], Node | Line]:
    return lambda node: change(node) if isinstance(node, Symbol) else node


def height(symbol: Symbol, formula: str) -> int:
    """Return the level of a random effect or of the variance of one: 2 for the finest groups."""
    of = symbol.of
    effect = next(iter(of.effects)) if isinstance(of, Covariance) else of.effect if isinstance(of, Variance) else of
    assert isinstance(effect, RandomEffect)
    group = spec_of(formula).blocks[effect.block].group
    return 3 if group == "h" else 2


# --- levels -------------------------------------------------------------------------------------


def snijders_bosker(formula: str) -> tuple[System, Conventions]:
    """Snijders & Bosker (2012): R, U, V; τ², φ²; the lowest coefficients are β, the fixed ones γ."""
    deep = formula == THREE
    letters = {1: "beta", 2: "delta", 3: "gamma"} if deep else {1: "beta", 2: "gamma"}

    def change(node: Symbol) -> Symbol:
        match node.of:
            case VaryingCoefficient(_, place):
                return replace(node, name=letters[len(place)])
            case FixedEffect():
                return replace(node, name="gamma")
            case RandomEffect():
                return replace(node, name="V" if height(node, formula) == 3 else "U")
            case LevelOneResidual():
                return replace(node, name="R")
            case Variance():
                numbers = tuple(part for part in node.sub if isinstance(part, Number))
                name = "phi" if height(node, formula) == 3 else "tau"
                return replace(node, name=name, sub=numbers[:1], sup=SQUARED)
            case Covariance():
                return replace(node, sub=tuple(part for part in node.sub if isinstance(part, Number)))
        return node

    known = Conventions(
        letters={
            "fixed": ("gamma",),
            "varying": ("beta", "delta") if deep else ("beta",),
            "effect": ("U", "V"),
            "variance": ("tau", "phi"),
            "covariance": ("tau",),
            "residual": ("R",),
            "residual variance": ("sigma",),
        },
        squared=frozenset({"residual variance", "variance"}),
        doubled=False,
    )
    return transform(raudenbush_bryk(formula), symbols(change)), known


def hox(formula: str) -> tuple[System, Conventions]:
    """Hox, Moerbeek & van de Schoot (2018): e, u, v; σ²_u0, σ_u01, σ²_e."""
    deep = formula == THREE
    letters = {1: "beta", 2: "gamma", 3: "delta"} if deep else {1: "beta", 2: "gamma"}

    def change(node: Symbol) -> Symbol:
        match node.of:
            case VaryingCoefficient(_, place):
                return replace(node, name=letters[len(place)])
            case FixedEffect():
                return replace(node, name="delta" if deep else "gamma")
            case RandomEffect():
                return replace(node, name="v" if height(node, formula) == 3 else "u")
            case LevelOneResidual():
                return replace(node, name="e")
            case ResidualVariance():
                return replace(node, sub=(Symbol("e"),))
            case Variance() | Covariance():
                numbers = tuple(part for part in node.sub if isinstance(part, Number))
                letter = Symbol("v" if height(node, formula) == 3 else "u")
                if isinstance(node.of, Variance):
                    return replace(node, name="sigma", sub=(letter, *numbers[:1]), sup=SQUARED)
                return replace(node, name="sigma", sub=(letter, *numbers))
        return node

    known = Conventions(
        letters={
            "fixed": ("delta",) if deep else ("gamma",),
            "varying": ("beta", "gamma") if deep else ("beta",),
            "effect": ("u", "v"),
            "variance": ("sigma",),
            "covariance": ("sigma",),
            "residual": ("e",),
            "residual variance": ("sigma",),
        },
        squared=frozenset({"residual variance", "variance"}),
        residual="e",
        lettered=True,
        doubled=False,
    )
    return transform(raudenbush_bryk(formula), symbols(change)), known


def singer_willett(formula: str) -> tuple[System, Conventions]:
    """Singer & Willett (2003): person i, occasion j; π, ζ, ε; σ₀², σ₀₁, σ_ε²; the response is Y."""
    swapped = {"i": "j", "j": "i"}

    def change(node: Node | Line) -> Node | Line:
        match node:
            case Index(letter, "", _):
                return Index(swapped[letter])
            case Range():
                return replace(node, letters=("i",), bound=Symbol("I"))
            case Symbol(_, sub, _, of):
                # scripts were changed before: the person's index comes first
                indices = sorted((part for part in sub if isinstance(part, Index)), key=lambda part: part.letter)
                node = replace(node, sub=(*(part for part in sub if not isinstance(part, Index)), *indices))
                return _singer_willett(node, of)
            case Scripted(base, sub, sup) if any(isinstance(part, Index) for part in sub):
                indices = sorted((part for part in sub if isinstance(part, Index)), key=lambda part: part.letter)
                return Scripted(base, (*(part for part in sub if not isinstance(part, Index)), *indices), sup)
        return node

    known = Conventions(
        letters={
            "fixed": ("gamma",),
            "varying": ("pi",),
            "effect": ("zeta",),
            "variance": ("sigma",),
            "covariance": ("sigma",),
            "residual": ("varepsilon",),
            "residual variance": ("sigma",),
            "outcome": ("Y",),
        },
        squared=frozenset({"residual variance", "variance"}),
        doubled=False,
        residual="varepsilon",
        observation="j",
        outermost_first=True,
    )
    return with_letter(transform(raudenbush_bryk(formula), change), ("i", "j")), known


def _singer_willett(node: Symbol, of: object) -> Symbol:
    numbers = tuple(part for part in node.sub if isinstance(part, Number))
    match of:
        case VaryingCoefficient():
            return replace(node, name="pi")
        case RandomEffect():
            return replace(node, name="zeta")
        case LevelOneResidual():
            return replace(node, name="varepsilon")
        case ResidualVariance():
            return replace(node, sub=(Symbol("varepsilon"),))
        case Variance():
            return replace(node, name="sigma", sub=numbers[:1], sup=SQUARED)
        case Covariance():
            return replace(node, name="sigma", sub=numbers)
    return node


def with_letter(system: System, indices: tuple[str, ...], letter: str = "Y") -> System:
    """Return a system in which the response is a letter with the indices of an observation."""
    first, *others = system.lines
    response = Symbol(letter, tuple(map(Index, indices)), of=Outcome())
    return replace(system, lines=(replace(first, left=response), *others))


def outcome(formula: str) -> tuple[System, Conventions]:
    """Raudenbush & Bryk's letters, the response a Y."""
    from levelwise.notations.raudenbush_bryk import SYMBOLS, conventions

    known = conventions(spec_of(formula), SYMBOLS)
    known = replace(known, letters={**known.letters, "outcome": ("Y",)})
    return with_letter(raudenbush_bryk(formula), ("i", "j", "k") if formula == THREE else ("i", "j")), known


# --- one equation -------------------------------------------------------------------------------


def combined(formula: str) -> tuple[System, Conventions]:
    """Raudenbush & Bryk's letters in one equation, the fixed and the random part under braces."""
    from levelwise.notations.raudenbush_bryk import SYMBOLS, conventions

    system = raudenbush_bryk(formula)
    definitions = {line.left: line.right for line in system.lines[1:] if line.relation == "="}
    fixed: list[tuple[str, Node]] = []
    random: list[tuple[str, Node]] = []

    def spell(node: Node, factors: tuple[Node, ...]) -> None:
        match node:
            case Sum(terms):
                for _, term in terms:
                    spell(term, factors)
            case Scaled(Symbol() as symbol, factor):
                inner = factor.factors if isinstance(factor, Times) else (factor,)
                spell(symbol, (*inner, *factors))
            case Symbol() if node in definitions:
                spell(definitions[node], factors)
            case Symbol():
                part = Scaled(node, Times(factors) if len(factors) > 1 else factors[0]) if factors else node
                (fixed if isinstance(node.of, FixedEffect) else random).append(("+", part))

    spell(system.lines[0].right, ())
    right = Sum(
        (
            ("+", UnderBrace(Sum(tuple(fixed)), Word("fixed"))),  # type: ignore[arg-type]
            ("+", UnderBrace(Sum(tuple(random)), Word("random"))),  # type: ignore[arg-type]
        )
    )
    distributions = [line for line in system.lines if line.relation == "~"]
    return replace(system, lines=(replace(system.lines[0], right=right), *distributions)), conventions(
        spec_of(formula), SYMBOLS
    )


# --- distributions ------------------------------------------------------------------------------

_ROWS = Conventions(
    letters={
        "fixed": ("alpha", "beta", "mu"),
        "row": ("gamma", "mu"),
        "varying": ("alpha", "beta"),
        "effect": ("alpha", "beta"),
        "variance": ("sigma",),
        "deviation": ("sigma",),
        "correlation": ("rho",),
        "residual variance": ("sigma",),
    },
    squared=frozenset({"residual variance", "variance"}),
    numbering="rows",
    unnumbered=frozenset({"alpha", "mu"}),
    variables="unit",
    nested=False,
    named_by="effects",
    residual="y",
)


def gelman_hill(formula: str) -> tuple[System, Conventions]:
    """Gelman & Hill (2007): indices on the variables, ρσσ, σ_y; with several factors a letter for each."""
    if formula == THREE:
        return _one_letter_a_factor()
    system = transform(equatiomatic(formula), _gelman_hill)
    return system, _ROWS


def _gelman_hill(node: Node | Line) -> Node | Line:
    match node:
        case Quantity(Word("sector"), of):
            return Quantity(Scripted(Word("sector"), (Index("j"),)), of)
        case Quantity(Word(text), of):
            return Quantity(Scripted(Word(text), (ONE,)), of)
        case Symbol(_, _, _, ResidualVariance()):
            return replace(node, sub=(Symbol("y"),))
        case Symbol(_, (Symbol() as effect,), _, Variance()):
            return replace(node, sub=(_bare(effect),))
        case Symbol(_, (Symbol() as a, Symbol() as b), _, Covariance(effects)):
            assert isinstance(a.of, RandomEffect)
            assert isinstance(b.of, RandomEffect)
            deviations = tuple(Symbol("sigma", (_bare(one),), of=StandardDeviation(one.of)) for one in (a, b))
            return Row((Symbol("rho", of=Correlation(effects)), *deviations))
    return node


def _bare(symbol: Symbol) -> Symbol:
    return Symbol(symbol.name, tuple(part for part in symbol.sub if not isinstance(part, Index)), symbol.sup)


def _one_letter_a_factor() -> tuple[System, Conventions]:
    """y_i ~ N(μ + β_1 x_i + … + α_j[i] + δ_1j[i] x_i + γ_k[i], σ_y²), the random effects with mean zero."""
    spec = spec_of(THREE)
    terms: list[tuple[str, Node]] = []
    for number, column in enumerate(spec.fixed):
        of = FixedEffect(LOCATION, column.key)
        if not column.cells:
            terms.append(("+", Symbol("mu", of=of)))
            continue
        parts = tuple(_with_place(cell) for cell in column.cells)
        product = Times(parts) if len(parts) > 1 else parts[0]
        terms.append(("+", Scaled(Symbol("beta", (Number(str(number)),), of=of), product)))
    intercept, slope = (RandomEffect(0, column.key) for column in spec.blocks[0].effects)
    top = RandomEffect(1, frozenset())
    x = _with_place(spec.blocks[0].effects[1].cells[0])
    terms.append(("+", Symbol("alpha", (Index("j", "i"),), of=intercept)))
    terms.append(("+", Scaled(Symbol("delta", (Number("1"), Index("j", "i")), of=slope), x)))
    terms.append(("+", Symbol("gamma", (Index("k", "i"),), of=top)))
    a, b = Symbol("alpha", (Index("j"),), of=intercept), Symbol("delta", (Number("1"), Index("j")), of=slope)
    c = Symbol("gamma", (Index("k"),), of=top)

    def variance(effect: Symbol) -> Symbol:
        assert isinstance(effect.of, RandomEffect)
        return Symbol("sigma", (_bare(effect),), SQUARED, Variance(effect.of))

    def covariance() -> Row:
        own = [Symbol("sigma", (_bare(one),), of=StandardDeviation(one.of)) for one in (a, b)]  # type: ignore[arg-type]
        return Row((Symbol("rho", of=Correlation(frozenset((intercept, slope)))), *own))

    zero, residual = Number("0"), Symbol("sigma", (Symbol("y"),), SQUARED, ResidualVariance())
    matrix = Matrix(((variance(a), covariance()), (covariance(), variance(b))))
    normal = Symbol("N")
    lines = (
        Line(Scripted(Word("y"), (ONE,)), "~", Distribution(normal, (Sum(tuple(terms)), residual))),  # type: ignore[arg-type]
        Line(
            Matrix(((a,), (b,))),
            "~",
            Distribution(normal, (Matrix(((zero,), (zero,))), matrix)),
            (Range(("j",), Symbol("J"), "g"),),
        ),
        Line(c, "~", Distribution(normal, (zero, variance(c))), (Range(("k",), Symbol("K"), "h"),)),
    )
    letters = {
        **_ROWS.letters,
        "fixed": ("mu", "beta"),
        "effect": ("alpha", "delta", "gamma"),
    }
    return System(lines, "any"), replace(_ROWS, letters=letters)


def _with_place(cell: object) -> Quantity:
    """Return a variable in the equation of an observation: x_i, w_j[i], v_k[i]."""
    place = {"w": Index("j", "i"), "v": Index("k", "i")}.get(cell.variable, ONE)  # type: ignore[attr-defined]
    return Quantity(Scripted(Word(cell.variable), (place,)), cell)  # type: ignore[attr-defined, arg-type]


def deviations(formula: str) -> tuple[System, Conventions]:
    """McElreath (2020): Normal(μ_i, σ), σ a standard deviation; a multivariate normal of the effects."""
    from levelwise.notations.equatiomatic import SYMBOLS, conventions

    mean = Symbol("mu", (ONE,), of=Mean())

    def change(node: Node | Line) -> Node | Line:
        match node:
            case Symbol("N", _, _, _):
                return Word("Normal")
            case Symbol(_, _, _, ResidualVariance()):
                return Symbol("sigma", of=ResidualDeviation())
            case Line(
                left, "~", Distribution(_, (Number() | Symbol() | Sum() as centre, Symbol(_, sub, _, Variance(effect))))
            ):
                deviation = Symbol("sigma", sub, of=StandardDeviation(effect))
                return replace(node, left=left, right=Distribution(Word("Normal"), (centre, deviation)))
        return node

    system = transform(equatiomatic(formula), change)
    first, *others = system.lines
    assert isinstance(first.right, Distribution)
    centre, deviation = first.right.arguments
    lines = (
        replace(first, right=Distribution(Word("Normal"), (mean, deviation))),
        Line(mean, "=", centre),
        *others,
    )
    known = conventions(spec_of(formula), SYMBOLS)
    letters = {**known.letters, "residual deviation": ("sigma",)}
    known = replace(known, letters=letters, scale="deviation", normal=("Normal",))
    return replace(system, lines=lines), known


def bernoulli(formula: str) -> tuple[System, Conventions]:
    """A Bernoulli distribution with its link line, and Raudenbush & Bryk's levels below."""
    from levelwise.notations.raudenbush_bryk import SYMBOLS, conventions

    first, *others = raudenbush_bryk(formula).lines
    chance = Symbol("p", (ONE, Index("j")), of=Mean())
    assert isinstance(first.right, Sum)
    predictor = Sum(tuple(term for term in first.right.terms if not _is_residual(term[1])))
    response = Scripted(Word("passed"), (ONE, Index("j")))
    lines = (
        Line(response, "~", Distribution(Word("Bernoulli"), (chance,))),
        Line(Apply(Word("logit"), (chance,)), "=", predictor),
        *(line for line in others if not _is_residual(line.left)),
    )
    known = conventions(spec_of(formula), SYMBOLS)
    known = replace(known, letters={**known.letters, "mean": ("p",)})
    return System(lines, "any"), known


def _is_residual(node: Node) -> bool:
    return isinstance(node, Symbol) and isinstance(node.of, LevelOneResidual)


STYLES = {
    "snijders-bosker": (snijders_bosker, (TWO, THREE)),
    "hox": (hox, (TWO, THREE)),
    "singer-willett": (singer_willett, (TWO,)),
    "outcome": (outcome, (TWO, THREE)),
    "combined": (combined, (TWO, THREE)),
    "gelman-hill": (gelman_hill, (TWO, THREE)),
    "deviations": (deviations, (TWO, THREE)),
    "bernoulli": (bernoulli, (BINARY,)),
}
"""Each style with the models it is tried on."""
