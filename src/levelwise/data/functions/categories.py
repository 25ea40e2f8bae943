"""Functions that give categories: factors, intervals, combinations."""

from __future__ import annotations

from itertools import product

import numpy as np

from levelwise.data import factors, intervals
from levelwise.data.arithmetic import Arithmetic
from levelwise.data.functions.table import Function, Given, Labels
from levelwise.data.schema import Column
from levelwise.data.values import MISSING, Categories, Numbers, Values
from levelwise.errors import UnknownNameError
from levelwise.formula.syntax import Number, String, deparse

_ORDERED = ("ordered", "as.ordered")

# --- factor, ordered, C -------------------------------------------------------------------------


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


def _paste(data: Arithmetic, given: Given) -> Categories:
    """Join the texts of columns row by row; a row without a value in one of them has none."""
    separator = _separator(given)
    rows = data.frame.rows
    written = np.full(rows, "", dtype=object)
    good = np.ones(rows, dtype=np.bool_)
    for n, argument in enumerate(given.rest):
        if isinstance(argument.value, String):
            texts = np.full(rows, argument.value.value, dtype=object)
        else:
            part = data.factor(argument.value)
            texts = np.array([*part.labels, ""], dtype=object)[part.codes]
            good &= part.codes != MISSING
        written = written + (separator if n else "") + texts
    labels = tuple(sorted({str(text) for text in written[good]}))
    number = {label: code for code, label in enumerate(labels)}
    codes = np.array(
        [number[text] if kept else MISSING for text, kept in zip(written, good, strict=True)], dtype=np.intp
    )
    return Categories(codes, labels, "factor", labels)


def _separator(given: Given) -> str:
    if "sep" in given:
        return given.texts("sep")[0]
    return "" if given.node.function == "paste0" else " "


def _paste_shape(given: Given, labels: Labels) -> Column:
    parts = [(a.value.value,) if isinstance(a.value, String) else labels(a.value) for a in given.rest]
    joined = {_separator(given).join(combination) for combination in product(*parts)}
    return Column(given.text, "factor", tuple(sorted(joined)))


# --- relevel, interaction, dummy ----------------------------------------------------------------


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


