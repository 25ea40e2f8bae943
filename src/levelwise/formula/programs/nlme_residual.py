"""The residuals in nlme: ``correlation = corAR1(form = ~ t | g)`` and ``weights = varIdent(form = ~ 1 | f)``.

Source: Pinheiro & Bates (2000), *Mixed-Effects Models in S and S-PLUS*, sections 5.2 to 5.4; ``?nlme::corClasses`` and
``?nlme::varClasses``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from levelwise.errors import LevelwiseError, UnsupportedModelError
from levelwise.formula.bars import find_bars
from levelwise.formula.expression import parse_tree
from levelwise.formula.programs.call import PastedCall, RawArgument
from levelwise.formula.programs.summands import text_of, without_parentheses
from levelwise.formula.syntax import Call, Name, Node, Number, Operation

_CORRELATIONS: Mapping[str, str] = {
    "corAR1": "ar1",
    "corCAR1": "car1",
    "corExp": "car1",  # exp(−d/range) is ρ^d with ρ = exp(−1/range)
    "corCompSymm": "homcs",
    "corSymm": "homus",
}
_HOW = "residual= gives the structure in the language of formulas, such as residual='ar1(wave | g)'"


def residual_of(call: PastedCall, given: Mapping[str, RawArgument], bars: Sequence[str]) -> str | None:
    """Return the structure of the residuals; `bars` are those of the random part, whose innermost group is the default.

    Raises
    ------
    UnsupportedModelError
        For a class without a counterpart.
    """
    terms = []
    correlation, weights = (_value(given, name) for name in ("correlation", "weights"))
    if correlation is not None:
        terms.append(_correlation(correlation, call, bars))
    if weights is not None:
        terms.append(_variances(weights, call))
    if len(terms) == 2 and (both := _united(*terms)) is not None:
        return both
    return " + ".join(terms) or None


def _value(given: Mapping[str, RawArgument], name: str) -> Node | None:
    """Return the value of an argument; None if it is not given, or NULL."""
    if name not in given or given[name].text.strip() in ("NULL", ""):
        return None
    return without_parentheses(given[name].tree())


def _correlation(node: Node, call: PastedCall, bars: Sequence[str]) -> str:
    known = _CORRELATIONS.get(node.function) if isinstance(node, Call) else None
    if isinstance(node, Call) and node.function == "corARMA":
        orders = {one.name: one.value for one in node.arguments}
        first = orders.get("p") == Number(1.0, "1") and orders.get("q", Number(0.0, "0")) == Number(0.0, "0")
        known = "ar1" if first else None
    if not isinstance(node, Call) or known is None or _has_nugget(node):
        classes = ", ".join(_CORRELATIONS)
        message = f"{call.function}(…) with correlation = {text_of(node)} is not read; {classes} are. {_HOW}"
        raise UnsupportedModelError(message)
    order, group = _form(node, call)
    group = group or _innermost(bars)
    if group is None:
        message = (
            f"{call.function}(…) with correlation = {text_of(node)} names no groups, so that all observations are "
            "correlated; name the groups, as in form = ~ wave | g"
        )
        raise UnsupportedModelError(message)
    return f"{known}({'1' if known == 'homcs' else order} | {group})"


def _has_nugget(call: Call) -> bool:
    return any(one.name == "nugget" and one.value == Name("TRUE") for one in call.arguments)


def _variances(node: Node, call: PastedCall) -> str:
    if isinstance(node, Call) and node.function == "varIdent":
        order, group = _form(node, call)
        if order == "1" and group is not None and group.isidentifier():
            return f"diag(0 + factor({group}))"
    if isinstance(node, Call) and node.function == "varFixed" and node.arguments:
        value = text_of(without_parentheses(node.arguments[0].value)).removeprefix("~").strip()
        message = (
            f"{call.function}(…) with weights = {text_of(node)} has residual variances proportional to {value}; give "
            f"1/({value}) as a column of prior weights by weights="
        )
        raise UnsupportedModelError(message)
    message = (
        f"{call.function}(…) with weights = {text_of(node)} is not read; varIdent(form = ~ 1 | f), a variance for each "
        "category of f, is"
    )
    raise UnsupportedModelError(message)


def _form(call: Call, pasted: PastedCall) -> tuple[str, str | None]:
    """Return the covariate and the groups of ``form =``; 1 and None by default."""
    named = [one.value for one in call.arguments if one.name == "form"]
    formulas = [one.value for one in call.arguments if _is_one_sided(one.value)]
    if not named and not formulas:
        return "1", None
    form = without_parentheses((named or formulas)[0])
    if not _is_one_sided(form) or not isinstance(form, Operation):
        message = f"form = {text_of(form)} in {pasted.function}(…) is not a formula such as ~ wave | g"
        raise UnsupportedModelError(message)
    side = without_parentheses(form.operands[0])
    if isinstance(side, Operation) and side.operator == "|":
        covariate, group = side.operands
        return text_of(covariate), text_of(group)
    return text_of(side), None


def _is_one_sided(node: Node) -> bool:
    inner = without_parentheses(node)
    return isinstance(inner, Operation) and inner.operator == "~" and len(inner.operands) == 1


def _innermost(bars: Sequence[str]) -> str | None:
    """Return the grouping factor of the last bar, which is the innermost."""
    if not bars:
        return None
    try:
        found = find_bars(parse_tree(" + ".join(bars)))
    except LevelwiseError:
        return None
    return text_of(found[-1].group) if found else None


def _united(correlation: str, variances: str) -> str | None:
    """Return a structure with a variance for each occasion where both arguments are by the same variable."""
    name, _, rest = correlation.partition("(")
    order = rest.partition(" | ")[0]
    united = {"ar1": "hetar1", "homus": "us"}.get(name)
    return f"{united}({rest}" if united and variances == f"diag(0 + factor({order}))" else None
