"""R27: a double bar over a term with several columns, which stay correlated."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.syntax import Name
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import double_bars
from levelwise.legitimacy.repairs.bar_sides import bar_terms
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Block
from levelwise.text.sentences import listed

_MAX_BARS = 6  # separate bars in a repair


def r27(case: Case) -> Iterator[RuleResult]:
    """The double bar separates the terms of a bar, not their columns: the categories of a factor stay correlated.

    The effects that were meant to be uncorrelated then have a full covariance matrix, and a random intercept is
    redundant if every category has a random effect.
    """
    for place, blocks in double_bars(case):
        joint = [block for block in blocks if len(block.effects) > 1]
        if joint:
            yield RuleResult(_finding(case, place[1], blocks, joint), partial(_repairs, case, blocks))


def open_questions(case: Case) -> Iterator[str]:
    """Return which variables under a double bar may be factors; without data and factors= they count as numeric."""
    for (_, group), blocks in double_bars(case):
        for name in dict.fromkeys(c.cells[0].variable for b in blocks for c in b.effects if len(c.cells) == 1):
            known = case.prepared.schema.columns[name]
            if known.kind == "numeric" and isinstance(case.spec.variables[name], Name):
                yield f"whether {name} is a factor, whose categories || would keep correlated over {group}"


def _finding(case: Case, group: str, blocks: list[Block], joint: list[Block]) -> Finding:
    terms = tuple(block.effects[0].term for block in joint)
    columns = tuple(column.name for block in joint for column in block.effects)
    title = f"|| keeps the columns of {listed(terms)} correlated over {group}"
    size = len(joint[0].effects)
    reason = (
        f"|| separates the terms of a bar, and {terms[0]} is one term with {size} columns, which keep a full "
        f"covariance matrix with {size * (size + 1) // 2} parameters (the default in lme4; in afex and glmmTMB the "
        "matrix is diagonal)."
    )
    if any(not c.cells for b in blocks for c in b.effects) and any(_has_all(case, block) for block in joint):
        reason += " As every category has a random effect of its own, the random intercept is redundant."
    rows = tuple(
        (", ".join(c.name for c in b.effects), f"{len(b.effects)}, correlated" if len(b.effects) > 1 else "1")
        for b in blocks
    )
    evidence = Evidence(f"What lme4 fits over {group}", ("block of", "columns"), rows)
    return Finding("R27", title, "warning", joint[0].span, columns, reason, evidence)


def _has_all(case: Case, block: Block) -> bool:
    """Return whether a block has an indicator for every category of a factor."""
    cells = [column.cells[0] for column in block.effects if len(column.cells) == 1]
    if len(cells) < len(block.effects) or any(cell.kind != "indicator" for cell in cells):
        return False
    return len(cells) == len(case.prepared.schema.columns[cells[0].variable].categories)


def _repairs(case: Case, blocks: list[Block]) -> Iterator[str | None]:
    """Use a diagonal matrix, or a bar for each column, or a single bar with all correlations."""
    editor = FormulaEditor(case.spec.source)
    yield editor.rewritten(blocks[0], "diag({side} | {group})")
    terms = bar_terms(case.spec, blocks[0])
    bars = _single_bars(case, terms)
    if bars is not None and len(bars) <= _MAX_BARS:
        plain = (bar.replace("{", "{{").replace("}", "}}") for bar in bars)  # names may have braces
        yield editor.rewritten(blocks[0], " + ".join(f"({bar} | {{group}})" for bar in plain))
    yield editor.rewritten(blocks[0], "({side} | {group})")


def _single_bars(case: Case, terms: list[str]) -> list[str] | None:
    """Return the left sides of bars with one column each, ``dummy(f, "b")`` for a category; None if impossible."""
    bars: list[str] = []
    for term in terms:
        known = case.prepared.schema.columns.get(term)
        if not term or (known is not None and known.kind == "numeric"):
            bars.append((term and f"0 + {term}") or "1")
            continue
        if (
            known is None
            or not known.is_factor
            or known.contrast is not None
            or not isinstance(case.spec.variables[term], Name)
        ):
            return None
        first = 1 if "" in terms else 0
        bars.extend(f'0 + dummy({term}, "{label}")' for label in known.categories[first:])
        if any(character in label for label in known.categories for character in '"\\{}'):
            return None
    return bars


R27 = Rule(
    "R27",
    "a double bar over a term with several columns",
    "warning",
    "a block of a double bar has more than one column",
    "lme4, getDoublevertDefault and expandDoubleVerts",
    r27,
    open_questions,
)
