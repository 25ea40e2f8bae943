"""The formula in a whole call pasted from a script, such as ``lmer(y ~ x + (1 | g), data = d)``."""

from __future__ import annotations

from collections.abc import Callable

from levelwise.dataclass import dataclass
from levelwise.errors import UnsupportedModelError
from levelwise.formula.syntax import Call, Name, Node, Operation, String
from levelwise.text.note import Note

_FITTERS = frozenset(
    (
        *("lmer", "glmer", "glmer.nb", "nlmer", "lm", "glm", "lme", "gls", "glmmTMB", "gam", "gamm4", "brm"),
        *("mixedlm", "Model"),
    )
)
_OTHER_MODELS = frozenset(("nlmer", "lme", "gls", "gam"))
_MODEL_ARGUMENTS = ("weights", "offset", "subset", "random", "correlation", "ziformula", "dispformula")
_ARGUMENTS_USED = (None, "formula", "data", "family")
_GLMER = ("formula", "data", "family")
_GLM = ("formula", "family", "data")
_POSITIONAL = {"glmer": _GLMER, "glmmTMB": _GLMER, "brm": _GLMER, "glm": _GLM, "gam": _GLM}


@dataclass(frozen=True)
class Unwrapped:
    """The formula and the family in a pasted call, with notes."""

    tree: Node
    notes: tuple[Note, ...] = ()
    family: Node | None = None


def unwrapped(call: Call, read: Callable[[str], Node]) -> Unwrapped:
    """Return the formula and the family in a pasted call of a fitting function."""
    for argument in call.arguments:
        value = argument.value
        is_formula = isinstance(value, Operation) and value.operator == "~"
        if is_formula and argument.name in (None, "formula"):
            others = [a.name for a in call.arguments if a.name not in _ARGUMENTS_USED]
            _refuse_other_models(call)
            note = f"the formula was taken from the call {call.function}(…)"
            if others:
                note += f"; these arguments were ignored: {', '.join(map(str, others))}"
            return Unwrapped(value, (Note("pasted-call", note),), _family(call))
        if isinstance(value, String) and argument.name in (None, "formula") and call.function in _FITTERS:
            note = f"the formula was taken from the call {call.function}(…)"
            return Unwrapped(read(value.value), (Note("pasted-call", note),), _family(call))
    return Unwrapped(call)


def _family(call: Call) -> Node | None:
    """Return the family given in a call; that of ``glmer.nb`` is implied."""
    if call.function == "glmer.nb":
        return Name("nbinom2", call.span)
    given = {argument.name: argument.value for argument in call.arguments if argument.name is not None}
    free = (name for name in _POSITIONAL.get(call.function, ()) if name not in given)
    positional = (argument.value for argument in call.arguments if argument.name is None)
    return (dict(zip(free, positional, strict=False)) | given).get("family")


def _refuse_other_models(call: Call) -> None:
    """Reject a pasted call whose function or arguments specify more than its formula."""
    given = {argument.name for argument in call.arguments}
    changing = [name for name in _MODEL_ARGUMENTS if name in given]
    if call.function in _OTHER_MODELS or changing:
        what = f"{call.function}(…)" + (f" with {', '.join(changing)}" if changing else "")
        message = (
            f"{what} specifies more than its formula; give a formula for the whole model, and weights= or offset= "
            "separately"
        )
        raise UnsupportedModelError(message)
