"""The left side of the first line: the response, with the indices of an observation."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.tree import (
    Brackets,
    Given,
    Index,
    Node,
    Scripted,
    Symbol,
)
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.model.parameters import Mean, Outcome, Stacked
from levelwise.proof.canonical import canonical
from levelwise.proof.expression import read
from levelwise.proof.indices import Indices
from levelwise.proof.matrix_form import is_about_vectors
from levelwise.proof.outcome_distributions import (
    coefficients_given,
    reading_of_trials,
    response_side,
    trials_in,
)
from levelwise.proof.printed_variable import check_expression, check_means
from levelwise.proof.reading import letters


def check(indices: Indices, left: Node, right: Node) -> None:
    """Check that the left side of the first line is the response, with the indices of an observation."""
    if isinstance(left, Brackets) and isinstance(left.inner, Given):
        left = left.inner
    part = left.part if isinstance(left, Given) else left
    if isinstance(part, Symbol) and isinstance(part.of, Stacked) and part.of.kind == "outcomes":
        return
    if isinstance(left, Symbol):
        if not isinstance(left.of, Outcome) or letters(left) != indices.whole:
            raise VerificationError("the left side of the first line is not the response of an observation")
        return
    for side in (left, right):
        for count in trials_in(side):
            _check_trials(indices, count)
    condition = coefficients_given(left)
    if condition is not None and not is_about_vectors(condition):
        _check_condition(indices, condition)
    indexed = bool(indices.spec.blocks) or indices.spec.response.kind == "counts" or _has_indexed_mean(right)
    left, node = response_side(left, indices.spec)
    carried = indices.whole if indices.conventions.variables != "none" else ()
    bare = indices.conventions.variables == "none"
    if bare and indices.spec.response.kind == "proportion":
        carried = (indices.conventions.observation,)
    elif bare and indexed:
        if not isinstance(left, Scripted) or left.sub != (Index(indices.conventions.observation),) or left.sup:
            raise VerificationError("the response does not have the index of an observation")
        left = left.base
    reading = read(left, indices.columns)
    if any(one.letters != carried for one in reading.indices):
        raise VerificationError("the response does not have the indices of an observation")
    check_expression(reading, (canonical(node),), indices.spec.response.text)
    unstacked = Indices(indices.spec, replace(indices.conventions, stacked=False), indices.groups)
    check_means(unstacked, reading, node, [carried for _ in reading.means], indices.conventions.observation)


def _check_condition(indices: Indices, condition: Node) -> None:
    """Check that a probability is conditional on the vector of the coefficients of the group."""
    varying = indices.conventions.letters.get("varying", ())
    wanted = tuple(Index(letter) for letter in indices.whole if letter != indices.conventions.observation)
    if not varying or condition != Symbol(varying[-1], wanted, face="bold"):
        raise VerificationError("the probability is not conditional on the coefficients of its group")


def _check_trials(indices: Indices, count: Node) -> None:
    """Check that the number of trials has the indices of an observation."""
    reading = reading_of_trials(count, indices.spec)
    if reading is not None and any(one.letters != indices.whole for one in reading.indices):
        raise VerificationError("the number of trials does not have the indices of an observation")


def _has_indexed_mean(right: Node) -> bool:
    """Return whether the mean on a right side has an index, as the response then has it, too."""
    return any(letters(part) for part in walk(right) if isinstance(part, Symbol) and isinstance(part.of, Mean))
