"""What a writer is: a format of output."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from levelwise.equation.tree import System
    from levelwise.options import Option, Options


class Writer(Protocol):
    """A format in which equations are written.

    Another package adds one through the entry-point group ``levelwise.writers``: an object, or a module, with these
    attributes.
    """

    @property
    def name(self) -> str:
        """The name of the format, which is also the name of its entry point."""

    @property
    def title(self) -> str:
        """What it is, in one line."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of its files, such as ``(".tex",)``."""

    @property
    def media_type(self) -> str:
        """Its media type, such as ``text/latex``."""

    @property
    def extra(self) -> str | None:
        """The extra that installs what it needs, such as ``docx``; None when the core is enough."""

    @property
    def options(self) -> Sequence[Option]:
        """The options that it takes."""

    def write(self, system: System, options: Options, /) -> str | bytes:
        """Return the equations in this format; `options` has a value for each option of the format."""


ATTRIBUTES: Mapping[str, Any] = {
    "name": str,
    "title": str,
    "suffixes": tuple,
    "media_type": str,
    "extra": (str, type(None)),
    "options": Sequence,
    "write": Callable,
}
"""What an object of another package must have to be a writer."""
