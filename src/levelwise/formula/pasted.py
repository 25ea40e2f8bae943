"""A whole call pasted from a script, such as ``lmer(y ~ x + (1 | g), data = d)``: its formula is taken out."""

from __future__ import annotations

from collections.abc import Callable

from levelwise.errors import UnsupportedModelError
from levelwise.formula.syntax import Call, Node, Operation, String, deparse

_FITTERS = frozenset(
    ("lmer", "glmer", "nlmer", "lm", "glm", "lme", "gls", "glmmTMB", "gam", "gamm4", "brm", "mixedlm", "Model")
)


_OTHER_MODELS = frozenset(("glmer", "nlmer", "lme", "gls", "glm", "gam"))
_TELLING = ("family", "weights", "offset", "subset", "random", "correlation", "ziformula", "dispformula")


def unwrapped(call: Call, read: Callable[[str], Node]) -> tuple[Node, tuple[str, ...]]:
    """Take the formula out of a pasted call of a fitting function."""
    for argument in call.arguments:
        value = argument.value
        is_formula = isinstance(value, Operation) and value.operator == "~"
        if is_formula and argument.name in (None, "formula"):
            others = [a.name for a in call.arguments if a.name not in (None, "formula", "data")]
            _refuse_other_models(call)
            note = f"the formula was taken out of the call {call.function}(…)"
            if others:
                note += f"; its arguments {', '.join(map(str, others))} were not read"
            return value, (note,)
        if isinstance(value, String) and argument.name in (None, "formula") and call.function in _FITTERS:
            return read(value.value), (f"the formula was taken out of the call {call.function}(…)",)
    return call, ()


def _refuse_other_models(call: Call) -> None:
    """Refuse a pasted call whose arguments make it another model than its formula says."""
    given = {a.name: deparse(a.value) for a in call.arguments if a.name is not None}
    told = [name for name in _TELLING if name in given]
    if "family" in told and given["family"].partition("(")[0].strip('"') == "gaussian":
        told.remove("family")
    if call.function in _OTHER_MODELS or told:
        what = f"{call.function}(…)" + (f" with {', '.join(told)}" if told else "")
        message = (
            f"{what} is another model than its formula alone says; give the formula, and weights= or offset= to "
            "Levelwise (this version writes gaussian models)"
        )
        raise UnsupportedModelError(message)
