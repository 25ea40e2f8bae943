"""Functions that centre and scale a column."""

from __future__ import annotations

from levelwise.data.columns import Floats, Numbers
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.table import Function, Given, Labels
from levelwise.data.schema import Column
from levelwise.formula.syntax import Call, Name
from levelwise.lazy_numpy import np


def _scale(data: Arithmetic, given: Given) -> Numbers:
    """Centre and scale as R's ``scale``: by the root mean square when not centred."""
    centre, spread = _choice(given, "center"), _choice(given, "scale")
    values = data.values(given["x"])
    if isinstance(values, Numbers) and values.values.ndim > 1:
        columns = [_scaled(column, centre, spread) for column in values.values.T]
        return Numbers(np.stack(columns, axis=1), values.suffixes)
    return Numbers(_scaled(data.numeric(values, given["x"]), centre, spread))


def _scale_shape(given: Given, _: Labels) -> Column:
    if isinstance(given["x"], Call) and given["x"].function in ("cbind", "poly", "ns", "bs"):
        raise given.error(f"without data the columns of {given.text} are not counted")
    return Column(given.text, "numeric")


def _center(data: Arithmetic, given: Given) -> Numbers:
    return Numbers(_scaled(data.numbers(given["x"]), None, np.nan))


def _standardize(data: Arithmetic, given: Given) -> Numbers:
    """Return patsy's ``standardize``, whose standard deviation divides by n − ddof, ddof = 0."""
    x = data.numbers(given["x"])
    shifted = _scaled(x, None if given.flag("center", default=True) else np.nan, np.nan)
    if not given.flag("rescale", default=True) or np.isnan(x).all():
        return Numbers(shifted)
    seen = shifted[~np.isnan(shifted)]
    spread = np.sqrt(np.sum(seen**2) / max(1.0, len(seen) - given.number("ddof", 0.0)))
    return Numbers(shifted / (spread or 1.0))


def _choice(given: Given, name: str) -> float | None:
    """Return a number given to ``scale``; None is its own choice, NaN leaves the step out."""
    if name not in given:
        return None
    node = given[name]
    if isinstance(node, Name) and node.text in ("TRUE", "FALSE", "T", "F"):
        return None if given.flag(name) else np.nan
    return given.number(name, 0.0)


def _scaled(x: Floats, centre: float | None, spread: float | None) -> Floats:
    if np.isnan(x).all():
        return x
    shifted = x - (np.nanmean(x) if centre is None else 0.0 if np.isnan(centre) else centre)
    if spread is None:
        seen = shifted[~np.isnan(shifted)]
        spread = float(np.sqrt(np.sum(seen**2) / max(1, len(seen) - 1)))
    elif np.isnan(spread):
        spread = 1.0
    result: Floats = shifted / (spread or 1.0)
    return result


ENTRIES = (
    Function("scale", ("x", "center", "scale"), _scale, _scale_shape),
    Function("center", ("x",), _center),
    Function("standardize", ("x", "center", "rescale", "ddof"), _standardize),
)
