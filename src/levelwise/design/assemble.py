"""The step between formula and equation: a model with its facts, ready to be checked and written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from levelwise.data.frames.frame import Frame
from levelwise.data.frames.observe import Observed, observe
from levelwise.data.hints import Hints, without_data
from levelwise.data.request import Request, variables
from levelwise.data.response import parts_of
from levelwise.data.schema import Schema
from levelwise.design.columns import MAX_CELLS, Design
from levelwise.design.rank import kept_columns
from levelwise.errors import UnknownNameError
from levelwise.formula.expand import expand
from levelwise.formula.expanded import TermSet
from levelwise.formula.parser import parse, parse_tree
from levelwise.formula.syntax import Call, Formula, Node
from levelwise.model.build import build
from levelwise.model.chosen_family import chosen
from levelwise.model.notes import contrast_notes, look_alikes, response_notes
from levelwise.model.spec import Coefficient, ModelSpec

if TYPE_CHECKING:
    from levelwise.data.engine.lazy_facts import Survey
    from levelwise.data.engine.lazy_table import LazyTable
    from levelwise.data.engine.sample import Sample


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
        if self.source is None or isinstance(self.source, Observed):
            return None
        from levelwise.data.engine.sample import sample

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
    family: str | None = None,
    link: str | None = None,
) -> Built:
    """Carry a formula through parsing, expansion and the data to its model."""
    parsed = parse(formula) if isinstance(formula, str) else formula
    own_family, own_link = chosen(family, link, parsed.family, parsed.source)
    termset = expand(parsed, table.names if table is not None else None)
    nodes = variables(termset)
    hints.check_names(termset, nodes)
    offsets: tuple[Node, ...] = termset.fixed.offsets
    if offset is not None:
        offsets += (parse_tree(offset),)
    request = Request(termset, hints, weights, offsets, own_family.name, own_family.is_binomial)
    parts_of(termset.response, outcomes=request.outcomes)
    source: Observed | Survey | None = None
    if table is None:
        schema = without_data(termset, nodes, hints, offsets)
    else:
        if weights is not None and weights not in table.names:
            raise UnknownNameError("column", weights, table.names)
        source = _looked_at(request, table)
        schema = source.schema
    if hints.contrasts or any(isinstance(node, Call) for node in nodes.values()):
        from levelwise.data.contrasts.resolve import coded

        schema = replace(schema, columns=coded(schema.columns, nodes, hints.contrasts, parsed.source))
    spec = build(termset, schema, nodes, offsets=offsets, weights=weights, family=own_family.name, link=own_link)
    about = (*response_notes(spec, schema), *contrast_notes(spec, schema, hints), *look_alikes(spec))
    notes = (*termset.notes, *schema.notes, *about)
    return full_rank(Built(spec, termset, schema, hints, notes, spec.fixed, source))


def _looked_at(request: Request, table: Frame | LazyTable) -> Observed | Survey:
    """Read a table in memory; ask any other."""
    if isinstance(table, Frame):
        return observe(request, table)
    from levelwise.data.engine.lazy_facts import survey

    return survey(request, table)


def full_rank(built: Built) -> Built:
    """Drop the fixed columns that say nothing new, as lmer does."""
    spec = built.spec
    if built.source is None:
        return built
    if isinstance(built.source, Observed):
        design = built.design
        if design is None or len(spec.fixed) * built.source.rows > MAX_CELLS:
            return built
        kept = kept_columns(design.matrix(spec.fixed))
    else:
        from levelwise.design import engine_rank as asked

        if asked.independent(spec, built.source):
            return built
        design, sample = built.design, built.sample
        if design is None or sample is None or len(spec.fixed) * sample.observed.rows > MAX_CELLS:
            return built
        kept = asked.kept(spec, built.source, sample, design)
    if len(kept) == len(spec.fixed):
        return built
    fixed = tuple(spec.fixed[number] for number in kept)
    gone = [column.name for column in spec.fixed if column not in fixed]
    note = (
        f"the fixed part says the same thing twice (it is rank deficient), so {', '.join(gone)} "
        f"{'is' if len(gone) == 1 else 'are'} left out, as lmer does"
    )
    return replace(built, spec=replace(spec, fixed=fixed), notes=(*built.notes, note))
