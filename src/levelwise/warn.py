"""Warnings that point to the user's code."""

from __future__ import annotations

import sys
import warnings

from levelwise.errors import LevelwiseWarning

_BETWEEN = frozenset(["levelwise", "functools", "IPython", "ipykernel", "traitlets", "decorator", "marimo"])
"""Packages whose functions may stand between the user's code and the warning: ours, and those that display results."""


def warn(message: str) -> None:
    """Warn of something, at the innermost line that belongs neither to this package nor to a notebook's."""
    level, frame = 1, sys._getframe()  # noqa: SLF001 - warnings has skip_file_prefixes from Python 3.12 on
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] in _BETWEEN:
        level, frame = level + 1, frame.f_back
    warnings.warn(message, LevelwiseWarning, stacklevel=level)
