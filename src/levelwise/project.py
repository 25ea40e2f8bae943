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
        here = folder = os.getcwd()  # noqa: PTH109 - here and below: importing pathlib takes as long as a check
    except OSError:  # the folder has been deleted
        return None
    folders = [folder]
    while (folder := os.path.dirname(folder)) != folders[-1]:  # noqa: PTH120
        folders.append(folder)
    for folder in folders:
        path = os.path.join(folder, "pyproject.toml")  # noqa: PTH118
        try:
            stat = os.stat(path)  # noqa: PTH116
            found = _table_in(path, os.path.relpath(path, here), stat.st_mtime_ns, stat.st_size)
        except OSError:  # there is none, or it is not readable
            continue
        if found is not None:
            return found
    return None


@lru_cache(maxsize=64)
def _table_in(path: str, shown: str, _changed: int, _size: int) -> ProjectTable | None:
    """Return the table in a file, if it has one. A file is read again when it changes."""
    with open(path, "rb") as file:  # noqa: PTH123
        content = file.read()
    if b"levelwise" not in content:
        return None  # whether or not it is valid
    import tomllib  # rarely needed

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
