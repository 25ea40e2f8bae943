"""Where settings are said, the environment and ``pyproject.toml``, and whether what is said there can be."""

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
"""What can be said of a rule; ``ignore`` and ``off`` are the same, ``default`` takes back what was said elsewhere."""

_RULES = {rule.code.casefold(): rule for rule in RULES}


@dataclass(frozen=True)
class Settings:
    """What one place says of policy and rules; the name of the call is empty."""

    name: str
    policy: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


def said(place: str, policy: object = None, ignore: object = (), severity: object = ()) -> Settings:
    """Check what a place says."""
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
    """Return a rule by its code, in capital or small letters.

    Raises
    ------
    UnknownNameError
        With the nearest code there is.
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
    raise ConfigurationError(f'{where}severity takes a rule and a severity each, such as R14 = "error", not {given!r}')


def _words(given: object, place: str) -> Iterator[object]:
    """Return the items of a list, or the words of a text between commas or blanks."""
    if isinstance(given, str):
        yield from given.replace(",", " ").split()
    elif isinstance(given, Iterable) and not isinstance(given, Mapping):
        yield from given
    else:
        where = f"{place}: " if place else ""
        raise ConfigurationError(f'{where}ignore takes codes of rules, such as ["R17", "R8"], not {given!r}')


def of_the_environment() -> Iterator[Settings]:
    """Read ``LEVELWISE_POLICY``, ``LEVELWISE_SEVERITY`` and ``LEVELWISE_IGNORE``; a later one goes before."""
    policy, severity, ignore = (os.environ.get(f"LEVELWISE_{what}", "") for what in ("POLICY", "SEVERITY", "IGNORE"))
    if policy.strip():
        yield said("LEVELWISE_POLICY", policy=policy.strip())
    if severity.strip():
        yield said("LEVELWISE_SEVERITY", severity=pairs(severity, "LEVELWISE_SEVERITY"))
    if ignore.strip():
        yield said("LEVELWISE_IGNORE", ignore=ignore)


def pairs(text: str, place: str) -> dict[str, str]:
    """Read ``R14=error,R2=note``."""
    found: dict[str, str] = {}
    for word in text.replace(",", " ").split():
        code, equals, setting = word.partition("=")
        if not (code and equals and setting):
            raise ConfigurationError(f"{place}: {word!r} is not of the form RULE=SEVERITY, such as R14=error")
        found[code] = setting
    return found


def of_the_project() -> Iterator[Settings]:
    """Read the table ``[tool.levelwise]`` of the nearest ``pyproject.toml`` that has one, from here upwards."""
    try:
        here = folder = os.getcwd()  # noqa: PTH109 - here and below: importing pathlib takes as long as a check
    except OSError:  # the folder is gone
        return
    folders = [folder]
    while (folder := os.path.dirname(folder)) != folders[-1]:  # noqa: PTH120
        folders.append(folder)
    for folder in folders:
        path = os.path.join(folder, "pyproject.toml")  # noqa: PTH118
        try:
            stat = os.stat(path)  # noqa: PTH116
            said = _of_a_file(path, os.path.relpath(path, here), stat.st_mtime_ns, stat.st_size)
        except OSError:  # there is none, or it is not for us to read
            continue
        if said is not None:
            yield said
            return


@lru_cache(maxsize=64)
def _of_a_file(path: str, shown: str, _changed: int, _size: int) -> Settings | None:
    """Return what a file says; None when it has no table of ours. A file is read once, until it changes."""
    with open(path, "rb") as file:  # noqa: PTH123
        content = file.read()
    if b"levelwise" not in content:
        return None  # nor does it matter whether it is sound
    import tomllib  # rarely needed

    try:
        whole = tomllib.loads(content.decode("utf-8"))
    except ValueError as error:
        raise ConfigurationError(f"{shown} is no TOML: {error}") from error
    tool = whole.get("tool", {})
    table: Any = tool.get("levelwise") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise ConfigurationError(f"{shown}: tool.levelwise is not a table")
    for name in table:
        if name not in ("policy", "ignore", "severity"):
            raise UnknownNameError("setting", name, ("policy", "ignore", "severity"), f"in {shown}, [tool.levelwise]")
    return said(shown, table.get("policy"), table.get("ignore", ()), table.get("severity", ()))
