"""Options as a user gives them: each is read, or is an error that says where it applies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from levelwise.errors import OptionError, UnknownNameError
from levelwise.options.chosen import Options
from levelwise.options.option import Option
from levelwise.options.table import OPTIONS
from levelwise.text.sentences import listed

Takers = Mapping[str, Iterable[Option]]
"""Descriptions of notations and formats, such as ``the format text``, and the options that each takes."""


_FORMAT = "the format "


def read_options(
    given: Mapping[str, object],
    takers: Takers,
    *,
    reserved: Iterable[Option] = (),
    others: Callable[[], Takers] = dict,
) -> Options:
    """Return the values of options, each of which applies.

    Parameters
    ----------
    given : mapping
        The options as given.
    takers : mapping of str to iterable of Option
        The notations and formats in use.
    reserved : iterable of Option
        Options that may be used later, which are accepted too.
    others : callable
        Returns all notations and formats with their options, for the message about an option that does not apply.

    Raises
    ------
    UnknownNameError
        For an unknown option; the message suggests the nearest one.
    OptionError
        For an option that does not apply (the message names the notations and formats that take it), and for an
        invalid value.

    Examples
    --------
    >>> read_options({"width": "60"}, {"the format text": options_of_writer("text")})
    Options(width=60)
    """
    rows = {row.name: row for row in reserved} | {row.name: row for own in takers.values() for row in own}
    for name in given:
        if name not in rows:
            raise _does_not_apply(name, rows, takers, others())
    return Options({name: rows[name].read(value) for name, value in given.items()})


def _does_not_apply(name: str, rows: Iterable[str], takers: Takers, others: Takers) -> UnknownNameError | OptionError:
    """Return the error about an option that nothing in use takes."""
    able = [taker for taker, options in others.items() if any(row.name == name for row in options)]
    formats = [taker.removeprefix(_FORMAT) for taker in able if taker.startswith(_FORMAT)]
    if len(formats) > 1:
        able = [*(taker for taker in able if not taker.startswith(_FORMAT)), f"the formats {listed(formats)}"]
    if not able:
        return UnknownNameError("option", name, {*OPTIONS, *rows})
    refusal = f"neither {' nor '.join(takers)} takes" if len(takers) > 1 else f"{''.join(takers)} does not take"
    return OptionError(
        f"{refusal} the option {name}; {listed(able)} {'does' if len(able) == 1 and len(formats) < 2 else 'do'}"
    )
