"""A formula as typed: in lme4's language, in a pasted call, or in the words of another program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from levelwise.errors import FormulaSyntaxError
from levelwise.formula.expression import parse_tokens, parse_tree
from levelwise.formula.programs import commands
from levelwise.formula.programs.call import pasted_call, statement_with_formula, string_tokens
from levelwise.formula.programs.plain import as_in_lme4
from levelwise.formula.programs.read_call import Reading, read_arguments, read_call, read_sum
from levelwise.formula.syntax import Formula, Node, Operation, Span
from levelwise.formula.tokens import LOOK_ALIKES, Token, tokenize
from levelwise.formula.unusual_names import with_backticks
from levelwise.text.note import Note

__all__ = ["parse", "parse_tree"]


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
        formula = _read(source)
    except FormulaSyntaxError:
        quoted = with_backticks(source, columns)
        if quoted is None:
            raise
        return _with_note(_read(quoted.text), quoted.note)
    quoted = with_backticks(source, columns, formula)
    return formula if quoted is None else _with_note(_read(quoted.text), quoted.note)


def alone(formula: Formula) -> Formula:
    """Return a formula whose source is the formula alone, in lme4's language, so that its text can be edited."""
    return formula if formula.verbatim else parse(str(formula))


def _with_note(formula: Formula, note: Note) -> Formula:
    return replace(formula, notes=(note, *formula.notes))


def _read(source: str) -> Formula:
    every = tokenize(source)
    tokens = _bare(every, source)
    found = _reading(tokens, source)
    tree = found.tree
    response, right, notes = as_in_lme4(tree.operands[0], tree.operands[1], found.source)
    for side in (response, right) if source.count("~") > 1 else ():
        second = _find_tilde(side)
        if second is not None:
            raise FormulaSyntaxError("a formula has only one ~", found.source, *second)
    notes = (*_characters(tokens, source), *found.notes, *notes)
    verbatim = not notes and len(tokens) == len(every)
    return Formula(response, right, found.source, notes, found.family, verbatim)


def _reading(tokens: Sequence[Token], source: str) -> Reading:
    """Return what the tokens of a text were read as."""
    call = pasted_call(tokens, source)
    if call is not None:
        found = read_call(call)
        if found is not None:
            return found
    try:
        tree, frames = parse_tokens(tokens, source)
        if isinstance(tree, Operation) and tree.operator == "~" and len(tree.operands) == 2:
            command = commands.beside_formula(tree, source)
            if command is not None:
                return command
            notes = tuple(
                Note("other-program", f"columns of {frame} are read by their names alone, without {frame}$")
                for frame in frames
            )
            return Reading(tree, source, notes)
    except FormulaSyntaxError:
        other = read_sum(tokens, source) or read_arguments(tokens, source) or commands.read(source)
        if other is None:
            statement = statement_with_formula(tokens, source)
            if statement is None:
                raise
            found = _reading(_bare(statement, source), source)
            note = Note("pasted-call", "the formula was taken from the only statement of a script that has one")
            return replace(found, notes=(note, *found.notes))
        return other
    other = commands.read(source) or read_sum(tokens, source)
    if other is not None:
        return other
    if isinstance(tree, Operation) and tree.operator == "~":
        raise FormulaSyntaxError("the response is missing before ~", source, *tree.span)
    message = "a formula needs a response, then ~, then predictors, as in y ~ x + (1 | g)"
    raise FormulaSyntaxError(message, source, tree.span.start, tree.span.end)


def _without_macro(tokens: list[Token]) -> list[Token]:
    """Return tokens with Julia's ``@formula(…)`` as one name."""
    if len(tokens) > 2 and tokens[0].text == "@" and tokens[1].kind == "name":
        if tokens[2].text != "(":  # a macro needs no parentheses
            start, end = tokens[2].start, tokens[-1].end
            inside = (Token("op", "(", start, start), *tokens[2:], Token("op", ")", end, end))
            tokens = [*tokens[:2], *inside]
        return [tokens[1]._replace(text=f"@{tokens[1].text}"), *tokens[2:]]
    return tokens


def _after_pipe(tokens: list[Token]) -> list[Token]:
    """Return the call to which R's pipe passes a data frame, ``d |> lmer(…)``; other tokens as they are."""
    if len(tokens) > 4 and tokens[0].kind == "name" and tokens[1].text == "%>%":
        return tokens[2:]
    if len(tokens) > 4 and tokens[0].kind == "name" and (tokens[1].text, tokens[2].text) == ("|", ">"):
        return tokens[3:]
    return tokens


_LABEL = frozenset(("formula", "model", "fm", "f", "form", "fmla", "frm"))


def _bare(tokens: list[Token], source: str) -> list[Token]:
    """Return the tokens of a formula without what surrounds it: an assignment, quotation marks, a semicolon."""
    start = 1 if tokens[0].text in (">", "$") and len(tokens) > 2 else 0  # the prompt of R
    end = len(tokens) - 1
    while end > start and tokens[end - 1].kind in ("unknown", "op") and tokens[end - 1].text in (";", ","):
        end -= 1
    if end > 2 and tokens[end - 1].text == "." and tokens[end - 2].text == ")":  # the full stop of a sentence
        end -= 1
    inner = tokens[start:end]
    inner = inner[_assignment(inner) :]
    inner = _after_pipe(_without_macro(inner))
    if len(inner) == 1 and (inner[0].kind == "string" or (inner[0].kind == "tick" and "~" in inner[0].text)):
        inner = list(string_tokens(inner[0], source))
    if len(inner) == end and end == len(tokens) - 1:
        return tokens
    place = inner[-1].end if inner else len(source)
    return [*inner, Token("end", "", place, place)]


def _assignment(tokens: Sequence[Token]) -> int:
    """Return the number of tokens of an assignment such as ``m <-`` or ``formula =`` before a formula or a call."""
    if len(tokens) < 3 or tokens[0].kind not in ("name", "tick"):
        return 0
    arrow = tokens[1].text == "<" and tokens[2].text == "-" and tokens[2].start == tokens[1].end
    rest = tokens[3:] if arrow else tokens[2:]
    if not arrow and tokens[1].text not in ("=", ":"):
        return 0
    if tokens[1].text == ":" and tokens[0].text.lower() not in _LABEL:
        return 0
    has_tilde = any(token.text == "~" for token in rest)
    is_call = len(rest) > 1 and rest[0].kind == "name" and rest[1].text in ("(", "::")
    is_text = len(rest) == 1 and rest[0].kind == "string"
    if not (has_tilde or is_call or is_text) or (not has_tilde and not is_text and not is_call):
        return 0
    return 3 if arrow else 2


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
    from levelwise.formula.syntax import Call

    stack: list[Node] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Operation):
            if item.operator == "~":
                return item.span
            stack.extend(item.operands)
        elif isinstance(item, Call):
            stack.extend(argument.value for argument in item.arguments)
    return None
