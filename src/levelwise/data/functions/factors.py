"""Functions that make a factor of a column."""

from __future__ import annotations

import numpy as np

from levelwise.data import factors
from levelwise.data.arithmetic import Arithmetic
from levelwise.data.functions.table import Function, Given, Labels
from levelwise.data.schema import Column
from levelwise.data.values import MISSING, Categories
from levelwise.errors import UnknownNameError
from levelwise.formula.syntax import Number, String, deparse

_ORDERED = ("ordered", "as.ordered")


def _kind(given: Given) -> str:
    if "ordered" in given:
        return "ordered" if given.flag("ordered") else "factor"
    return "ordered" if given.node.function in _ORDERED else "factor"


def _factor(data: Arithmetic, given: Given) -> Categories:
    """Return R's ``factor(x, levels, labels)``."""
    x = given["x"]
    factor = data.factor(x, kind=_kind(given))
    if "ordered" in given:
        factor = factors.of_kind(factor, _kind(given))
    if "exclude" in given:
        kept = [label for label in factor.labels if label not in given.texts("exclude")]
        factor = factors.chosen(factor, tuple(kept))
    if "levels" in given:
        levels = given.texts("levels")
        _checked(given, levels)
        factor = _leveled(given, factor, levels)
    return factors.renamed(factor, _labels(given, len(factor.labels))) if "labels" in given else factor


def _leveled(given: Given, factor: Categories, levels: tuple[str, ...]) -> Categories:
    """Put categories in a given order; R makes those left out missing without a word, we say so."""
    found = factors.chosen(factor, levels)
    lost = factor.codes[(factor.codes != MISSING) & (found.codes == MISSING)]
    if len(lost):
        name, label = deparse(given["x"]), factor.labels[lost[0]]
        message = f"levels = leaves out the category {label!r} of {name}; name it, or leave its rows out by exclude ="
        raise given.error(message)
    return found


def _labels(given: Given, categories: int) -> tuple[str, ...]:
    labels = given.texts("labels")
    if len(labels) == 1 < categories:
        return tuple(f"{labels[0]}{n + 1}" for n in range(categories))
    if len(labels) != categories:
        raise given.error(f"{len(labels)} labels are given for {categories} categories")
    return labels


def _checked(given: Given, levels: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(levels)) < len(levels) or not levels:
        raise given.error(f"a category is named twice in levels: {', '.join(levels)}")
    return levels


def _factor_shape(given: Given, labels: Labels) -> Column:
    levels = _checked(given, given.texts("levels")) if "levels" in given else labels(given["x"])
    if "labels" in given:
        levels = tuple(dict.fromkeys(_labels(given, len(levels))))
    return Column(given.text, _kind(given), levels)


def _as_character(data: Arithmetic, given: Given) -> Categories:
    """Return texts, whose categories R sorts by their characters."""
    factor = data.factor(given["x"])
    return factors.of_kind(factors.chosen(factor, tuple(sorted(factor.labels))), "factor")


def _as_character_shape(given: Given, labels: Labels) -> Column:
    return Column(given.text, "factor", tuple(sorted(labels(given["x"]))))


def _droplevels(data: Arithmetic, given: Given) -> Categories:
    factor = data.factor(given["x"])
    used = {int(code) for code in np.unique(factor.codes)}
    return factors.chosen(factor, tuple(label for n, label in enumerate(factor.labels) if n in used))


def _droplevels_shape(given: Given, labels: Labels) -> Column:
    return Column(given.text, "factor", labels(given["x"]))


def _reference(given: Given, labels: tuple[str, ...]) -> str:
    """Return the category that `ref` names, or counts, as in R."""
    ref = given["ref"]
    if isinstance(ref, Number):
        return labels[given.whole("ref", 1, 1, len(labels)) - 1]
    if not isinstance(ref, String):
        raise given.error('relevel() takes a factor and its reference, as in relevel(f, ref = "a")')
    if ref.value not in labels:
        raise UnknownNameError(f"category of {deparse(given['x'])}", ref.value, labels, given.reader.place(given.node))
    return ref.value


def _releveled(given: Given, labels: tuple[str, ...]) -> tuple[str, ...]:
    reference = _reference(given, labels)
    return (reference, *(label for label in labels if label != reference))


def _relevel(data: Arithmetic, given: Given) -> Categories:
    """Put a reference category first."""
    factor = data.factor(given["x"])
    if factor.kind == "ordered":
        message = f"{deparse(given['x'])} is ordered, so that no category is the reference; write relevel(factor(…), …)"
        raise given.error(message)
    return factors.chosen(factor, _releveled(given, factor.labels))


def _relevel_shape(given: Given, labels: Labels) -> Column:
    return Column(given.text, "factor", _releveled(given, labels(given["x"])))


_FACTOR = ("x", "levels", "labels", "exclude", "ordered")
_CODED = ("x", "contr", "how.many", "...", "levels")
ENTRIES = (
    Function("factor", _FACTOR, _factor, _factor_shape),
    Function("as.factor", ("x",), _factor, _factor_shape),
    Function("ordered", ("x", "levels", "labels"), _factor, _factor_shape),
    Function("as.ordered", ("x",), _factor, _factor_shape),
    Function("C", _CODED, _factor, _factor_shape, aliases={"object": "x", "contrast": "contr"}),
    Function("as.character", ("x",), _as_character, _as_character_shape),
    Function("droplevels", ("x",), _droplevels, _droplevels_shape),
    Function("relevel", ("x", "ref"), _relevel, _relevel_shape, needed=2),
)
