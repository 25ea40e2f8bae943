"""From a formula and data to a prepared model: parsed, expanded, combined with facts about the data, of full rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from levelwise.data.hints import Hints, with_values, without_data
from levelwise.data.observed import Observed
from levelwise.data.request import Request, columns_named, names_used, term_variables
from levelwise.data.response import check_written_response
from levelwise.data.schema import Schema
from levelwise.dataclass import dataclass
from levelwise.design.columns import Design
from levelwise.design.model_options import ModelOptions
from levelwise.design.occasions import check_occasions
from levelwise.errors import DataError, UnknownNameError
from levelwise.formula.constants import constant_pi, with_pi
from levelwise.formula.expand import expand
from levelwise.formula.expanded import TermSet
from levelwise.formula.parser import parse, parse_tree
from levelwise.formula.residual import ResidualTerms, parse_residual
from levelwise.formula.syntax import Call, Formula, Node, names_in
from levelwise.model.build import build
from levelwise.model.chosen_family import chosen
from levelwise.model.notes import (
    contrast_notes,
    first_in_r,
    look_alikes,
    merged_notes,
    order_notes,
    reference_notes,
    response_notes,
)
from levelwise.model.residuals import residual_notes, residual_of
from levelwise.model.spec import DesignColumn, ModelSpec
from levelwise.text.note import Note
from levelwise.text.sentences import counted, listed, some

_LABELS = 8  # categories named in a message

if TYPE_CHECKING:
    from levelwise.data.engine.lazy_facts import LazyFacts
    from levelwise.data.engine.lazy_table import LazyTable
    from levelwise.data.engine.sample import Sample
    from levelwise.data.frames.frame import Frame
    from levelwise.model.priors import Priors


@dataclass(frozen=True, eq=False)
class PreparedModel:
    """A model with its formula and the facts about its data, ready to be checked and written.

    Attributes
    ----------
    spec : ModelSpec
        The model.
    termset : TermSet
        The expanded formula.
    schema : Schema
        The facts about the data on which the model is built.
    hints : Hints
        What the caller states about the variables.
    options : ModelOptions
        The other options of the model.
    notes : tuple of Note
        Remarks for the reader.
    fixed_as_written : tuple of DesignColumn
        The fixed columns that the formula gives, including those that were dropped.
    table : Frame, LazyTable or None
        The data as given; None without data.
    source : Observed, LazyFacts or None
        The rows in memory, or the facts about a lazily evaluated table; None without data.
    priors : Priors or None
        The prior distributions of its parameters, of a Bayesian model.
    """

    spec: ModelSpec
    termset: TermSet
    schema: Schema
    hints: Hints
    options: ModelOptions
    notes: tuple[Note, ...]
    fixed_as_written: tuple[DesignColumn, ...]
    table: Frame | LazyTable | None
    source: Observed | LazyFacts | None
    priors: Priors | None = None

    @cached_property
    def sample(self) -> Sample | None:
        """The rows of a lazily evaluated table that were loaded into memory; None for other data."""
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
    """Prepare a model: parse and expand its formula, read the data, and build its specification."""
    options = options or ModelOptions()
    weights = options.weights
    columns = table.names if table is not None else ()
    parsed = parse(formula, columns) if isinstance(formula, str) else formula
    known = (*hints.levels, *hints.factors, *hints.contrasts) if table is None else columns
    if "pi" not in known:
        parsed = with_pi(parsed)
    own_family, own_link = chosen(options.family, options.link, parsed.family, parsed.source)
    termset = expand(parsed, columns if table is not None else None)
    nodes = term_variables(termset)
    written = options.residual if options.residual is not None else parsed.residual
    residual = None if written is None else _residual_terms(written, termset, table)
    every = nodes if residual is None else nodes | residual.variables
    hints = hints.as_in_formula(termset, every)
    hints.check_names(termset, every)
    offsets: tuple[Node, ...] = termset.fixed.offsets
    if options.offset is not None:
        offset = parse_tree(options.offset)
        offsets += (offset if "pi" in known else constant_pi(offset),)
    request = Request(
        termset,
        hints,
        weights,
        offsets,
        own_family.name,
        own_family.is_binomial,
        own_family.is_categorical,
        residual,
    )
    check_written_response(termset.response, request.family, binomial=request.binomial, categorical=request.categorical)
    source: Observed | LazyFacts | None = None
    if table is None:
        schema = without_data(termset, every, hints, offsets)
    else:
        if weights is not None and weights not in table.names:
            raise table.origin.no_column(weights, table.names)
        source = _read_data(request, table)
        schema = source.schema
        if residual is not None and isinstance(source, Observed):
            check_occasions(residual, source)
    schema = _described(schema, request, table)
    if hints.contrasts or any(isinstance(node, Call) for node in nodes.values()):
        from levelwise.data.contrasts.resolve import with_contrasts

        schema = replace(
            schema, columns=with_contrasts(schema.columns, nodes, hints.contrasts, parsed.source, schema.unlisted)
        )
    if any(isinstance(hint, Mapping) for hint in hints.factors.values()):
        schema = replace(schema, columns=with_values(schema.columns, nodes, hints))
    try:
        spec = build(
            termset,
            schema,
            nodes,
            offsets=offsets,
            weights=weights,
            family=own_family,
            link=own_link,
            residual=residual_of(residual, schema, own_family, own_link),
        )
    except DataError as error:
        raise _with_lost_categories(error, source) from None
    about: tuple[Note, ...] = (
        *response_notes(spec, schema),
        *contrast_notes(spec, schema, hints),
        *look_alikes(spec, _categories(schema, source)),
        *residual_notes(spec),
    )
    if table is not None:
        names = columns_named(request, table.names)
        text = [name for name in names if name not in hints.factors and table.is_text(name)]
        about = (
            *table.origin.notes_on(names),
            *merged_notes({name: table.merged(name) for name in names}),
            *about,
            *reference_notes(spec, schema, text),
            *order_notes(spec, text),
        )
        schema = replace(schema, first_in_r=first_in_r(spec, schema, [n for n in names if table.holds_strings(n)]))
    notes = (*termset.notes, *schema.notes, *about)
    return full_rank(PreparedModel(spec, termset, schema, hints, options, notes, spec.fixed, table, source))


def _residual_terms(text: str, termset: TermSet, table: Frame | LazyTable | None) -> ResidualTerms:
    """Return the structure of the residuals, whose columns exist and whose group is named as in the formula."""
    terms = parse_residual(text)
    columns = (*(name for node in terms.variables.values() for name in names_in(node)),)
    parts = terms.group.parts if terms.group is not None else ()
    for name in (*columns, *parts):
        if table is not None and name not in table.names:
            raise table.origin.no_column(name, table.names, f"in residual={text!r}")
    same = [bar.group for bar in termset.bars if set(bar.group.parts) == set(parts)]
    return replace(terms, group=same[0]) if same else terms


def _described(schema: Schema, request: Request, table: Frame | LazyTable | None) -> Schema:
    """Return facts with the labels and units of the columns: those of the table, and those that the caller gives.

    Raises
    ------
    UnknownNameError
        For a label or a unit of a column that does not exist.
    """
    hints = request.hints
    if table is None and not hints.labels and not hints.units:
        return schema
    known = names_used(request) if table is None else table.names
    for name in (*hints.labels, *hints.units):
        if name not in known:
            raise UnknownNameError("column", name, known, of="in the formula" if table is None else "in the data")
    if table is None:
        return replace(schema, labels=hints.labels, units=hints.units)
    origin = table.origin
    labels, units = {**origin.labels, **hints.labels}, {**origin.units, **hints.units}
    return replace(schema, labels=labels, units=units, value_labels=origin.value_labels)


def _categories(schema: Schema, source: Observed | LazyFacts | None) -> dict[str, Sequence[str]]:
    """Return the categories of the factors and, if the data are in memory, the names of the groups."""
    found: dict[str, Sequence[str]] = {name: one.categories for name, one in schema.columns.items() if one.is_factor}
    if isinstance(source, Observed):
        for label, groups in source.groups.items():
            found[label] = [name for name in groups.names if isinstance(name, str)]
    return found


def with_formula(model: PreparedModel, formula: str) -> PreparedModel:
    """Return the model of another formula on the same data; of a lazily evaluated table, on the rows in memory.

    A formula with a further column is examined on the table itself, as the rows in memory do not have that column.
    """
    table = model.table
    if model.sample is not None:
        further = set(names_in(parse(formula).right)) - set(model.sample.frame.names)
        if table is None or not further & set(table.names):
            table = model.sample.frame
    # a pasted call may have named the family and the residuals, which the other formula does not
    spec = model.spec
    options = replace(
        model.options, family=str(spec.family), link=spec.link, residual=spec.residual.text or model.options.residual
    )
    return assemble(formula, table, model.hints, options)


def with_rows(model: PreparedModel) -> PreparedModel:
    """Return the model on rows in memory; the needed columns of a lazily evaluated table are loaded."""
    if model.table is None or isinstance(model.source, Observed | None):
        return model
    from levelwise.data.engine.lazy_table import columns_of
    from levelwise.data.frames.frame import Frame

    if isinstance(model.table, Frame):
        return model
    rows = model.table.read(columns_of(model.table.frame, model.source.resolved.needed))
    return assemble(model.spec.source, rows, model.hints, model.options)


def _with_lost_categories(error: DataError, source: Observed | LazyFacts | None) -> DataError:
    """Return an error about a factor with one category, with the missing values that removed the others, if any did."""
    lost = source.missing if isinstance(source, Observed) else None
    for name, labels in (lost.categories if lost is not None else {}).items():
        if lost is not None and str(error).startswith(f"{name} has only one category"):
            rows = f"{counted(source.schema.dropped or 0, 'row')} with missing values" if source is not None else ""
            gone = f"{'category' if len(labels) == 1 else 'categories'} {some(labels, _LABELS)}"
            message = f"the {gone} of {name} {'is' if len(labels) == 1 else 'are'} lost with the {rows}"
            return DataError(f"{error}; {message} (of {listed(lost.causes[name])})")
    return error


def _read_data(request: Request, table: Frame | LazyTable) -> Observed | LazyFacts:
    """Read a table in memory, or query a lazily evaluated one."""
    from levelwise.data.frames.frame import Frame
    from levelwise.data.frames.observe import observe

    if isinstance(table, Frame):
        return observe(request, table)
    from levelwise.data.engine.lazy_facts import lazy_facts

    return lazy_facts(request, table)


def full_rank(model: PreparedModel) -> PreparedModel:
    """Drop the fixed columns that are linearly dependent on others, as lmer does."""
    fixed = model.spec.spanning
    kept = _kept_columns(model)
    if kept is None or len(kept) == len(fixed):
        return model
    columns, numbers = tuple(fixed[number] for number in kept), set(kept)
    if fixed is not model.spec.fixed:
        columns = columns[1:]  # a constant, which comes first, is never dropped
    dropped = [column.name for number, column in enumerate(fixed) if number not in numbers]
    text = (
        f"the fixed-effects design matrix is rank deficient, so {', '.join(dropped)} "
        f"{'is' if len(dropped) == 1 else 'are'} dropped, as lmer does"
    )
    return replace(model, spec=model.spec.with_fixed(columns), notes=(*model.notes, Note("dropped-columns", text)))


def _kept_columns(model: PreparedModel) -> list[int] | None:
    """Return the numbers of the fixed columns to keep; None if all are, or if there are too many entries to tell."""
    fixed, source = model.spec.spanning, model.source
    if source is None:
        return None
    if not isinstance(source, Observed):
        from levelwise.design.all_rows import AllRowsDesign, are_independent

        if are_independent(fixed, source):
            return None
    observed, design = model.observed, model.design
    if observed is None or design is None:
        return None
    if not isinstance(source, Observed) and model.is_sampled:
        return AllRowsDesign(source).kept(fixed, design) if design.fits(len(fixed)) else None
    from levelwise.design.factorisation import kept_of

    return kept_of(fixed, design)
