"""Covariance structures: calls around a bar, ``diag(x | g)``, as lme4 2.0 and glmmTMB write them.

A structure is known by glmmTMB's name for it, which says all of it: lme4's ``diag(x | g, hom = TRUE)`` is
``homdiag``. The defaults of the two packages agree: the variances of ``diag`` and ``cs`` differ, those of
``ar1`` are equal (lme4 2.0, vignette *Covariance Structures*; glmmTMB, vignette *covstruct*).
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.errors import FormulaSyntaxError, UnsupportedModelError, caret
from levelwise.formula.syntax import Call, Name, Node, Operation, deparse
from levelwise.vocabulary.covariance_structures import STRUCTURES

_BY_HOM: Mapping[str, Mapping[bool, str]] = {
    "diag": {True: "homdiag", False: "diag"},
    "cs": {True: "homcs", False: "cs"},
    "ar1": {True: "ar1", False: "hetar1"},
}
_UNWRITTEN: Mapping[str, str] = {
    **dict.fromkeys(("ou", "exp", "gau", "mat"), "needs the coordinates of its columns"),
    "rr": "needs a rank",
    **dict.fromkeys(("propto", "equalto"), "needs a matrix of its own"),
}
_BARS = ("|", "||")


def structured(node: Node) -> Operation | None:
    """Return the bar of a covariance structure's call; None for anything else."""
    if not isinstance(node, Call) or not node.arguments or node.arguments[0].name is not None:
        return None
    if node.function not in STRUCTURES and node.function not in _UNWRITTEN:
        return None
    inner = node.arguments[0].value
    while isinstance(inner, Operation) and inner.operator == "(":
        inner = inner.operands[0]
    return inner if isinstance(inner, Operation) and inner.operator in _BARS else None


def structure_of(call: Call, source: str) -> str:
    """Return the name of the structure that a call around a bar asks for.

    Raises
    ------
    FormulaSyntaxError
        For an argument the structure does not have, and for a double bar.
    UnsupportedModelError
        For a structure that is not a function of the block's own columns.
    """
    name = call.function
    if name in _UNWRITTEN:
        message = f"the covariance structure {name}(…) {_UNWRITTEN[name]} and is not written; {_written()} are"
        raise UnsupportedModelError(f"{message}\n{caret(source, *call.span)}")
    bar = structured(call)
    assert bar is not None  # only asked for calls around a bar
    if bar.operator == "||":
        inner = f"{deparse(bar.operands[0])} | {deparse(bar.operands[1])}"
        apart = "" if name == "diag" else f", or diag({inner}) for effects that do not covary"
        message = f"{name}(…) makes one block and || makes several; write {name}({inner}){apart}"
        raise FormulaSyntaxError(message, source, *bar.span)
    for argument in call.arguments[1:]:
        if argument.name == "hom" and name in _BY_HOM:
            name = _BY_HOM[call.function][_truth(argument.value, source)]
            continue
        takes = "hom = TRUE or hom = FALSE" if call.function in _BY_HOM else "nothing"
        message = f"{call.function}(…) takes {takes} after its bar"
        if argument.name == "hom" and f"hom{name}" in STRUCTURES:
            message += f"; equal variances are written hom{name}(…)"
        raise FormulaSyntaxError(message, source, *argument.value.span)
    return name


def why_no_bar(call: Call) -> str:
    """Say why a bar has no meaning where it stands in a call, or a call around a bar where that stands."""
    if structured(call) is not None:
        return f"{call.function}(…) is a block of its own and cannot be an effect of another; add it by +"
    inner = call.arguments[0].value
    if structured(inner) is not None:
        return f"a bar inside two calls: a block has one covariance structure, so write {deparse(inner)} alone"
    if call.function in STRUCTURES or call.function in _UNWRITTEN:
        return f"{call.function}(…) takes one bar and nothing around it, as in {call.function}(x | g)"
    return f"a bar inside {call.function}(…) has no meaning; write (… | …), or one of {_written()} around the bar"


def _truth(node: Node, source: str) -> bool:
    if isinstance(node, Name) and node.text in ("TRUE", "T", "FALSE", "F"):
        return node.text.startswith("T")
    raise FormulaSyntaxError(f"hom = is TRUE or FALSE, not {deparse(node)}", source, *node.span)


def _written() -> str:
    return ", ".join(STRUCTURES)
