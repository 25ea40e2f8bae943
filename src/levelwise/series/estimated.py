"""The equations of a time series with the estimates of its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from levelwise.equation.estimated.values import values_of
from levelwise.equation.estimated.writer import NumberWriter, Place
from levelwise.equation.tree import System
from levelwise.model.estimates import Estimates
from levelwise.series.model import SeriesModel
from levelwise.series.words import parameter_words
from levelwise.text.note import Note
from levelwise.text.sentences import listed


def with_estimates(system: System, model: SeriesModel, estimates: Estimates, options: Mapping[str, Any]) -> System:
    """Return equations with numbers in place of their parameters, or below them; or with standard errors alone.

    Parameters
    ----------
    system : System
        The equations with symbols.
    model : SeriesModel
        The model.
    estimates : Estimates
        Its estimates.
    options : mapping
        The values of the options ``estimates``, ``digits``, ``errors``, ``spread`` and ``fix_signs``.
    """
    place: Place = "below" if options["estimates"] == "below" else "instead" if options["estimates"] else "errors"
    writer = NumberWriter(
        values_of(system.lines, estimates),
        options["digits"] or 3,
        options["errors"],
        options["spread"],
        options["fix_signs"],
        place,
    )
    lines = tuple(map(writer.line, system.lines))
    notes = tuple(_notes(model, estimates, writer.printed, errors=options["errors"], values=place != "errors"))
    return replace(system, lines=lines, notes=(*system.notes, *notes), unstyled=system)


def _notes(
    model: SeriesModel, estimates: Estimates, printed: set[str], *, errors: bool, values: bool
) -> Iterator[Note]:
    if errors:
        kind = estimates.error_kind
        found = "errors" in printed
        yield Note("estimated-errors", f"the numbers in brackets are {kind}" if found else f"there are no {kind}")
    if not values:
        return
    missing = [parameter_words(one, model) for one in model.parameters if estimates.value(one) is None]
    if missing:
        text = f"there is no estimate of {listed(missing)}, which therefore remain{'s' * (len(missing) == 1)}"
        yield Note("not-estimated", f"{text} {'a symbol' if len(missing) == 1 else 'symbols'}")
