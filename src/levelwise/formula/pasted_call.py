"""A whole call pasted from a script, such as ``lmer(y ~ x + (1 | g), data = d)``: its formula is taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from levelwise.errors import UnsupportedModelError
from levelwise.formula.syntax import Call, Name, Node, Operation, String

_FITTERS = frozenset(
    (
        *("lmer", "glmer", "glmer.nb", "nlmer", "lm", "glm", "lme", "gls", "glmmTMB", "gam", "gamm4", "brm"),
        *("mixedlm", "Model"),
    )
)
_OTHER_MODELS = frozenset(("nlmer", "lme", "gls", "gam"))
_TELLING = ("weights", "offset", "subset", "random", "correlation", "ziformula", "dispformula")
_READ = (None, "formula", "data", "family")
_GLMER = ("formula", "data", "family")
_GLM = ("formula", "family", "data")
_PLACES = {"glmer": _GLMER, "glmmTMB": _GLMER, "brm": _GLMER, "glm": _GLM, "gam": _GLM}


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """What was taken out of a pasted call: the formula, the family it names, and notes for a reader."""

    tree: Node
    notes: tuple[str, ...] = ()
    family: Node | None = None


def unwrapped(call: Call, read: Callable[[str], Node]) -> Unwrapped:
    """Take the formula and the family out of a pasted call of a fitting function."""
    for argument in call.arguments:
        value = argument.value
        is_formula = isinstance(value, Operation) and value.operator == "~"
        if is_formula and argument.name in (None, "formula"):
            others = [a.name for a in call.arguments if a.name not in _READ]
            _refuse_other_models(call)
            note = f"the formula was taken out of the call {call.function}(…)"
            if others:
                note += f"; its arguments {', '.join(map(str, others))} were not read"
            return Unwrapped(value, (note,), _family(call))
        if isinstance(value, String) and argument.name in (None, "formula") and call.function in _FITTERS:
            note = f"the formula was taken out of the call {call.function}(…)"
            return Unwrapped(read(value.value), (note,), _family(call))
    return Unwrapped(call)


def _family(call: Call) -> Node | None:
    """Return the family a call names; ``glmer.nb`` has one in its name."""
    if call.function == "glmer.nb":
        return Name("nbinom2", call.span)
    given = {argument.name: argument.value for argument in call.arguments if argument.name is not None}
    free = (name for name in _PLACES.get(call.function, ()) if name not in given)
    by_place = (argument.value for argument in call.arguments if argument.name is None)
    return (dict(zip(free, by_place, strict=False)) | given).get("family")


def _refuse_other_models(call: Call) -> None:
    """Refuse a pasted call whose arguments make it another model than its formula says."""
    given = {argument.name for argument in call.arguments}
    told = [name for name in _TELLING if name in given]
    if call.function in _OTHER_MODELS or told:
        what = f"{call.function}(…)" + (f" with {', '.join(told)}" if told else "")
        message = (
            f"{what} is another model than its formula alone says; give the formula, and weights= or offset= to "
            "Levelwise"
        )
        raise UnsupportedModelError(message)
