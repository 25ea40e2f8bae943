"""The letters of a notation that a user has changed: no two quantities of the model may share a symbol."""

from __future__ import annotations

from levelwise.equation.tree import Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import OptionError, VerificationError
from levelwise.model.parameters import Meaning, described
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
    """Return a symbol with two meanings, and the two."""
    seen: dict[str, Meaning] = {}
    for line in system.lines:
        for node in walk(line):
            if isinstance(node, Symbol) and node.of is not None:
                known = seen.setdefault(spelling(node), node.of)
                if known != node.of:
                    return spelling(node), known, node.of
    return None
