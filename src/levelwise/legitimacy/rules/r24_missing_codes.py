"""R24: numbers that are probably codes of missing values, such as -99 or 999."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.data.columns import Floats, Numbers
from levelwise.formula.syntax import names_in, quoted
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import variable_span
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.text.sentences import counted, digits, listed

_NEGATIVE = (-9.0, -99.0, -999.0, -9999.0, -99999.0)
_POSITIVE = (99.0, 999.0, 9999.0, 99999.0)
_OTHERS = (-8.0, -7.0, -88.0, -77.0, -98.0, -97.0, -888.0, -998.0, -997.0, 88.0, 77.0, 98.0, 97.0, 888.0, 998.0, 997.0)
"""Codes that are used next to the others, for "refused" or "not applicable"."""

MOST = 0.5
"""Maximum share of the rows; a value of most rows is no exception."""


def missing_codes(case: Case) -> Iterator[RuleResult]:
    """Find values that lie far from all others and are the codes by which surveys mark missing answers."""
    if case.prepared.source is None or not case.with_evidence:
        return  # no repair changes the data
    groups = {part for level in case.spec.levels for part in level.group.parts}
    for name, values in _columns(case):
        codes = codes_in(values)
        if name in groups:  # 99 is an ordinary number of a group
            codes = tuple(code for code in codes if code < 0.0 or code > 100.0)
        if codes:
            yield RuleResult(_finding(case, name, values, codes, is_group=name in groups))


def codes_in(values: Floats) -> tuple[float, ...]:
    """Return the codes of missing values in a column of numbers, ascending; empty if there are none."""
    if not np.isin(values, (*_NEGATIVE, *_POSITIVE)).any():
        return ()
    every = (*_NEGATIVE, *_POSITIVE, *_OTHERS)
    counts = {code: int((values == code).sum()) for code in every}
    number = {code: count for code, count in counts.items() if count}
    finite = np.isfinite(values)
    rest = values[finite & ~np.isin(values, every)]
    if not len(rest) or (low := float(rest.min())) == (high := float(rest.max())):
        return ()
    span = high - low
    negative = [code for code in _NEGATIVE if code in number and (low >= 0.0 or low - code > span)]
    positive = [code for code in _POSITIVE if code in number and _is_far(code, number[code], low, high)]
    # another number next to them that lies as far away is a code, too; any other ordinary number is none
    near = [c for c in _OTHERS if c in number and ((c < low and negative) or (c > high and positive))]
    if any(c in number and low < c < high for c in (*negative, *positive)):
        return ()
    codes = tuple(sorted((*negative, *positive, *near)))
    return codes if sum(number[code] for code in codes) <= MOST * finite.sum() else ()


def _is_far(code: float, count: int, low: float, high: float) -> bool:
    """Return whether a code lies further from the other values than these from each other, or twice as high often."""
    return code - high > high - low or (count > 2 and low >= 0.0 and code > 2 * high)


def _columns(case: Case) -> Iterator[tuple[str, Floats]]:
    """Yield the numeric columns of the formula: all their rows if they are in memory."""
    from levelwise.data.frames.frame import Frame  # which needs numpy

    groups = [part for level in case.spec.levels for part in level.group.parts]
    nodes = (case.spec.response.node, *case.spec.variables.values())
    names = dict.fromkeys((*(name for node in nodes for name in names_in(node)), *groups))
    table, observed = case.prepared.table, case.observed
    for name in names:
        if isinstance(table, Frame):
            values = table.column(name) if name in table.names else None
        else:
            values = None if observed is None else observed.values.get(quoted(name), observed.raw.get(name))
        if isinstance(values, Numbers) and values.values.ndim == 1 and values.kind in ("number", "integer"):
            yield name, values.values


def _finding(case: Case, name: str, values: Floats, codes: tuple[float, ...], *, is_group: bool) -> Finding:
    shown = listed(digits(code) for code in codes)
    count = int(np.isin(values, codes).sum())
    others = values[np.isfinite(values) & ~np.isin(values, codes)]
    kind = "a code" if len(codes) == 1 else "codes"
    title = f"{name} is {shown} in {counted(count, 'row')}, probably {kind} of missing values"
    means = "means" if len(codes) == 1 else "mean"
    harm = "such rows count as a group" if is_group else "it distorts the coefficient and the variances"
    reason = (
        f"All other values of {name} lie between {digits(float(others.min()))} and {digits(float(others.max()))}. If "
        f"{shown} {means} that the value is missing, replace it by a missing value; as it is, {harm}."
    )
    rows = tuple(str(int(row) + 1) for row in np.flatnonzero(np.isin(values, codes))[:6])
    evidence = None
    if not case.is_sampled:
        evidence = Evidence(f"Rows with such values: {', '.join(rows)}{', …' if count > len(rows) else ''}")
    text = next((t for t, one in case.spec.variables.items() if names_in(one) == (name,)), quoted(name))
    span = next((b.span for b in case.spec.blocks if name in case.spec.level(b.group).group.parts), None)
    where = span if is_group and span is not None else variable_span(case, text)
    return Finding("R24", title, "note", where, (name,), reason, evidence)
