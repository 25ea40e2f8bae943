"""What an adapter is: it reads the models of a package without importing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, Protocol

from levelwise.adapters.fitted import Fitted
from levelwise.data.hints import Hints
from levelwise.dataclass import dataclass
from levelwise.design.model_options import ModelOptions
from levelwise.registry import load


@dataclass(frozen=True)
class Given:
    """What the caller states beside a model of another package.

    Attributes
    ----------
    data : object
        The data, for packages that do not keep them; None if they are not given.
    hints : Hints
        What the caller states about the variables.
    options : ModelOptions
        The other options of the model, such as the expression of an offset.
    others : mapping of str to object
        Further keyword arguments, such as ``groups=``; only those in `Adapter.keywords`.
    """

    data: Any = None
    hints: Hints = field(default_factory=Hints)
    options: ModelOptions = field(default_factory=ModelOptions)
    others: Mapping[str, object] = field(default_factory=dict)


class Adapter(Protocol):
    """Reads the models of a package."""

    @property
    def reads(self) -> str:
        """What it reads, for messages: ``statsmodels' MixedLM``."""

    @property
    def keywords(self) -> tuple[str, ...]:
        """The further keyword arguments that it takes."""

    def recognises(self, types: Sequence[str]) -> bool:
        """Return whether it reads an object, given the full names of its class and of those it inherits from."""

    def read(self, fitted: Any, given: Given) -> Fitted:
        """Return the model and its estimates; those of a model that is built but not fitted are None."""


@dataclass(frozen=True)
class OwnAdapter:
    """An adapter of Levelwise, whose module is imported when it is needed.

    Attributes
    ----------
    name : str
        A short name.
    reads : str
        What it reads, for messages.
    types : tuple of str
        The beginnings of the full names of classes.
    where : str
        The function that reads a model, as ``module:function``; it takes the model and a `Given`.
    keywords : tuple of str
        The further keyword arguments that it takes.
    """

    name: str
    reads: str
    types: tuple[str, ...]
    where: str
    keywords: tuple[str, ...] = ()

    def recognises(self, types: Sequence[str]) -> bool:
        """Return whether one of the class names begins as `types` do."""
        return any(one.startswith(self.types) for one in types)

    def read(self, fitted: Any, given: Given) -> Fitted:
        """Return the model and its estimates."""
        found: Fitted = load(self.where)(fitted, given)
        return found
