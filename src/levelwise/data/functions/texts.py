"""Functions of texts, row by row; a factor counts by its labels."""

from __future__ import annotations

from collections.abc import Callable

from levelwise.data.columns import MISSING, Categories, Floats, Numbers
from levelwise.data.functions.arithmetic import Arithmetic, logical
from levelwise.data.functions.columns import truth_shape
from levelwise.data.functions.table import Function, Given, Labels
from levelwise.data.schema import Column
from levelwise.lazy_numpy import np

Change = Callable[[str], str]


def _by_label(data: Arithmetic, given: Given, value: Callable[[str], float]) -> Floats:
    factor = data.factor(given["x"])
    by_code = np.array([value(label) for label in factor.labels] or [np.nan])
    found: Floats = np.where(factor.codes == MISSING, np.nan, by_code[factor.codes])
    return found


def _nchar(data: Arithmetic, given: Given) -> Numbers:
    """Return how long each text is; R counts two letters for a missing number, which stays missing here."""
    return Numbers(_by_label(data, given, lambda text: float(len(text))))


def _edge(data: Arithmetic, given: Given) -> Categories:
    """Return where a text starts, or ends, with another."""
    (wanted,) = _one_text(given)
    ends = given.node.function == "endsWith"
    return logical(_by_label(data, given, lambda text: text.endswith(wanted) if ends else text.startswith(wanted)))


def _one_text(given: Given) -> tuple[str, ...]:
    name = "suffix" if "suffix" in given else "prefix"
    found = given.texts(name)
    if len(found) != 1:
        raise given.error(f"{given.node.function}() takes one text to look for")
    return found


def _change(given: Given) -> Change:
    """Return what a function makes of one text."""
    name = given.node.function
    if name not in ("substr", "substring"):
        return {"toupper": str.upper, "tolower": str.lower, "trimws": lambda text: text.strip(" \t\r\n")}[name]
    first, last = ("start", "stop") if name == "substr" else ("first", "last")
    start, stop = given.whole(first, 1, 0, 1_000_000), given.whole(last, 1_000_000, 0, 1_000_000)
    return lambda text: text[max(0, start - 1) : stop]


def _changed(data: Arithmetic, given: Given) -> Categories:
    factor, change = data.factor(given["x"]), _change(given)
    written = [change(label) for label in factor.labels]
    labels = tuple(sorted(set(written)))
    position = np.array([labels.index(text) for text in written] or [MISSING], dtype=np.intp)
    codes = np.where(factor.codes == MISSING, MISSING, position[factor.codes]).astype(np.intp)
    return Categories(codes, labels, "factor", labels, text=True)


def _changed_shape(given: Given, labels: Labels) -> Column:
    return Column(given.text, "factor", tuple(sorted(set(map(_change(given), labels(given["x"]))))))


ENTRIES = (
    Function("nchar", ("x",), _nchar),
    *(Function(name, ("x",), _changed, _changed_shape) for name in ("toupper", "tolower", "trimws")),
    Function("substr", ("x", "start", "stop"), _changed, _changed_shape, needed=3),
    Function("substring", ("x", "first", "last"), _changed, _changed_shape, needed=2, aliases={"text": "x"}),
    Function("startsWith", ("x", "prefix"), _edge, truth_shape, needed=2),
    Function("endsWith", ("x", "suffix"), _edge, truth_shape, needed=2),
)
