"""The equations that judges typeset: well-known models, every kind of node, random models and hostile names."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from hypothesis import given, reject

import levelwise as lw
from helpers.draws import examples
from helpers.every_node import alone, as_system, deeper, pairs
from helpers.golden_models import MODELS as GOLDEN
from helpers.golden_models import golden_model
from helpers.handout import ILLEGITIMATE, handout_model
from helpers.hostile_names import NAMES
from helpers.random_models import Case, cases
from helpers.requirements import written
from levelwise.equation.tree import System
from levelwise.errors import DataError, FormulaSyntaxError
from levelwise.formula.syntax import quoted
from levelwise.notations.table import NOTATIONS


def in_scope(model: lw.Model, **options: object) -> Iterator[tuple[str, lw.Equations]]:
    """Yield a model in every notation that can write it, each with the name of the notation."""
    for notation in lw.notations():
        with suppress(lw.UnsupportedModelError):
            yield notation.name, model.equations(notation.name, policy="off", **options)


def known() -> Iterator[tuple[str, lw.Equations]]:
    """Yield the models of tests/goldens in every notation, each with a title."""
    for name in GOLDEN:
        yield from ((f"{name}, {notation}", equations) for notation, equations in in_scope(golden_model(name)))


def handout() -> Iterator[tuple[str, System]]:
    """Yield these models, and the illegitimate ones of the handout in one of the notations, in turn."""
    yield from ((title, equations.system) for title, equations in known())
    names = {"observation": "measurements", "student:school": "students", "school": "schools & colleges"}
    for notation, equations in in_scope(golden_model("growth-three-levels"), level_labels=names):
        yield f"growth with names of levels, {notation}", equations.system
    for place, name in enumerate(ILLEGITIMATE):
        found = list(in_scope(handout_model(name)))
        notation, equations = found[place % len(found)]
        yield f"{name}, {notation}", equations.system


def nodes() -> Iterator[System]:
    """Yield every kind of node, alone, inside every other and deeper."""
    yield from map(as_system, (*alone(), *pairs(), *deeper(1000)))


def hostile() -> Iterator[tuple[str, System]]:
    """Yield models in which a hostile name is response, predictor, category and grouping factor, in two notations."""
    for place, name in enumerate(NAMES):
        ticks = [quoted(name + end) for end in ("", "2", "3", "4")]
        formula = f"{ticks[0]} ~ x*{ticks[1]} + log({ticks[2]}) + (x | {ticks[3]})"
        found = list(in_scope(lw.model(formula, factors={name + "2": ["a", name]})))
        for turn in range(2):
            yield name, found[(2 * place + turn) % len(found)][1].system


def random_models(count: int = 420) -> list[System]:
    """Return random models, crossed, nested and centred ones among them, each in one of the notations, in turn."""
    systems: list[System] = []
    notations = list(NOTATIONS.own)

    @examples(count)
    @given(case=cases())
    def draw(case: Case) -> None:
        try:
            spec = case.build().spec
        except (FormulaSyntaxError, DataError):
            reject()
        system = written(notations[len(systems) % len(notations)], spec)
        systems.append(written("equatiomatic", spec) if system is None else system)  # type: ignore[arg-type]

    draw()
    return systems
