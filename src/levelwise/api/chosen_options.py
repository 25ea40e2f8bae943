"""Which options apply to a notation, to a format, or to both."""

from __future__ import annotations

import os
from collections.abc import Mapping

from levelwise.errors import OptionError
from levelwise.notations.notation import Notation
from levelwise.notations.table import NOTATIONS, OwnNotation, rows_of
from levelwise.options import OPTIONS, Option, Options, Takers, read_options
from levelwise.options.aliases import with_our_names
from levelwise.writers.table import WRITERS, OwnWriter, own_writer_for
from levelwise.writers.writer import Writer

_LETTER_OF = {"slope": "slopes", "intercept": "intercept", "fixed": "fixed effects"}


def for_notation(given: Mapping[str, object], notation: Notation) -> Options:
    """Return the options given with a notation: those that it takes, and those of formats, which are used later.

    Raises
    ------
    OptionError, UnknownNameError
        For an option that neither the notation nor any format takes, and for an invalid value.
    """
    formats = [option for option in OPTIONS.values() if option.writers]
    known = {option.name for option in (*rows_of(notation), *formats)}
    if not known.issuperset(with_our_names(given)):  # it may be an option of another package's format
        formats += [option for writer in WRITERS.all().values() for option in writer.options]
    instead = _letters_instead(notation)
    return read_options(given, of_notation(notation), reserved=formats, others=everything, instead=instead)


def for_writer(given: Mapping[str, object], writer: Writer) -> Options:
    """Return the options given with a format, which must take all of them.

    Raises
    ------
    OptionError, UnknownNameError
        For an option that the format does not take, and for an invalid value.
    """
    read = read_options(given, of_writer(writer), others=everything)
    _refuse_without_effect(read, writer)
    return read


def _refuse_without_effect(given: Options, writer: Writer) -> None:
    """Raise an error for options of one call of which one leaves another, or the format, without effect."""
    fragment, wrapping = given.get("fragment"), given.get("wrapping")
    if fragment is not None and wrapping is not None and fragment == (wrapping == "document"):
        raise OptionError(f"fragment={fragment} and wrapping={wrapping} contradict each other; give one of them")
    if given.get("wrap") is False and given.get("line_width") is not None:
        raise OptionError("line_width has no effect with wrap=False, which breaks no lines")
    presets = writer.presets if isinstance(writer, OwnWriter) else {}
    if given.get("colours") and (given.get("dialect") or presets.get("dialect")) == "pandoc":
        raise OptionError(
            "colours cannot be used with the dialect pandoc, as pandoc cannot convert them; use github or jupyter"
        )
    is_part = fragment or wrapping in ("aligned", "display", "equation")
    if is_part and "paper" in given:
        raise OptionError("paper is the paper size of a complete document; a fragment has none")


def for_file(chosen: Options, writer: Writer, path: str | os.PathLike[str]) -> Options:
    """Return the options of a file: a complete document in the dialect of its ending, unless otherwise asked for."""
    by_ending = own_writer_for(path)
    presets = by_ending.presets if by_ending is not None and by_ending.name == writer.name else {}
    asked = {name: value for name, value in chosen.items() if value is not None}
    return Options({**chosen, "fragment": False, **presets, **asked})


def for_both(given: Mapping[str, object], notation: Notation, writer: Writer) -> Options:
    """Return the options given with a notation and a format; each must be taken by one of the two.

    Raises
    ------
    OptionError, UnknownNameError
        For an option that neither takes, and for an invalid value.
    """
    takers = {**of_notation(notation), **of_writer(writer)}
    read = read_options(given, takers, others=everything, instead=_letters_instead(notation))
    _refuse_without_effect(read, writer)
    return read


def _letters_instead(notation: Notation) -> Mapping[str, str]:
    """Return how to change the letters of a notation that does not take the options for those of the default one."""
    if not isinstance(notation, OwnNotation):
        return {}

    has_slope = hasattr(notation.symbols, "slope")
    fields = (
        {"greek": "slope", "intercept": "intercept"} if has_slope else dict.fromkeys(("greek", "intercept"), "fixed")
    )
    same = "" if has_slope else "the intercept and the slopes have the same letter; "
    return {
        option: f"In {notation.name}, {same}change that of the {_LETTER_OF[field]} by "
        f'notation=lw.notation("{notation.name}").replace({field}="kappa")'
        for option, field in fields.items()
    }


def option_table() -> list[tuple[Option, list[str]]]:
    """Return every option, ours first, with descriptions of the notations and formats that take it."""
    takers = everything()
    table: list[tuple[Option, list[str]]] = [(option, []) for option in OPTIONS.values()]
    for taker, options in takers.items():
        for option in options:
            known = next((row for row in table if row[0] == option), None)
            if known is None:
                table.append((option, [taker]))
            else:
                known[1].append(taker)
    return table


def everything() -> Takers:
    """Return all notations and formats, including those of other packages, with their options."""
    notations = [of_notation(notation) for notation in NOTATIONS.all().values()]
    writers = [of_writer(writer) for writer in WRITERS.all().values()]
    return {words: options for taker in (*notations, *writers) for words, options in taker.items()}


def of_notation(notation: Notation) -> Takers:
    """Return the description of a notation, with the options that it takes."""
    return {f"the notation {notation.name}": rows_of(notation)}


def of_writer(writer: Writer) -> Takers:
    """Return the description of a format, with its options."""
    return {f"the format {writer.name}": writer.options}
