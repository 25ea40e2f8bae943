"""Equations typed by hand, which are recognised and named; and ``=`` where a formula has ``~``."""

from __future__ import annotations

import re

from levelwise.errors import FormulaSyntaxError, UnsupportedModelError

_LETTER = r"(?:[βγαμτσεζηδθ]|\\(?:beta|gamma|alpha|epsilon|zeta|eta|delta|theta))"
_SIGNS = re.compile(
    rf"""(?x)
    {_LETTER}
    | \b(?i:beta|gamma|alpha|pi)_?\{{?\d\d?[ijk]{{0,3}}\}}?\b
    | \b[BGbgPp]_?\{{?\d{{1,3}}[ijk]{{0,3}}\}}?\b                     # B0, b1j, G00
    | \b[ureveUREV]_?\{{?(?:\d+[ijk]?|[ijkt]{{1,3}})\}}?\b            # u0j, r_ij, eij
    | \w_\{{?[ijkt]{{1,3}}\}}?(?!\w)                                  # math_ij
    | \bLevel[- ]?[123]\b
    """
)
_DISTRIBUTION = re.compile(
    r"(?:~|\\sim)\s*(?:N|MVN|Normal|Bernoulli|Binomial|Poisson|\\mathcal\{?\s*N\}?|\\text\w*\{N)\s*[({\\]"
)
_NAME = re.compile(r"[A-Za-z][A-Za-z.]*[A-Za-z]")


def is_equation(source: str) -> bool:
    """Return whether a text is made of equations with coefficients and indices."""
    distribution = _DISTRIBUTION.search(source) is not None
    return distribution or ("=" in source and "~" not in source and len(_SIGNS.findall(source)) >= 2)


def refusal(source: str) -> UnsupportedModelError:
    """Return the error for typed equations, with the shape of the formula of such a model."""
    response, slope = _names(source)
    message = (
        "this is a typed equation, not a formula: equations cannot be read yet. In lme4's language coefficients and "
        "residuals are left out, and what varies between the groups of a column g stands in a bar: "
        f"{response} ~ {slope} + ({slope} | g) has a random intercept and a random slope of {slope}, "
        f"{response} ~ {slope} + (1 | g) a random intercept"
    )
    return UnsupportedModelError(message)


def _names(source: str) -> tuple[str, str]:
    """Return the response and a predictor of equations, as far as their names can be told from coefficients."""
    bare = re.sub(r"(?i)\blevel[- ]?\d\b(?:\s+model)?\s*:?", "", source.replace("\\", " "))
    bare = re.sub(r"_\{?\w+\}?|[\u1d62\u2c7c\u2096\u209c]", "", bare)
    left = re.search(r"[A-Za-z][\w.]*", re.split(r"=|~|\\sim", bare)[0].rpartition("\n")[2])
    response = re.sub(r"(?<=\w)[ijkt]{2,3}$", "", left[0]) if left else "y"
    known = {"level", "model", "beta", "gamma", "alpha", "epsilon", "zeta", "eta", "delta", "theta", "mathrm", "text"}
    words = [re.sub(r"(?<=[A-Z])[ijkt]{2,3}$", "", word) for word in _NAME.findall(bare.partition("=")[2])]
    slopes = [w for w in words if w.lower() not in known and not re.fullmatch(r"[A-Za-z]?[ijkt]{1,3}", w)]
    return response, next((w for w in slopes if w != response), "x")


def equals_for_tilde(source: str) -> str | None:
    """Return a formula with ``~`` in the place of ``=``; None for a text without ``=`` on its first level.

    Raises
    ------
    FormulaSyntaxError
        When there is no bar that would show it to be a formula.
    """
    depth = 0
    for place, character in enumerate(source):
        depth += (character in "([{") - (character in ")]}")
        sign = next((one for one in ("<-", "==", ":=", "=") if source.startswith(one, place)), None)
        if depth == 0 and sign is not None and source[place - 1] not in "<>!":
            if "~" in source or not source[:place].strip():
                return None
            changed = f"{source[:place]}{'~'.ljust(len(sign))}{source[place + len(sign) :]}"
            if "|" in source[place:]:
                return changed
            message = (
                f"a formula has ~ between the response and the predictors, not {sign}; write "
                f"{' '.join(changed.split())}"
            )
            raise FormulaSyntaxError(message, source, place, place + 1)
    return None
