"""The notation of Raudenbush & Bryk (2002): levels for nested factors, else the crossed form."""

from __future__ import annotations

from levelwise.equation.tree import System
from levelwise.model.spec import ModelSpec
from levelwise.notations.forms import crossed, levels
from levelwise.options import Options


def write(spec: ModelSpec, options: Options) -> System:
    """Write a model in the notation of Raudenbush & Bryk (2002), which HLM 7 prints too."""
    del options  # this notation takes none
    nested = levels.chain(spec)
    return crossed.write(spec) if nested is None else levels.write(spec, nested)