def _combined(given: Given, first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Return the labels of combinations: the first varies fastest, or with `lex.order` the last."""
    separator = given.texts("sep")[0] if "sep" in given else "."
    if given.flag("lex.order"):
        return tuple(f"{a}{separator}{b}" for a in first for b in second)
    return tuple(f"{a}{separator}{b}" for b in second for a in first)


def _interaction(data: Arithmetic, given: Given) -> Categories:
    first, *others = (data.factor(argument.value) for argument in given.rest)
    for other in others:
        labels = _combined(given, first.labels, other.labels)
        a, b = len(first.labels), len(other.labels)
        codes = first.codes * b + other.codes if given.flag("lex.order") else other.codes * a + first.codes
        codes = np.where((first.codes == MISSING) | (other.codes == MISSING), MISSING, codes).astype(np.intp)
        first = Categories(codes, labels, "factor", labels)
    return factors.of_kind(first, "factor")


def _interaction_shape(given: Given, labels: Labels) -> Column:
    found, *others = (labels(argument.value) for argument in given.rest)
    for other in others:
        found = _combined(given, found, other)
    return Column(given.text, "factor", found)


def _dummy(data: Arithmetic, given: Given) -> Numbers:
    """Return lme4's ``dummy(f, "a")``: one where a factor has a category; without one, all but the first."""
    factor = data.factor(given["f"])
    chosen = _dummies(given, factor.labels)
    hits = np.stack([factor.codes == factor.labels.index(label) for label in chosen], axis=1).astype(np.float64)
    hits[factor.codes == MISSING] = np.nan
    return Numbers(hits[:, 0]) if "level" in given else Numbers(hits, chosen)


def _dummies(given: Given, labels: tuple[str, ...]) -> tuple[str, ...]:
    if "level" not in given:
        if len(labels) < 2:
            raise given.error("dummy() needs a factor of two or more categories")
        return labels[1:]
    chosen = given.texts("level")
    if len(chosen) != 1 or chosen[0] not in labels:
        what = f"category of {deparse(given['f'])}"
        raise UnknownNameError(what, ", ".join(chosen), labels, given.reader.place(given.node))
    return chosen


def _dummy_shape(given: Given, labels: Labels) -> Column:
    if "level" in given:
        return Column(given.text, "numeric")
    return Column(given.text, "basis", _dummies(given, labels(given["f"])))


# --- cut ----------------------------------------------------------------------------------------


def _codes_only(given: Given) -> bool:
    return "labels" in given and deparse(given["labels"]) in ("FALSE", "F")


def _interval_labels(given: Given, breaks: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[str, ...]:
    right, lowest = given.flag("right", default=True), given.flag("include.lowest")
    if len(np.unique(breaks)) < len(breaks) or np.isnan(breaks).any():
        raise given.error("the breaks of cut() must be different numbers")
    if "labels" in given and not _codes_only(given) and deparse(given["labels"]) != "NULL":
        labels = given.texts("labels")
        if len(labels) != len(breaks) - 1:
            raise given.error(f"{len(labels)} labels are given for {len(breaks) - 1} intervals")
        return labels
    digits = given.whole("dig.lab", 3, 1, 22)
    return tuple(intervals.interval_labels(breaks, right=right, include_lowest=lowest, digits=digits))


def _cut(data: Arithmetic, given: Given) -> Values:
    x = data.numbers(given["x"])
    breaks = np.sort(given.vector("breaks"))
    if len(breaks) == 1:
        count = given.whole("breaks", 2, 2, 1_000)
        seen = x[np.isfinite(x)]
        if not len(seen) or np.isinf(x).any():
            raise given.error(f"{deparse(given['x'])} has no finite range to cut")
        breaks = intervals.equal_breaks(float(seen.min()), float(seen.max()), count)
    labels = _interval_labels(given, breaks)
    right, lowest = given.flag("right", default=True), given.flag("include.lowest")
    codes = intervals.interval_codes(x, breaks, right=right, include_lowest=lowest)
    if _codes_only(given):
        return Numbers(np.where(codes == MISSING, np.nan, codes + 1.0))
    found = Categories(codes, labels, "ordered" if given.flag("ordered_result") else "factor", labels)
    return factors.renamed(found, labels)


def _cut_shape(given: Given, _: Labels) -> Column:
    if _codes_only(given):
        return Column(given.text, "numeric")
    breaks = np.sort(given.vector("breaks"))
    kind = "ordered" if given.flag("ordered_result") else "factor"
    if len(breaks) > 1:
        return Column(given.text, kind, tuple(dict.fromkeys(_interval_labels(given, breaks))))
    if "labels" in given and deparse(given["labels"]) != "NULL":
        return Column(given.text, kind, tuple(dict.fromkeys(given.texts("labels"))))
    raise given.error(f"without data the intervals of {given.text} are not known; give the breaks, as in c(0, 10, 20)")


_FACTOR = ("x", "levels", "labels", "exclude", "ordered")
ENTRIES = (
    Function("factor", _FACTOR, _factor, _factor_shape),
    Function("as.factor", ("x",), _factor, _factor_shape),
    Function("ordered", ("x", "levels", "labels"), _factor, _factor_shape),
    Function("as.ordered", ("x",), _factor, _factor_shape),
    Function(
        "C",
        ("x", "contr", "how.many", "...", "levels"),
        _factor,
        _factor_shape,
        aliases={"object": "x", "contrast": "contr"},
    ),
    Function("as.character", ("x",), _as_character, _as_character_shape),
    Function("droplevels", ("x",), _droplevels, _droplevels_shape),
    Function("paste", ("...", "sep"), _paste, _paste_shape),
    Function("paste0", ("...",), _paste, _paste_shape),
    Function("relevel", ("x", "ref"), _relevel, _relevel_shape, needed=2),
    Function("interaction", ("...", "drop", "sep", "lex.order"), _interaction, _interaction_shape),
    Function("dummy", ("f", "level"), _dummy, _dummy_shape),
    Function(
        "cut",
        ("x", "breaks", "labels", "include.lowest", "right", "dig.lab", "ordered_result"),
        _cut,
        _cut_shape,
        needed=2,
    ),
)
