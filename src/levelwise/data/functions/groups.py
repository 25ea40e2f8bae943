"""Group means and centring.

``gm(x, g)`` is the mean of x in each group of g, ``cwc(x, g)`` is x centred within cluster, x − gm(x, g), and
``cgm(x)`` is x centred at its grand mean (the names are those of Enders & Tofighi 2007, *Psychological
Methods* 12:121–138; see also Raudenbush & Bryk 2002, pp. 31–35 and 134–149).
"""

from __future__ import annotations

from levelwise.data.columns import MISSING, Categories, Codes, Floats, Numbers
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.function import BoundCall, Function, Labels
from levelwise.data.functions.summaries import OF_A_COLUMN, of_a_column
from levelwise.data.schema import Column
from levelwise.formula.syntax import Name, Node, Operation, deparse
from levelwise.lazy_numpy import np

_ROUNDING = 1e-11  # deviations from the mean of a group that are smaller, relative to the values, are rounding error


def group_mean(x: Floats, codes: Codes) -> Floats:
    """Return for each row the mean of its group over the values that are not missing; NaN if there is none.

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


def _numbers(data: Arithmetic, call: BoundCall) -> Floats:
    name, values = deparse(call["x"]), data.values(call["x"])
    if isinstance(values, Categories) and values.kind != "logical":
        indicator = f'I({name} == "{values.labels[-1] if values.labels else "a"}")'
        raise call.error(f"{name} is categorical and has no mean; give {call.function}() an indicator, {indicator}")
    return data.numeric(values, call["x"])


def _groups(data: Arithmetic, call: BoundCall) -> Codes:
    """Return the group of each row; several columns joined by ``:`` form one grouping."""
    codes = np.zeros(data.frame.rows, dtype=np.intp)
    for name in _names(call, call["group"]):
        codes = _crossed(codes, data.factor(name))
    return codes


def _ave(data: Arithmetic, call: BoundCall) -> Numbers:
    """Return R's ``ave``: a summary of each group in its rows; rows without a group keep their value."""
    x = _numbers(data, call)
    codes = np.zeros(len(x), dtype=np.intp)
    for argument in call.rest:
        if argument.name is not None:
            raise call.error("ave() takes a column, grouping columns, and FUN = mean or another summary")
        codes = _crossed(codes, data.factor(argument.value))
    function = deparse(call["FUN"]) if "FUN" in call else "mean"
    if function not in OF_A_COLUMN or function == "range":
        raise call.error(f"FUN of ave() must be one of {', '.join(sorted(set(OF_A_COLUMN) - {'range'}))}")
    found = x.copy()
    for code in np.unique(codes[codes != MISSING]):
        here = codes == code
        found[here] = np.nan if np.isnan(x[here]).any() else of_a_column(function, x[here])
    return Numbers(found)


def _crossed(codes: Codes, part: Categories) -> Codes:
    """Return the groups formed by the combinations of two groupings."""
    both = codes * max(1, len(part.labels)) + part.codes
    codes = np.where((codes == MISSING) | (part.codes == MISSING), MISSING, both)
    present, compact = np.unique(codes, return_inverse=True)
    return compact.astype(np.intp) - (1 if len(present) and present[0] == MISSING else 0)


def _names(call: BoundCall, node: Node) -> list[Name]:
    if isinstance(node, Name):
        return [node]
    if isinstance(node, Operation) and node.operator == ":" and len(node.operands) == 2:
        return [name for operand in node.operands for name in _names(call, operand)]
    message = f"the groups of {call.function}() must be a column, or columns joined as a:b, not {deparse(node)}"
    raise call.error(message)


def _gm(data: Arithmetic, call: BoundCall) -> Numbers:
    return Numbers(group_mean(_numbers(data, call), _groups(data, call)))


def _cwc(data: Arithmetic, call: BoundCall) -> Numbers:
    x = _numbers(data, call)
    deviations = x - group_mean(x, _groups(data, call))
    if np.nanmax(np.abs(deviations), initial=0.0) <= _ROUNDING * np.nanmax(np.abs(x), initial=0.0):
        deviations = np.where(np.isnan(deviations), np.nan, 0.0)  # x is constant within groups
    return Numbers(deviations)


def _cgm(data: Arithmetic, call: BoundCall) -> Numbers:
    x = _numbers(data, call)
    known = x[~np.isnan(x)]
    return Numbers(x - known.mean() if len(known) else x)


def _shape(call: BoundCall, _: Labels) -> Column:
    _names(call, call["group"])
    return Column(call.text, "numeric")


ENTRIES = (
    Function("gm", ("x", "group"), _gm, _shape, required=2, uses_all_rows=True),
    Function("cwc", ("x", "group"), _cwc, _shape, required=2, uses_all_rows=True),
    Function("cgm", ("x",), _cgm, uses_all_rows=True),
    Function("ave", ("x", "...", "FUN"), _ave, uses_all_rows=True),
)
