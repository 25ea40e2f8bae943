"""The whole path on one screen: formula → model → verdict → equations → a format.

Each step adds one kind of knowledge and returns a new value; the imports name the packages that take the steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.hints import Hints
from levelwise.data.open_table import index_names, open_table
from levelwise.design.assemble import PreparedModel, assemble
from levelwise.design.model_options import ModelOptions
from levelwise.equation.restyle import shows_priors
from levelwise.errors import DataError, UnknownNameError, UnsupportedModelError
from levelwise.legitimacy.check import check
from levelwise.legitimacy.configuration.configure import Configuration
from levelwise.legitimacy.report.illegitimate import IllegitimateModelError
from levelwise.legitimacy.report.report import Report
from levelwise.model.spec import ModelSpec
from levelwise.options import Options, applied
from levelwise.writers.table import OwnWriter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from levelwise.adapters.fitted import Fitted
    from levelwise.equation.tree import System
    from levelwise.legitimacy.case import Case
    from levelwise.legitimacy.report.view import Sketch, View
    from levelwise.model.estimates import Estimates
    from levelwise.model.priors import Priors
    from levelwise.notations.notation import Notation
    from levelwise.writers.document import DocumentWriter, Piece
    from levelwise.writers.writer import Writer


def formula_to_model(formula: str, data: object, hints: Hints, options: ModelOptions) -> PreparedModel:
    """Parse and expand the formula, learn from the data what its variables are, build the model."""
    table = None if data is None else open_table(data, hints.factors)
    try:
        model = assemble(formula, table, hints, options)
    except UnknownNameError as error:
        index = [name for name in index_names(data) if name.lower() == error.name.lower()]
        if error.what == "column" and index:
            message = f"{index[0]!r} is the index of the data frame, not a column; data.reset_index() makes it a column"
            raise DataError(message + (f"\n{error.where}" if error.where else "")) from error
        raise
    if hints.contrasts:
        from levelwise.data.contrasts.resolve import check_names

        check_names(model.spec.variables, hints.contrasts)
    return model


def fitted_to_model(
    fitted: object, data: object, hints: Hints, options: ModelOptions, others: Mapping[str, object]
) -> Fitted:
    """Read a model of another package, and its estimates, through its adapter."""
    from levelwise.adapters.base import Given  # a formula needs no adapter
    from levelwise.adapters.recognise import read_model
    from levelwise.adapters.series_models import read_series

    if read_series(fitted) is not None:
        message = "a time series has no levels that could be checked or compared; extract_eq(…) writes its equations"
        raise UnsupportedModelError(message)
    return read_model(fitted, Given(data, hints, options, others))


def model_to_report(model: PreparedModel, configuration: Configuration, notation: Notation | None = None) -> Report:
    """Apply every rule of the policy, and offer the repairs that themselves pass a check."""
    return check(model, configuration, notation=notation, sketcher=_sketch)


def model_to_equations(
    spec: ModelSpec,
    report: Report,
    notation: Notation,
    options: Options,
    estimates: Estimates | None = None,
    *,
    priors: Priors | None = None,
) -> System:
    """Write a model, if its report says that it is legitimate, in a notation, as a tree."""
    if not report.ok:
        raise IllegitimateModelError(report)
    return spec_to_equations(spec, notation, options, estimates, priors=priors)


def spec_to_equations(
    spec: ModelSpec,
    notation: Notation,
    options: Options,
    estimates: Estimates | None = None,
    *,
    priors: Priors | None = None,
) -> System:
    """Write a model in a notation, then apply the options of every notation; those of formats are kept for later."""
    shown = priors is not None and shows_priors(options, notation.options, priors)
    if options.get("estimates") or options.get("errors") or shown:
        options = listing_columns(options, notation)
    written = notation.write(spec, applied(options, notation.options))
    if getattr(notation, "changes", None):
        from levelwise.api.changed_letters import check_letters  # letters of ours are known to differ

        check_letters(written, spec, notation)
    if not options and not shown:
        return written
    from levelwise.api.idle_options import restyled_with_notes  # rarely needed

    return restyled_with_notes(written, spec, notation, options, estimates, priors=priors)


def listing_columns(options: Options, notation: Notation) -> Options:
    """Return options with which a notation that abbreviates lists the columns and the entries of its matrices."""
    abbreviates = any(row.name == "columns" for row in notation.options)
    return Options({"columns": True, **options}) if abbreviates else options


def equations_to_format(system: System, writer: Writer, options: Options) -> str | bytes:
    """Write equations in a format."""
    return writer.write(system, applied(options, writer.options))


def equations_to_page(
    system: System, writer: Writer, options: Options, *, complete: bool = False, numbered: bool = False
) -> System:
    """Fit equations to the page of a format; `complete` and `numbered` say how they stand in a document."""
    if not isinstance(writer, OwnWriter):
        return system
    return writer.fitted(system, applied(options, writer.options), complete=complete, numbered=numbered)


def pieces_to_document(pieces: Sequence[Piece], writer: DocumentWriter, options: Options) -> str | bytes:
    """Write the equations of several models as one file."""
    return writer.document(pieces, applied(options, writer.options))


def _sketch(case: Case, view: View | None) -> Sketch:
    from levelwise.plots import sketch  # a check without a picture needs none of it

    return sketch.Sketch(case, view)
