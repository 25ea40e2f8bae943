"""From a formula and its data to a prepared model: parsed, expanded, joined to the facts of the data, of full rank."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from levelwise.data.hints import Hints, without_data
from levelwise.data.observed import Observed
from levelwise.data.request import Request, variables
from levelwise.data.response import response_parts
from levelwise.data.schema import Schema
from levelwise.dataclass import dataclass
from levelwise.design.columns import MAX_CELLS, Design
from levelwise.design.model_options import ModelOptions
from levelwise.errors import UnknownNameError
from levelwise.formula.expand import expand
from levelwise.formula.expanded import TermSet
from levelwise.formula.parser import parse, parse_tree
from levelwise.formula.syntax import Call, Formula, Node
from levelwise.model.build import build
from levelwise.model.chosen_family import chosen
from levelwise.model.notes import contrast_notes, look_alikes, response_notes
from levelwise.model.spec import Coefficient, ModelSpec
from levelwise.text.note import Note

if TYPE_CHECKING:
    from levelwise.data.engine.lazy_facts import LazyFacts
    from levelwise.data.engine.lazy_table import LazyTable
    from levelwise.data.engine.sample import Sample
    from levelwise.data.frames.frame import Frame


@dataclass(frozen=True, eq=False)
class PreparedModel:
    """A model with its formula and what is known of its data, ready to be checked and written.

    Attributes
    ----------
    spec, termset, schema, hints, options, notes
        The model; its formula, expanded; the facts it is built on; what the caller said of the variables and of the
        model; what a reader should know.
    fixed_as_written : tuple of Coefficient
        The fixed columns as the formula gives them, those that were dropped too.
    table : Frame, LazyTable or None
        The data as given; None without data.
    source : Observed, LazyFacts or None
        The rows in memory; the table that is engine_rank; None without data.
    """

    spec: ModelSpec
    termset: TermSet
    schema: Schema
    hints: Hints
    options: ModelOptions
    notes: tuple[Note, ...]
    fixed_as_written: tuple[Coefficient, ...]
    table: Frame | LazyTable | None
    source: Observed | LazyFacts | None

    @cached_property
    def sample(self) -> Sample | None:
        """The rows brought into memory of a table that is engine_rank; None for others."""
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

    @property
    def is_sampled(self) -> bool:
        """Whether the rows in memory are a sample of the rows used."""
        return self.sample is not None and bool(self.sample.selection)

    @cached_property
    def design(self) -> Design | None:
        """The design columns of the rows in memory; None without data."""
        return None if self.observed is None else Design(self.observed.values, self.observed.rows)


def assemble(
    formula: str | Formula,
    table: Frame | LazyTable | None,
    hints: Hints,
    options: ModelOptions | None = None,
) -> PreparedModel:
    """Carry a formula through parsing, expansion and the data to its model."""
    options = options or ModelOptions()
    weights = options.weights
    parsed = parse(formula) if isinstance(formula, str) else formula
    own_family, own_link = chosen(options.family, options.link, parsed.family, parsed.source)
    termset = expand(parsed, table.names if table is not None else None)
    nodes = variables(termset)
    hints.check_names(termset, nodes)
    offsets: tuple[Node, ...] = termset.fixed.offsets
    if options.offset is not None:
        offsets += (parse_tree(options.offset),)
    request = Request(termset, hints, weights, offsets, own_family.name, own_family.is_binomial)
    response_parts(termset.response, outcomes=request.outcomes)
    source: Observed | LazyFacts | None = None
    if table is None:
        schema = without_data(termset, nodes, hints, offsets)
    else:
        if weights is not None and weights not in table.names:
            raise UnknownNameError("column", weights, table.names)
        source = _read_data(request, table)
        schema = source.schema
    if hints.contrasts or any(isinstance(node, Call) for node in nodes.values()):
        from levelwise.data.contrasts.resolve import with_contrasts

        schema = replace(schema, columns=with_contrasts(schema.columns, nodes, hints.contrasts, parsed.source))
    spec = build(termset, schema, nodes, offsets=offsets, weights=weights, family=own_family, link=own_link)
    about = (*response_notes(spec, schema), *contrast_notes(spec, schema, hints), *look_alikes(spec))
    notes = (*termset.notes, *schema.notes, *about)
    return full_rank(PreparedModel(spec, termset, schema, hints, options, notes, spec.fixed, table, source))


def with_formula(model: PreparedModel, formula: str) -> PreparedModel:
    """Return the model of another formula on the same data; of a lazily evaluated table, on the rows in memory."""
    table = model.table if model.sample is None else model.sample.frame
    # a pasted call may have named the family, which the other formula does not
    options = replace(model.options, family=str(model.spec.family), link=model.spec.link)
    return assemble(formula, table, model.hints, options)


def with_rows(model: PreparedModel) -> PreparedModel:
    """Return the model on rows in memory; of a lazily evaluated table, the columns that the model reads are fetched."""
    if model.table is None or isinstance(model.source, Observed | None):
        return model
    from levelwise.data.frames.frame import Frame

    if isinstance(model.table, Frame):
        return model
    rows = model.table.read(model.table.frame.select(*model.source.resolved.needed))
    return assemble(model.spec.source, rows, model.hints, model.options)


def _read_data(request: Request, table: Frame | LazyTable) -> Observed | LazyFacts:
    """Read a table in memory; ask any other."""
    from levelwise.data.frames.frame import Frame
    from levelwise.data.frames.observe import observe

    if isinstance(table, Frame):
        return observe(request, table)
    from levelwise.data.engine.lazy_facts import lazy_facts

    return lazy_facts(request, table)


def full_rank(built: PreparedModel) -> PreparedModel:
    """Drop the fixed columns that say nothing new, as lmer does."""
    spec = built.spec
    if built.source is None:
        return built
    from levelwise.design.rank import kept_columns

    if isinstance(built.source, Observed):
        design = built.design
        if design is None or len(spec.fixed) * built.source.rows > MAX_CELLS:
            return built
        kept = kept_columns(design.matrix(spec.fixed))
    else:
        from levelwise.design import engine_rank

        if engine_rank.independent(spec, built.source):
            return built
        design, sample = built.design, built.sample
        if design is None or sample is None or len(spec.fixed) * sample.observed.rows > MAX_CELLS:
            return built
        kept = engine_rank.kept(spec, built.source, sample, design)
    if len(kept) == len(spec.fixed):
        return built
    fixed = tuple(spec.fixed[number] for number in kept)
    gone = [column.name for column in spec.fixed if column not in fixed]
    text = (
        f"the fixed part says the same thing twice (it is rank deficient), so {', '.join(gone)} "
        f"{'is' if len(gone) == 1 else 'are'} left out, as lmer does"
    )
    return replace(built, spec=spec.with_fixed(fixed), notes=(*built.notes, Note("dropped-columns", text)))
