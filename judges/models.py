"""The equations that judges typeset: the handout's models, every kind of node, random models and hostile names."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from hypothesis import given, reject

import levelwise as lw
from helpers.draws import examples
from helpers.every_node import alone, as_system, deeper, pairs
from helpers.handout import MODELS, handout_model
from helpers.hostile_names import NAMES
from helpers.random_models import Case, cases
from levelwise.equation.tree import System
from levelwise.errors import DataError, FormulaSyntaxError
from levelwise.formula.syntax import quoted
from levelwise.notations.table import NOTATIONS
from levelwise.options import Options, applied


def handout() -> Iterator[tuple[str, System]]:
    """Yield the handout's models in every notation, each with its name."""
    for name in MODELS:
        model = handout_model(name)
        for notation in lw.notations():
            yield f"{name}, {notation.name}", model.equations(notation.name, policy="off").system


def nodes() -> Iterator[System]:
    """Yield every kind of node, alone, inside every other and deeper."""
    yield from map(as_system, (*alone(), *pairs(), *deeper(1000)))


def hostile() -> Iterator[tuple[str, System]]:
    """Yield models in which a hostile name is response, predictor, category and grouping factor."""
    for name in NAMES:
        ticks = [quoted(name + end) for end in ("", "2", "3", "4")]
        formula = f"{ticks[0]} ~ x*{ticks[1]} + log({ticks[2]}) + (x | {ticks[3]})"
        model = lw.model(formula, factors={name + "2": ["a", name]})
        for notation in lw.notations():
            yield name, model.equations(notation.name, policy="off").system


def random_models(count: int = 300) -> list[System]:
    """Return random models, crossed, nested and centred ones among them, in every notation."""
    systems: list[System] = []

    @examples(count)
    @given(case=cases())
    def draw(case: Case) -> None:
        try:
            spec = case.build().spec
        except (FormulaSyntaxError, DataError):
            reject()
        for notation in NOTATIONS.own.values():
            systems.append(notation.write(spec, applied(Options(), notation.options)))

    draw()
    return systems


def in_turn(pairs: Iterable[tuple[str, System]]) -> Iterator[tuple[str, System]]:
    """Yield of models that come in every notation each in one."""
    count = len(lw.notations())
    yield from (pair for place, pair in enumerate(pairs) if place % count == place // count % count)
