"""The proof catches every mutation of a tree: a swapped index, number, row or matrix entry, a lost term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

import levelwise as lw
from helpers.handout import WRITTEN, handout_model
from helpers.mutants import systems
from levelwise.equation.tree import Quantity, Symbol
from levelwise.errors import VerificationError
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
)

NOTATIONS = ("equatiomatic", "raudenbush-bryk")
OTHERS = {  # on fewer models
    **dict.fromkeys(
        ("snijders-bosker", "hox", "combined", "mlwin"),
        ("m4", "expressions", "three levels", "crossed", "homogeneous", "heterogeneous", "series", "cell"),
    ),
    "gelman-hill": ("m4", "m41", "expressions", "three levels", "crossed", "homogeneous", "series", "centring"),
    "mcelreath": ("m4", "expressions", "three levels", "crossed", "homogeneous", "heterogeneous", "Toeplitz"),
    "barr": ("m4", "crossed", "homogeneous"),
    "singer-willett": ("m4", "expressions", "heterogeneous"),
}
MODELS = [
    *((name, notation) for name in [*WRITTEN, "mm"] for notation in NOTATIONS),
    *((name, notation) for notation, names in OTHERS.items() for name in names),
]
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


@pytest.mark.parametrize(("name", "notation"), [*MODELS, *((m, n) for m in MORE for n in NOTATIONS)])
def test_every_mutation_is_caught(name: str, notation: str) -> None:
    made = equations(name, notation)
    made.verify()
    survivors: list[Any] = []
    count = 0
    for what, mutant in systems(made.system, name):
        count += 1
        try:
            replace(made, system=mutant).verify()
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
        replace(made, system=_mapped(made.system, rename)).verify()


def test_swapped_provenance_is_caught() -> None:
    made = equations("m4", "raudenbush-bryk")
    gammas = {n.of: n for n in _symbols(made.system) if n.name == "gamma"}
    (a, first), (b, second), *_ = gammas.items()

    def swap(node: Any) -> Any:
        if isinstance(node, Symbol) and node.of in (a, b):
            return replace(node, of=b if node.of == a else a)
        return _mapped(node, swap)

    with pytest.raises(VerificationError):
        replace(made, system=_mapped(made.system, swap)).verify()
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


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("written", STRUCTURES)
@pytest.mark.parametrize("meant", STRUCTURES)
def test_the_matrix_of_another_structure_is_caught(written: str, meant: str, notation: str) -> None:
    made, other = (
        lw.extract_eq(f"y ~ x + z + {name}(x + z | g)", notation=notation, policy="off") for name in (written, meant)
    )
    if written == meant:
        replace(other, system=made.system).verify()
        return
    with pytest.raises(VerificationError):
        replace(other, system=made.system).verify()


@pytest.mark.parametrize("notation", NOTATIONS)
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
                replace(made, system=change(made.system)).verify()
    assert first
