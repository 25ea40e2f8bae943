"""The values of a variable: the fixed table of functions a formula may call.

Nothing is evaluated as code: an expression is walked node by node, and a function that is not in
the table is an error. Values are computed on all rows, before any row is dropped, as R does it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from levelwise.data.arithmetic import Arithmetic
from levelwise.data.factors import as_factor
from levelwise.data.table import Frame
from levelwise.data.values import MISSING, Categories, Floats, Numbers, Values
from levelwise.errors import UnknownNameError
from levelwise.formula.syntax import Call, Name, Node, Number, Operation, String, deparse

_ELEMENTWISE: Mapping[str, Callable[[Floats], Floats]] = {
    "log1p": np.log1p,
    "log2": np.log2,
    "log10": np.log10,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "floor": np.floor,
    "ceiling": np.ceil,
}
_FACTORS = {
    "factor": "factor",
    "as.factor": "factor",
    "C": "factor",
    "ordered": "ordered",
    "as.ordered": "ordered",
}
_NUMERIC = ("as.numeric", "as.double", "as.integer")
_OPTIONS = {"round": ("digits",), "log": ("base",), "scale": ("center", "scale")}
FUNCTIONS = frozenset(
    {*_ELEMENTWISE, *_FACTORS, *_NUMERIC, "log", "round", "I", "poly", "scale", "center", "offset", "relevel", "dummy"}
)
"""The functions whose values Levelwise computes."""

MAX_DEGREE = 100
"""The highest degree of a polynomial."""


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
    return _Evaluation(frame, source).values(node)


class _Evaluation(Arithmetic):
    def call(self, node: Call) -> Values:
        name = node.function
        if name in ("I", "offset", "identity") and len(node.arguments) == 1:
            return self.values(node.arguments[0].value)
        if name in _FACTORS:
            return self.factor(node)
        if name == "poly":
            return self.poly(node)
        if name == "relevel":
            return self.relevel(node)
        if name == "dummy":
            return self.dummy(node)
        if name in _NUMERIC and len(node.arguments) == 1:
            return self.numeric_value(node)
        if name not in FUNCTIONS:
            where = self.place(node) + "\ncompute the column before, or use one of these functions"
            raise UnknownNameError("function", name, FUNCTIONS, where)
        return Numbers(self.numeric_call(node))

    def numeric_call(self, node: Call) -> Floats:
        name = node.function
        options = _OPTIONS.get(name, ())
        given = matched(node, ("x", *options))
        if "x" not in given:
            raise self.error(f"{name}() needs a column", node)
        if not set(given) <= {"x", *options}:
            takes = f"and {' and '.join(f'{option}=' for option in options)}" if options else "and nothing else"
            raise self.error(f"{name}() takes one column {takes}", node)
        x = self.numbers(given["x"])
        with np.errstate(all="ignore"):
            if name in _ELEMENTWISE:
                return _ELEMENTWISE[name](x)
            if name == "round":
                digits = self.scalar(given.get("digits", Number(0, "0")), node)
                return np.round(x, int(np.clip(digits, -300, 300)))
            if name == "log":
                return np.log(x) if "base" not in given else np.log(x) / np.log(self.scalar(given["base"], node))
            centre = self.option(given.get("center"), node)
            spread = self.option(given.get("scale"), node) if name == "scale" else 0.0
            return _scaled(x, centre, spread)

    def option(self, given: Node | None, node: Node) -> float | None:
        """Return a number given to ``scale``; None is its own choice, NaN leaves it out."""
        if given is None or (isinstance(given, Name) and given.text in ("TRUE", "T")):
            return None
        if isinstance(given, Name) and given.text in ("FALSE", "F"):
            return np.nan
        return self.scalar(given, node)

    def scalar(self, node: Node, whole: Node) -> float:
        if isinstance(node, Number):
            return node.value
        if isinstance(node, Operation) and node.operator == "-" and len(node.operands) == 1:
            return -self.scalar(node.operands[0], whole)
        if isinstance(node, Call) and node.function == "exp" and len(node.arguments) == 1:
            return float(np.exp(self.scalar(node.arguments[0].value, whole)))
        raise self.error("expected a plain number here", node)

    def factor(self, node: Call) -> Categories:
        given = matched(node, ("x", "levels", "labels"))
        extra = set(given) - {"x", "levels", "labels", "ordered"}
        if "x" not in given or extra:
            raise self.error(f"{node.function}() takes a column, levels=, labels= and ordered=", node)
        name = deparse(given["x"])
        factor = as_factor(name, self.values(given["x"]), kind=_FACTORS[node.function])
        if "levels" in given:
            factor = as_factor(name, factor, self.texts(given["levels"]), factor.kind)
        if "labels" in given:
            labels = self.texts(given["labels"])
            if len(labels) != len(factor.labels):
                raise self.error(f"{len(labels)} labels are given for {len(factor.labels)} categories", node)
            factor = as_factor(name, factor, dict(zip(factor.labels, labels, strict=True)), factor.kind)
        if "ordered" in given:
            kind = "ordered" if is_true(given["ordered"]) else "factor"
            factor = Categories(factor.codes, factor.labels, kind, factor.raw)
        return factor

    def relevel(self, node: Call) -> Categories:
        """Put a reference category first."""
        given = matched(node, ("x", "ref"))
        if set(given) != {"x", "ref"}:
            raise self.error('relevel() takes a factor and its reference, as in relevel(f, ref = "a")', node)
        factor = as_factor(deparse(given["x"]), self.values(given["x"]))
        reference = ", ".join(self.texts(given["ref"]))
        if reference not in factor.labels:
            raise UnknownNameError(f"category of {deparse(given['x'])}", reference, factor.labels, self.place(node))
        order = (reference, *(label for label in factor.labels if label != reference))
        return as_factor(deparse(given["x"]), factor, order)

    def dummy(self, node: Call) -> Numbers:
        """Return lme4's ``dummy(f, "a")``: one where a factor has a category; without one, all but the first."""
        given = matched(node, ("f", "level"))
        if "f" not in given:
            raise self.error("dummy() needs a factor", node)
        factor = as_factor(deparse(given["f"]), self.values(given["f"]))
        if "level" not in given:
            if len(factor.labels) < 2:
                raise self.error("dummy() needs a factor of two or more categories", node)
            hits = np.stack([factor.codes == n for n in range(1, len(factor.labels))], axis=1).astype(np.float64)
            hits[factor.codes == MISSING] = np.nan
            return Numbers(hits, factor.labels[1:])
        chosen = self.texts(given["level"])
        if len(chosen) != 1 or chosen[0] not in factor.labels:
            raise UnknownNameError(
                f"category of {deparse(given['f'])}", ", ".join(chosen), factor.labels, self.place(node)
            )
        hit = factor.codes == factor.labels.index(chosen[0])
        return Numbers(np.where(factor.codes == MISSING, np.nan, hit))

    def numeric_value(self, node: Call) -> Numbers:
        """Return a column as numbers; a factor gives the numbers of its categories, as in R."""
        values = self.values(node.arguments[0].value)
        if isinstance(values, Categories) and values.kind != "logical":
            return Numbers(np.where(values.codes == MISSING, np.nan, values.codes + 1.0))
        numbers = self.numeric(values, node)
        return Numbers(np.trunc(numbers) if node.function == "as.integer" else numbers)

    def texts(self, node: Node) -> tuple[str, ...]:
        """Read a vector of texts or numbers, ``c("pub", "cath")`` or ``1:3``."""
        if isinstance(node, Call) and node.function == "c":
            return tuple(text for argument in node.arguments for text in self.texts(argument.value))
        if isinstance(node, String):
            return (node.value,)
        if isinstance(node, Number):
            return (deparse(node),)
        if isinstance(node, Operation) and node.operator == ":" and len(node.operands) == 2:
            first, last = (int(self.scalar(operand, node)) for operand in node.operands)
            if abs(last - first) < 10_000:
                step = 1 if first <= last else -1
                return tuple(str(n) for n in range(first, last + step, step))
        raise self.error('expected categories such as c("pub", "cath")', node)

    def poly(self, node: Call) -> Numbers:
        given = matched(node, ("x", "degree"))
        if "x" not in given or not set(given) <= {"x", "degree", "raw", "simple"}:
            raise self.error("poly() takes one column, a degree and raw=", node)
        degree = int(self.scalar(given.get("degree", Number(1, "1")), node))
        if degree > MAX_DEGREE:
            raise self.error(f"poly() of degree {degree:,} is beyond the limit of {MAX_DEGREE}", node)
        x = self.numbers(given["x"])
        if np.isinf(x).any():
            raise self.error(f"{deparse(given['x'])} is infinite in some rows", node)
        seen = ~np.isnan(x)
        distinct = len(np.unique(x[seen]))
        if degree < 1 or degree >= distinct:
            message = f"poly() of degree {degree} needs more than {degree} different values; there are {distinct}"
            raise self.error(message, node)
        if is_true(given.get("raw")):
            columns = np.vander(x, degree + 1, increasing=True)[:, 1:]
        else:
            columns = np.full((len(x), degree), np.nan)
            columns[seen] = _orthogonal(x[seen], degree)
        if degree == 1:  # R gives a matrix of one column no suffix
            return Numbers(columns[:, 0])
        return Numbers(columns, tuple(str(n + 1) for n in range(degree)))


