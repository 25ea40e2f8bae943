"""Functions that turn a column into a factor, or change the categories of one."""

from __future__ import annotations

from dataclasses import replace

from levelwise.data.columns import MISSING, Categories
from levelwise.data.frames import factors
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.function import BoundCall, Function, Labels
from levelwise.data.schema import Column
from levelwise.errors import UnknownNameError
from levelwise.formula.syntax import Call, Name, Number, String, deparse
from levelwise.lazy_numpy import np

_ORDERED = ("ordered", "as.ordered")


def _kind(call: BoundCall) -> str:
    if "ordered" in call:
        return "ordered" if call.flag("ordered") else "factor"
    return "ordered" if call.function in _ORDERED else "factor"


def _factor(data: Arithmetic, call: BoundCall) -> Categories:
    """Return R's ``factor(x, levels, labels)``; values that `levels` does not list become missing."""
    factor = data.factor(call["x"], kind=_kind(call))
    if "ordered" in call:
        factor = factors.of_kind(factor, _kind(call))
    excluded = _excluded(call)
    if "levels" in call:
        levels = _checked(call, call.strings("levels"))
        factor = factors.with_levels(factor, tuple(level for level in levels if level not in (excluded or ())))
    elif call.function in ("factor", "ordered"):
        factor = factors.occurring(factor)
    if excluded is not None and "levels" not in call:
        # missing values are excluded by default, but not if `exclude` lists other values only
        factor = factors.with_missing(factor) if (factor.codes == MISSING).any() else factor
        factor = factors.with_levels(factor, tuple(label for label in factor.labels if label not in excluded))
    return factors.renamed(factor, _labels(call, len(factor.labels))) if "labels" in call else factor


def _excluded(call: BoundCall) -> tuple[str, ...] | None:
    """Return the values listed in `exclude`; None for missing values only, the default."""
    node = call["exclude"] if "exclude" in call else Name(factors.NOT_AVAILABLE)
    listed = (
        [argument.value for argument in node.arguments] if isinstance(node, Call) and node.function == "c" else [node]
    )
    keywords = {one.text for one in listed if isinstance(one, Name)} & {factors.NOT_AVAILABLE, "NULL"}
    values = tuple(t for one in listed if deparse(one) not in keywords for t in call.reader.strings(one))
    if factors.NOT_AVAILABLE not in keywords:
        return values
    return (*values, factors.NOT_AVAILABLE) if values else None


def _add_na(data: Arithmetic, call: BoundCall) -> Categories:
    """Return R's ``addNA(f)``, in which missing values form a category."""
    factor = data.factor(call["x"])
    if call.flag("ifany") and not (factor.codes == MISSING).any():
        return factor
    return factors.with_missing(factor)


def _add_na_shape(call: BoundCall, labels: Labels) -> Column:
    return Column(call.text, "factor", (*labels(call["x"]), factors.NOT_AVAILABLE))


def _labels(call: BoundCall, categories: int) -> tuple[str, ...]:
    labels = call.strings("labels")
    if len(labels) == 1 < categories:
        return tuple(f"{labels[0]}{n + 1}" for n in range(categories))
    if len(labels) != categories:
        raise call.error(f"{len(labels)} labels are given for {categories} categories")
    return labels


def _checked(call: BoundCall, levels: tuple[str, ...]) -> tuple[str, ...]:
    if not levels:
        raise call.error("levels lists no categories")
    if len(set(levels)) < len(levels):
        raise call.error(f"levels lists a category twice: {', '.join(levels)}")
    return levels


def _factor_shape(call: BoundCall, labels: Labels) -> Column:
    levels = _checked(call, call.strings("levels")) if "levels" in call else labels(call["x"])
    if "labels" in call:
        levels = tuple(dict.fromkeys(_labels(call, len(levels))))
    return Column(call.text, _kind(call), levels)


def _as_character(data: Arithmetic, call: BoundCall) -> Categories:
    """Return strings, which as a factor have their categories in alphabetical order."""
    factor = data.factor(call["x"])
    found = factors.with_levels(factor, tuple(sorted(factor.labels)))
    return replace(found, kind="factor", text=True)


def _as_character_shape(call: BoundCall, labels: Labels) -> Column:
    return Column(call.text, "factor", tuple(sorted(labels(call["x"]))))


def _droplevels(data: Arithmetic, call: BoundCall) -> Categories:
    return factors.occurring(data.factor(call["x"]))


def _droplevels_shape(call: BoundCall, labels: Labels) -> Column:
    return Column(call.text, "factor", labels(call["x"]))


def _reference(call: BoundCall, labels: tuple[str, ...]) -> str:
    """Return the category that `ref` gives by its name or its number, as in R."""
    ref = call["ref"]
    if isinstance(ref, Number):
        return labels[call.integer("ref", 1, 1, len(labels)) - 1]
    if not isinstance(ref, String):
        raise call.error('relevel() takes a factor and its reference category, as in relevel(f, ref = "a")')
    if ref.value not in labels:
        where = call.reader.location(call.node)
        raise UnknownNameError("category", ref.value, labels, where, of=f"of {deparse(call['x'])}")
    return ref.value


def _releveled(call: BoundCall, labels: tuple[str, ...]) -> tuple[str, ...]:
    reference = _reference(call, labels)
    return (reference, *(label for label in labels if label != reference))


def _relevel(data: Arithmetic, call: BoundCall) -> Categories:
    """Put a reference category first."""
    factor = data.factor(call["x"])
    if factor.kind == "ordered":
        name = deparse(call["x"])
        message = (
            f"{name} is an ordered factor, which has no reference category; write "
            f"relevel(factor({name}, ordered = FALSE), …)"
        )
        raise call.error(message)
    return factors.with_levels(factor, _releveled(call, factor.labels))


def _relevel_shape(call: BoundCall, labels: Labels) -> Column:
    return Column(call.text, "factor", _releveled(call, labels(call["x"])))


def _reorder(data: Arithmetic, call: BoundCall) -> Categories:
    """Order the categories by their means of another column; those without a mean come last."""
    factor, by = data.factor(call["x"]), data.numbers(call["X"])
    known = factor.codes != MISSING
    with np.errstate(all="ignore"):
        sums = np.bincount(factor.codes[known], by[known], minlength=len(factor.labels))
        means = sums / np.bincount(factor.codes[known], minlength=len(factor.labels))
    return factors.with_levels(factor, tuple(factor.labels[number] for number in np.argsort(means, kind="stable")))


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
    Function("reorder", ("x", "X"), _reorder, _droplevels_shape, required=2, uses_all_rows=True),
    Function("relevel", ("x", "ref"), _relevel, _relevel_shape, required=2),
)
