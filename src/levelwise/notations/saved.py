"""Notations with letters of the user's, saved in ``pyproject.toml`` under names of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Protocol, Self, TypeVar

from levelwise.errors import ConfigurationError, LevelwiseError, UnknownNameError
from levelwise.project import project_table


class Replaceable(Protocol):
    """A notation whose letters can be replaced, and which can have another name."""

    @property
    def name(self) -> str:
        """Its name."""

    def replace(self, **letters: Any) -> Self:
        """Return it with other letters."""

    def renamed(self, name: str, title: str = "", source: str = "") -> Self:
        """Return it under another name."""


N = TypeVar("N", bound=Replaceable)


def saved_notations(find: Callable[[str], N]) -> dict[str, N]:
    """Return the notations in ``[tool.levelwise.notations]`` of the nearest ``pyproject.toml`` by their names.

    Parameters
    ----------
    find : callable
        Returns a notation of ours by its name.

    Raises
    ------
    ConfigurationError
        When a table cannot be used; the message says where and why.
    """
    return {name: _notation(name, given, shown, find) for name, given, shown in _tables()}


def check_names(find: Callable[[str], Replaceable]) -> None:
    """Check that no saved notation has a name of one of ours, in whose place it would never be found.

    Raises
    ------
    ConfigurationError
        When one has; the message says where.
    """
    for name, _, shown in _tables():
        _check_name(name, _where(name, shown), find)


def _tables() -> Iterator[tuple[str, object, str]]:
    """Yield the name of each saved notation, its table, and the path of the file."""
    table = project_table()
    if table is None or "notations" not in table.content:
        return
    tables = table.content["notations"]
    if not isinstance(tables, Mapping):
        raise ConfigurationError(f"{table.shown}: tool.levelwise.notations is not a table")
    for name, given in tables.items():
        yield name, given, table.shown


def _where(name: str, shown: str) -> str:
    return f"{shown}, [tool.levelwise.notations.{name}]"


def _check_name(name: str, where: str, find: Callable[[str], Replaceable]) -> None:
    if name.lower() == "all":
        raise ConfigurationError(f"{where}: on the command line, {name} means every notation; choose another name")
    with suppress(UnknownNameError):
        known = find(name)
        raise ConfigurationError(f"{where}: {name!r} is a name of the notation {known.name!r}; choose another")


def _notation(name: str, given: object, shown: str, find: Callable[[str], N]) -> N:
    where = _where(name, shown)
    if not isinstance(given, Mapping):
        raise ConfigurationError(f'{where} is not a table such as base = "hox", residual = "ε"')
    letters: dict[str, Any] = dict(given)
    base, title = letters.pop("base", None), letters.pop("title", "")
    if not isinstance(base, str):
        raise ConfigurationError(f'{where} does not name the notation on which it is based, as in base = "hox"')
    if not isinstance(title, str):
        raise ConfigurationError(f"{where}: the title is not a string")
    _check_name(name, where, find)
    try:
        return find(base).replace(**letters).renamed(name, title, where)
    except LevelwiseError as error:
        raise ConfigurationError(f"{where}: {error}") from error
