"""The letters of symbols: Greek ones by their names, and how a letter that a user gives is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field

from levelwise.dataclass import dataclass
from levelwise.errors import OptionError

GREEK: Mapping[str, str] = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ϵ",
    "varepsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "vartheta": "ϑ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "varpi": "ϖ",
    "rho": "ρ",
    "varrho": "ϱ",
    "sigma": "σ",
    "varsigma": "ς",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "φ",
    "varphi": "ϕ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Sigma": "Σ",
    "Upsilon": "Υ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
}
"""Greek letters by name; in LaTeX the name is the command.

Which of its two shapes a font gives ``phi`` differs; what counts is that ``varphi`` is the other one.
"""

_NAMES: Mapping[str, str] = {letter: name for name, letter in GREEK.items()}


def read_letter(given: object, what: str) -> str:
    r"""Return the name of a letter that is given by itself, by its Greek name, or as a LaTeX command.

    Parameters
    ----------
    given : object
        Such as ``"u"``, ``"ε"``, ``"zeta"`` or ``"\zeta"``.
    what : str
        What the letter stands for, for the message.

    Raises
    ------
    OptionError
        When it is not one letter.

    Examples
    --------
    >>> read_letter("ε", "the residual"), read_letter("zeta", "the residual"), read_letter("u", "the residual")
    ('varepsilon', 'zeta', 'u')
    """
    if isinstance(given, str):
        text = given.strip().removeprefix("\\")
        if text in GREEK:
            return text
        if text in _NAMES:
            return _NAMES[text]
        if len(text) == 1 and text.isascii() and text.isalpha() and not given.strip().startswith("\\"):
            return text
    raise OptionError(f"{what} takes a Latin letter or a Greek one, such as u, ε or zeta, not {given!r}")


@dataclass(frozen=True)
class Accented:
    """A letter by its name, with or without a hat.

    `command` is whether it was given as a command of TeX.
    """

    name: str
    hat: bool = False
    command: bool = field(default=False, compare=False)


_HATTED = re.compile(r"\\(?:wide)?hat\s*(?:\{(?P<inner>[^{}]*)\}|(?P<bare>\\[A-Za-z]+))")


def read_accented(given: object) -> Accented:
    r"""Return a letter, with a hat if it has one.

    Raises
    ------
    ValueError
        For anything but a letter, or ``\hat`` or ``\widehat`` over one.

    Examples
    --------
    >>> read_accented("gamma")
    Accented(name='gamma', hat=False, command=False)
    """
    if not isinstance(given, str):
        raise ValueError  # noqa: TRY004  # of a value that is no letter, whatever its type
    hatted = _HATTED.fullmatch(given.strip())
    letter = given if hatted is None else hatted["inner"] or hatted["bare"] or ""
    try:
        return Accented(read_letter(letter, "a coefficient"), hatted is not None, "\\" in given)
    except OptionError as error:
        raise ValueError from error
