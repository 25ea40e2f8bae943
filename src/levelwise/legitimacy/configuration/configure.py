"""The configuration of a check: from the call, else the environment, else ``pyproject.toml``, else the defaults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import cast

from levelwise.dataclass import dataclass
from levelwise.legitimacy.configuration.settings import (
    checked_settings,
    environment_settings,
    project_settings,
    rule_of,
)
from levelwise.legitimacy.report.content import SEVERITY_ORDER, Severity
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rules import RULES


@dataclass(frozen=True)
class Configuration:
    """The policy, the ignored rules, and the severities that differ from the defaults.

    Attributes
    ----------
    policy : {"hlm", "mixed", "off"}
        ``mixed`` makes a missing fixed counterpart (R2) a warning; ``off`` checks nothing.
    ignore : frozenset of str
        The codes of the rules whose findings are left out.
    severity : mapping of str to {"error", "warning", "note"}
        The severity of a rule's most serious findings; its other findings keep theirs, unless it is more serious.
    origins : mapping of str to str
        Where a rule's setting (by code) or the ``policy`` was set, if not in the call.
    """

    policy: str = "hlm"
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)

    def apply_to(self, finding: Finding) -> Finding:
        """Return a finding with its configured severity."""
        wanted = self.severity_of(finding.code)
        default = rule_of(finding.code).severity
        if finding.severity != default and SEVERITY_ORDER[wanted] <= SEVERITY_ORDER[finding.severity]:
            return finding
        return finding if wanted == finding.severity else replace(finding, severity=wanted)

    def severity_of(self, code: str) -> Severity:
        """Return the severity of a rule's most serious findings."""
        if self.policy == "mixed" and code == "R2" and code not in self.severity:
            return "warning"
        return self.severity.get(code, rule_of(code).severity)

    def setting(self, code: str) -> str:
        """Return a rule's severity, or ``ignore``."""
        return "ignore" if code in self.ignore else self.severity_of(code)

    @property
    def text(self) -> str:
        """The settings that differ from the defaults, and where they were made; a policy in the call is not included.

        Examples
        --------
        >>> Configuration(ignore=frozenset({"R14", "R3"}), origins={"R14": "pyproject.toml"}).text
        'R3, R14 (pyproject.toml) ignored'
        """
        parts = []
        if "policy" in self.origins:
            parts.append(f"policy {self._placed(self.policy, 'policy')}")
        codes = [rule.code for rule in RULES]
        ignored = [self._placed(code, code) for code in codes if code in self.ignore]
        if ignored:
            parts.append(f"{', '.join(ignored)} ignored")
        changed = [code for code in codes if code in self.severity]
        parts.extend(self._placed(f"{code} set to {self.severity[code]}", code) for code in changed)
        return "; ".join(parts)

    def _placed(self, words: str, key: str) -> str:
        return f"{words} ({self.origins[key]})" if key in self.origins else words


def configure(
    policy: str | None = None, ignore: Iterable[str] = (), severity: Mapping[str, str] | None = None
) -> Configuration:
    """Return the configuration that results from the call, the environment and ``pyproject.toml``, rule by rule.

    Parameters
    ----------
    policy : {"hlm", "mixed", "off"}, optional
        The policy; by default as configured elsewhere, else ``hlm``.
    ignore : iterable of str, or str
        Codes of rules, ``["R17", "R8"]`` or ``"R17,R8"``.
    severity : mapping, optional
        Code of a rule to ``error``, ``warning``, ``note``, ``ignore`` (or ``off``), or ``default``.

    Raises
    ------
    UnknownNameError
        For a policy, rule or severity that does not exist.
    ConfigurationError
        For a ``pyproject.toml`` or an environment variable that cannot be read.
    """
    policy_, settings, origins = "hlm", dict[str, str](), dict[str, str]()
    call = checked_settings("", policy, ignore or (), severity or ())
    for place in (*project_settings(), *environment_settings(), call):
        for key in (*(["policy"] if place.policy else []), *place.settings):
            origins.pop(key, None)
            if place.name:
                origins[key] = place.name
        policy_ = place.policy or policy_
        settings.update(place.settings)
    ignored = frozenset(code for code, setting in settings.items() if setting == "ignore")
    severities = {code: cast("Severity", setting) for code, setting in settings.items() if setting in SEVERITY_ORDER}
    return Configuration(policy_, ignored, severities, origins)
