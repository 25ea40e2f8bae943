"""Laws of legends on random models: a row for each symbol, none besides, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.draws import examples
from helpers.random_models import Case, cases
from helpers.requirements import generalized, written
from levelwise.data.schema import UNKNOWN
from levelwise.equation.legend import Entry
from levelwise.equation.tree import Hat, Index, Node, Quantity, Range, Symbol, System
from levelwise.equation.walk import printed_fields
from levelwise.errors import DataError, FormulaSyntaxError, UnsupportedModelError
from levelwise.legend.build import entries
from levelwise.model.parameters import Stacked
from levelwise.model.spec import ModelSpec
from levelwise.notations.table import NOTATIONS
from levelwise.vocabulary.families import FAMILIES, Family
from levelwise.writers.latex_nodes import Spelling, inline

SPELLING = Spelling()
PAIRS = [(family, link) for family in FAMILIES for link in family.links]


def spelled(node: Node) -> str:
    node = (
        replace(node, apart=False) if isinstance(node, Index) else node
    )  # that of a category is in brackets in scripts
    return inline(node, SPELLING).replace(r"\widehat{P}", r"\hat{P}")


def printed(item: object) -> Iterator[str]:
    """Yield the LaTeX of the symbols, variables and indices of a tree in reading order, however often they occur."""
    if isinstance(item, tuple):
        for part in item:
            yield from printed(part)
        return
    names = printed_fields(item.__class__)
    if names is None:
        return
    if isinstance(item, Symbol) and item.name in ("sum", "top", "prime"):
        names = ("sub", "sup")
    elif isinstance(item, Symbol | Quantity) or (isinstance(item, Hat) and isinstance(item.inner, Symbol)):
        yield spelled(item)
        if isinstance(item, Symbol) and isinstance(item.of, Stacked) and item.of.kind == "identity":
            yield from printed(item.sub)  # its dimension is a symbol
        yield from indices(item)
        return
    elif isinstance(item, Index):
        yield spelled(item)
    elif isinstance(item, Range):
        yield from item.letters
        names = ("bound",)
    elif item.__class__.__name__ == "Line":
        names = ("left", "under", "right", "ranges")
    for name in names:
        yield from printed(getattr(item, name))


def indices(item: object) -> Iterator[str]:
    if isinstance(item, Index):
        yield spelled(item)
    for name in printed_fields(item.__class__) or ():
        value = getattr(item, name)
        for part in value if isinstance(value, tuple) else (value,):
            yield from indices(part)


def check(system: System, spec: ModelSpec, rows: tuple[Entry, ...]) -> None:
    symbols = [[spelled(one) for one in row.symbols] for row in rows]
    every = [one for row in symbols for one in row]
    assert len(set(every)) == len(every)
    order = list(dict.fromkeys(printed(system.lines)))
    assert set(order) <= set(every)
    columns = set(every) - set(order)  # the response, the weights, the trials; the names of the normal distribution
    assert len(columns) <= 6
    places = [order.index(row[0]) for row in symbols if row[0] in order]
    assert places == sorted(places)
    for row in rows:
        words = "".join(part if isinstance(part, str) else "x" for part in (*row.meaning, *row.remark))
        assert words.strip()
        assert "  " not in words
        assert "a quantity that the equations define" not in words


def spec_of(case: Case) -> ModelSpec:
    try:
        return case.build().spec
    except (FormulaSyntaxError, DataError):
        assume(False)
        raise


def assert_one_row_for_each_symbol(name: str, spec: ModelSpec) -> None:
    try:
        system = written(name, spec)
    except UnsupportedModelError:
        assume(False)
        raise
    if system is not None:
        check(system, spec, entries(system, spec, UNKNOWN, NOTATIONS.own[name].conventions(spec)))


@examples(60)
@given(case=cases(), name=st.sampled_from(sorted(NOTATIONS.own)))
def test_every_symbol_has_one_row(case: Case, name: str) -> None:
    assert_one_row_for_each_symbol(name, spec_of(case))


@examples(60)
@given(case=cases(), pair=st.sampled_from(PAIRS), name=st.sampled_from(sorted(NOTATIONS.own)))
def test_every_symbol_of_a_generalized_model_has_one_row(case: Case, pair: tuple[Family, str], name: str) -> None:
    assert_one_row_for_each_symbol(name, generalized(spec_of(case), *pair))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(NOTATIONS.own))
@examples(40)
@given(case=cases(), pair=st.one_of(st.none(), st.sampled_from(PAIRS)))
def test_every_symbol_has_one_row_in_each_notation(name: str, case: Case, pair: tuple[Family, str] | None) -> None:
    spec = spec_of(case)
    assert_one_row_for_each_symbol(name, spec if pair is None else generalized(spec, *pair))
