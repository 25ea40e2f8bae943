"""SAS: names, strings, and the statements of a DATA step that make columns.

Sources: SAS 9.4 Language Reference: Concepts, *Names in the SAS Language* (name literals, 32 characters, case), *SAS
Constants in Expressions*; SAS Functions and CALL Routines; Base SAS Procedures Guide, *SQL* (remerging of summary
statistics).
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
    {"_n_", "_error_", "_numeric_", "_character_", "_all_", "_null_", "_data_", "_last_", "_residual_"}
)
_KEYWORDS = frozenset({"intercept"})
_FUNCTIONS: Mapping[str, str] = {
    **{
        name: f"{name}({{}})"
        for name in (
            *("exp", "log", "log10", "log2", "sqrt", "abs", "floor", "sign", "sin", "cos", "tan"),
            *("sinh", "cosh", "tanh"),
        )
    },
    "log1p": "log1px({})",
    "ceiling": "ceil({})",
    "trunc": "int({})",
    "plogis": "logistic({})",
    "pnorm": "probnorm({})",
    "qnorm": "probit({})",
    "asin": "arsin({})",
    "acos": "arcos({})",
    "atan": "atan({})",
    "lgamma": "lgamma({})",
}
_COMPARISONS = {">": ">", "<": "<", ">=": ">=", "<=": "<=", "==": "=", "!=": "ne", "&": "and", "|": "or"}


def sas_name(text: str) -> str:
    """Return a column as SAS names it, as a name literal where it needs one.

    Raises
    ------
    InexpressibleError
        For a name longer than 32 characters or reserved.
    """
    if len(text.encode()) > 32 or text.lower() in _RESERVED or not text.isprintable() or text != text.strip():
        raise InexpressibleError(f"{text!r} is not a valid SAS variable name (at most 32 characters)", "rename it")
    if _PLAIN.match(text) and text.lower() not in _KEYWORDS:
        return text
    return f"{sas_string(text)}n"


def sas_string(text: str) -> str:
    """Return a string in SAS in single quotation marks, between which macros are not resolved."""
    if not text.isprintable():
        raise InexpressibleError(f"SAS would not read the category {text!r} as a string", "rename it")
    return "'" + text.replace("'", "''") + "'"


LANGUAGE = Language(
    "SAS", sas_name, sas_string, "**", _COMPARISONS, _FUNCTIONS, "{name} = {value};", {"pi": "constant('pi')"}
)


def _compute(name: str, value: str, columns: tuple[str, ...]) -> str:
    if not any(sign in value for sign in ("<", ">", "=", " ne ", " and ", " or ")):
        return f"{name} = {value};"
    return f"if cmiss({', '.join(dict.fromkeys(columns))}) = 0 then {name} = {value};"


def _summarise(column: MadeColumn, inner: str) -> Iterable[str]:
    groups = ", ".join(map(sas_name, column.groups))
    mean = f"mean({inner})"
    value = {
        "mean": mean,
        "centred": f"({inner}) - {mean}",
        "scaled": f"(({inner}) - {mean}) / std({inner})",
    }[column.kind]
    by = f" group by {groups}" if groups else ""
    yield f"proc sql; create table d as select *, {value} as {column.name} from d{by}; quit;"  # noqa: S608 - names are quoted


def _recode(name: str, source: str, categories: tuple[str, ...], numbers: tuple[float, ...]) -> str:
    values = categories if all(map(is_number, categories)) else tuple(map(sas_string, categories))
    cases = [f"when ({value}) {name} = {number_text(number)};" for value, number in zip(values, numbers, strict=True)]
    return f"select ({source}); {' '.join(cases)} otherwise {name} = .; end;"


def _combine(name: str, columns: tuple[str, ...]) -> str:
    return f"{name} = catx(':', {', '.join(columns)});"


STATEMENTS = Statements(LANGUAGE, _compute, _summarise, _recode, _combine)
