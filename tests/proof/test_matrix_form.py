"""Systems in the matrix form are proved, with lists of columns and entries and without, and their mutants refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import levelwise as lw
from helpers.mutants import systems
from levelwise.equation.transform import transform
from levelwise.equation.tree import Brackets, Line, Matrix, Node, Row, Symbol
from levelwise.errors import VerificationError
from levelwise.model.parameters import Stacked

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "one factor": ("math ~ ses*sector + (ses | sch.id)", {"levels": {"sector": "sch.id"}}),
    "blocks": ("y ~ x + z + (x || g) + cs(0 + x + z | g) + offset(log(o))", {"weights": "w"}),
    "nested": ("log(y) ~ I(x - z)*w + gm(x, g) + (x | g) + homdiag(x + w | h)", {"nesting": {"g": "h"}}),
    "binary": ("y ~ x + (x | g) + offset(o)", {"family": "binomial", "link": "probit"}),
    "counts": ("cbind(s, f) ~ x + (x | h/g)", {"family": "binomial", "link": "cloglog"}),
    "weighted": ("y ~ x + toep(0 + x + z + v | g)", {"family": "Gamma", "weights": "w"}),
    "ordinal": ("y ~ x + (x | g)", {"family": "cumulative"}),
    "nominal": ("y ~ x + (x | g) + (1 | g)", {"family": "multinomial"}),
    "no groups": ("y ~ x*z + offset(o)", {"weights": "w"}),
}
NOTATIONS = ("laird-ware", "lme4", "brms", "nlme")
LINEAR = ("one factor", "blocks", "nested", "no groups")
PAIRS = [(notation, name) for notation in NOTATIONS for name in CASES if notation != "nlme" or name in LINEAR]


def written(name: str, notation: str, **options: Any) -> lw.Equations:
    formula, hints = CASES[name]
    return lw.extract_eq(formula, notation=notation, policy="off", **hints, **options)


def refused(equations: lw.Equations, system: Any) -> None:
    assert system != equations.system
    with pytest.raises(VerificationError):
        replace(equations, system=system).verify()


@pytest.mark.parametrize("columns", [False, True])
@pytest.mark.parametrize(("notation", "name"), PAIRS)
def test_every_mutation_is_caught(notation: str, name: str, columns: bool) -> None:
    equations = written(name, notation, columns=columns)
    equations.verify()
    survivors = []
    for what, mutant in systems(equations.system, name):
        try:
            replace(equations, system=mutant).verify()
        except VerificationError:
            continue
        survivors.append((what, mutant.lines[int(what.split()[1])]))
    assert not survivors, survivors[:3]


def _listed(change: Callable[[tuple[Node, ...]], tuple[Node, ...]]) -> Callable[[Node | Line], Node | Line]:
    """Return a function that changes the parts of every list of columns."""

    def changed(node: Node | Line) -> Node | Line:
        match node:
            case Brackets(Row(parts), "square") if len(parts) > 1:
                return Brackets(Row(change(parts)), "square")
        return node

    return changed


CHANGES: dict[str, Callable[[tuple[Node, ...]], tuple[Node, ...]]] = {
    "swapped": lambda parts: (parts[2], parts[1], parts[0], *parts[3:]),
    "dropped": lambda parts: parts[2:],
    "repeated": lambda parts: (*parts[:2], *parts),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["one factor", "nested"])
@pytest.mark.parametrize("notation", NOTATIONS)
def test_the_columns_are_those_of_the_model(notation: str, name: str, change: str) -> None:
    equations = written(name, notation, columns=True)
    refused(equations, transform(equations.system, _listed(CHANGES[change])))


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_covariance_matrix_has_the_structure_of_its_block(notation: str) -> None:
    equations = written("one factor", notation, columns=True)

    other = equations.spec.with_blocks(tuple(replace(one, covariance="homcs") for one in equations.spec.blocks))
    with pytest.raises(VerificationError):
        replace(equations, spec=other).verify()


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_covariance_matrix_has_a_row_for_each_effect(notation: str) -> None:
    equations = written("one factor", notation, columns=True)

    def shortened(node: Node | Line) -> Node | Line:
        return Matrix(tuple(row[:-1] for row in node.rows[:-1])) if isinstance(node, Matrix) else node

    refused(equations, transform(equations.system, shortened))


@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_block_has_its_distribution(notation: str) -> None:
    equations = written("nested", notation)
    for number, line in enumerate(equations.system.lines):
        if isinstance(line.left, Symbol) and line.relation == "~" and isinstance(line.left.of, Stacked):
            lines = equations.system.lines
            refused(equations, replace(equations.system, lines=(*lines[:number], *lines[number + 1 :])))
            refused(equations, replace(equations.system, lines=(*lines, line)))


def test_the_letters_are_those_given() -> None:
    notation = lw.notation("laird-ware").replace(covariance="G", effects="u", fixed="α", index={"school": "k"})
    equations = lw.extract_eq("math ~ ses + (ses | school)", notation=notation, columns=True)
    equations.verify()
    text = equations.to("text")
    assert "Xₖα + Zₖuₖ" in text
    assert "G = ⎛g₁₁  g₁₂⎞" in text
