"""Other letters, with a hat if wanted, for the intercept and the slopes of the default notation, α and β."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.styles.symbols import outside_scripts
from levelwise.equation.transform import transform
from levelwise.equation.tree import Hat, Line, Node, Number, Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import OptionError
from levelwise.model.parameters import Threshold
from levelwise.vocabulary.letters import Accented

INTERCEPT, SLOPE = Accented("alpha"), Accented("beta")


def with_letters(system: System, intercept: Accented, slope: Accented) -> System:
    """Return a system in which α and β are other letters; an intercept with the letter of the slopes has the number 0.

    Raises
    ------
    OptionError
        When a letter has another meaning in the system.
    """
    kept = {part.name for part in walk(system.lines) if isinstance(part, Symbol)} - {INTERCEPT.name, SLOPE.name}
    for option, letter in (("intercept", intercept), ("greek", slope)):
        if letter.name in kept and not letter.hat:
            raise OptionError(
                f"the option {option} cannot be {letter.name}, which has another meaning here; choose another letter"
            )
    zero = intercept == slope
    symbols = [part for part in walk(system.lines) if isinstance(part, Symbol)]
    if zero and any(isinstance(part.of, Threshold) and part.name == INTERCEPT.name for part in symbols):
        raise OptionError("the thresholds cannot have the letter of the slopes; choose another intercept or greek")
    chosen = {INTERCEPT.name: intercept, SLOPE.name: slope}

    def accented(symbol: Symbol) -> Node:
        letter = chosen.get(symbol.name)
        return Hat(replace(symbol, name=letter.name)) if letter is not None and letter.hat else symbol

    def lettered(node: Node | Line) -> Node | Line:
        if not isinstance(node, Symbol) or node.name not in chosen:
            return node
        sub = (Number("0"), *node.sub) if zero and node.name == INTERCEPT.name else node.sub
        return replace(node, sub=sub, name=_placeholder(node.name))

    # a letter may take the place of the other one, so that both are marked before either is replaced
    marked = transform(system, lettered)
    chosen = {_placeholder(name): letter for name, letter in chosen.items()}
    whole = replace(marked, lines=outside_scripts(marked.lines, accented))

    def named(node: Node | Line) -> Node | Line:
        if isinstance(node, Symbol) and node.name in chosen:
            return replace(node, name=chosen[node.name].name)
        return node

    return transform(whole, named)


def _placeholder(name: str) -> str:
    return f"{name} of the notation"
