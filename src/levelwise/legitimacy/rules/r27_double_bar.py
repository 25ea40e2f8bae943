"""R27: what ``||`` keeps correlated."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.syntax import Name, Span
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.repairs.bar_sides import bar_terms
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Block
from levelwise.text.sentences import listed

_MANY = 6  # more separate bars than these are not offered


def r27(case: Case) -> Iterator[RuleResult]:
    """The double bar splits a bar by its terms, not by its columns: the categories of a factor stay together.

    What was to be uncorrelated then has a full covariance matrix, and a random intercept beside all the indicators of a
    factor is one effect too many.
    """
    for place, blocks in double_bars(case):
        joint = [block for block in blocks if len(block.effects) > 1]
        if joint:
            yield RuleResult(_kept_together(case, place[1], blocks, joint), partial(_apart, case, blocks))


def unknown_factors(case: Case) -> Iterator[str]:
    """Without data and without factors= a variable counts as numeric."""
    for (_, group), blocks in double_bars(case):
        for name in dict.fromkeys(c.cells[0].variable for b in blocks for c in b.effects if len(c.cells) == 1):
            known = case.built.schema.columns[name]
            if known.kind == "numeric" and isinstance(case.spec.variables[name], Name):
                yield f"whether {name} is a factor, whose categories || would keep correlated over {group}"


def double_bars(case: Case) -> list[tuple[tuple[Span, str], list[Block]]]:
    """Return the blocks that come from each double bar, by its place and factor."""
    found: dict[tuple[Span, str], list[Block]] = {}
    for block in case.spec.blocks:
        if block.split:
            found.setdefault((block.span, block.group), []).append(block)
    return list(found.items())


def _kept_together(case: Case, group: str, blocks: list[Block], joint: list[Block]) -> Finding:
    terms = tuple(block.effects[0].term for block in joint)
    columns = tuple(column.name for block in joint for column in block.effects)
    title = f"|| keeps the columns of {listed(terms)} correlated over {group}"
    size = len(joint[0].effects)
    reason = (
        f"|| takes a bar apart by its terms, and {terms[0]} is one term of {size} columns: they keep a full covariance "
        f"matrix with {size * (size + 1) // 2} parameters (lme4's default; afex and glmmTMB make it diagonal)."
    )
    if any(not c.cells for b in blocks for c in b.effects) and any(_has_all(case, block) for block in joint):
        reason += (
            " Every category has a random effect of its own there, so the random intercept is one effect too many."
        )
    rows = tuple(
        (", ".join(c.name for c in b.effects), f"{len(b.effects)}, correlated" if len(b.effects) > 1 else "1")
        for b in blocks
    )
    evidence = Evidence(f"What lme4 fits over {group}", ("block of", "columns"), rows)
    return Finding("R27", title, "warning", joint[0].span, columns, reason, evidence)


def _has_all(case: Case, block: Block) -> bool:
    """Say whether a block has an indicator for each category of a factor."""
    cells = [column.cells[0] for column in block.effects if len(column.cells) == 1]
    if len(cells) < len(block.effects) or any(cell.kind != "indicator" for cell in cells):
        return False
    return len(cells) == len(case.built.schema.columns[cells[0].variable].categories)


def _apart(case: Case, blocks: list[Block]) -> Iterator[str | None]:
    """Write a diagonal matrix, then a bar for each column, then one bar with all correlations."""
    text = FormulaEditor(case.spec.source)
    yield text.rewritten(blocks[0], "diag({side} | {group})")
    terms = bar_terms(case.spec, blocks[0])
    bars = _single_bars(case, terms)
    if bars is not None and len(bars) <= _MANY:
        plain = (bar.replace("{", "{{").replace("}", "}}") for bar in bars)  # names may have braces
        yield text.rewritten(blocks[0], " + ".join(f"({bar} | {{group}})" for bar in plain))
    yield text.rewritten(blocks[0], "({side} | {group})")


def _single_bars(case: Case, terms: list[str]) -> list[str] | None:
    """Return the left sides of bars of one column each, ``dummy(f, "b")`` for a category; None where none can be."""
    bars: list[str] = []
    for term in terms:
        known = case.built.schema.columns.get(term)
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
        if any(sign in label for label in known.categories for sign in '"\\{}'):
            return None
    return bars


R27 = Rule(
    "R27",
    "a double bar over a term of several columns",
    "warning",
    "a block that || makes has more than one column",
    "lme4, getDoublevertDefault and expandDoubleVerts",
    r27,
    unknown_factors,
)
