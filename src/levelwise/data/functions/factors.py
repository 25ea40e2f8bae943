"""Functions that make a factor of a column."""

from __future__ import annotations

from dataclasses import replace

from levelwise.data.columns import MISSING, Categories
from levelwise.data.frames import factors
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.table import Function, Given, Labels
from levelwise.data.schema import Column
from levelwise.errors import UnknownNameError
from levelwise.formula.syntax import Call, Name, Number, String, deparse
from levelwise.lazy_numpy import np

_ORDERED = ("ordered", "as.ordered")


def _kind(given: Given) -> str:
    if "ordered" in given:
        return "ordered" if given.flag("ordered") else "factor"
    return "ordered" if given.node.function in _ORDERED else "factor"


def _factor(data: Arithmetic, given: Given) -> Categories:
    """Return R's ``factor(x, levels, labels)``; what `levels` leaves out is missing."""
    factor = data.factor(given["x"], kind=_kind(given))
    if "ordered" in given:
        factor = factors.of_kind(factor, _kind(given))
    excluded = _excluded(given)
    if "levels" in given:
        levels = _checked(given, given.texts("levels"))
        factor = factors.chosen(factor, tuple(level for level in levels if level not in (excluded or ())))
    elif given.node.function in ("factor", "ordered"):
        factor = factors.occurring(factor)
    if excluded is not None and "levels" not in given:
        # what is missing was excluded by default only
        factor = factors.with_missing(factor) if (factor.codes == MISSING).any() else factor
        factor = factors.chosen(factor, tuple(label for label in factor.labels if label not in excluded))
    return factors.renamed(factor, _labels(given, len(factor.labels))) if "labels" in given else factor


def _excluded(given: Given) -> tuple[str, ...] | None:
    """Return what `exclude` names; None for nothing but missing values, as by default."""
    node = given["exclude"] if "exclude" in given else Name(factors.NOT_AVAILABLE)
    every = (
        [argument.value for argument in node.arguments] if isinstance(node, Call) and node.function == "c" else [node]
    )
    words = {one.text for one in every if isinstance(one, Name)} & {factors.NOT_AVAILABLE, "NULL"}
    named = tuple(t for one in every if deparse(one) not in words for t in given.reader.texts(one))
    if factors.NOT_AVAILABLE not in words:
        return named
    return (*named, factors.NOT_AVAILABLE) if named else None


def _add_na(data: Arithmetic, given: Given) -> Categories:
    """Return R's ``addNA(f)``: missing values are a category."""
    factor = data.factor(given["x"])
    if given.flag("ifany") and not (factor.codes == MISSING).any():
        return factor
    return factors.with_missing(factor)


def _add_na_shape(given: Given, labels: Labels) -> Column:
    return Column(given.text, "factor", (*labels(given["x"]), factors.NOT_AVAILABLE))


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
    found = factors.chosen(factor, tuple(sorted(factor.labels)))
    return replace(found, kind="factor", text=True)


def _as_character_shape(given: Given, labels: Labels) -> Column:
    return Column(given.text, "factor", tuple(sorted(labels(given["x"]))))


def _droplevels(data: Arithmetic, given: Given) -> Categories:
    return factors.occurring(data.factor(given["x"]))


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


def _reorder(data: Arithmetic, given: Given) -> Categories:
    """Put categories in the order of their means of another column; without a mean, last."""
    factor, by = data.factor(given["x"]), data.numbers(given["X"])
    known = factor.codes != MISSING
    with np.errstate(all="ignore"):
        sums = np.bincount(factor.codes[known], by[known], minlength=len(factor.labels))
        means = sums / np.bincount(factor.codes[known], minlength=len(factor.labels))
    return factors.chosen(factor, tuple(factor.labels[number] for number in np.argsort(means, kind="stable")))


_FACTOR = ("x", "levels", "labels", "exclude", "ordered")
_CODED = ("x", "contr", "how.many", "...", "levels")
ENTRIES = (
    Function("factor", _FACTOR, _factor, _factor_shape),
    Function("as.factor", ("x",), _factor, _factor_shape),
    Function("ordered", ("x", "levels", "labels"), _factor, _factor_shape),
    Function("as.ordered", ("x",), _factor, _factor_shape),
    Function("C", _CODED, _factor, _factor_shape, aliases={"object": "x", "contrast": "contr"}),
    Function("as.character", ("x",), _as_character, _as_character_shape),
    Function("addNA", ("x", "ifany"), _add_na, _add_na_shape),
    Function("droplevels", ("x",), _droplevels, _droplevels_shape),
    Function("reorder", ("x", "X"), _reorder, _droplevels_shape, needed=2),
    Function("relevel", ("x", "ref"), _relevel, _relevel_shape, needed=2),
)
