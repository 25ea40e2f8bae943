"""R31 about offsets: an exposure has to come in by its logarithm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from levelwise.formula.expand import expand
from levelwise.formula.syntax import Call, Node, deparse, names_in
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.questions.response import extremes
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.text.sentences import digits

_NAMED_LOG = re.compile(r"(?i)(?:^|[^a-z])(?:log|ln)|(?:^|[^a-z])l(?:og|n)?[._]|log(?:ged)?$")
_LOGS = frozenset(("log", "log1p", "log2", "log10"))
_FAR = 7.0
"""An offset whose range is wider says that one row expects more than a thousand times as many as another."""


def is_logged(node: Node) -> bool:
    """Say whether an offset is a logarithm, or a column whose name says that it is one."""
    if any(_NAMED_LOG.search(name) for name in names_in(node)):
        return True
    stack: list[Node] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Call):
            if item.function in _LOGS:
                return True
            stack.extend(argument.value for argument in item.arguments)
        else:
            stack.extend(getattr(item, "operands", ()))
    return False


def unlogged(case: Case) -> Iterator[RuleResult]:
    """Find offsets under a log link that look like exposures as they are."""
    if case.spec.link != "log" or case.observed is None:
        return
    typed = case.termset.fixed.offsets
    for number, (node, values) in enumerate(zip(case.spec.offsets, case.observed.offsets, strict=False)):
        if is_logged(node):
            continue
        found = extremes(case, node, values)
        if found is None or found[0] <= 0 or found[0] == found[1]:
            continue
        name, (low, high) = deparse(node), found
        whole = bool((values == np.round(values)).all())
        severity: Severity = "warning" if whole or high - low > _FAR else "note"
        title = f"the offset {name} under a log link is not a logarithm"
        reason = (
            f"Under a log link an offset multiplies the expected {case.spec.response.text} by its exponential. If "
            f"{name} is an exposure (time, population, area) and a row with twice of it expects twice as many, its "
            f"logarithm is the offset."
        )
        evidence = Evidence(
            f"{name} goes from {digits(low)} to {digits(high)}",
            ("offset", "expects, compared with the smallest"),
            (
                (name, f"exp({digits(high - low)}) times as many"),
                (f"log({name})", f"{digits(high / low)} times as many"),
            ),
        )
        here = number < len(typed)
        span = node.span if here else fixed_part_span(case)
        finding = Finding("R31", title, severity, span, (name,), reason, evidence)
        yield RuleResult(finding, partial(_logged, case, number)) if here else RuleResult(finding)


def _logged(case: Case, number: int) -> Iterator[str]:
    text = FormulaEditor(case.spec.source)
    node = expand(text.formula).fixed.offsets[number] if "." not in names_in(text.formula.right) else None
    if node is not None:
        start, end = node.span
        yield f"{text.source[:start]}log({text.source[start:end]}){text.source[end:]}".strip()
