"""Messages in the terms of the command line: ``--level`` where the Python API has ``levels=``."""

from __future__ import annotations

import re
from collections.abc import Mapping

OPTIONS: Mapping[str, str] = {
    "contrasts": "--contrast",
    "data": "--data",
    "factors": "--factor",
    "family": "--family",
    "ignore": "--ignore",
    "levels": "--level",
    "link": "--link",
    "nesting": "--nesting",
    "notation": "--notation",
    "offset": "--offset",
    "policy": "--policy",
    "severity": "--severity",
    "weights": "--weights",
}
"""The option of the command line for each keyword argument of the Python API."""

_ARGUMENT = rf"""(?x)(?<![\w.(\-])(?P<name>{"|".join(OPTIONS)})=   # not within a call such as factor(x, levels=…)
    (?: "(?P<value>[\w.]+)"                         # family="binomial"
      | (?=[\s,;.:)]|\Z)                             # levels= on its own
    )"""


def with_options(message: str) -> str:
    """Return a message with options in place of keyword arguments; indented lines show a formula and stay.

    Examples
    --------
    >>> with_options("levels= says otherwise")
    '--level says otherwise'
    """
    return "\n".join(line if line.startswith("  ") else _line(line) for line in message.split("\n"))


def _line(line: str) -> str:
    return re.sub(r"(?<![\w.])check\(\)", "levelwise check", re.sub(_ARGUMENT, _option, line))


def _option(match: re.Match[str]) -> str:
    option, value = OPTIONS[match["name"]], match["value"]
    return f"{option} {value}" if value else option
