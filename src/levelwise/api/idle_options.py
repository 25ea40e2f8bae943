"""Options that change nothing in the equations of a model, which is said and not passed over in silence.

One rule finds them all: equations are written with an option and without it, and compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from levelwise.equation.restyle import RESTYLING, restyled
from levelwise.equation.tree import System
from levelwise.errors import LevelwiseError, OptionError
from levelwise.model.estimates import Estimates
from levelwise.model.priors import Priors
from levelwise.model.spec import ModelSpec
from levelwise.notations.notation import Notation
from levelwise.notations.table import rows_of
from levelwise.options import OPTIONS, Option, Options, applied
from levelwise.text.note import Note
from levelwise.text.sentences import listed
from levelwise.writers.table import WRITERS, OwnWriter

_COLUMNS = "columns"
_WITH_COLUMNS = "columns=True lists the columns of the design matrices and the entries of the covariance matrices"

_MARK = "#F0{:04X}"
"""A colour, which can be a name as well."""

Written = Callable[[Mapping[str, Any]], object]
"""Returns what is written with the options, to be compared."""


def restyled_with_notes(
    written: System,
    spec: ModelSpec,
    notation: Notation,
    options: Options,
    estimates: Estimates | None = None,
    *,
    priors: Priors | None = None,
) -> System:
    """Apply the options that change equations once they are written, and add a note on each that changes nothing.

    Parameters
    ----------
    written : System
        The equations as the notation wrote them.
    spec : ModelSpec
        The model.
    notation : Notation
        The notation.
    options : Options
        The options that were given, those of other notations and of formats among them.
    estimates : Estimates, optional
        The estimates of the parameters.
    priors : Priors, optional
        The prior distributions of the parameters.

    Raises
    ------
    OptionError
        For an option that does not apply to the equations.
    """
    rows = rows_of(notation)

    def again(chosen: Mapping[str, Any]) -> System:
        """Return the equations with other values of the options."""
        kept = all(
            chosen.get(row.name) == options.get(row.name) for row in notation.options if row.name not in RESTYLING
        )
        base = written if kept else notation.write(spec, applied(chosen, notation.options))
        return restyled(base, spec, chosen, rows, estimates, priors=priors)

    listing = any(row.name == _COLUMNS for row in rows) and not options.get(_COLUMNS)
    in_full = {**options, _COLUMNS: True} if listing else None
    try:
        system = restyled(written, spec, options, rows, estimates, priors=priors)
    except OptionError as error:
        if in_full is None or _is_refused(again, in_full):
            raise
        raise OptionError(f"{error}; {_WITH_COLUMNS}, to which it applies") from error

    def lines(chosen: Mapping[str, Any]) -> object:
        return again(chosen).lines

    def printed(chosen: Mapping[str, Any]) -> object:
        return _in_latex(again(chosen), chosen)

    notes: list[Note] = []
    for row in _with_reasons(options, rows):
        notes += _notes(row, options, lines if row in rows else printed, in_full)
    return replace(system, notes=(*system.notes, *notes)) if notes else system


def idle_in_format(system: System, options: Mapping[str, Any]) -> tuple[Note, ...]:
    """Return notes on the options of formats that change nothing in equations that are written."""

    def printed(chosen: Mapping[str, Any]) -> object:
        return _in_latex(system, chosen)

    return tuple(note for row in _with_reasons(options) for note in _notes(row, options, printed, None))


def _in_latex(system: System, options: Mapping[str, Any]) -> object:
    """Return equations in LaTeX, which takes every option of formats that concerns what equations contain."""
    latex = WRITERS.own["latex"]
    assert isinstance(latex, OwnWriter)
    chosen = applied({name: value for name, value in options.items() if name in ("compact", "matrices")}, latex.options)
    return latex.write(latex.fitted(system, chosen), chosen)


def _with_reasons(options: Mapping[str, Any], rows: Iterable[Option] = ()) -> list[Option]:
    """Return the rows of the options that may change nothing: those of a notation, and those of formats."""
    known = {row.name: row for row in (*(row for row in OPTIONS.values() if row.writers), *rows)}
    given = [known[name] for name in options if name in known]
    return [row for row in given if row.idle and options[row.name] != row.default]


def _notes(
    row: Option, options: Mapping[str, Any], written: Written, in_full: Mapping[str, Any] | None
) -> Iterator[Note]:
    """Yield a note if an option, or an entry of its value, changes nothing."""
    given = options[row.name]
    if isinstance(given, Mapping) and all(name == words for name, words in given.items()):
        return  # names that stay as they are
    whole = {**options, row.name: row.unlike(given)}
    if _same(options, whole, written):
        hint = "" if in_full is None or _same(in_full, {**whole, _COLUMNS: True}, written) else f"; {_WITH_COLUMNS}"
        yield Note("no-effect", f"the option {row.name} changes nothing here: {row.idle}{hint}")
        return
    idle = _idle_entries(row, options, written)
    if idle:
        several = len(idle) > 1
        entries = "entries" if several else "entry"
        what = f"{entries}{' for' * isinstance(given, Mapping)} {listed(idle)} of the option {row.name}"
        yield Note("no-effect", f"the {what} change{'s' * (not several)} nothing here: {row.idle}")


def _same(one: Mapping[str, Any], other: Mapping[str, Any], written: Written) -> bool:
    """Return whether the same is written with two sets of options; if one is refused, it is not."""
    return not _is_refused(written, other) and written(one) == written(other)


def _is_refused(written: Written, options: Mapping[str, Any]) -> bool:
    try:
        written(options)
    except LevelwiseError:
        return True
    return False


def _idle_entries(row: Option, options: Mapping[str, Any], written: Written) -> list[str]:
    """Return the names or numbers of the entries of a value that leave no trace in what is written.

    To this end each entry has a mark of its own in place of what was given.
    """
    given = options[row.name]
    marks: dict[str, str]
    marked: Mapping[str, str] | tuple[str | None, ...]
    if isinstance(given, Mapping):
        marks = {name: _MARK.format(place) for place, name in enumerate(given)}
        marked = marks
    elif isinstance(given, tuple):
        marks = {str(place): _MARK.format(place) for place, one in enumerate(given, 1) if one is not None}
        marked = tuple(marks.get(str(place)) for place in range(1, len(given) + 1))
    else:
        return []
    shown = repr(written({**options, row.name: marked}))
    same = {name for name, words in given.items() if name == words} if isinstance(given, Mapping) else set()
    return [name for name, mark in marks.items() if mark not in shown and name not in same]
