"""A formula as typed: in lme4's language, in a pasted call, or in the words of another program."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from levelwise.errors import FormulaSyntaxError
from levelwise.formula.expression import parse_tokens, parse_tree
from levelwise.formula.programs.reading import Reading
from levelwise.formula.surroundings import bare
from levelwise.formula.syntax import Call, Formula, Node, Operation, Span, names_in
from levelwise.formula.tokens import LOOK_ALIKES, Token, tokenize
from levelwise.text.note import Note

__all__ = ["alone", "parse", "parse_tree"]

_FOREIGN = re.compile(r"\b(?:Error|s|gr|mm|zerocorr)\s*\(|\|[^()|]+\||\b(?:p|prop|proportion)\s*\([^~]*~|\|[^~]*~")
"""What a formula has to contain, so that there is anything in it that another program writes otherwise."""


def parse(source: str, columns: Sequence[str] = ()) -> Formula:
    """Parse a formula such as ``math ~ ses*sector + (ses | sch.id)``.

    Parameters
    ----------
    source : str
        The formula in lme4's syntax. From a whole call such as ``lmer(y ~ x + (1 | g), data = d)`` the formula is
        taken, with a note; so it is from calls and commands of other programs, where lme4 can express their model.
    columns : sequence of str
        The columns of the data, by which unusual names without backticks are recognised.

    Returns
    -------
    Formula
        Response, right-hand side, source and notes.

    Raises
    ------
    FormulaSyntaxError
        When the formula cannot be parsed; a caret marks the position.
    UnsupportedModelError
        When it is a model of another program that lme4 cannot express.

    Examples
    --------
    >>> str(parse("math~ses*sector+(ses|sch.id)"))
    'math ~ ses * sector + (ses | sch.id)'
    """
    if not isinstance(source, str):
        raise TypeError(f"a formula is a string such as 'y ~ x + (1 | g)', not {type(source).__name__}")
    try:
        formula = _read(source, columns)
    except FormulaSyntaxError:
        if not columns:
            raise
        return _with_backticks(source, columns) or _read(source, columns)
    named = {*names_in(formula.response), *names_in(formula.right)} if columns else set()
    if named.difference(columns, "."):
        return _with_backticks(source, columns) or formula
    return formula


def _with_backticks(source: str, columns: Sequence[str]) -> Formula | None:
    """Return a formula with backticks around names that need them; None if there are no such names."""
    from levelwise.formula.unusual_names import with_backticks  # rarely needed

    quoted = with_backticks(source, columns)
    if quoted is None:
        return None
    formula = _read(quoted.text, columns)
    return replace(formula, notes=(quoted.note, *formula.notes))


def alone(formula: Formula) -> Formula:
    """Return a formula whose source is the formula alone, in lme4's language, so that its text can be edited."""
    return formula if formula.verbatim else parse(str(formula))


def _read(source: str, columns: Sequence[str] = ()) -> Formula:
    every = tokenize(source)
    tokens = bare(every, source)
    found = _reading(tokens, source)
    (response, right), notes = found.tree.operands, found.notes
    if _FOREIGN.search(found.source):
        from levelwise.formula.programs.plain import as_in_lme4  # rarely needed

        response, right, more = as_in_lme4(response, right, found.source, columns)
        notes += more
    for side in (response, right) if found.source.count("~") > 1 or not source.isascii() else ():
        second = _find_tilde(side)
        if second is not None:
            raise FormulaSyntaxError("a formula has only one ~", found.source, *second)
    notes = (*_characters(tokens, source), *notes)
    verbatim = not notes and len(tokens) == len(every) and "\\" not in source
    return Formula(response, right, found.source, notes, found.family, found.residual, verbatim)


def _reading(tokens: Sequence[Token], source: str) -> Reading:
    """Return what the tokens of a text were read as: a formula of lme4, or else what another program writes."""
    is_call = len(tokens) > 2 and tokens[0].kind == "name" and tokens[1].text in ("(", "::", ":::", "!")
    failure: FormulaSyntaxError | None = None
    if not is_call or "~" in source:
        try:
            tree, frames = parse_tokens(tokens, source)
        except FormulaSyntaxError as error:
            failure = error
        else:
            is_formula = isinstance(tree, Operation) and tree.operator == "~"
            if isinstance(tree, Operation) and is_formula and len(tree.operands) == 2:
                if not _is_stata(tree):
                    return Reading(tree, source, tuple(map(_frame_note, frames)))
            else:
                message = "a formula needs a response, then ~, then predictors, as in y ~ x + (1 | g)"
                message = "the response is missing before ~" if is_formula else message
                failure = FormulaSyntaxError(message, source, tree.span.start, tree.span.end)
    from levelwise.formula.programs.foreign import read  # rarely needed

    return read(tokens, source, failure)


def _is_stata(tree: Operation) -> bool:
    """Return whether a formula of lme4 may also be Stata's ``y ~ x || g: x``."""
    right = tree.operands[1]
    return isinstance(right, Operation) and right.operator == "||"


def _frame_note(frame: str) -> Note:
    return Note("other-program", f"columns of {frame} are read by their names alone, without {frame}$")


def _characters(tokens: Sequence[Token], source: str) -> tuple[Note, ...]:
    """Return a note on characters that were read as the operators that they look like."""
    if source.isascii():
        return ()
    found = {source[t.start] for t in tokens if t.kind == "op" and source[t.start] in LOOK_ALIKES}
    if not found:
        return ()
    pairs = ", ".join(f"{character} as {LOOK_ALIKES[character]}" for character in sorted(found))
    note = f"characters of a word processor or a PDF file were read as operators: {pairs}"
    if "\u00d7" in found:
        note += "; a * b includes the main effects of a and b, the interaction alone is a:b"
    return (Note("look-alike-operators", note),)


def _find_tilde(node: Node) -> Span | None:
    from levelwise.formula.programs.terms import FOREIGN_TERMS  # rarely needed

    stack: list[Node] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Operation):
            if item.operator == "~":
                return item.span
            stack.extend(item.operands)
        elif isinstance(item, Call) and item.function not in FOREIGN_TERMS:  # which are named later
            stack.extend(argument.value for argument in item.arguments)
    return None
