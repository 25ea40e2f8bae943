"""Functions that combine factors, or take them apart."""

from __future__ import annotations

from itertools import product

from levelwise.data.columns import MISSING, Categories, Numbers
from levelwise.data.frames import factors
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.table import Function, Given, Labels
from levelwise.data.schema import Column
from levelwise.errors import UnknownNameError
from levelwise.formula.syntax import String, deparse
from levelwise.lazy_numpy import np


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
    return Categories(codes, labels, "factor", labels, text=True)


def _separator(given: Given) -> str:
    if "sep" in given:
        return given.texts("sep")[0]
    return "" if given.node.function == "paste0" else " "


def _paste_shape(given: Given, labels: Labels) -> Column:
    parts = [(a.value.value,) if isinstance(a.value, String) else labels(a.value) for a in given.rest]
    joined = {_separator(given).join(combination) for combination in product(*parts)}
    return Column(given.text, "factor", tuple(sorted(joined)))


def _dummy(data: Arithmetic, given: Given) -> Numbers:
    """Return lme4's ``dummy(f, "a")``: one where a factor has a category; without one, all but the first."""
    factor = data.factor(given["f"])
    chosen = _dummies(given, factor.labels)
    hits = np.stack([factor.codes == factor.labels.index(label) for label in chosen], axis=1).astype(np.float64)
    hits[factor.codes == MISSING] = np.nan
    return Numbers(hits[:, 0]) if "level" in given and len(chosen) == 1 else Numbers(hits, chosen)


def _dummies(given: Given, labels: tuple[str, ...]) -> tuple[str, ...]:
    if "level" not in given:
        if len(labels) < 2:
            raise given.error("dummy() needs a factor of two or more categories")
        return labels[1:]
    chosen = given.texts("level")
    for label in chosen:
        if label not in labels:
            raise UnknownNameError(f"category of {deparse(given['f'])}", label, labels, given.reader.place(given.node))
    if not chosen or len(set(chosen)) < len(chosen):
        raise given.error("dummy() takes categories, each once")
    return chosen


def _dummy_shape(given: Given, labels: Labels) -> Column:
    if "level" in given and len(given.texts("level")) == 1:
        return Column(given.text, "numeric")
    return Column(given.text, "basis", _dummies(given, labels(given["f"])))


ENTRIES = (
    Function("interaction", ("...", "drop", "sep", "lex.order"), _interaction, _interaction_shape),
    Function("paste", ("...", "sep"), _paste, _paste_shape),
    Function("paste0", ("...",), _paste, _paste_shape),
    Function("dummy", ("f", "level"), _dummy, _dummy_shape),
)
