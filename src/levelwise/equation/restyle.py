"""The options that every notation takes: they change equations once a notation has written them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from levelwise.equation.tree import System
from levelwise.model.spec import ModelSpec
from levelwise.options import SYSTEM_OPTIONS, applied


def restyled(system: System, spec: ModelSpec, options: Mapping[str, Any]) -> System:
    """Return a system with the options applied that every notation takes.

    Parameters
    ----------
    system : System
        The equations as a notation wrote them.
    spec : ModelSpec
        The model.
    options : mapping
        The options that were given, those of notations and formats among them.
    """
    given = {row.name for row in SYSTEM_OPTIONS}.intersection(options)
    if not given:
        return system
    chosen = applied(options, SYSTEM_OPTIONS)
    if chosen["level_labels"]:
        from levelwise.equation.level_names import with_level_names

        system = with_level_names(system, spec, chosen["level_labels"])
    if chosen["numbers"]:
        from levelwise.equation.counts import with_counts

        system = with_counts(system, spec)
    return system
