"""Functions that combine factors, or turn them into indicators."""

from __future__ import annotations

from itertools import product

from levelwise.data.columns import MISSING, Categories, Numbers
from levelwise.data.frames import factors
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.function import BoundCall, Function, Labels
from levelwise.data.schema import Column
from levelwise.errors import UnknownNameError
from levelwise.formula.syntax import String, deparse
from levelwise.lazy_numpy import np


def _combined(call: BoundCall, first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Return the labels of combinations; the first factor varies fastest or, with `lex.order`, the last."""
    separator = call.strings("sep")[0] if "sep" in call else "."
    if call.flag("lex.order"):
        return tuple(f"{a}{separator}{b}" for a in first for b in second)
    return tuple(f"{a}{separator}{b}" for b in second for a in first)


def _interaction(data: Arithmetic, call: BoundCall) -> Categories:
    first, *others = (data.factor(argument.value) for argument in call.rest)
    for other in others:
        labels = _combined(call, first.labels, other.labels)
        a, b = len(first.labels), len(other.labels)
        codes = first.codes * b + other.codes if call.flag("lex.order") else other.codes * a + first.codes
        codes = np.where((first.codes == MISSING) | (other.codes == MISSING), MISSING, codes).astype(np.intp)
        first = Categories(codes, labels, "factor", labels)
    return factors.of_kind(first, "factor")


def _interaction_shape(call: BoundCall, labels: Labels) -> Column:
    found, *others = (labels(argument.value) for argument in call.rest)
    for other in others:
        found = _combined(call, found, other)
    return Column(call.text, "factor", found)


def _paste(data: Arithmetic, call: BoundCall) -> Categories:
    """Join the strings of columns row by row; the result is missing where any of them is."""
    separator = _separator(call)
    rows = data.frame.rows
    joined = np.full(rows, "", dtype=object)
    complete = np.ones(rows, dtype=np.bool_)
    for n, argument in enumerate(call.rest):
        if isinstance(argument.value, String):
            strings = np.full(rows, argument.value.value, dtype=object)
        else:
            part = data.factor(argument.value)
            strings = np.array([*part.labels, ""], dtype=object)[part.codes]
            complete &= part.codes != MISSING
        joined = joined + (separator if n else "") + strings
    labels = tuple(sorted({str(text) for text in joined[complete]}))
    number = {label: code for code, label in enumerate(labels)}
    codes = np.array(
        [number[text] if known else MISSING for text, known in zip(joined, complete, strict=True)], dtype=np.intp
    )
    return Categories(codes, labels, "factor", labels, text=True)


def _separator(call: BoundCall) -> str:
    if "sep" in call:
        return call.strings("sep")[0]
    return "" if call.function == "paste0" else " "


def _paste_shape(call: BoundCall, labels: Labels) -> Column:
    parts = [(a.value.value,) if isinstance(a.value, String) else labels(a.value) for a in call.rest]
    joined = {_separator(call).join(combination) for combination in product(*parts)}
    return Column(call.text, "factor", tuple(sorted(joined)))


def _dummy(data: Arithmetic, call: BoundCall) -> Numbers:
    """Return lme4's ``dummy(f, "a")``, the indicator of a category; by default of every category but the first."""
    factor = data.factor(call["f"])
    selected = _dummy_labels(call, factor.labels)
    hits = np.stack([factor.codes == factor.labels.index(label) for label in selected], axis=1).astype(np.float64)
    hits[factor.codes == MISSING] = np.nan
    return Numbers(hits[:, 0]) if "level" in call and len(selected) == 1 else Numbers(hits, selected)


def _dummy_labels(call: BoundCall, labels: tuple[str, ...]) -> tuple[str, ...]:
    if "level" not in call:
        if len(labels) < 2:
            raise call.error("dummy() requires a factor with at least two categories")
        return labels[1:]
    selected = call.strings("level")
    for label in selected:
        if label not in labels:
            where = call.reader.location(call.node)
            raise UnknownNameError("category", label, labels, where, of=f"of {deparse(call['f'])}")
    if not selected or len(set(selected)) < len(selected):
        raise call.error("dummy() takes distinct categories")
    return selected


def _dummy_shape(call: BoundCall, labels: Labels) -> Column:
    if "level" in call and len(call.strings("level")) == 1:
        return Column(call.text, "numeric")
    return Column(call.text, "basis", _dummy_labels(call, labels(call["f"])))


ENTRIES = (
    Function("interaction", ("...", "drop", "sep", "lex.order"), _interaction, _interaction_shape),
    Function("paste", ("...", "sep"), _paste, _paste_shape),
    Function("paste0", ("...",), _paste, _paste_shape),
    Function("dummy", ("f", "level"), _dummy, _dummy_shape),
)
