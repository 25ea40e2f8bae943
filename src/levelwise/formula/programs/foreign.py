"""A text that is not a formula of lme4 alone: a call, a command of another program, a script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from levelwise.errors import FormulaSyntaxError
from levelwise.formula.programs import commands
from levelwise.formula.programs.call import pasted_call, statement_with_formula, tree_of
from levelwise.formula.programs.read_call import read_arguments, read_call, read_sum
from levelwise.formula.programs.reading import Reading
from levelwise.formula.surroundings import bare
from levelwise.formula.syntax import Operation
from levelwise.formula.tokens import Token
from levelwise.text.note import Note

_STATA_LEVEL = re.compile(r"\|\|\s*[\w.]+\s*:(?:\s|$)")


def read(tokens: Sequence[Token], source: str, failure: FormulaSyntaxError | None) -> Reading:
    """Return what the tokens of a text were read as.

    Parameters
    ----------
    tokens : sequence of Token
        The tokens, the last of kind ``end``.
    source : str
        The text as typed.
    failure : FormulaSyntaxError or None
        Why they are not a formula of lme4, if they were tried.

    Raises
    ------
    FormulaSyntaxError
        The failure, if they are nothing else either.
    UnsupportedModelError
        When they are a model of another program that lme4 cannot express.
    """
    call = pasted_call(tokens, source)
    found = None if call is None else read_call(call)
    found = found or read_sum(tokens, source) or _formula(tokens, source, failure)
    found = found or (read_arguments(tokens, source) if failure is not None else None) or commands.read(source)
    found = found or _of_script(tokens, source)
    if found is not None:
        return found
    if failure is not None:
        raise failure
    message = "a formula needs a response, then ~, then predictors, as in y ~ x + (1 | g)"
    raise FormulaSyntaxError(message, source, tokens[0].start, tokens[-1].end)


def _formula(tokens: Sequence[Token], source: str, failure: FormulaSyntaxError | None) -> Reading | None:
    """Return a formula of lme4 that looks like one of Stata at first; None for others."""
    if failure is not None or _STATA_LEVEL.search(source):
        return None
    tree = tree_of(tokens[:-1], source)
    return Reading(tree, source) if isinstance(tree, Operation) and tree.operator == "~" else None


def _of_script(tokens: Sequence[Token], source: str) -> Reading | None:
    """Return the formula in the only statement of a script that has one."""
    statement = statement_with_formula(tokens, source)
    if statement is None:
        return None
    inside = bare(statement, source)
    try:
        tree = tree_of(inside[:-1], source)
    except FormulaSyntaxError as error:
        found = read(inside, source, error)
    else:
        is_formula = isinstance(tree, Operation) and tree.operator == "~" and len(tree.operands) == 2
        found = Reading(tree, source) if is_formula and isinstance(tree, Operation) else read(inside, source, None)
    note = Note("pasted-call", "the formula was taken from the only statement of a script that has one")
    return replace(found, notes=(note, *found.notes))
