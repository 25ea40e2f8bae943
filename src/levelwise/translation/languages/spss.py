"""SPSS: names, strings, and the commands that make columns.

Sources: the IBM SPSS Statistics Command Syntax Reference, *Variables* (names, reserved keywords), *Strings in
commands*, *COMPUTE*, *RECODE*, *AGGREGATE* (``MODE=ADDVARIABLES``), *Transformation expressions*.
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

_PLAIN = re.compile(r"[A-Za-z@][A-Za-z0-9_.@$#]{0,63}\Z")
_RESERVED = frozenset(("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with", "intercept"))
_FUNCTIONS: Mapping[str, str] = {
    "exp": "EXP({})",
    "log": "LN({})",
    "log10": "LG10({})",
    "log2": "LN({}) / LN(2)",
    "log1p": "LN(1 + ({}))",
    "sqrt": "SQRT({})",
    "abs": "ABS({})",
    "sin": "SIN({})",
    "cos": "COS({})",
    "asin": "ARSIN({})",
    "atan": "ARTAN({})",
    "trunc": "TRUNC({})",
    "pnorm": "CDFNORM({})",
    "qnorm": "PROBIT({})",
    "lgamma": "LNGAMMA({})",
}
_COMPARISONS = {">": ">", "<": "<", ">=": ">=", "<=": "<=", "==": "=", "!=": "~=", "&": "&", "|": "|"}


def spss_name(text: str) -> str:
    """Return a column as SPSS names it.

    Raises
    ------
    InexpressibleError
        For a name that SPSS does not allow.
    """
    if not _PLAIN.match(text) or text.lower() in _RESERVED or text.endswith((".", "_")):
        raise InexpressibleError(
            f"{text!r} is not a valid SPSS variable name (at most 64 letters, digits and . _ $ # @)",
            "rename it",
        )
    return text


def spss_string(text: str) -> str:
    """Return a string in SPSS, with its quotation marks doubled."""
    if not text.isprintable():
        raise InexpressibleError(f"SPSS would not read the category {text!r} as a string", "rename it")
    return "'" + text.replace("'", "''") + "'"


LANGUAGE = Language(
    "SPSS", spss_name, spss_string, "**", _COMPARISONS, _FUNCTIONS, "COMPUTE {name} = {value}.", {"pi": "4 * ARTAN(1)"}
)


def _compute(name: str, value: str, columns: tuple[str, ...]) -> str:
    del columns  # in SPSS a comparison with a missing value is missing
    return f"COMPUTE {name} = {value}."


def _summarise(column: MadeColumn, inner: str) -> Iterable[str]:
    source = inner
    if not _PLAIN.match(inner):
        source = f"{column.name}_x"
        yield f"COMPUTE {source} = {inner}."
    by = f" /BREAK={' '.join(map(spss_name, column.groups))}" if column.groups else " /BREAK="
    mean = column.name if column.kind == "mean" else f"{column.name}_m"
    spread = f" /{column.name}_s=SD({source})" if column.kind == "scaled" else ""
    yield f"AGGREGATE /OUTFILE=* MODE=ADDVARIABLES{by} /{mean}=MEAN({source}){spread}."
    if column.kind != "mean":
        divided = f" / {column.name}_s" if column.kind == "scaled" else ""
        yield f"COMPUTE {column.name} = ({source} - {mean}){divided}."


def _recode(name: str, source: str, categories: tuple[str, ...], numbers: tuple[float, ...]) -> str:
    values = categories if all(map(is_number, categories)) else tuple(map(spss_string, categories))
    pairs = " ".join(f"({value}={number_text(number)})" for value, number in zip(values, numbers, strict=True))
    return f"RECODE {source} {pairs} INTO {name}."


def _combine(name: str, columns: tuple[str, ...]) -> str:
    raise InexpressibleError(f"SPSS needs the columns {' and '.join(columns)}, not {name}")


STATEMENTS = Statements(LANGUAGE, _compute, _summarise, _recode, _combine)
