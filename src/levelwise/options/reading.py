"""Options as a user gives them: each is read, or is an error that says where it applies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from levelwise.errors import OptionError, UnknownNameError
from levelwise.options.aliases import with_our_names
from levelwise.options.chosen import Options
from levelwise.options.option import Option
from levelwise.options.table import OPTIONS
from levelwise.text.sentences import listed

Takers = Mapping[str, Iterable[Option]]
"""Descriptions of notations and formats, such as ``the format text``, and the options that each takes."""


def read_options(
    given: Mapping[str, object],
    takers: Takers,
    *,
    reserved: Iterable[Option] = (),
    others: Callable[[], Takers] = dict,
    instead: Mapping[str, str] = {},
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
    instead : mapping of str to str
        What to do in place of an option that does not apply, by its name.

    Raises
    ------
    UnknownNameError
        For an unknown option; the message suggests the nearest one.
    OptionError
        For an option that does not apply (the message names the notations and formats that take it), and for an
        invalid value.

    Examples
    --------
    >>> from levelwise.options import options_of_writer
    >>> read_options({"width": "60"}, {"the format text": options_of_writer("text")})
    Options(width=60)
    """
    given = with_our_names(given)
    rows = {row.name: row for row in reserved} | {row.name: row for own in takers.values() for row in own}
    for name in given:
        if name not in rows:
            raise _does_not_apply(name, rows, takers, others(), instead.get(name, ""))
    return Options({name: rows[name].read(value) for name, value in given.items()})


def _does_not_apply(
    name: str, rows: Iterable[str], takers: Takers, others: Takers, instead: str
) -> UnknownNameError | OptionError:
    """Return the error about an option that nothing in use takes."""
    known = {taker: row for taker, options in others.items() for row in options if row.name == name}
    if not known:
        return UnknownNameError("option", name, {*OPTIONS, *rows})
    refusal = f"neither {' nor '.join(takers)} takes" if len(takers) > 1 else f"{''.join(takers)} does not take"
    verb = "does" if len(known) == 1 else "do"
    elsewhere = next(iter(known.values())).elsewhere
    reason = f". {instead}" if instead else f": {elsewhere}" if elsewhere else ""
    return OptionError(f"{refusal} the option {name}; {takers_in_words(known)} {verb}{reason}")


def takers_in_words(takers: Iterable[str]) -> str:
    """Return notations and formats in words.

    Examples
    --------
    >>> takers_in_words(["the notation hox", "the format latex", "the format text"])
    'the notation hox and the formats latex and text'
    """
    taking = list(takers)
    phrases = []
    for kind in ("notation", "format"):
        names = [taker.removeprefix(f"the {kind} ") for taker in taking if taker.startswith(f"the {kind} ")]
        if names:
            phrases.append(f"the {kind}{'s' * (len(names) > 1)} {listed(names)}")
    return listed(phrases)
