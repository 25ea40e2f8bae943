"""R14, R16, R26 and R30: what the terms of a formula say and leave out."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.formula.algebra import Term, Terms
from levelwise.formula.syntax import Span
from levelwise.legitimacy.case import Case, Draft
from levelwise.legitimacy.repair import Text
from levelwise.legitimacy.report import Finding
from levelwise.modeling.build import coded
from levelwise.modeling.spec import Coefficient


def r14(case: Case) -> Iterator[Draft]:
    """An interaction without its main effects forces them to be zero at an arbitrary origin (Nelder 1977)."""
    have = {frozenset(v.text for v in term.factors) for term in case.termset.fixed.terms}
    for term in case.termset.fixed.terms:
        names = [variable.text for variable in term.factors]
        if len(names) < 2:
            continue
        lacking = []
        for left_out in term.factors:
            rest = Term(tuple(v for v in term.factors if v is not left_out))
            if frozenset(v.text for v in rest.factors) not in have and not _stands_for(case, term, left_out.text, rest):
                lacking.append(rest.label)
        if lacking:
            listed = " and ".join(lacking)
            title = f"the interaction {term.label} without {listed}"
            reason = (
                f"Without {listed} the model says that {'it has' if len(lacking) == 1 else 'they have'} no effect "
                "where the other variable is zero, and a shift of that variable's origin gives another model."
            )
            finding = Finding("R14", title, "warning", _whole(case), (term.label,), reason)
            added = Text(case.spec.source).with_fixed(lacking)
            yield Draft(finding, () if added is None else (added,))


def _stands_for(case: Case, term: Term, left_out: str, rest: Term) -> bool:
    """Say whether the columns of a marginal term are combinations of those that are there."""
    if case.design is not None and case.fixed_space is not None:
        space, design = case.fixed_space, case.design
        columns = coded(Terms((rest,), intercept=False), case.built.schema, every_indicator=True)
        return all(space.holds(design.column(column)) for column in columns)
    column = case.built.schema.columns[left_out]
    own = [c for c in case.spec.fixed if c.term == term.label]
    labels = {cell.label for c in own for cell in c.cells if cell.variable == left_out}
    return column.is_factor and labels >= set(column.categories)


def r16(case: Case) -> Iterator[Draft]:
    """A cross-level interaction says that a slope differs between groups for a reason the model names.

    Whether it also differs for other reasons is left out when the slope is not random.
    """
    random = {column.key for block in case.spec.blocks for column in block.effects}
    seen: set[str] = set()
    for column in case.spec.fixed:
        level_one = tuple(cell for cell in column.cells if not case.spec.determined_by((cell,)))
        upper = tuple(cell for cell in column.cells if cell not in level_one)
        home = case.spec.home(upper)
        if not level_one or home is None or column.key in random or column.term in seen:
            continue
        if frozenset(level_one) in random:
            continue
        seen.add(column.term)
        yield _fixed_slope(case, column, home, ":".join(cell.variable for cell in level_one))


def _fixed_slope(case: Case, column: Coefficient, home: str, slope: str) -> Draft:
    block = next(block for block in case.spec.blocks if block.group == home)
    title = f"{column.term} is a cross-level interaction and the slope of {slope} is not random"
    reason = (
        f"The slope of {slope} differs between the groups of {home} only as far as {column.term} explains: a "
        "non-randomly varying slope. That is a choice; if the groups differ for other reasons too, its standard error "
        "comes out too small."
    )
    finding = Finding("R16", title, "note", _whole(case), (column.term,), reason)
    terms = list(dict.fromkeys(c.term for c in block.effects))
    side = " + ".join([*(["0"] if "" not in terms else []), *(t for t in terms if t), slope])
    return Draft(finding, (Text(case.spec.source).with_bar(block, side),))


def r26(case: Case) -> Iterator[Draft]:
    """A bar is a part of its own: it is added, not multiplied, nested or taken away."""
    for operator, span in case.termset.misplaced:
        title = f"a bar under the operator {operator}"
        reason = (
            f"A bar is no term, and {operator} has no meaning for it; lme4 silently reads it as if it were added, "
            "which may not be what was meant."
        )
        finding = Finding("R26", title, "error", span, (), reason)
        yield Draft(finding, (Text(case.spec.source).straightened(),))


def r30(case: Case) -> Iterator[Draft]:
    """A multilevel model has a random term."""
    if not case.spec.blocks:
        title = "no random term: the single-level equation is written"
        reason = "Nothing in the formula says to which group a row belongs; a random intercept is written (1 | group)."
        yield Draft(Finding("R30", title, "note", _whole(case), (), reason))


def _whole(case: Case) -> Span:
    right = case.spec.source.right.span
    bars = [block.span.start for block in case.spec.blocks]
    source = case.source
    end = min((start for start in bars), default=right.end)
    return Span(right.start, max(right.start + 1, len(source[:end].rstrip(" +("))))
