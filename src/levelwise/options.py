"""The options of a notation and a writer, in one frozen place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.errors import LevelwiseError, UnknownNameError


class StyleError(LevelwiseError, ValueError):
    """An option with a value it cannot take."""


@dataclass(frozen=True)
class Style:
    """How an equation looks.

    Attributes
    ----------
    matrices : {"pmatrix", "array"}
        How LaTeX spells vectors and matrices; ``array`` is the R package equatiomatic's nested way.
    mean_separate : bool or None
        Whether a distributional notation writes the mean on a line of its own; None does so when it has
        more than three coefficients.
    """

    matrices: Literal["pmatrix", "array"] = "pmatrix"
    mean_separate: bool | None = None


_CHOICES: Mapping[str, Mapping[str, object]] = {
    "matrices": {"pmatrix": "pmatrix", "array": "array"},
    "mean_separate": {"true": True, "false": False, "none": None, "auto": None},
}


def make_style(options: Mapping[str, object]) -> Style:
    """Return a style from options by name; texts such as ``true`` are read as on the command line.

    Raises
    ------
    UnknownNameError
        For an option that does not exist; the nearest is named.
    StyleError
        For a value the option cannot take.

    Examples
    --------
    >>> make_style({"matrices": "array"}).matrices
    'array'
    """
    known = {one.name for one in fields(Style)}
    read: dict[str, object] = {}
    for name, value in options.items():
        if name not in known:
            raise UnknownNameError("option", name, known)
        choices = _CHOICES[name]
        if isinstance(value, str) and value.lower() in choices:
            value = choices[value.lower()]
        elif not any(value is choice for choice in choices.values()):
            raise StyleError(f"the option {name} takes {', '.join(choices)}, not {value!r}")
        read[name] = value
    return Style(**read)  # type: ignore[arg-type]
