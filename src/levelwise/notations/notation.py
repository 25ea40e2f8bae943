"""The attributes of a notation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from levelwise.equation.tree import System
    from levelwise.model.spec import ModelSpec
    from levelwise.notations.conventions import Conventions
    from levelwise.options import Option, Options


class Notation(Protocol):
    """A way to write models as equations.

    Another package adds one through the entry-point group ``levelwise.notations``: an object, or a module, with these
    attributes.
    """

    @property
    def name(self) -> str:
        """Its name, which is also the name of its entry point."""

    @property
    def title(self) -> str:
        """What it looks like, in one line."""

    @property
    def source(self) -> str:
        """The book or package that it comes from."""

    @property
    def options(self) -> Sequence[Option]:
        """The options that it takes."""

    def conventions(self, spec: ModelSpec, /) -> Conventions:
        """Return the conventions of this notation for a model, for `Equations.verify`."""

    def write(self, spec: ModelSpec, options: Options, /) -> System:
        """Return the equations of a model; `options` has a value for each option of the notation."""


ATTRIBUTES: Mapping[str, Any] = {
    "name": str,
    "title": str,
    "source": str,
    "options": Sequence,
    "conventions": Callable,
    "write": Callable,
}
"""The attributes that a notation of another package must have."""
