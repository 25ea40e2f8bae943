"""R32: a predictor of text whose values are nearly all numbers, or dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from levelwise.data.columns import Categories
from levelwise.data.schema import Column
from levelwise.data.text_numbers import ODD_SHARE, TextNumbers, first_row, looks_like, text_numbers
from levelwise.formula.syntax import Name
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import variable_span
from levelwise.legitimacy.repairs.substitute import substituted
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.text.sentences import counted

_CODES = 20  # dates or numbers of which there are no more different ones may be meant as categories


def r32(case: Case) -> Iterator[RuleResult]:
    """One value that is not a number makes a column text, and the predictor a factor with a coefficient a value."""
    grouping = {part for level in case.spec.levels for part in level.group.parts}
    chosen = {*grouping, *case.prepared.hints.factors}
    for text, node in case.spec.variables.items():
        column = case.prepared.schema.columns.get(text)
        if column is None or column.kind != "factor" or not isinstance(node, Name) or node.text in chosen:
            continue
        labels, rows = _text(case, node, column)
        found = text_numbers(labels)
        if found is not None and (found.odd or _is_text(case, node)):
            yield RuleResult(_finding(case, text, node, found, rows), partial(_repairs, case, node, found))


def _is_text(case: Case, node: Name) -> bool:
    """Return whether a column holds strings; a categorical column may have numbers as categories on purpose."""
    table = case.prepared.table
    return table is not None and table.is_text(node.text)


def _text(case: Case, node: Name, column: Column) -> tuple[Sequence[str], Categories | None]:
    """Return the categories of a column, and its rows if they are in memory: of all rows, even incomplete ones."""
    table = case.prepared.table
    if table is None:
        return (), None
    from levelwise.data.frames.frame import Frame  # which needs numpy

    whole = table.column(node.text) if isinstance(table, Frame) else None
    return (whole.labels, whole) if isinstance(whole, Categories) else (column.categories, None)


def _finding(case: Case, text: str, node: Name, found: TextNumbers, rows: Categories | None) -> Finding:
    severity: Severity = "warning" if found.odd or found.size > _CODES else "note"
    size = f"a factor of {found.size:,} categories"
    if found.odd:
        value, where = _where(case, node, found, rows)
        title = f"{text} is text, because of {value!r}{where}; the other values are {found.what}s"
        look = looks_like(value)
        start = f"{value!r} looks like {look}. It" if look else f"{value!r}"
        reason = (
            f"{start} makes {text} {size}, where one coefficient may have been meant. Correct the value, or make it "
            f"missing, so that {text} is numeric; if its values are categories, write factor({text})."
        )
    else:
        title = f"{text} is text, though its {found.size:,} different values are {found.what}s"
        reason = (
            f"Stored as text, they make {text} {size}, where one coefficient may have been meant. Convert the column "
            f"to {'dates or numbers' if found.what == 'date' else 'numbers'}; if its values are categories, write "
            f"factor({text})."
        )
    return Finding("R32", title, severity, variable_span(case, text), (text,), reason)


def _where(case: Case, node: Name, found: TextNumbers, rows: Categories | None) -> tuple[str, str]:
    """Return the first value that is not a number, and its row, if that is known, with the number of others."""
    if rows is not None:
        value, first, number = first_row(rows, found.odd)
        others = f" and values like it in {counted(number - 1, 'other row')}" if number > 1 else ""
        return value, f" in row {first + 1:,}{others}"
    from levelwise.data.engine.lazy_table import LazyTable

    value, table, more = found.odd[0], case.prepared.table, len(found.odd) - 1
    row = table.first_row(node.text, value) if isinstance(table, LazyTable) else None
    place = "" if row is None else f" in row {row + 1:,}"
    return value, place + (f" and {counted(more, 'other value')} like it" if more else "")


def _repairs(case: Case, node: Name, found: TextNumbers) -> Iterator[str]:
    """Read the numbers in the text, of which the others become missing."""
    if found.what == "number" and len(found.odd) <= max(1, ODD_SHARE * found.size):
        yield substituted(case.spec.source, {node.text: f"as.numeric({node.text})"})


R32 = Rule(
    "R32",
    "text that is nearly all numbers, or dates",
    "warning",
    "a predictor is a column of text of whose different values at least 10 (3, if some have decimals) are numbers, or "
    "at least 10 are dates, and at most a tenth (or one) are not; or 3 numbers with marks of missing values, decimal "
    "commas or percent signs among them; a note for at most 20 different values without an odd one",
    "",
    r32,
)
