"""The values of a variable: the fixed table of functions a formula may call.

Nothing is evaluated as code: an expression is walked node by node, and a function that is not in
the table is an error. Values are computed on all rows, before any row is dropped, as R does it.
A room of this folder holds the functions of one kind; each has one entry in the table.
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.data.columns import Values
from levelwise.data.frames.frame import Frame
from levelwise.data.functions import (
    bases,
    choices,
    columns,
    combinations,
    distributions,
    elementwise,
    factors,
    groups,
    intervals,
    parts,
    polynomials,
    scaling,
    summaries,
    texts,
)
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.constants import Constants, Vector
from levelwise.data.functions.table import Function, Labels
from levelwise.data.schema import Column
from levelwise.errors import UnknownNameError
from levelwise.formula.syntax import PART, Call, Name, Node, Operation
from levelwise.lazy_numpy import np

_ROOMS = (
    *(elementwise, distributions, columns, choices, scaling, summaries, bases, polynomials),
    *(factors, texts, combinations, intervals, groups),
)
FUNCTIONS: Mapping[str, Function] = {entry.name: entry for room in _ROOMS for entry in room.ENTRIES}
"""The functions whose values Levelwise computes, by name."""


def evaluate(node: Node, frame: Frame, source: str) -> Values:
    """Return a variable's values over all rows of a frame.

    Parameters
    ----------
    node : Node
        A variable of a formula: a name, a call, a comparison.
    frame : Frame
        The data.
    source : str
        The formula, for messages.

    Raises
    ------
    UnknownNameError
        For a column or a function that does not exist; the nearest name is offered.
    DataError
        When a function cannot take the column it is given.
    """
    evaluation = _Evaluation(frame, source)
    if isinstance(node, Call) and node.function in summaries.NAMES:
        message = f"{node.function}() is one number for all rows, not a predictor; write I(x - {node.function}(x))"
        raise evaluation.error(message, node)
    # a name that is a variable is a column, even T or pi; constants stand inside expressions
    return (
        frame.column(node.text, lambda: evaluation.place(node)) if isinstance(node, Name) else evaluation.values(node)
    )


def shape(node: Call, source: str, labels: Labels) -> Column | None:
    """Return what is known of a call's columns without data; None for a function that is not in the table.

    Parameters
    ----------
    node : Call
        The variable.
    source : str
        The formula, for messages.
    labels : callable
        Gives the categories of a variable, or raises.

    Raises
    ------
    DataError
        For arguments the function does not take, and where only data could say.
    """
    entry = parts.ENTRY if node.function == PART else FUNCTIONS.get(node.function)
    if entry is None:
        return None
    given = entry.bind(node, Constants(source))
    return Column(given.text, "numeric") if entry.shape is None else entry.shape(given, labels)


_ON_ALL_ROWS = frozenset(
    {
        "poly",
        "polym",
        "ns",
        "bs",
        "scale",
        "center",
        "standardize",
        "rank",
        "gm",
        "cwc",
        "cgm",
        "ave",
        "reorder",
        *summaries.NAMES,
    }
)


def depends_on_all_rows(node: Node) -> bool:
    """Say whether a variable's value in a row may hang on the other rows."""
    stack: list[Node] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Call):
            if item.function in _ON_ALL_ROWS:
                return True
            stack.extend(argument.value for argument in item.arguments)
        elif isinstance(item, Operation):
            stack.extend(item.operands)
    return False


class _Evaluation(Arithmetic):
    def call(self, node: Call) -> Values:
        entry = parts.ENTRY if node.function == PART else FUNCTIONS.get(node.function)
        if entry is None:
            where = self.place(node) + "\nwhat no function does can be computed before, as a column of the data"
            raise UnknownNameError("function", node.function, FUNCTIONS, where)
        with np.errstate(all="ignore"):  # what has no value comes out missing, as in R
            return entry.compute(self, entry.bind(node, self))

    def summary(self, node: Call) -> Vector:
        found = summaries.summarised(self, node)
        if found is None:
            raise self.error("expected a plain number here", node)
        return tuple(found.tolist())
