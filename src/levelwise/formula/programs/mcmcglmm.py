"""The random part of MCMCglmm: ``random = ~ g + us(1 + x):g``.

Source: Hadfield (2010), *J. Stat. Softw.* 33(2), table 3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

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
        For a structure without a counterpart in lme4.
    """
    if "random" not in given:
        return []
    side = given["random"].tree()
    if isinstance(side, Operation) and side.operator == "~" and len(side.operands) == 1:
        side = side.operands[0]
    return [_bar(part, call) for _, part in summands(side)]


def residual_of(call: PastedCall, given: Mapping[str, RawArgument], bars: Sequence[str]) -> str | None:
    """Return the structure of the residuals in ``rcov = ~ idh(f):units``, a variance for each category of f.

    Raises
    ------
    UnsupportedModelError
        For residuals that are not independent.
    """
    del bars  # residuals of MCMCglmm have no groups
    if "rcov" not in given or "".join(given["rcov"].text.split()) == "~units":
        return None
    found = re.fullmatch(r"~idh\(([\w.]+)\):units", "".join(given["rcov"].text.split()))
    if found is None:
        message = (
            f"{call.function}(…) with rcov = {given['rcov'].text} is not read; ~ units and ~ idh(f):units, a variance "
            "for each category of f, are"
        )
        raise UnsupportedModelError(message)
    return f"diag(0 + factor({found[1]}))"


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
