"""Functions of strings, row by row; a factor is treated as the strings of its labels."""

from __future__ import annotations

from collections.abc import Callable

from levelwise.data.columns import Categories, Floats, Numbers
from levelwise.data.functions.arithmetic import Arithmetic, logical_column
from levelwise.data.functions.function import BoundCall, Function, Labels, logical_shape
from levelwise.data.schema import Column

Change = Callable[[str], str]


def _of_labels(data: Arithmetic, call: BoundCall, value: Callable[[str], float]) -> Floats:
    factor = data.factor(call["x"])
    return factor.numbers([value(label) for label in factor.labels])


def _nchar(data: Arithmetic, call: BoundCall) -> Numbers:
    """Return the length of each string; missing where it is missing (R counts the two letters of NA)."""
    return Numbers(_of_labels(data, call, lambda text: float(len(text))))


def _starts_or_ends(data: Arithmetic, call: BoundCall) -> Categories:
    name = "suffix" if "suffix" in call else "prefix"
    wanted = call.strings(name)
    if len(wanted) != 1:
        raise call.error(f"the {name} of {call.function}() must be a single string")
    test = str.endswith if call.function == "endsWith" else str.startswith
    return logical_column(_of_labels(data, call, lambda text: test(text, wanted[0])))


def _change(call: BoundCall) -> Change:
    """Return the function of one string that a call applies."""
    name = call.function
    if name not in ("substr", "substring"):
        return {"toupper": str.upper, "tolower": str.lower, "trimws": lambda text: text.strip(" \t\r\n")}[name]
    first, last = ("start", "stop") if name == "substr" else ("first", "last")
    start, stop = call.integer(first, 1, 0, 1_000_000), call.integer(last, 1_000_000, 0, 1_000_000)
    return lambda text: text[max(0, start - 1) : stop]


def _changed(data: Arithmetic, call: BoundCall) -> Categories:
    factor, change = data.factor(call["x"]), _change(call)
    changed = [change(label) for label in factor.labels]
    labels = tuple(sorted(set(changed)))
    return Categories(factor.recoded([labels.index(text) for text in changed]), labels, "factor", labels, text=True)


def _changed_shape(call: BoundCall, labels: Labels) -> Column:
    return Column(call.text, "factor", tuple(sorted(set(map(_change(call), labels(call["x"]))))))


ENTRIES = (
    Function("nchar", ("x",), _nchar),
    *(Function(name, ("x",), _changed, _changed_shape) for name in ("toupper", "tolower", "trimws")),
    Function("substr", ("x", "start", "stop"), _changed, _changed_shape, required=3),
    Function("substring", ("x", "first", "last"), _changed, _changed_shape, required=2, aliases={"text": "x"}),
    Function("startsWith", ("x", "prefix"), _starts_or_ends, logical_shape, required=2),
    Function("endsWith", ("x", "suffix"), _starts_or_ends, logical_shape, required=2),
)
