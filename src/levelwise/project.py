"""The table ``[tool.levelwise]`` of the nearest ``pyproject.toml``, with the settings of rules and saved notations."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from levelwise.dataclass import dataclass
from levelwise.errors import ConfigurationError


@dataclass(frozen=True, eq=False)
class ProjectTable:
    """The table ``[tool.levelwise]`` of a file.

    Attributes
    ----------
    shown : str
        The path of the file relative to the working folder, for messages.
    content : mapping
        The table.
    """

    shown: str
    content: Mapping[str, Any]


def project_table() -> ProjectTable | None:
    """Return the table of the nearest ``pyproject.toml`` that has one, searching upwards from the working folder.

    Raises
    ------
    ConfigurationError
        When the file is not valid TOML, or ``tool.levelwise`` is not a table.
    """
    try:
        here = os.getcwd()  # noqa: PTH109 - here and below: importing pathlib takes as long as a check
    except OSError:  # the folder has been deleted
        return None
    for path in _candidates(here):
        try:
            stat = os.stat(path)  # noqa: PTH116
            found = _table_in(path, here, stat.st_mtime_ns, stat.st_size)
        except OSError:  # there is none, or it is not readable
            continue
        if found is not None:
            return found
    return None


@lru_cache(maxsize=8)
def _candidates(folder: str) -> tuple[str, ...]:
    """Return the paths where a file is looked for, in a folder and in those that contain it."""
    folders = [folder]
    while (folder := os.path.dirname(folder)) != folders[-1]:  # noqa: PTH120
        folders.append(folder)
    return tuple(os.path.join(one, "pyproject.toml") for one in folders)  # noqa: PTH118


@lru_cache(maxsize=64)
def _table_in(path: str, here: str, _changed: int, _size: int) -> ProjectTable | None:
    """Return the table in a file, if it has one. A file is read again when it changes."""
    with open(path, "rb") as file:  # noqa: PTH123
        content = file.read()
    if b"levelwise" not in content:
        return None  # whether or not it is valid
    import tomllib  # rarely needed

    shown = os.path.relpath(path, here)
    try:
        whole = tomllib.loads(content.decode("utf-8"))
    except ValueError as error:
        raise ConfigurationError(f"{shown} is not valid TOML: {error}") from error
    tool = whole.get("tool", {})
    table: Any = tool.get("levelwise") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise ConfigurationError(f"{shown}: tool.levelwise is not a table")
    return ProjectTable(shown, table)
