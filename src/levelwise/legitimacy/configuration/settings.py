"""The settings in the environment and ``pyproject.toml``, read and validated."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from levelwise.dataclass import dataclass
from levelwise.errors import ConfigurationError, UnknownNameError
from levelwise.legitimacy.report.content import SEVERITY_ORDER
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules import RULES
from levelwise.project import project_table

POLICIES = ("hlm", "mixed", "off")

SETTINGS = (*SEVERITY_ORDER, "ignore", "off", "default")
"""The possible settings of a rule; ``ignore`` and ``off`` are the same, ``default`` undoes a setting made elsewhere."""

_KEYS = ("policy", "ignore", "severity", "notations")
"""The keys of ``[tool.levelwise]``; `levelwise.notations.saved` reads the last."""

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
    found = project_table()
    if found is None:
        return
    table = found.content
    for name in table:
        if name not in _KEYS:
            raise UnknownNameError("setting", name, _KEYS, f"in {found.shown}, [tool.levelwise]")
    yield checked_settings(found.shown, table.get("policy"), table.get("ignore", ()), table.get("severity", ()))
