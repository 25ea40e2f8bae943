"""The random part of MCMCglmm: ``random = ~ g + us(1 + x):g``.

Source: Hadfield (2010), *J. Stat. Softw.* 33(2), table 3.
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.errors import UnsupportedModelError
from levelwise.formula.programs.call import PastedCall, RawArgument
from levelwise.formula.programs.summands import summands, text_of, without_parentheses
from levelwise.formula.syntax import Call, Name, Node, Operation

_STRUCTURES: Mapping[str, str] = {"us": "", "idh": "diag", "idv": "homdiag"}


def random_bars(call: PastedCall, given: dict[str, RawArgument]) -> list[str]:
    """Return the bars that ``random =`` stands for.

    Raises
    ------
    UnsupportedModelError
        For a structure without a counterpart in lme4, and for residuals that are not independent.
    """
    residual = given.get("rcov")
    if residual is not None and "".join(residual.text.split()) != "~units":
        message = (
            f"{call.function}(…) with rcov = {residual.text} specifies another residual covariance than independent "
            "residuals of equal variance; such a model is not written"
        )
        raise UnsupportedModelError(message)
    if "random" not in given:
        return []
    side = given["random"].tree()
    if isinstance(side, Operation) and side.operator == "~" and len(side.operands) == 1:
        side = side.operands[0]
    return [_bar(part, call) for _, part in summands(side)]


def _bar(node: Node, call: PastedCall) -> str:
    inner = without_parentheses(node)
    if isinstance(inner, Operation) and inner.operator == ":":
        left, group = inner.operands
        if isinstance(left, Call):
            structure = _STRUCTURES.get(left.function)
            if structure is not None and len(left.arguments) == 1:
                return f"{structure}({text_of(left.arguments[0].value)} | {text_of(group)})"
        elif isinstance(left, Name) and isinstance(group, Name):
            return f"(1 | {text_of(inner)})"
    if isinstance(inner, Name):
        return f"(1 | {text_of(inner)})"
    message = (
        f"the random effect {text_of(node)} of {call.function}(…) is not read; ~ g is (1 | g), ~ us(1 + x):g is "
        "(1 + x | g) in lme4's language"
    )
    raise UnsupportedModelError(message)
