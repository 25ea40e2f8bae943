"""Our notations, one line each, and those of other packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.dataclass import dataclass
from levelwise.notations.notation import ATTRIBUTES, Notation
from levelwise.options import Option, Options, options_of_notation
from levelwise.registry import Registry, load

if TYPE_CHECKING:
    from levelwise.equation.tree import System
    from levelwise.model.spec import ModelSpec
    from levelwise.notations.conventions import Conventions


@dataclass(frozen=True)
class OwnNotation:
    """A notation of ours, whose module is loaded when it is used.

    Attributes
    ----------
    name, title, source : str
        As in `Notation`.
    module : str
        The module of its functions ``write`` and ``conventions``.
    """

    name: str
    title: str
    source: str
    module: str

    @property
    def options(self) -> tuple[Option, ...]:
        """The options that it takes."""
        return options_of_notation(self.name)

    def conventions(self, spec: ModelSpec, /) -> Conventions:
        """Return the conventions of this notation for a model."""
        conventions: Conventions = load(f"{self.module}:conventions")(spec)
        return conventions

    def write(self, spec: ModelSpec, options: Options, /) -> System:
        """Return the equations of a model."""
        system: System = load(f"{self.module}:write")(spec, options)
        return system


DEFAULT = "equatiomatic"
"""The notation of equations for which none is named."""

_OWN = (
    OwnNotation(
        "equatiomatic",
        "the distribution of the response, then those of the group-level coefficients (the default)",
        "R package equatiomatic 0.4.9; Gelman & Hill (2007), chapters 11–13",
        "levelwise.notations.equatiomatic",
    ),
    OwnNotation(
        "raudenbush-bryk",
        "one equation per level, with residuals r and u; crossed factors in one equation",
        "Raudenbush & Bryk (2002), Hierarchical Linear Models, chapters 2–4, 8, 12; HLM 7",
        "levelwise.notations.raudenbush_bryk",
    ),
)

_RAUDENBUSH_BRYK = ("rb", "hlm", "raudenbush", "raudenbush-and-bryk", "raudenbush & bryk", "raudenbush_bryk")

NOTATIONS: Registry[Notation] = Registry(
    "notation",
    "levelwise.notations",
    {notation.name: notation for notation in _OWN},
    ATTRIBUTES,
    aliases={**dict.fromkeys(("gelman-hill", "gelman"), _OWN[0]), **dict.fromkeys(_RAUDENBUSH_BRYK, _OWN[1])},
)
