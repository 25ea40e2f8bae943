"""Expressions of a formula in other languages, by a table of operators and functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from levelwise.dataclass import dataclass
from levelwise.formula.syntax import PI, Call, Name, Node, Number, Operation, String, deparse
from levelwise.translation.refusal import InexpressibleError

_TRANSPARENT = frozenset({"I", "identity", "as.numeric", "as.double", "as.vector"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "^"})


@dataclass(frozen=True)
class Language:
    """How a language writes expressions.

    Attributes
    ----------
    software : str
        The software, for messages.
    name : callable
        Returns a column as the language names it, or raises `InexpressibleError`.
    string : callable
        Returns a string with its quotation marks.
    power : str
        The operator of powers.
    comparisons : mapping of str to str
        The operators of comparison and logic, by R's.
    functions : mapping of str to str
        Functions of one argument, with ``{}`` in its place, by R's names.
    statement : str
        How a column is made beforehand, with ``{name}`` and ``{value}``, for advice.
    constants : mapping of str to str
        R's constants, such as ``TRUE``.
    """

    software: str
    name: Callable[[str], str]
    string: Callable[[str], str]
    power: str
    comparisons: Mapping[str, str]
    functions: Mapping[str, str]
    statement: str
    constants: Mapping[str, str]


def written(node: Node, language: Language) -> str:
    """Return an expression in a language; every operation within another has parentheses.

    Raises
    ------
    InexpressibleError
        For a function or an operator that the language does not have here.
    """
    match node:
        case Name(text):
            return language.constants[text] if text in language.constants else language.name(text)
        case Number(value, text):
            if text == PI.text:
                return language.constants["pi"]
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case String(value):
            return language.string(value)
        case Operation("(", (inner,)):
            return written(inner, language)
        case Operation(operator, (operand,)) if operator in ("-", "+"):
            return f"{operator}{_operand(operand, language)}"
        case Operation(operator, (left, right)):
            sign = language.power if operator == "^" else operator if operator in _ARITHMETIC else None
            sign = sign or language.comparisons.get(operator)
            if sign is None:
                raise refusal(node, language)
            return f"{_operand(left, language)} {sign} {_operand(right, language)}"
        case Call(function, arguments) if len(arguments) == 1 and arguments[0].name is None:
            inner = arguments[0].value
            if function in _TRANSPARENT:
                return written(inner, language)
            if function in language.functions:
                return language.functions[function].format(written(inner, language))
    raise refusal(node, language)


def refusal(node: Node, language: Language) -> InexpressibleError:
    """Return the error for an expression that the language does not have."""
    statement = language.statement.format(name="v", value="…")
    return InexpressibleError(
        f"{deparse(node)} has no counterpart in {language.software}",
        f"make a column of its values beforehand ({statement}) and use that in the formula",
    )


def _operand(node: Node, language: Language) -> str:
    inner = node
    while (isinstance(inner, Operation) and inner.operator == "(") or (
        isinstance(inner, Call) and inner.function in _TRANSPARENT and len(inner.arguments) == 1
    ):
        inner = inner.operands[0] if isinstance(inner, Operation) else inner.arguments[0].value
    text = written(inner, language)
    return f"({text})" if isinstance(inner, Operation) else text
