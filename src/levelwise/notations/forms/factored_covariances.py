"""Distributions whose covariance matrix is a product: S = diag(σ_α, σ_β) R diag(σ_α, σ_β).

McElreath (2020), *Statistical Rethinking*, 2nd edition, section 14.1. Independent effects have distributions of their
own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from levelwise.equation.tree import (
    Apply,
    Distribution,
    Line,
    Matrix,
    Node,
    Number,
    Row,
    Script,
    Symbol,
    Word,
)
from levelwise.model.parameters import (
    CommonDeviation,
    Correlation,
    Stacked,
    StandardDeviation,
)
from levelwise.notations.forms.effects_by_factor import EffectsByFactor
from levelwise.notations.parts.covariance import shared_correlation
from levelwise.notations.parts.deviations import Deviations
from levelwise.notations.parts.effect_vectors import Effect
from levelwise.notations.parts.letters import over_groups
from levelwise.notations.parts.normal import column_vector
from levelwise.vocabulary.covariance_structures import STRUCTURES

NORMAL, MULTIVARIATE = Word("Normal"), Word("MVNormal")


def lines(form: EffectsByFactor) -> list[Line]:
    """Return the distributions of the random effects of a model, each followed by its covariance matrix."""
    groups = [(number, part) for number, vector in enumerate(form.vectors) for part in _dependent(vector.effects)]
    matrices = sum(len(part) > 1 for _, part in groups)
    return [line for number, part in groups for line in _lines(form, number, part, alone=matrices == 1)]


def _dependent(effects: Sequence[Effect]) -> list[tuple[Effect, ...]]:
    """Return the effects of a vector in groups that are independent of each other."""
    found: dict[tuple[int, int], list[Effect]] = {}
    for effect in effects:
        independent = STRUCTURES[effect.structure].correlation == "none"
        found.setdefault((effect.block, effect.place if independent else -1), []).append(effect)
    return [tuple(part) for part in found.values()]


def _lines(form: EffectsByFactor, number: int, effects: tuple[Effect, ...], *, alone: bool) -> Iterator[Line]:
    vector = form.vectors[number]
    block = form.spec.blocks[effects[0].block]
    index = form.index[vector.group]
    over = (over_groups(block.group, (index,), as_text=False),)
    symbols = [form.effect(number, effect, vector.group) for effect in effects]
    means = [form.mean_of(number, effect) for effect in effects]
    sigmas = [_deviation(form, number, effect) for effect in effects]
    if len(effects) == 1:
        yield Line(symbols[0], "~", Distribution(NORMAL, (means[0], sigmas[0])), over)
        return
    sub: tuple[Script, ...] = () if alone else (Word(block.name),)
    blocks = (effects[0].block,)
    s = Symbol("S", sub, of=Stacked("covariances", blocks, block.group), face="bold")
    r = Symbol("R", sub, of=Stacked("correlations", blocks), face="bold")
    yield Line(column_vector(symbols), "~", Distribution(MULTIVARIATE, (column_vector(means), s)), over)
    diagonal = Apply(Word("diag"), tuple(sigmas))
    yield Line(s, "=", Row((diagonal, r, diagonal)))
    spelled = form.spelled(number)
    yield Line(r, "=", Matrix(tuple(tuple(_correlation(spelled, a, b) for b in effects) for a in effects)))


def _deviation(form: EffectsByFactor, number: int, effect: Effect) -> Symbol:
    """Return the standard deviation of an effect, named after the first of its block if they have one in common."""
    if not STRUCTURES[effect.structure].equal:
        return Symbol(form.letters.deviation, (form.bare(number, effect),), of=StandardDeviation(effect.meaning))
    first = next(one for one in form.vectors[number].effects if one.block == effect.block)
    return Symbol(form.letters.deviation, (form.bare(number, first),), of=CommonDeviation(effect.block))


def _correlation(spelled: Deviations, a: Effect, b: Effect) -> Node:
    """Return the correlation of two effects of a block, objects of one vector."""
    if a is b:
        return Number("1")
    if STRUCTURES[a.structure].correlation == "free":
        return spelled.correlation_of(a, b, Correlation(frozenset((a.meaning, b.meaning))))
    return shared_correlation(a, b, spelled)
