"""Open tables of named things: our own by name, those of other packages through their entry points.

What is registered does not matter here. A registered thing is loaded when its name is asked for, or when all are
listed; one of another package that cannot be loaded is named in a warning and breaks nothing else.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from levelwise.dataclass import dataclass
from levelwise.errors import LevelwiseError, LevelwiseWarning, UnknownNameError
from levelwise.text.sentences import listed

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

T = TypeVar("T")


@dataclass(frozen=True)
class Registry(Generic[T]):
    """A table that other packages extend through an entry-point group.

    Attributes
    ----------
    what : str
        What the table holds, in one word, for messages.
    group : str
        The entry-point group. The name of an entry point is the name of what it loads.
    own : mapping
        What Levelwise itself has, by name; another package cannot replace it.
    attributes : mapping of str to type or tuple of type
        The attributes that a thing of the table must have.
    """

    what: str
    group: str
    own: Mapping[str, T]
    attributes: Mapping[str, Any]

    def named(self, name: str) -> T:
        """Return a thing by name.

        Raises
        ------
        UnknownNameError
            When there is none of that name; the nearest is named.
        LevelwiseError
            When another package has it and it cannot be loaded.
        """
        if isinstance(name, str) and name in self.own:
            return self.own[name]
        entries = self._entries()
        for entry in entries:
            if entry.name == name:
                return self._load(entry)
        raise UnknownNameError(self.what, name, (*self.own, *(entry.name for entry in entries)))

    def all(self) -> dict[str, T]:
        """Return everything by name, ours first; what cannot be loaded is named in a warning and left out."""
        found = dict(self.own)
        origins = dict.fromkeys(self.own, "Levelwise")
        for entry in self._entries():
            if entry.name in origins:
                _warn(f"{self._described(entry)} is not used: {origins[entry.name]} has one of that name")
                continue
            origins[entry.name] = _package(entry)
            try:
                found[entry.name] = self._load(entry)
            except LevelwiseError as error:
                _warn(str(error))
        return found

    def _entries(self) -> tuple[EntryPoint, ...]:
        from importlib.metadata import entry_points  # slow to import, and rarely needed

        return tuple(entry_points(group=self.group))

    def _load(self, entry: EntryPoint) -> T:
        try:
            loaded = entry.load()
            flaw = self._flaw(loaded, entry.name)
        except Exception as error:  # the code of another package may fail in any way
            reason = f"{type(error).__name__}: {error}"
            raise LevelwiseError(f"{self._described(entry)} cannot be loaded: {reason}") from error
        if flaw:
            raise LevelwiseError(f"{self._described(entry)} cannot be used: {flaw}")
        accepted: T = loaded
        return accepted

    def _flaw(self, loaded: object, name: str) -> str:
        """Return why a loaded thing does not belong to the table; empty when it does."""
        if isinstance(loaded, type):
            return f"it is the class {loaded.__name__}, not an instance"
        missing = [attribute for attribute in self.attributes if not hasattr(loaded, attribute)]
        if missing:
            return f"it lacks {listed(missing)}"
        for attribute, kind in self.attributes.items():
            value = getattr(loaded, attribute)
            if not isinstance(value, kind):
                return f"its {attribute} is of type {type(value).__name__}"
        own_name = getattr(loaded, "name", name)
        return "" if own_name == name else f"it calls itself {own_name!r}"

    def _described(self, entry: EntryPoint) -> str:
        return f"the {self.what} {entry.name!r} of {_package(entry)}"


def load(where: str) -> Any:
    """Return what stands at ``module:name``."""
    module, _, name = where.partition(":")
    return getattr(import_module(module), name)


def _package(entry: EntryPoint) -> str:
    """Return the package that an entry point comes from, in words."""
    return f"the package {entry.dist.name}" if entry.dist is not None else "another package"


def _warn(message: str) -> None:
    warnings.warn(message, LevelwiseWarning, stacklevel=3)
