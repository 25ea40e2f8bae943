"""Calls of a covariance structure around a bar, such as ``diag(x | g)`` in lme4 2.0 and glmmTMB.

A structure has the name that glmmTMB gives it, which is complete: lme4's ``diag(x | g, hom = TRUE)`` is ``homdiag``.
The two packages have the same defaults: unequal variances for ``diag`` and ``cs``, equal ones for ``ar1`` (lme4 2.0,
vignette *Covariance Structures*; glmmTMB, vignette *covstruct*).
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
_UNSUPPORTED: Mapping[str, str] = {
    **dict.fromkeys(("ou", "exp", "gau", "mat"), "needs coordinates of its columns"),
    "rr": "needs a rank",
    **dict.fromkeys(("propto", "equalto"), "needs a given matrix"),
}
_BARS = ("|", "||")


def bar_in_call(node: Node) -> Operation | None:
    """Return the bar in the call of a covariance structure; None for any other node."""
    if not isinstance(node, Call) or not node.arguments or node.arguments[0].name is not None:
        return None
    if node.function not in STRUCTURES and node.function not in _UNSUPPORTED:
        return None
    inner = node.arguments[0].value
    while isinstance(inner, Operation) and inner.operator == "(":
        inner = inner.operands[0]
    return inner if isinstance(inner, Operation) and inner.operator in _BARS else None


def structure_of(call: Call, source: str) -> str:
    """Return the name of the covariance structure of a call around a bar.

    Raises
    ------
    FormulaSyntaxError
        For an unknown argument, and for a double bar.
    UnsupportedModelError
        For a structure that depends on more than the columns of the block.
    """
    name = call.function
    if name in _UNSUPPORTED:
        reason = f"{_UNSUPPORTED[name]} and is not supported"
        message = f"the covariance structure {name}(…) {reason}; the supported ones are {_supported()}"
        raise UnsupportedModelError(f"{message}\n{caret(source, *call.span)}")
    bar = bar_in_call(call)
    assert bar is not None  # called only for calls around a bar
    if bar.operator == "||":
        inner = f"{deparse(bar.operands[0])} | {deparse(bar.operands[1])}"
        apart = "" if name == "diag" else f", or diag({inner}) for uncorrelated effects"
        message = (
            f"{name}(…) specifies a single block, but || splits the bar into several; write {name}({inner}){apart}"
        )
        raise FormulaSyntaxError(message, source, *bar.span)
    for argument in call.arguments[1:]:
        if argument.name == "hom" and name in _BY_HOM:
            name = _BY_HOM[call.function][_logical(argument.value, source)]
            continue
        takes = "hom = TRUE or hom = FALSE" if call.function in _BY_HOM else "no argument"
        message = f"{call.function}(…) takes {takes} after its bar"
        if argument.name == "hom" and f"hom{name}" in STRUCTURES:
            message += f"; equal variances are written hom{name}(…)"
        raise FormulaSyntaxError(message, source, *argument.value.span)
    return name


def invalid_bar_message(call: Call) -> str:
    """Return why a bar is invalid in a call, or why a covariance structure is invalid in its place."""
    if bar_in_call(call) is not None:
        return f"{call.function}(…) is a block of random effects and cannot be part of another block; add it with +"
    inner = call.arguments[0].value
    if bar_in_call(inner) is not None:
        return f"a block has only one covariance structure; write {deparse(inner)} alone"
    if call.function in STRUCTURES or call.function in _UNSUPPORTED:
        return f"{call.function}(…) takes a single bar, as in {call.function}(x | g)"
    instead = f"write (… | …), or a covariance structure around the bar: {_supported()}"
    return f"a bar inside {call.function}(…) has no meaning; {instead}"


def _logical(node: Node, source: str) -> bool:
    if isinstance(node, Name) and node.text in ("TRUE", "T", "FALSE", "F"):
        return node.text.startswith("T")
    raise FormulaSyntaxError(f"hom must be TRUE or FALSE, not {deparse(node)}", source, *node.span)


def _supported() -> str:
    return ", ".join(STRUCTURES)
