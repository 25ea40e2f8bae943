"""R24: rows dropped because of missing values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import variable_span
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r24_missing_codes import missing_codes
from levelwise.text.sentences import counted, listed, some

ROWS, GROUPS = 5, 10
"""A warning is given if one row, or one group of a factor, in this number is dropped."""

SHOWN = 8


def r24(case: Case) -> Iterator[RuleResult]:
    """A row with a missing value in any variable of the formula is dropped, usually without a message.

    If these rows differ from the others, the model describes only the complete rows. Models with different variables
    may be fitted to different rows, so that their likelihoods cannot be compared.
    """
    yield from missing_codes(case)
    schema = case.prepared.schema
    dropped, used = schema.dropped or 0, schema.rows or 0
    if not dropped:
        return
    all_rows = dropped + used
    lost = case.observed.missing if case.observed is not None and not case.is_sampled else None
    groups = {} if lost is None else lost.groups
    categories = {} if lost is None else lost.categories
    rows = _by_variable(case)
    # rows without a response carry no information anyway; what matters is the loss of observed responses
    no_response = dict(rows).get(case.spec.response.text, 0)
    many = ROWS * (dropped - no_response) >= max(all_rows - no_response, 1) or any(
        GROUPS * len(names) >= len(names) + case.size(label) for label, names in groups.items()
    )
    severity: Severity = "warning" if many or categories else "note"
    verb = "has missing values and is" if dropped == 1 else "have missing values and are"
    title = f"{dropped:,} of {counted(all_rows, 'row')} {verb} dropped"
    also = [f"{counted(len(names), 'group')} of {label} ({some(names, SHOWN)})" for label, names in groups.items()]
    also += [
        f"the {'category' if len(names) == 1 else 'categories'} {some(names, SHOWN)} of {name}"
        for name, names in categories.items()
    ]
    by_cause = {name: listed(lost.causes[name]) for name in categories} if lost is not None else {}
    causes = "".join(
        f"{name} lacks {some(categories[name], SHOWN)} because of the missing values of {cause}. "
        for name, cause in by_cause.items()
    )
    reason = (
        (f"This removes {listed(also)} altogether. " if also else "")
        + causes
        + "If the dropped rows differ systematically from the others, the model describes only the complete rows; "
        "models with different variables may use different rows, so that their likelihoods cannot be compared."
    )
    caption = f"{used:,} of {all_rows:,} rows are complete"
    shown = tuple((name, f"{number:,}") for name, number in rows)
    evidence = Evidence(f"{caption}; missing values" if rows else caption, ("variable", "rows") if rows else (), shown)
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


def _by_variable(case: Case) -> tuple[tuple[str, int], ...]:
    """Return the variables with missing values and the numbers of rows, the most frequent first."""
    counts: Mapping[str, int] = {} if case.observed is None else case.observed.missing.rows
    if case.all_rows is not None:
        counts = case.all_rows.missing() if case.with_evidence else {}
    ordered = sorted(counts.items(), key=lambda pair: -pair[1])
    return tuple(ordered)


def open_questions(case: Case) -> Iterator[str]:
    """Return how many rows have missing values, if the formula has predictors or groups."""
    if case.termset.fixed.terms or case.spec.blocks:
        yield "how many rows have missing values"


R24 = Rule(
    "R24",
    "rows dropped because of missing values, and codes of missing values",
    "warning",
    "the number of rows: a note; a warning if a fifth of the rows with a response, a tenth of the groups of a factor, "
    "or a whole category is lost; a note for -99, 999 and the like in a numeric column of the formula that lie further "
    "from all other values than these from each other (negative ones: or if no other value is negative)",
    "Little & Rubin (2002), chapter 3; van Buuren (2018), Flexible Imputation of Missing Data, chapter 7",
    r24,
    open_questions,
)