def matched(node: Call, names: tuple[str, ...]) -> dict[str, Node]:
    """Return a call's arguments by name, those without one in the order of `names`, as R matches them."""
    given = {a.name: a.value for a in node.arguments if a.name is not None}
    free = iter([name for name in names if name not in given])
    for argument in node.arguments:
        if argument.name is None:
            given[next(free, f"argument {len(given) + 1}")] = argument.value
    return given


def is_true(node: Node | None) -> bool:
    """Say whether an argument is TRUE."""
    return isinstance(node, Name) and node.text in ("TRUE", "T")


def _scaled(x: Floats, centre: float | None, spread: float | None) -> Floats:
    """Centre and scale as R's ``scale``: by the root mean square when not centred."""
    if np.isnan(x).all():
        return x
    shifted = x - (np.nanmean(x) if centre is None else 0.0 if np.isnan(centre) else centre)
    if spread is None:
        seen = shifted[~np.isnan(shifted)]
        spread = float(np.sqrt(np.sum(seen**2) / max(1, len(seen) - 1)))
    elif np.isnan(spread) or spread == 0.0:
        spread = 1.0
    result: Floats = shifted / spread
    return result


def _orthogonal(x: Floats, degree: int) -> Floats:
    """Return R's orthogonal polynomials, shape (rows, degree), each of length one."""
    powers = np.vander(x - x.mean(), degree + 1, increasing=True)
    q, r = np.linalg.qr(powers)
    raw = q * np.diag(r)
    result: Floats = (raw / np.sqrt(np.sum(raw**2, axis=0)))[:, 1:]
    return result
