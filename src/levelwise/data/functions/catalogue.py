"""The fixed table of functions that a formula may call.

Nothing is evaluated as code: an expression is evaluated by walking its tree, and a function that is not in the table is
an error. Values are computed on all rows, before any row is dropped, as in R. Each module of this package holds the
functions of one kind, each of which is one entry of the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from levelwise.data.columns import Values
from levelwise.data.functions import (
    combinations,
    conversion,
    cut,
    distributions,
    elementwise,
    factors,
    groups,
    multicolumn,
    polynomials,
    rowwise,
    scaling,
    splines,
    strings,
    summaries,
)
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.constants import ConstantReader, Vector
from levelwise.data.functions.function import Function, Labels
from levelwise.data.schema import Column
from levelwise.errors import UnknownNameError
from levelwise.formula.syntax import PART, Call, Node, Operation
from levelwise.lazy_numpy import np

if TYPE_CHECKING:
    from levelwise.data.frames.frame import Frame

_MODULES = (
    *(elementwise, distributions, conversion, rowwise, scaling, summaries, splines, polynomials, multicolumn),
    *(factors, strings, combinations, cut, groups),
)
FUNCTIONS: Mapping[str, Function] = {entry.name: entry for module in _MODULES for entry in module.ENTRIES}
"""The functions whose values Levelwise computes, by name."""


def compute(node: Node, frame: Frame, source: str) -> Values:
    """Return the values of an expression over all rows of a frame."""
    evaluator = _Evaluator(frame, source)
    if isinstance(node, Call) and node.function in summaries.NAMES:
        name = node.function
        message = f"{name}() is a single number for all rows, not a predictor; write I(x - {name}(x))"
        raise evaluator.error(message, node)
    return evaluator.values(node)


def shape(node: Call, source: str, labels: Labels) -> Column | None:
    """Return what is known about a call without data; None for a function that is not in the table.

    Parameters
    ----------
    node : Call
        The variable.
    source : str
        The formula, for messages.
    labels : callable
        Returns the categories of a variable, or raises.

    Raises
    ------
    DataError
        For unknown or missing arguments, and if the answer depends on data.
    """
    function = _function(node)
    if function is None:
        return None
    call = function.bind(node, ConstantReader(source))
    return Column(call.text, "numeric") if function.shape is None else function.shape(call, labels)


def depends_on_all_rows(node: Node) -> bool:
    """Return whether the value of a variable in one row may depend on other rows."""
    stack: list[Node] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Call):
            if item.function in FUNCTIONS and FUNCTIONS[item.function].uses_all_rows:
                return True
            stack.extend(argument.value for argument in item.arguments)
        elif isinstance(item, Operation):
            stack.extend(item.operands)
    return False


def _function(node: Call) -> Function | None:
    return multicolumn.SELECTION if node.function == PART else FUNCTIONS.get(node.function)


class _Evaluator(Arithmetic):
    """Evaluates expressions with calls of the functions in the table."""

    def call(self, node: Call) -> Values:
        function = _function(node)
        if function is None:
            hint = "compute other transformations beforehand, as columns of the data"
            raise UnknownNameError("function", node.function, FUNCTIONS, f"{self.location(node)}\n{hint}")
        with np.errstate(all="ignore"):  # an undefined value is missing, as in R
            return function.compute(self, function.bind(node, self))

    def summary(self, node: Call) -> Vector:
        found = summaries.summarised(self, node)
        if found is None:
            raise self.error("expected a plain number here", node)
        return tuple(found.tolist())
