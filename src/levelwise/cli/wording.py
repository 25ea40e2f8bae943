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
    "labels": "--label",
    "levels": "--level",
    "link": "--link",
    "nesting": "--nesting",
    "notation": "--notation",
    "offset": "--offset",
    "policy": "--policy",
    "severity": "--severity",
    "units": "--unit",
    "weights": "--weights",
}
"""The option of the command line for each keyword argument of the Python API."""

_ARGUMENT = rf"""(?x)(?<![\w.(\-])(?P<name>{"|".join(OPTIONS)})=   # not within a call such as factor(x, levels=…)
    (?: "(?P<value>[\w.]+)"                         # family="binomial"
      | (?=[\s,;.:)]|\Z)                             # levels= on its own
    )"""


_MAPPING = re.compile(
    r"""(?x)(?<![\w.(\-])(?P<name>levels|nesting|factors|contrasts)=
    \{"(?P<key>[^"{}]+)":\s*(?:"(?P<value>[^"{}]+)"|\[(?P<list>"[^\]]+")\])\}"""
)
"""An argument with a mapping of one name, such as ``levels={"sector": "school"}``."""


def _pair(match: re.Match[str]) -> str:
    values = match["value"] or ",".join(re.findall(r'"([^"]+)"', match["list"]))
    return f"{OPTIONS[match['name']]} {match['key']}={values}"


def with_options(message: str) -> str:
    """Return a message with options in place of keyword arguments; indented lines show a formula and stay.

    Examples
    --------
    >>> with_options("levels= says otherwise")
    '--level says otherwise'
    """
    message = _MAPPING.sub(_pair, message)
    return "\n".join(line if line.startswith("  ") else _line(line) for line in message.split("\n"))


def _line(line: str) -> str:
    return re.sub(r"(?<![\w.])check\(\)", "levelwise check", re.sub(_ARGUMENT, _option, line))


def _option(match: re.Match[str]) -> str:
    option, value = OPTIONS[match["name"]], match["value"]
    return f"{option} {value}" if value else option
