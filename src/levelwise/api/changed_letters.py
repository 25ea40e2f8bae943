"""The letters of a notation that a user has changed: no two quantities of the model may share a symbol."""

from __future__ import annotations

from levelwise.equation.tree import Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import OptionError, VerificationError
from levelwise.model.descriptions import described
from levelwise.model.parameters import Meaning, Threshold
from levelwise.model.spec import ModelSpec
from levelwise.notations.notation import Notation
from levelwise.proof.reading import spelling
from levelwise.proof.verify import verify


def check_letters(system: System, spec: ModelSpec, notation: Notation) -> None:
    """Prove a system that is written with letters of the user's.

    Raises
    ------
    OptionError
        When they make it ambiguous; the message names two quantities that would share a symbol.
    """
    try:
        verify(system, spec, notation.conventions(spec))
    except VerificationError as error:
        shared = _shared(system)
        if shared is None:
            message = f"with these letters of the notation {notation.name} the equations are ambiguous: {error}"
        else:
            symbol, one, other = shared
            message = (
                f"with these letters of the notation {notation.name}, {symbol} is both {described(one, spec)} and "
                f"{described(other, spec)}; choose another letter for one of them"
            )
        raise OptionError(message) from error


def _shared(system: System) -> tuple[str, Meaning, Meaning] | None:
    """Return a symbol with two meanings, and the two; a threshold shares its letter with nothing."""
    symbols = [node for line in system.lines for node in walk(line) if isinstance(node, Symbol)]
    seen: dict[str, Meaning] = {}
    for one in symbols:
        if one.of is None:
            continue
        known = seen.setdefault(spelling(one), one.of)
        if known != one.of:
            return spelling(one), known, one.of
    letters = {one.name: one.of for one in symbols if isinstance(one.of, Threshold)}
    for one in symbols:
        threshold = letters.get(one.name)
        if threshold is not None and one.of is not None and one.of != threshold:
            return one.name, threshold, one.of
    return None
