"""The attributes of a software for which models are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from levelwise.model.spec import ModelSpec
    from levelwise.translation.code import Code


class Software(Protocol):
    """A software for which models are written.

    Another package adds one through the entry-point group ``levelwise.software``: an object, or a module, with these
    attributes.
    """

    @property
    def name(self) -> str:
        """Its name, which is also the name of its entry point."""

    @property
    def title(self) -> str:
        """What is written, in one line."""

    @property
    def source(self) -> str:
        """The manual that describes the syntax."""

    def write(self, spec: ModelSpec, /) -> Code:
        """Return a model in its language.

        Raises
        ------
        UnsupportedModelError
            When a part of the model cannot be expressed.
        """


ATTRIBUTES: Mapping[str, Any] = {"name": str, "title": str, "source": str, "write": Callable}
"""The attributes that software of another package must have."""
