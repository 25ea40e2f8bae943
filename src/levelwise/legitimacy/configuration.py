"""How models are judged: as the call says, else the environment, else ``pyproject.toml``, else by default."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from levelwise.errors import ConfigurationError, UnknownNameError
from levelwise.legitimacy.report import GRAVITY, Finding, Severity
from levelwise.legitimacy.rules import RULES, Rule

POLICIES = ("hlm", "mixed", "off")

SETTINGS = (*GRAVITY, "ignore", "off", "default")
"""What can be said of a rule; ``ignore`` and ``off`` are the same, ``default`` takes back what was said elsewhere."""

_RULES = {rule.code.casefold(): rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Configuration:
    """The policy, and which rules are ignored or weigh more or less than they do by default.

    Attributes
    ----------
    policy : {"hlm", "mixed", "off"}
        ``mixed`` makes a missing fixed counterpart (R2) a warning; ``off`` checks nothing.
    ignore : frozenset of str
        The codes of the rules whose findings are left out.
    severity : mapping of str to {"error", "warning", "note"}
        The severity of a rule's gravest findings; its milder ones stay as they are, or become as mild.
    origins : mapping of str to str
        Where a rule's setting (by code) or the ``policy`` was said, when it was not in the call.
    """

    policy: str = "hlm"
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)

    def weighed(self, finding: Finding) -> Finding:
        """Return a finding with the severity it has here."""
        wanted = self.severity_of(finding.code)
        gravest = _RULES[finding.code.casefold()].severity
        if finding.severity != gravest and GRAVITY[wanted] <= GRAVITY[finding.severity]:
            return finding
        return finding if wanted == finding.severity else replace(finding, severity=wanted)

    def severity_of(self, code: str) -> Severity:
        """Return the severity of a rule's gravest findings."""
        if self.policy == "mixed" and code == "R2" and code not in self.severity:
            return "warning"
        return self.severity.get(code, _RULES[code.casefold()].severity)

    def setting(self, code: str) -> str:
        """Return a rule's severity, or ``ignore``."""
        return "ignore" if code in self.ignore else self.severity_of(code)

    @property
    def text(self) -> str:
        """What differs from the default and where it was said; empty when nothing does or the call said only a policy.

        Examples
        --------
        >>> Configuration(ignore=frozenset({"R14", "R3"}), origins={"R14": "pyproject.toml"}).text
        'ignored: R3, R14 (pyproject.toml)'
        """
        parts = []
        if "policy" in self.origins:
            parts.append(f"policy {self._placed(self.policy, 'policy')}")
        codes = [rule.code for rule in RULES]
        ignored = [self._placed(code, code) for code in codes if code in self.ignore]
        if ignored:
            parts.append(f"ignored: {', '.join(ignored)}")
        changed = [code for code in codes if code in self.severity]
        parts.extend(self._placed(f"{code} counts as {self.severity[code]}", code) for code in changed)
        return "; ".join(parts)

    def _placed(self, words: str, key: str) -> str:
        return f"{words} ({self.origins[key]})" if key in self.origins else words


@dataclass(frozen=True, slots=True)
class _Said:
    """What one place says; `place` is empty for the call."""

    place: str
    policy: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


def configure(
    policy: str | None = None, ignore: Iterable[str] = (), severity: Mapping[str, str] | None = None
) -> Configuration:
    """Put together what the call, the environment and ``pyproject.toml`` say, rule by rule.

    Parameters
    ----------
    policy : {"hlm", "mixed", "off"}, optional
        As configured elsewhere, else ``hlm``.
    ignore : iterable of str, or str
        Codes of rules, ``["R17", "R8"]`` or ``"R17,R8"``.
    severity : mapping, optional
        Code of a rule to ``error``, ``warning``, ``note``, ``ignore`` (or ``off``), or ``default``.

    Raises
    ------
    UnknownNameError
        For a policy, rule or severity that does not exist.
    ConfigurationError
        For a ``pyproject.toml`` or a variable that cannot be read.
    """
    policy_, settings, origins = "hlm", dict[str, str](), dict[str, str]()
    for said in (*_of_the_project(), *_of_the_environment(), _said("", policy, ignore or (), severity or ())):
        for key in (*(["policy"] if said.policy else []), *said.settings):
            origins.pop(key, None)
            if said.place:
                origins[key] = said.place
        policy_ = said.policy or policy_
        settings.update(said.settings)
    ignored = frozenset(code for code, setting in settings.items() if setting == "ignore")
    severities = {code: cast("Severity", setting) for code, setting in settings.items() if setting in GRAVITY}
    return Configuration(policy_, ignored, severities, origins)


def _said(place: str, policy: object = None, ignore: object = (), severity: object = ()) -> _Said:
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
    return _Said(place, None if policy is None else str(policy), settings)


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
    raise ConfigurationError(f"{where}severity takes a rule and a severity each, such as R14 = \"error\", not {given!r}")


def _words(given: object, place: str) -> Iterator[object]:
    """Return the items of a list, or the words of a text between commas or blanks."""
    if isinstance(given, str):
        yield from given.replace(",", " ").split()
    elif isinstance(given, Iterable) and not isinstance(given, Mapping):
        yield from given
    else:
        where = f"{place}: " if place else ""
        raise ConfigurationError(f"{where}ignore takes codes of rules, such as [\"R17\", \"R8\"], not {given!r}")


def _of_the_environment() -> Iterator[_Said]:
    policy, severity, ignore = (os.environ.get(f"LEVELWISE_{what}", "") for what in ("POLICY", "SEVERITY", "IGNORE"))
    if policy.strip():
        yield _said("LEVELWISE_POLICY", policy=policy.strip())
    if severity.strip():
        yield _said("LEVELWISE_SEVERITY", severity=pairs(severity, "LEVELWISE_SEVERITY"))
    if ignore.strip():
        yield _said("LEVELWISE_IGNORE", ignore=ignore)


def pairs(text: str, place: str) -> dict[str, str]:
    """Read ``R14=error,R2=note``."""
    found: dict[str, str] = {}
    for word in text.replace(",", " ").split():
        code, equals, setting = word.partition("=")
        if not (code and equals and setting):
            raise ConfigurationError(f"{place}: {word!r} is not of the form RULE=SEVERITY, such as R14=error")
        found[code] = setting
    return found


def _of_the_project() -> Iterator[_Said]:
    """Read the table ``[tool.levelwise]`` of the nearest ``pyproject.toml`` that has one, from here upwards."""
    try:
        here = Path.cwd()
    except OSError:  # the folder is gone
        return
    for folder in (here, *here.parents):
        path = folder / "pyproject.toml"
        try:
            stat = path.stat()
            said = _of_a_file(path, os.path.relpath(path, here), stat.st_mtime_ns, stat.st_size)
        except OSError:  # there is none, or it is not for us to read
            continue
        if said is not None:
            yield said
            return


@lru_cache(maxsize=64)
def _of_a_file(path: Path, shown: str, _changed: int, _size: int) -> _Said | None:
    """Return what a file says; None when it has no table of ours. A file is read once, until it changes."""
    content = path.read_bytes()
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
    return _said(shown, table.get("policy"), table.get("ignore", ()), table.get("severity", ()))
