"""The random part of statsmodels' mixed models: ``groups=``, ``re_formula=`` and ``vc_formula=``.

Source: the documentation of ``statsmodels.regression.mixed_linear_model.MixedLM``.
"""

from __future__ import annotations

import re

from levelwise.errors import FormulaSyntaxError, UnsupportedModelError
from levelwise.formula.expression import parse_tree
from levelwise.formula.programs.call import PastedCall, RawArgument
from levelwise.formula.programs.summands import summands, text_of
from levelwise.formula.syntax import Call, Name, Node, Number, Operation, String, quoted


def random_bars(call: PastedCall, given: dict[str, RawArgument]) -> list[str]:
    """Return the bars that the arguments beside the formula stand for."""
    groups = given.get("groups")
    effects = given.get("re_formula")
    components = given.get("vc_formula")
    return bars_of(
        call.function,
        None if groups is None else groups.text,
        None if effects is None or effects.text == "None" else text_of(effects.tree()),
        None if components is None or components.text == "None" else _components(components),
    )


def crossed_components(call: PastedCall, given: dict[str, RawArgument]) -> list[str]:
    """Return the bars of ``vc_formulas={"a": "0 + C(g)"}``, each a random intercept of a factor of its own."""
    bars = []
    for name, formula in _components(given["vc_formulas"]).items() if "vc_formulas" in given else ():
        factor = re.fullmatch(r"(?:0\s*\+|-\s*1\s*\+)?\s*C\(\s*([^\s(),]+)\s*\)\s*(?:-\s*1)?", formula.strip())
        if factor is None:
            message = (
                f'the variance component {name!r} of {call.function}(…), {formula}, is not read; "0 + C(g)" is (1 | g)'
            )
            raise UnsupportedModelError(message)
        bars.append(f"(1 | {quoted(factor[1])})")
    return bars


def bars_of(
    function: str, groups: str | None, effects: str | None = None, components: dict[str, str] | None = None
) -> list[str]:
    """Return the bars for a column of groups, a formula of random effects and formulas of variance components.

    Raises
    ------
    UnsupportedModelError
        When the groups are not a column.
    """
    group = None if groups is None else _column(groups)
    if group is None:
        named = "" if groups is None else f"={groups}"
        message = (
            f"{function}(…) with groups{named} names no column of groups; write the random part as a bar after the "
            'fixed part: groups="g" and re_formula="~x" are (x | g)'
        )
        raise UnsupportedModelError(message)
    bars = []
    if effects is not None:
        bars.append(f"({_effects(effects)} | {group})")
    elif not components:
        bars.append(f"(1 | {group})")
    for name, formula in (components or {}).items():
        bars.append(_component(name, formula, group, function))
    return bars


def _effects(text: str) -> str:
    side = _side(text)
    return text_of(side)


def _side(text: str) -> Node:
    tree = parse_tree(text)
    if isinstance(tree, Operation) and tree.operator == "~" and len(tree.operands) == 1:
        return tree.operands[0]
    return tree


def _column(text: str) -> str | None:
    """Return the column that the text of an argument names: ``d["g"]``, ``d.g`` or ``"g"``; None for others."""
    try:
        tree = parse_tree(text)
    except FormulaSyntaxError:
        return None
    if isinstance(tree, String):
        return text_of(Name(tree.value))
    if isinstance(tree, Name):
        bare = text.strip().strip("`")
        is_attribute = tree.text == bare and bare.count(".") == 1 and bare.partition(".")[0] in _FRAMES
        return text_of(Name(bare.partition(".")[2]) if is_attribute else tree)
    return None


_FRAMES = frozenset(("df", "data", "d", "dat", "dta", "dataset", "frame", "train"))
"""Usual names of data frames, in which d.g is an attribute; a dot in another name is part of it."""


def _components(given: RawArgument) -> dict[str, str]:
    """Return the formulas of a dict of variance components, by name."""
    strings = [token.text for token in given.tokens if token.kind == "string"]
    return dict(zip(strings[::2], strings[1::2], strict=False))


def _component(name: str, formula: str, group: str, function: str) -> str:
    """Return the bar of a variance component: a factor within the groups, or an independent slope."""
    parts = summands(_side(formula))
    if [part for _, part in parts] == [Number(1.0, "1")]:
        return f"(1 | {group})"
    terms = [part for _, part in parts if not isinstance(part, Number)]
    if len(parts) != 2 or len(terms) != 1 or not isinstance(parts[0][1], Number) or parts[0][1].value != 0:
        message = (
            f"the variance component {name!r} of {function}(…), {formula}, is not read; a factor within the groups, "
            f'"0 + C(a)", is (1 | a:{group}) in lme4'
        )
        raise UnsupportedModelError(message)
    factors = _factors(terms[0])
    within = [factor for factor in factors if isinstance(factor, Call) and factor.function == "C" and factor.arguments]
    slopes = [text_of(factor) for factor in factors if factor not in within]
    groups = ":".join([*(text_of(factor.arguments[0].value) for factor in within), group])
    return f"({'0 + ' + ':'.join(slopes) if slopes else '1'} | {groups})"


def _factors(node: Node) -> list[Node]:
    """Return the factors of a product ``a:b``."""
    if isinstance(node, Operation) and node.operator == ":":
        return [factor for operand in node.operands for factor in _factors(operand)]
    return [node]
