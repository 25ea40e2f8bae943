"""Julia: names, strings, factors and expressions in ``@formula``.

Sources: the Julia manual, *Variables* and ``var"name"``; StatsModels.jl's documentation, *Modeling tabular data*
(functions within a formula) and *Contrast coding systems* (``DummyCoding``, ``EffectsCoding``, ``HelmertCoding``,
``SeqDiffCoding``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from levelwise.data.schema import Column
from levelwise.formula.syntax import Call, Name, Node, Operation, number_text
from levelwise.model.spec import ModelSpec
from levelwise.translation.contrasts import coding_of
from levelwise.translation.languages.expressions import Language, refusal, written
from levelwise.translation.languages.r import is_number
from levelwise.translation.made_columns import MadeColumn, made_columns, replaced
from levelwise.translation.parts import Side, column_of, stored_values, used_variables
from levelwise.translation.refusal import InexpressibleError

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*!?\Z")
_RESERVED = frozenset(
    (
        *("baremodule", "begin", "break", "catch", "const", "continue", "do", "else", "elseif", "end", "export"),
        *("false", "finally", "for", "function", "global", "if", "import", "in", "isa", "let", "local", "macro"),
        *("module", "quote", "return", "struct", "true", "try", "using", "where", "while"),
    )
)
_FUNCTIONS: Mapping[str, str] = {
    **{
        name: f"{name}({{}})"
        for name in (
            *("exp", "log", "log10", "log2", "log1p", "expm1", "sqrt", "abs", "floor", "trunc", "sign"),
            *("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
        )
    },
    "ceiling": "ceil({})",
}
_CODINGS = {"treatment": "DummyCoding", "sum": "EffectsCoding", "helmert": "HelmertCoding", "diff": "SeqDiffCoding"}
_FACTORS = frozenset({"factor", "as.factor", "C", "ordered", "as.ordered"})


def julia_name(text: str) -> str:
    """Return a column as Julia names it: as it is, or as ``var"…"``."""
    if _PLAIN.match(text) and text not in _RESERVED:
        return text
    if not text.isprintable() or "\\" in text:
        raise InexpressibleError(f"Julia cannot name the column {text!r}", "rename it")
    escaped = text.replace('"', '\\"')
    return f'var"{escaped}"'


def julia_string(text: str) -> str:
    """Return a string in Julia, in which ``$`` is escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'


LANGUAGE = Language(
    "MixedModels.jl",
    julia_name,
    julia_string,
    "^",
    {},
    _FUNCTIONS,
    "d.{name} = {value}",
    {"pi": "pi", "TRUE": "true", "FALSE": "false"},
)


def julia_variables(spec: ModelSpec) -> tuple[Mapping[str, str], list[str], list[str], dict[Node, Node]]:
    """Return the text of each variable, the statements before, the contrasts, and the names that stand for calls."""
    made, by = made_columns(spec)
    statements = [_made(column) for column in made]
    texts: dict[str, str] = {}
    contrasts: dict[str, str] = {}
    for name in used_variables(spec):
        column, node = column_of(spec, name), replaced(spec.variables[name], by)
        base = node.arguments[0].value if isinstance(node, Call) and node.function in _FACTORS else node
        if column.is_factor and len(column.categories) > 1:
            if not isinstance(base, Name) or (
                isinstance(node, Call) and len(node.arguments) > 1 and node.function != "C"
            ):
                raise refusal(node, LANGUAGE)
            coding = _coding(column)
            if contrasts.setdefault(base.text, coding) != coding:
                raise InexpressibleError(f"MixedModels.jl allows only one coding of {base.text}")
            texts[name] = julia_name(base.text)
        elif base is not node and isinstance(base, Name):
            texts[name] = julia_name(base.text)
            contrasts[base.text] = "DummyCoding()"
        else:
            texts[name] = julia_term(node)
    pairs = [f"{_symbol(name)} => {coding}" for name, coding in contrasts.items()]
    return texts, statements, pairs, by


def julia_term(node: Node) -> str:
    """Return an expression as a term of ``@formula``, in which sums are written within ``identity()``."""
    inner = node
    while (isinstance(inner, Operation) and inner.operator == "(") or (
        isinstance(inner, Call) and inner.function == "I" and len(inner.arguments) == 1
    ):
        inner = inner.operands[0] if isinstance(inner, Operation) else inner.arguments[0].value
    text = written(inner, LANGUAGE)
    return f"identity({text})" if isinstance(inner, Operation) and inner.operator in ("+", "-", "*") else text


def julia_side(side: Side, texts: Mapping[str, str]) -> str:
    """Return the terms of a side with its intercept written out."""
    terms = [" & ".join(texts[name] for name in term.variables) for term in side.terms]
    return " + ".join(["1" if side.intercept else "0", *terms])


def _coding(column: Column) -> str:
    labels = stored_values(column)
    coding = coding_of(column)
    if column.kind == "logical":
        levels = "[false, true]"
    else:
        levels = f"[{', '.join(labels if all(map(is_number, labels)) else map(julia_string, labels))}]"
    if coding.kind in _CODINGS:
        base = ""
        if coding.kind == "treatment":
            label = labels[coding.base]
            shown = label.lower() if column.kind == "logical" else label if is_number(label) else julia_string(label)
            base = f"base = {shown}, "
        if coding.kind == "sum":  # R omits the last category, Julia its base
            label = labels[-1]
            base = f"base = {label if is_number(label) else julia_string(label)}, "
        return f"{_CODINGS[coding.kind]}(; {base}levels = {levels})"
    rows = "; ".join(" ".join(map(number_text, row)) for row in zip(*coding.columns, strict=True))
    if len(coding.columns) != len(labels) - 1:
        raise InexpressibleError(f"the contrasts of {column.name} have too few columns for StatsModels.jl")
    return f"StatsModels.ContrastsCoding([{rows}]; levels = {levels})"


def _symbol(name: str) -> str:
    text = julia_name(name)
    return f":{text}" if text == name else f"Symbol({julia_string(name)})"


def _made(column: MadeColumn) -> str:
    """Return the statement that makes a column of means or deviations in the data frame ``d``."""
    if not isinstance(column.inner, Name):
        raise refusal(column.inner, LANGUAGE)
    x, new = f":{julia_name(column.inner.text)}", f":{julia_name(column.name)}"
    if not (_PLAIN.match(column.inner.text) and all(map(_PLAIN.match, column.groups))):
        raise InexpressibleError(
            f"Julia needs an identifier as the name of a column with means, not {column.inner.text}",
            "rename the column",
        )
    value = {
        "mean": f"{x} => mean => {new}",
        "centred": f"{x} => (v -> v .- mean(v)) => {new}",
        "scaled": f"{x} => (v -> (v .- mean(v)) ./ std(v)) => {new}",
    }[column.kind]
    frame = f"groupby(d, [{', '.join(f':{name}' for name in column.groups)}])" if column.groups else "d"
    return f"d = transform({frame}, {value})"
