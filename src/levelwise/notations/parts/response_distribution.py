"""The distribution of a response, with the letters of its mean, its variance and its dispersion."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.equation.tree import (
    Distribution,
    Index,
    Node,
    Word,
)
from levelwise.model.spec import ModelSpec
from levelwise.notations.parts.family_letters import FamilyLetters
from levelwise.notations.parts.normal import NORMAL
from levelwise.notations.parts.outcomes import NAMES, parameters_note, scale
from levelwise.text.note import Note
from levelwise.vocabulary.letters import GREEK


def distribution_of(spec: ModelSpec, mean: Node, letters: FamilyLetters, indices: Sequence[Index]) -> Distribution:
    """Return the distribution of a response with a mean and, if its family has one, a variance or a dispersion."""
    name = NORMAL if spec.family == "gaussian" else Word(NAMES[str(spec.family)])
    if spec.family.spread == "none":
        return Distribution(name, (mean,))
    return Distribution(name, (mean, scale_of(spec, letters, indices)))


def scale_of(spec: ModelSpec, letters: FamilyLetters, indices: Sequence[Index]) -> Node:
    """Return the residual variance or the dispersion, divided by the weight of a row where there are weights."""
    return scale(spec, letters.dispersion, indices, letters.residual_variance, letters.residual)


def parameters_in_words(spec: ModelSpec, letters: FamilyLetters) -> tuple[Note, ...]:
    """Return a note that says what the parameters of the distribution are."""
    return parameters_note(
        spec, GREEK.get(letters.of(spec), letters.of(spec)), GREEK.get(letters.dispersion, letters.dispersion)
    )
