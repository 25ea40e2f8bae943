"""The proof catches every mutation of a tree: a swapped index, number, row or matrix entry, a lost term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

import levelwise as lw
from helpers.handout import WRITTEN, handout_model
from levelwise.equation.tree import (
    Dot,
    Index,
    Law,
    Line,
    Matrix,
    Number,
    Operator,
    Overline,
    Quantity,
    Range,
    Root,
    Row,
    Scripted,
    Sum,
    Symbol,
    System,
    Word,
)
from levelwise.errors import VerificationError
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
)
from levelwise.proof.recombine import verify

MODELS = [(name, notation) for name in [*WRITTEN, "mm"] for notation in ("equatiomatic", "raudenbush-bryk")]
MORE = {
    "expressions": ("log(y) ~ I(x - z)*w + I(x^2) + poly(x, 2) + (x > 3) + offset(log(o)) + (x | g)", {"w": "g"}, {}),
    "three levels": ("y ~ x*w*v + (x | g) + (x + w | h)", {"w": "g", "v": "h"}, {"g": "h"}),
    "crossed": ("y ~ x*w + z*v + offset(t) + (x | s) + (x + w || i)", {"w": "s", "v": "i"}, {}),
    "diag": ("y ~ x + z + diag(x + z | g) + (1 | h)", {}, {}),
    "homogeneous": ("y ~ x + homdiag(x | g) + homcs(x + z | h)", {}, {}),
    "heterogeneous": ("y ~ x + z + cs(x + z | g) + hetar1(0 + x + z + v | g)", {}, {}),
    "series": ("y ~ x + z + ar1(0 + z + x + v | g) + ar1(0 + x + z + v | h)", {}, {"g": "h"}),
    "Toeplitz": ("y ~ x + z + toep(x + z | g) + homtoep(x + z + v | g)", {}, {}),
    "centring": (
        "y ~ gm(x, g)*cwc(x, g) + cgm(x) + gm(x, h) + I(2 * cwc(w, h)) + offset(gm(o, g)) + (cwc(x, g) | g) + (1 | h)",
        {"w": "g"},
        {"g": "h"},
    ),
    "crossed means": ("cwc(y, s) ~ gm(x, s) + cwc(x, i) + gm(x, s:i) + (1 | s) + (1 | i) + (1 | s:i)", {}, {}),
    "cell": ("y ~ x + (x | a) + (1 | b) + (1 | a:b)", {}, {}),
}


def equations(name: str, notation: str) -> lw.Equations:
    if name in MORE:
        formula, levels, nesting = MORE[name]
        return lw.extract_eq(formula, levels=levels, nesting=nesting, notation=notation, policy="off", weights="wt")
    return handout_model(name).equations(notation)


# letters of which a model has several: one alone under another letter is a slip of the pen, while another
# letter for the one residual variance would only be another notation
RENAMED = {"u", "pi", "b"}


def mutants(node: Any) -> Iterator[Any]:
    """Yield every tree that differs from `node` in one mark, one row, or one term."""
    if isinstance(node, Index):
        yield replace(node, letter="k" if node.letter != "k" else "j")
        if node.at:
            yield replace(node, at="")
    elif isinstance(node, Number) and node.text.isdigit():
        yield Number(str(int(node.text) + 1))
    elif isinstance(node, Word):
        yield Word(node.text + "x")
    elif isinstance(node, Operator):
        yield Operator("+" if node.text != "+" else "-")
    elif isinstance(node, Range):
        yield replace(node, letters=("z",))
        yield replace(node, label=f"{node.label}x")
        yield replace(node, bound=Symbol("Z"))
    if isinstance(node, Symbol):
        if node.name in RENAMED:
            yield replace(node, name="zeta")
        if node.sub:
            yield replace(node, sub=node.sub[:-1])
    if isinstance(node, Sum) and len(node.terms) > 1:
        for n in range(len(node.terms)):
            yield Sum(node.terms[:n] + node.terms[n + 1 :])
        yield Sum((("-", node.terms[0][1]), *node.terms[1:]))
    if isinstance(node, Row):
        for n in range(len(node.parts)):
            yield Row(node.parts[:n] + node.parts[n + 1 :])
        yield Row((node.parts[1], node.parts[0], *node.parts[2:]))
    elif isinstance(node, Root | Overline):
        yield node.inner
    elif isinstance(node, Dot):
        yield Index("j")
        yield Number("0")
    elif isinstance(node, Scripted):
        yield node.base
    if isinstance(node, Matrix):
        yield Matrix((node.rows[1], node.rows[0], *node.rows[2:])) if len(node.rows) > 1 else Matrix(())
        yield Matrix(node.rows[:-1])
        if len(node.rows[0]) > 1:
            yield Matrix(tuple((row[1], row[0], *row[2:]) for row in node.rows))
    yield from inside(node)


def inside(node: Any) -> Iterator[Any]:
    if not is_dataclass(node):
        return
    for one in fields(node):
        value = getattr(node, one.name)
        if one.name == "of" or isinstance(value, str):
            continue
        if isinstance(value, tuple):
            for n, part in enumerate(value):
                pair = isinstance(part, tuple)
                if isinstance(node, Matrix):
                    for m, cell in enumerate(part):
                        for mutant in mutants(cell):
                            row = (*part[:m], mutant, *part[m + 1 :])
                            yield replace(node, **{one.name: (*value[:n], row, *value[n + 1 :])})
                    continue
                for mutant in mutants(part[1] if pair else part):
                    new = (part[0], mutant) if pair else mutant
                    yield replace(node, **{one.name: (*value[:n], new, *value[n + 1 :])})
        elif is_dataclass(value):
            for mutant in mutants(value):
                yield replace(node, **{one.name: mutant})


def reordered(line: Line, mutant: Line) -> bool:
    """Say whether only the order of a vector with zero mean differs, which says the same of exchangeable effects."""
    if not isinstance(mutant.left, Matrix) or mutant.right != line.right:
        return False
    zero = isinstance(line.right, Law) and line.right.arguments[0] == Matrix(((Number("0"),),) * len(mutant.left.rows))
    return zero and isinstance(line.left, Matrix) and set(mutant.left.rows) == set(line.left.rows)


def systems(system: System, name: str) -> Iterator[tuple[str, System]]:
    for n, line in enumerate(system.lines):
        yield f"line {n} lost", replace(system, lines=system.lines[:n] + system.lines[n + 1 :])
        for mutant in mutants(line):
            if mutant == line or (name == "homogeneous" and reordered(line, mutant)):
                continue  # two equal rows in each other's place, or exchangeable effects in another order
            yield f"line {n}", replace(system, lines=(*system.lines[:n], mutant, *system.lines[n + 1 :]))


@pytest.mark.parametrize(
    ("name", "notation"), [*MODELS, *((m, n) for m in MORE for n in ("equatiomatic", "raudenbush-bryk"))]
)
def test_every_mutation_is_caught(name: str, notation: str) -> None:
    made = equations(name, notation)
    made.verify()
    survivors: list[Any] = []
    count = 0
    for what, mutant in systems(made.system, name):
        count += 1
        try:
            verify(mutant, made.spec)
        except VerificationError:
            continue
        survivors.append((what, mutant))
    assert count > 10
    assert not survivors, survivors[:3]


@pytest.mark.parametrize(
    ("name", "notation", "letter"), [("m5", "equatiomatic", "beta"), ("m4", "raudenbush-bryk", "gamma")]
)
def test_a_coefficient_with_another_letter_is_caught(name: str, notation: str, letter: str) -> None:
    made = equations(name, notation)
    first = next(symbol for symbol in _symbols(made.system) if symbol.name == letter)

    def rename(node: Any) -> Any:
        return replace(node, name="zeta") if node == first else _mapped(node, rename)

    with pytest.raises(VerificationError):
        verify(_mapped(made.system, rename), made.spec)


def test_swapped_provenance_is_caught() -> None:
    made = equations("m4", "raudenbush-bryk")
    gammas = {n.of: n for n in _symbols(made.system) if n.name == "gamma"}
    (a, first), (b, second), *_ = gammas.items()

    def swap(node: Any) -> Any:
        if isinstance(node, Symbol) and node.of in (a, b):
            return replace(node, of=b if node.of == a else a)
        return _mapped(node, swap)

    with pytest.raises(VerificationError):
        verify(_mapped(made.system, swap), made.spec)
    assert first != second


def _symbols(node: Any) -> Iterator[Symbol]:
    if isinstance(node, Symbol):
        yield node
    if isinstance(node, tuple):
        for part in node:
            yield from _symbols(part)
    elif is_dataclass(node) and not isinstance(node, Quantity):
        for one in fields(node):
            if one.name != "of":
                yield from _symbols(getattr(node, one.name))


def _mapped(node: Any, change: Any) -> Any:
    if isinstance(node, tuple):
        return tuple(change(part) if is_dataclass(part) else _mapped(part, change) for part in node)
    if not is_dataclass(node):
        return node
    new = {}
    for one in fields(node):
        value = getattr(node, one.name)
        if one.name != "of":
            new[one.name] = change(value) if is_dataclass(value) else _mapped(value, change)
    return replace(node, **new)


STRUCTURES = ("us", "diag", "homdiag", "cs", "homcs", "ar1", "hetar1", "toep", "homtoep")


@pytest.mark.parametrize("notation", ["equatiomatic", "raudenbush-bryk"])
@pytest.mark.parametrize("written", STRUCTURES)
@pytest.mark.parametrize("meant", STRUCTURES)
def test_the_matrix_of_another_structure_is_caught(written: str, meant: str, notation: str) -> None:
    made, other = (
        lw.extract_eq(f"y ~ x + z + {name}(x + z | g)", notation=notation, policy="off") for name in (written, meant)
    )
    if written == meant:
        verify(made.system, other.spec)
        return
    with pytest.raises(VerificationError):
        verify(made.system, other.spec)


@pytest.mark.parametrize("notation", ["equatiomatic", "raudenbush-bryk"])
@pytest.mark.parametrize("structure", ["homdiag", "homcs", "cs", "ar1", "hetar1", "toep"])
def test_a_parameter_of_another_block_is_caught(structure: str, notation: str) -> None:
    """A correlation or a variance of one block spelled, or meant, as that of the other."""
    formula = f"y ~ x + z + {structure}(x + z | g) + {structure}(x + z | h)"
    made = lw.extract_eq(formula, notation=notation, policy="off")
    shared = {s.of: s for s in _symbols(made.system) if isinstance(s.of, CommonVariance | CommonCorrelation)}
    first = [s for s in shared.values() if s.of.block == 0]
    for mine in first:
        theirs = shared[replace(mine.of, block=1)]
        for wrong in (theirs, replace(theirs, of=mine.of), replace(mine, of=theirs.of)):

            def change(node: Any, mine: Symbol = mine, wrong: Symbol = wrong) -> Any:
                return wrong if node == mine else _mapped(node, change)

            with pytest.raises(VerificationError):
                verify(change(made.system), made.spec)
    assert first
