"""Stata: names, strings, and the statements that make columns.

Sources: the Stata User's Guide [U] 11.3 *Naming conventions*, 11.4.3 *Factor variables*, 13 *Functions and
expressions*, 12.4 *Strings*; the Data Management Reference Manual, *generate*, *egen* (``mean()``, ``std()``,
``group()``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from levelwise.formula.syntax import number_text
from levelwise.translation.columns import Statements
from levelwise.translation.languages.expressions import Language
from levelwise.translation.languages.r import is_number
from levelwise.translation.made_columns import MadeColumn
from levelwise.translation.refusal import InexpressibleError

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}\Z")
_RESERVED = frozenset(
    (
        *("_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_skip", "byte", "double", "float", "if"),
        *("in", "int", "long", "strL", "using", "with"),
    )
)
_FUNCTIONS: Mapping[str, str] = {
    **{name: f"{name}({{}})" for name in ("exp", "sqrt", "abs", "floor", "sin", "cos", "tan", "asin", "acos", "atan")},
    "log": "ln({})",
    "log10": "log10({})",
    "log2": "ln({}) / ln(2)",
    "log1p": "ln1p({})",
    "expm1": "expm1({})",
    "ceiling": "ceil({})",
    "trunc": "trunc({})",
    "sign": "sign({})",
    "plogis": "invlogit({})",
    "qlogis": "logit({})",
    "logit": "logit({})",
    "pnorm": "normal({})",
    "qnorm": "invnormal({})",
    "lgamma": "lngamma({})",
}
_COMPARISONS = {">": ">", "<": "<", ">=": ">=", "<=": "<=", "==": "==", "!=": "!=", "&": "&", "|": "|"}


def stata_name(text: str) -> str:
    """Return a column as Stata names it.

    Raises
    ------
    InexpressibleError
        For a name that Stata does not allow.
    """
    if not _PLAIN.match(text) or text in _RESERVED or re.fullmatch(r"str\d+", text):
        raise InexpressibleError(
            f"{text!r} is not a valid Stata variable name (at most 32 letters, digits and underscores)",
            "rename it",
        )
    return text


def stata_string(text: str) -> str:
    """Return a string in Stata; quotation marks and the signs of macros cannot be escaped."""
    if any(mark in text for mark in "\"`'$\\") or not text.isprintable():
        raise InexpressibleError(f"Stata would not read the category {text!r} as a string", "rename it")
    return f'"{text}"'


LANGUAGE = Language(
    "Stata",
    stata_name,
    stata_string,
    "^",
    _COMPARISONS,
    _FUNCTIONS,
    "generate double {name} = {value}",
    {"pi": "c(pi)", "TRUE": "1", "FALSE": "0"},
)


def _compute(name: str, value: str, columns: tuple[str, ...]) -> str:
    missing = f" if !missing({', '.join(dict.fromkeys(columns))})" if any(sign in value for sign in "<>=&|") else ""
    return f"generate double {name} = {value}{missing}"


def _summarise(column: MadeColumn, inner: str) -> Iterable[str]:
    by = f", by({' '.join(map(stata_name, column.groups))})" if column.groups else ""
    if column.kind == "scaled":
        yield f"egen double {column.name} = std({inner}){by}"
        return
    yield f"egen double {column.name} = mean({inner}){by}"
    if column.kind == "centred":
        yield f"replace {column.name} = ({inner}) - {column.name}"


def _recode(name: str, source: str, categories: tuple[str, ...], numbers: tuple[float, ...]) -> str:
    """Return the statement of a contrast: nested ``cond()``, missing for other values."""
    values = categories if all(map(is_number, categories)) else tuple(map(stata_string, categories))
    text = "."
    for value, number in reversed(list(zip(values, numbers, strict=True))):
        text = f"cond({source} == {value}, {number_text(number)}, {text})"
    return f"generate double {name} = {text}"


def _combine(name: str, columns: tuple[str, ...]) -> str:
    return f"egen long {name} = group({' '.join(columns)})"


STATEMENTS = Statements(LANGUAGE, _compute, _summarise, _recode, _combine)
