"""Means of groups, and centring on them.

``gm(x, g)`` is the mean of x in each group of g, ``cwc(x, g)`` is x centred within cluster, x − gm(x, g), and
``cgm(x)`` is x centred at its grand mean (the names are those of Enders & Tofighi 2007, *Psychological
Methods* 12:121–138; see also Raudenbush & Bryk 2002, pp. 31–35 and 134–149).
"""

from __future__ import annotations

from levelwise.data.columns import MISSING, Categories, Codes, Floats, Numbers
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.summaries import OF_A_COLUMN, of_a_column
from levelwise.data.functions.table import Function, Given, Labels
from levelwise.data.schema import Column
from levelwise.formula.syntax import Name, Node, Operation, deparse
from levelwise.lazy_numpy import np


def group_mean(x: Floats, codes: Codes) -> Floats:
    """Return the mean of each row's group over its values that are not missing, NaN where there is none.

    Examples
    --------
    >>> group_mean(np.array([1.0, 3.0, np.nan, 5.0]), np.array([0, 0, 1, -1])).tolist()
    [2.0, 2.0, nan, nan]
    """
    used = ~np.isnan(x) & (codes != MISSING)
    size = int(codes.max(initial=0)) + 1
    counts = np.bincount(codes[used], minlength=size)
    with np.errstate(all="ignore"):
        means = np.bincount(codes[used], weights=x[used], minlength=size) / counts
    result: Floats = np.where(codes == MISSING, np.nan, means[codes])
    return result


def _numbers(data: Arithmetic, given: Given) -> Floats:
    name, values = deparse(given["x"]), data.values(given["x"])
    if isinstance(values, Categories) and values.kind != "logical":
        indicator = f'I({name} == "{values.labels[-1] if values.labels else "a"}")'
        message = (
            f"{name} has categories, which have no mean; write {given.node.function}() of an indicator, {indicator}"
        )
        raise given.error(message)
    return data.numeric(values, given["x"])


def _groups(data: Arithmetic, given: Given) -> Codes:
    """Return each row's group; several columns joined by ``:`` make one grouping."""
    codes = np.zeros(data.frame.rows, dtype=np.intp)
    for name in _names(given, given["group"]):
        codes = _joined(codes, data.factor(name))
    return codes


def _ave(data: Arithmetic, given: Given) -> Numbers:
    """Return R's ``ave``: a number of each group in its rows; rows without a group keep their value."""
    x = _numbers(data, given)
    codes = np.zeros(len(x), dtype=np.intp)
    for argument in given.rest:
        if argument.name is not None:
            raise given.error("ave() takes a column, the columns of its groups, and FUN = mean or another summary")
        codes = _joined(codes, data.factor(argument.value))
    function = deparse(given["FUN"]) if "FUN" in given else "mean"
    if function not in OF_A_COLUMN or function == "range":
        raise given.error(f"FUN of ave() is one of {', '.join(sorted(set(OF_A_COLUMN) - {'range'}))}")
    found = x.copy()
    for code in np.unique(codes[codes != MISSING]):
        own = codes == code
        found[own] = np.nan if np.isnan(x[own]).any() else of_a_column(function, x[own])
    return Numbers(found)


def _joined(codes: Codes, part: Categories) -> Codes:
    """Return the groups of two groupings at once."""
    both = codes * max(1, len(part.labels)) + part.codes
    codes = np.where((codes == MISSING) | (part.codes == MISSING), MISSING, both)
    present, compact = np.unique(codes, return_inverse=True)
    return compact.astype(np.intp) - (1 if len(present) and present[0] == MISSING else 0)


def _names(given: Given, node: Node) -> list[Name]:
    if isinstance(node, Name):
        return [node]
    if isinstance(node, Operation) and node.operator == ":" and len(node.operands) == 2:
        return [name for operand in node.operands for name in _names(given, operand)]
    message = f"the groups of {given.node.function}() are a column, or columns joined as a:b, not {deparse(node)}"
    raise given.error(message)


def _gm(data: Arithmetic, given: Given) -> Numbers:
    return Numbers(group_mean(_numbers(data, given), _groups(data, given)))


def _cwc(data: Arithmetic, given: Given) -> Numbers:
    x = _numbers(data, given)
    return Numbers(x - group_mean(x, _groups(data, given)))


def _cgm(data: Arithmetic, given: Given) -> Numbers:
    x = _numbers(data, given)
    seen = x[~np.isnan(x)]
    return Numbers(x - seen.mean() if len(seen) else x)


def _shape(given: Given, _: Labels) -> Column:
    _names(given, given["group"])
    return Column(given.text, "numeric")


ENTRIES = (
    Function("gm", ("x", "group"), _gm, _shape, needed=2),
    Function("cwc", ("x", "group"), _cwc, _shape, needed=2),
    Function("cgm", ("x",), _cgm),
    Function("ave", ("x", "...", "FUN"), _ave),
)
