"""Write the heads of the rules' pages, and their index, from the table of rules.

``python scripts/make_rule_pages.py`` writes them; with ``--check`` it only lists the pages that differ, and fails if
there are any. A page that does not exist is created.
"""

from __future__ import annotations

import sys
from pathlib import Path

from levelwise.legitimacy.rule import Rule, decided_by_formula
from levelwise.legitimacy.rules import RULES

PAGES = Path(__file__).parents[1] / "docs" / "rules"

BODY = "## Wrong\n\n```python\n```\n\n## Why\n\n## Right\n\n```python\n```\n"

INTRODUCTION = """\
# The rules

<!-- written by scripts/make_rule_pages.py -->

What [a check](../checking.md) looks for. The severity of a rule is that of its most serious findings under the policy
`hlm`. Rules marked "decided" in the last column need only the formula and hints; for the others, the report says which
questions need data.

| rule | severity | what it looks for | without data |
|---|---|---|---|
"""


def head(rule: Rule) -> str:
    """Return the head of a rule's page."""
    source = f" · source: {rule.source}" if rule.source else ""
    return f"# {rule.code} · {rule.title}\n\n*{rule.severity}* · criterion: {rule.decides}{source}\n"


def index() -> str:
    """Return the index of all rules."""
    lines = []
    for rule in RULES:
        known = "decided" if decided_by_formula(rule) else "may stay open"
        lines.append(f"| [{rule.code}]({rule.code}.md) | {rule.severity} | {rule.title} | {known} |")
    return INTRODUCTION + "\n".join(lines) + "\n"


def page(rule: Rule, now: str | None) -> str:
    """Return a rule's page with an up-to-date head."""
    start = -1 if now is None else now.find("## Wrong")
    return f"{head(rule)}\n{BODY if now is None or start < 0 else now[start:]}"


def main(arguments: list[str]) -> int:
    """Write all pages, or check them."""
    differing = []
    for path, new in [(PAGES / "index.md", None), *((PAGES / f"{rule.code}.md", rule) for rule in RULES)]:
        now = path.read_text(encoding="utf-8") if path.exists() else None
        wanted = index() if new is None else page(new, now)
        if now != wanted:
            differing.append(path.name)
            if "--check" not in arguments:
                path.write_text(wanted, encoding="utf-8")
    if differing:
        print("differ from the rules:" if "--check" in arguments else "written:", ", ".join(differing))
    return int("--check" in arguments and bool(differing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
