"""The step between formula and equation: a model with its facts, ready to be checked and written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from levelwise.data.contrasts.chosen import coded
from levelwise.data.engine.sample import SAMPLE_ROWS, Sample, peek, sample
from levelwise.data.engine.survey import Survey, survey
from levelwise.data.engine.table import LazyTable
from levelwise.data.hints import Hints, without_data
from levelwise.data.observe import Observed, observe
from levelwise.data.reading import Request, variables
from levelwise.data.schema import Schema
from levelwise.data.table import Frame
from levelwise.errors import DataError, UnknownNameError
from levelwise.formula.parser import parse, parse_tree
from levelwise.formula.syntax import Formula, Node
from levelwise.formula.terms import TermSet, expand
from levelwise.modeling.build import build
from levelwise.modeling.design import MAX_CELLS, Design
from levelwise.modeling.notes import contrast_notes, look_alikes
from levelwise.modeling.rank import kept_columns
from levelwise.modeling.spec import Coefficient, ModelSpec
from levelwise.modeling.whole import WholeTable


@dataclass(frozen=True, eq=False)
class Built:
    """A model, what its formula said and what is known of its data.

    Attributes
    ----------
    spec, termset, schema, hints, notes
        The model; its formula, expanded; the facts it is built on; what the caller said; what a reader should know.
    typed : tuple of Coefficient
        The fixed columns as the formula gives them, those that were dropped too.
    source : Observed, Survey or None
        The rows in memory; the table that is asked; None without data.
    """

    spec: ModelSpec
    termset: TermSet
    schema: Schema
    hints: Hints
    notes: tuple[str, ...]
    typed: tuple[Coefficient, ...]
    source: Observed | Survey | None

    @cached_property
    def sample(self) -> Sample | None:
        """The rows brought into memory of a table that is asked; None for others."""
        if not isinstance(self.source, Survey):
            return None
        return sample(self.source)

    @property
    def observed(self) -> Observed | None:
        """The rows in memory; None without data."""
        if isinstance(self.source, Observed):
            return self.source
        return None if self.sample is None else self.sample.observed

    @cached_property
    def design(self) -> Design | None:
        """The design columns of the rows in memory; None without data."""
        return None if self.observed is None else Design(self.observed.values, self.observed.rows)


def assemble(
    formula: str | Formula,
    table: Frame | LazyTable | None,
    hints: Hints,
    *,
    weights: str | None = None,
    offset: str | None = None,
) -> Built:
    """Carry a formula through parsing, expansion and the data to its model."""
    parsed = parse(formula) if isinstance(formula, str) else formula
    termset = expand(parsed, table.names if table is not None else None)
    nodes = variables(termset)
    hints.check_names(termset, nodes)
    offsets: tuple[Node, ...] = termset.fixed.offsets
    if offset is not None:
        offsets += (parse_tree(offset),)
    request = Request(termset, hints, weights, offsets)
    source: Observed | Survey | None = None
    if table is None:
        schema = without_data(termset, nodes, hints, offsets)
    else:
        if weights is not None and weights not in table.names:
            raise UnknownNameError("column", weights, table.names)
        source = survey(request, table) if isinstance(table, LazyTable) else observe(request, table)
        schema = source.schema
    schema = replace(schema, columns=coded(schema.columns, nodes, hints.contrasts, parsed.source))
    spec = build(termset, schema, nodes, offsets=offsets, weights=weights)
    notes = (*termset.notes, *schema.notes, *contrast_notes(spec, schema, hints), *look_alikes(spec))
    return full_rank(Built(spec, termset, schema, hints, notes, spec.fixed, source))


def full_rank(built: Built) -> Built:
    """Drop the fixed columns that say nothing new, as lmer does."""
    spec = built.spec
    rows = min(spec.rows or 0, 2 * SAMPLE_ROWS) if isinstance(built.source, Survey) else spec.rows or 0
    if built.source is None or len(spec.fixed) * rows > MAX_CELLS:
        return built
    if isinstance(built.source, Survey) and _independent(spec, built.source):
        return built
    design = built.design
    assert design is not None  # there are data
    if built.sample is not None and built.sample.chosen and isinstance(built.source, Survey):
        kept = WholeTable(built.source).kept(spec.fixed, design)
    else:
        kept = kept_columns(design.matrix(spec.fixed))
    if len(kept) == len(spec.fixed):
        return built
    fixed = tuple(spec.fixed[number] for number in kept)
    gone = [column.name for column in spec.fixed if column not in fixed]
    note = (
        f"the fixed part says the same thing twice (it is rank deficient), so {', '.join(gone)} "
        f"{'is' if len(gone) == 1 else 'are'} left out, as lmer does"
    )
    return replace(built, spec=replace(spec, fixed=fixed), notes=(*built.notes, note))


def _independent(spec: ModelSpec, source: Survey) -> bool:
    """Say whether a few rows already show that no fixed column is a combination of others."""
    try:
        few = peek(source).observed
    except DataError:  # too few different values for a basis, say
        return False
    return len(kept_columns(Design(few.values, few.rows).matrix(spec.fixed))) == len(spec.fixed)
