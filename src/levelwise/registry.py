"""Registries of named objects: our own, and those of other packages through their entry points.

A registry may hold objects of any kind. An object is loaded when its name is requested, or when all are listed; if one
of another package cannot be loaded, a warning names it and everything else works as before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from levelwise.dataclass import dataclass
from levelwise.errors import LevelwiseError, UnknownNameError
from levelwise.text.sentences import listed
from levelwise.warn import warn

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

T = TypeVar("T")

_FILLERS = ("and", "et", "al")
"""Words that make no difference in a name, as in Barr et al."""


@dataclass(frozen=True)
class Registry(Generic[T]):
    """A registry that other packages extend through an entry-point group.

    Attributes
    ----------
    what : str
        The kind of object, in one word, for messages.
    group : str
        The entry-point group. The name of an entry point is the name of the object that it loads.
    own : mapping
        The objects of Levelwise itself, by name; another package cannot replace them.
    attributes : mapping of str to type or tuple of type
        The attributes that every object must have, with their types.
    aliases : mapping of str to object
        What is found by other names, in lower case: our objects, or variants of them.
    saved : callable
        Returns objects that the user has saved under names of his own.
    check_saved : callable
        Raises an error if such a name is one of our own; called before one of ours is returned.
    renamed : callable
        Returns an object of another package under the name of its entry point, if it is one of ours with changes.
    """

    what: str
    group: str
    own: Mapping[str, T]
    attributes: Mapping[str, Any]
    aliases: Mapping[str, T] = field(default_factory=dict)
    saved: Callable[[], Mapping[str, T]] = dict
    check_saved: Callable[[], object] = dict
    renamed: Callable[[T, str], T] = lambda loaded, _: loaded

    def named(self, name: str) -> T:
        """Return an object by name, alias or another spelling of either.

        Upper and lower case, underscores, blanks and ``&`` make no difference. A name of several words is also found by
        the first of them, and by their initials: ``raudenbush`` and ``rb`` are ``raudenbush-bryk``.

        Raises
        ------
        UnknownNameError
            When there is none of that name; the message suggests the nearest one.
        LevelwiseError
            When it belongs to another package and cannot be loaded.
        """
        ours = self.found(name)
        if ours is not None:
            self.check_saved()
            return ours
        saved = self.saved()
        known = _spelled(name, saved)
        if known is not None:
            return saved[known]
        entries = self._entries()
        for entry in entries:
            if entry.name == name:
                return self._load(entry)
        raise UnknownNameError(self.what, name, {*self.own, *saved, *(entry.name for entry in entries)})

    def found(self, name: str) -> T | None:
        """Return an object of our own by name, alias or another spelling; None if there is none."""
        for ours in (self.own, self.aliases):
            spelled = _spelled(name, ours)
            if spelled is not None:
                return ours[spelled]
        short = folded(name)
        known = {**self.aliases, **self.own}
        fits = [known[one] for one in known if short in _short_names(one)]
        return fits[0] if fits and all(one is fits[0] for one in fits) else None

    def all(self) -> dict[str, T]:
        """Return all objects by name, ours first; one that cannot be loaded is left out, with a warning."""
        found = {**self.own, **self.saved()}
        origins = dict.fromkeys(found, "Levelwise")
        for entry in self._entries():
            if entry.name in origins:
                warn(f"{self._described(entry)} is not used: {origins[entry.name]} already defines that name")
                continue
            origins[entry.name] = _package(entry)
            try:
                found[entry.name] = self._load(entry)
            except LevelwiseError as error:
                warn(str(error))
        return found

    def _entries(self) -> tuple[EntryPoint, ...]:
        from importlib.metadata import entry_points  # slow to import, and rarely needed

        return tuple(entry_points(group=self.group))

    def _load(self, entry: EntryPoint) -> T:
        try:
            loaded = self.renamed(entry.load(), entry.name)
            flaw = self._flaw(loaded, entry.name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # the code of another package may fail in any way, and even call sys.exit()
            reason = f"{type(error).__name__}: {error}"
            raise LevelwiseError(f"{self._described(entry)} cannot be loaded: {reason}") from error
        if flaw:
            raise LevelwiseError(f"{self._described(entry)} cannot be used: {flaw}")
        accepted: T = loaded
        return accepted

    def _flaw(self, loaded: object, name: str) -> str:
        """Return why a loaded object cannot be used; empty when it can."""
        if isinstance(loaded, type):
            return f"it is the class {loaded.__name__}, not an instance"
        missing = [attribute for attribute in self.attributes if not hasattr(loaded, attribute)]
        if missing:
            return f"it lacks {listed(missing)}"
        for attribute, kind in self.attributes.items():
            value = getattr(loaded, attribute)
            if not isinstance(value, kind):
                return f"its attribute {attribute} is of type {type(value).__name__}"
        own_name = getattr(loaded, "name", name)
        return "" if own_name == name else f"its attribute name is {own_name!r}"

    def _described(self, entry: EntryPoint) -> str:
        return f"the {self.what} {entry.name!r} of {_package(entry)}"


def folded(name: object) -> str:
    """Return a name in the spelling by which names are compared.

    Examples
    --------
    >>> folded("Snijders & Bosker")
    'snijders-bosker'
    """
    words = name.lower().replace("&", " and ") if isinstance(name, str) else ""
    return "-".join(word for word in re.split(r"[\W_]+", words) if word and word not in _FILLERS)


def _spelled(name: str, known: Iterable[str]) -> str | None:
    """Return which of the known names is spelled like another, exactly if one is."""
    names = list(known)
    if name in names:
        return name
    return next((one for one in names if folded(one) == folded(name) and folded(name)), None)


def _short_names(name: str) -> tuple[str, ...]:
    """Return the first word and the initials of a name of several words."""
    words = folded(name).split("-")
    return (words[0], "".join(word[0] for word in words)) if len(words) > 1 else ()


def load(where: str) -> Any:
    """Return the object at ``module:name``."""
    module, _, name = where.partition(":")
    return getattr(import_module(module), name)


def _package(entry: EntryPoint) -> str:
    """Return the package that an entry point comes from, in words."""
    return f"the package {entry.dist.name}" if entry.dist is not None else "another package"
