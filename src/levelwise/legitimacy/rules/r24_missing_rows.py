"""R24: rows that miss a value, and what goes with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import variable_span
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.text.sentences import counted, listed, some

ROWS, GROUPS = 5, 10
"""One row in so many, or one group of a factor in so many, is a lot to lose."""

SHOWN = 8


def r24(case: Case) -> Iterator[RuleResult]:
    """A row with a missing value in any variable of the formula is left out whole, and nobody is told.

    If such rows differ from the others, the model describes only what is left; and two models with other variables
    are fitted to other rows, so their likelihoods cannot be compared.
    """
    schema = case.built.schema
    dropped, used = schema.dropped or 0, schema.rows or 0
    if not dropped:
        return
    all_rows = dropped + used
    lost = case.observed.missing if case.observed is not None and not case.is_sampled else None
    groups = {} if lost is None else lost.groups
    categories = {} if lost is None else lost.categories
    rows = _by_variable(case)
    # a row without its response tells nothing of it, whatever is done; what is lost are the responses of the others
    silent = int(dict(rows).get(case.spec.response.text, 0))
    a_lot = ROWS * (dropped - silent) >= max(all_rows - silent, 1) or any(
        GROUPS * len(names) >= len(names) + case.size(label) for label, names in groups.items()
    )
    severity: Severity = "warning" if a_lot or categories else "note"
    title = f"{counted(dropped, 'row')} of {all_rows} {'is' if dropped == 1 else 'are'} left out for a missing value"
    also = [f"{counted(len(names), 'group')} of {label} ({some(names, SHOWN)})" for label, names in groups.items()]
    also += [
        f"the {'category' if len(names) == 1 else 'categories'} {some(names, SHOWN)} of {name}"
        for name, names in categories.items()
    ]
    reason = (
        (f"With them {listed(also)} {'goes' if _one(groups, categories) else 'go'} altogether. " if also else "")
        + "If those rows differ from the others in what the model is about, it describes only what is left; models "
        "with other variables may use other rows and cannot be compared by their likelihoods."
    )
    caption = f"{used} of {all_rows} rows are complete"
    evidence = Evidence(f"{caption}; rows that miss" if rows else caption, ("variable", "rows") if rows else (), rows)
    yield RuleResult(
        Finding(
            "R24",
            title,
            severity,
            variable_span(case, rows[0][0] if rows else ""),
            tuple(name for name, _ in rows),
            reason,
            evidence,
        )
    )


def _by_variable(case: Case) -> tuple[tuple[str, str], ...]:
    """Return the variables that are missing in some rows and in how many, the most often first."""
    counts: Mapping[str, int] = {} if case.observed is None else case.observed.missing.rows
    if case.all_rows is not None:
        counts = case.all_rows.missing() if case.with_evidence else {}
    ordered = sorted(counts.items(), key=lambda pair: -pair[1])
    return tuple((name, str(number)) for name, number in ordered)


def _one(groups: Mapping[str, tuple[str, ...]], categories: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether a single thing is lost."""
    return sum(map(len, groups.values())) + len(categories) == 1 and all(len(n) == 1 for n in categories.values())


def unknown_losses(case: Case) -> Iterator[str]:
    """Say that rows may miss values."""
    if case.termset.fixed.terms or case.spec.blocks:
        yield "how many rows miss a value"


R24 = Rule(
    "R24",
    "rows left out for a missing value",
    "warning",
    "the number of rows: a note; a warning when a fifth of the rows that have a response, a tenth of the groups of a "
    "factor or a whole category is lost",
    "Little & Rubin (2002), chapter 3; van Buuren (2018), Flexible Imputation of Missing Data, chapter 7",
    r24,
    unknown_losses,
)
