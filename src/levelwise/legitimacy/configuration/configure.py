"""How models are judged: as the call says, else the environment, else ``pyproject.toml``, else by default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import cast

from levelwise.dataclass import dataclass
from levelwise.legitimacy.configuration.settings import of_the_environment, of_the_project, rule_of, said
from levelwise.legitimacy.report.content import SEVERITY_ORDER, Severity
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rules import RULES


@dataclass(frozen=True)
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
        gravest = rule_of(finding.code).severity
        if finding.severity != gravest and SEVERITY_ORDER[wanted] <= SEVERITY_ORDER[finding.severity]:
            return finding
        return finding if wanted == finding.severity else replace(finding, severity=wanted)

    def severity_of(self, code: str) -> Severity:
        """Return the severity of a rule's gravest findings."""
        if self.policy == "mixed" and code == "R2" and code not in self.severity:
            return "warning"
        return self.severity.get(code, rule_of(code).severity)

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
    for place in (*of_the_project(), *of_the_environment(), said("", policy, ignore or (), severity or ())):
        for key in (*(["policy"] if place.policy else []), *place.settings):
            origins.pop(key, None)
            if place.name:
                origins[key] = place.name
        policy_ = place.policy or policy_
        settings.update(place.settings)
    ignored = frozenset(code for code, setting in settings.items() if setting == "ignore")
    severities = {code: cast("Severity", setting) for code, setting in settings.items() if setting in SEVERITY_ORDER}
    return Configuration(policy_, ignored, severities, origins)
