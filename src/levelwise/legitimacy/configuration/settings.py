"""The settings in the environment and ``pyproject.toml``, read and validated."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from functools import lru_cache
from typing import Any

from levelwise.dataclass import dataclass
from levelwise.errors import ConfigurationError, UnknownNameError
from levelwise.legitimacy.report.content import SEVERITY_ORDER
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules import RULES

POLICIES = ("hlm", "mixed", "off")

SETTINGS = (*SEVERITY_ORDER, "ignore", "off", "default")
"""The possible settings of a rule; ``ignore`` and ``off`` are the same, ``default`` undoes a setting made elsewhere."""

_RULES = {rule.code.casefold(): rule for rule in RULES}


@dataclass(frozen=True)
class Settings:
    """The settings made in one place; the name of the call is empty."""

    name: str
    policy: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


def checked_settings(place: str, policy: object = None, ignore: object = (), severity: object = ()) -> Settings:
    """Return the settings made in a place, validated."""
    where = f"in {place}" if place else ""
    if policy is not None and policy not in POLICIES:
        raise UnknownNameError("policy", str(policy), POLICIES, where)
    settings: dict[str, str] = {}
    for code, setting in _mapping(severity, place).items():
        if setting not in SETTINGS:
            raise UnknownNameError("severity", str(setting), SETTINGS, where)
        settings[rule_of(code, where).code] = "ignore" if setting == "off" else str(setting)
    for code in _words(ignore, place):
        settings[rule_of(code, where).code] = "ignore"
    return Settings(place, None if policy is None else str(policy), settings)


def rule_of(code: object, where: str = "") -> Rule:
    """Return a rule by its code, in upper or lower case.

    Raises
    ------
    UnknownNameError
        For an unknown code, with the closest known ones.
    """
    rule = _RULES.get(str(code).strip().casefold())
    if rule is None:
        raise UnknownNameError("rule", str(code), [rule.code for rule in RULES], where)
    return rule


def _mapping(given: object, place: str) -> Mapping[object, object]:
    if isinstance(given, Mapping):
        return given
    if given == ():
        return {}
    where = f"{place}: " if place else ""
    raise ConfigurationError(
        f'{where}severity takes pairs of a rule and a severity, such as R14 = "error", not {given!r}'
    )


def _words(given: object, place: str) -> Iterator[object]:
    """Return the items of a list, or the words of a string separated by commas or blanks."""
    if isinstance(given, str):
        yield from given.replace(",", " ").split()
    elif isinstance(given, Iterable) and not isinstance(given, Mapping):
        yield from given
    else:
        where = f"{place}: " if place else ""
        raise ConfigurationError(f'{where}ignore takes the codes of rules, such as ["R17", "R8"], not {given!r}')


def environment_settings() -> Iterator[Settings]:
    """Read ``LEVELWISE_POLICY``, ``LEVELWISE_SEVERITY`` and ``LEVELWISE_IGNORE``; later ones take precedence."""
    policy, severity, ignore = (os.environ.get(f"LEVELWISE_{what}", "") for what in ("POLICY", "SEVERITY", "IGNORE"))
    if policy.strip():
        yield checked_settings("LEVELWISE_POLICY", policy=policy.strip())
    if severity.strip():
        yield checked_settings("LEVELWISE_SEVERITY", severity=pairs(severity, "LEVELWISE_SEVERITY"))
    if ignore.strip():
        yield checked_settings("LEVELWISE_IGNORE", ignore=ignore)


def pairs(text: str, place: str) -> dict[str, str]:
    """Read ``R14=error,R2=note``."""
    found: dict[str, str] = {}
    for word in text.replace(",", " ").split():
        code, equals, setting = word.partition("=")
        if not (code and equals and setting):
            raise ConfigurationError(f"{place}: {word!r} is not of the form RULE=SEVERITY, such as R14=error")
        found[code] = setting
    return found


def project_settings() -> Iterator[Settings]:
    """Read the table ``[tool.levelwise]`` of the nearest ``pyproject.toml`` that has one, searching upwards."""
    try:
        here = folder = os.getcwd()  # noqa: PTH109 - here and below: importing pathlib takes as long as a check
    except OSError:  # the folder has been deleted
        return
    folders = [folder]
    while (folder := os.path.dirname(folder)) != folders[-1]:  # noqa: PTH120
        folders.append(folder)
    for folder in folders:
        path = os.path.join(folder, "pyproject.toml")  # noqa: PTH118
        try:
            stat = os.stat(path)  # noqa: PTH116
            found = _file_settings(path, os.path.relpath(path, here), stat.st_mtime_ns, stat.st_size)
        except OSError:  # there is none, or it is not readable
            continue
        if found is not None:
            yield found
            return


@lru_cache(maxsize=64)
def _file_settings(path: str, shown: str, _changed: int, _size: int) -> Settings | None:
    """Return the settings in a file; None if it has no table for Levelwise. A file is read again when it changes."""
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
    for name in table:
        if name not in ("policy", "ignore", "severity"):
            raise UnknownNameError("setting", name, ("policy", "ignore", "severity"), f"in {shown}, [tool.levelwise]")
    return checked_settings(shown, table.get("policy"), table.get("ignore", ()), table.get("severity", ()))
