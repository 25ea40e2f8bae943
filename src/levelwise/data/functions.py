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
from levelwise.data.values import Categories, Floats, Numbers, Values
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
    "round": np.round,
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
FUNCTIONS = frozenset({*_ELEMENTWISE, *_FACTORS, "log", "I", "poly", "scale", "center", "offset"})
"""The functions whose values Levelwise computes."""


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
        if name not in FUNCTIONS:
            where = self.place(node) + "\ncompute the column before, or use one of these functions"
            raise UnknownNameError("function", name, FUNCTIONS, where)
        return Numbers(self.numeric_call(node))

    def numeric_call(self, node: Call) -> Floats:
        name, arguments = node.function, {a.name: a.value for a in node.arguments if a.name}
        positional = [a.value for a in node.arguments if a.name is None]
        if not positional and "x" in arguments:
            positional = [arguments.pop("x")]
        if not positional:
            raise self.error(f"{name}() needs a column", node)
        x = self.numbers(positional[0])
        with np.errstate(all="ignore"):
            if name in _ELEMENTWISE:
                return _ELEMENTWISE[name](x)
            if name == "log":
                base = positional[1] if len(positional) > 1 else arguments.get("base")
                return np.log(x) if base is None else np.log(x) / np.log(self.scalar(base, node))
            centre = self.option(positional, arguments, 1, "center", node)
            spread = self.option(positional, arguments, 2, "scale", node) if name == "scale" else 0.0
            return _scaled(x, centre, spread)

    def option(
        self, positional: list[Node], named: Mapping[str, Node], place: int, name: str, node: Node
    ) -> float | None:
        """Return a number given to ``scale``; None is its own choice, NaN leaves it out."""
        given = positional[place] if len(positional) > place else named.get(name)
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
        if not node.arguments:
            raise self.error(f"{node.function}() needs a column", node)
        inner = node.arguments[0].value
        options = {a.name: a.value for a in node.arguments[1:] if a.name}
        values = self.values(inner)
        kind = _FACTORS[node.function]
        factor = as_factor(deparse(inner), values, kind=kind)
        levels, labels = options.get("levels"), options.get("labels")
        extra = [a for a in node.arguments[1:] if a.name not in ("levels", "labels", "ordered")]
        if extra:
            raise self.error(f"only levels= and labels= are read in {node.function}()", node)
        if levels is not None:
            factor = as_factor(deparse(inner), factor, self.texts(levels), factor.kind)
        if labels is not None:
            renamed = dict(zip(factor.labels, self.texts(labels), strict=False))
            factor = as_factor(deparse(inner), factor, renamed, factor.kind)
        return factor

    def texts(self, node: Node) -> tuple[str, ...]:
        """Read a vector of texts or numbers, ``c("pub", "cath")`` or ``1:3``."""
        if isinstance(node, Call) and node.function == "c":
            return tuple(text for argument in node.arguments for text in self.texts(argument.value))
        if isinstance(node, String):
            return (node.value,)
        if isinstance(node, Number):
            return (f"{node.value:.15g}",)
        if isinstance(node, Operation) and node.operator == ":" and len(node.operands) == 2:
            first, last = (int(self.scalar(operand, node)) for operand in node.operands)
            if abs(last - first) < 10_000:
                return tuple(str(n) for n in range(first, last + 1))
        raise self.error('expected categories such as c("pub", "cath")', node)

    def poly(self, node: Call) -> Numbers:
        positional = [a.value for a in node.arguments if a.name is None]
        named = {a.name: a.value for a in node.arguments if a.name}
        degree_node = positional[1] if len(positional) > 1 else named.get("degree", Number(1, "1"))
        degree = int(self.scalar(degree_node, node))
        raw = named.get("raw")
        x = self.numbers(positional[0]) if positional else self.numbers(named["x"])
        seen = ~np.isnan(x)
        distinct = len(np.unique(x[seen]))
        if degree < 1 or degree >= distinct:
            message = f"poly() of degree {degree} needs more than {degree} different values; there are {distinct}"
            raise self.error(message, node)
        if isinstance(raw, Name) and raw.text in ("TRUE", "T"):
            columns = np.vander(x, degree + 1, increasing=True)[:, 1:]
        else:
            columns = np.full((len(x), degree), np.nan)
            columns[seen] = _orthogonal(x[seen], degree)
        return Numbers(columns, tuple(str(n + 1) for n in range(degree)))


def _scaled(x: Floats, centre: float | None, spread: float | None) -> Floats:
    """Centre and scale as R's ``scale``: by the root mean square when not centred."""
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
