"""Each rule has a page with a wrong and a right example, which run and show what the page says."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import levelwise as lw
from levelwise.legitimacy.rule import Rule

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "rules"
RULES = {rule.code: rule for rule in lw.rules()}
SECTIONS = ("Wrong", "Why", "Right")


def sections(rule: Rule) -> dict[str, str]:
    """Return a page's head, under the empty name, and its sections."""
    text = (PAGES / f"{rule.code}.md").read_text(encoding="utf-8")
    head, *pieces = re.split(r"^## ", text, flags=re.MULTILINE)
    return {"": head} | {name: body for name, _, body in (piece.partition("\n") for piece in pieces)}


def run(text: str, names: dict[str, Any], where: str) -> None:
    test = doctest.DocTestParser().get_doctest(text, names, where, None, 0)
    test.globs = names  # get_doctest copies
    assert test.examples, f"{where} has no example"
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    assert runner.run(test, clear_globs=False).failed == 0


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_the_head_says_what_the_table_of_rules_says(rule: Rule) -> None:
    title, *paragraph = sections(rule)[""].strip().splitlines()
    assert title == f"# {rule.code} · {rule.title}"
    source = f" · source: {rule.source}" if rule.source else ""
    said = re.sub(r"[\\`]", "", " ".join(" ".join(paragraph).split()))
    assert said == re.sub(r"[\\`]", "", f"*{rule.severity}* · criterion: {rule.decides}{source}")


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_the_wrong_example_is_found_and_the_right_one_is_not(rule: Rule) -> None:
    parts = sections(rule)
    assert tuple(parts)[1:] == SECTIONS
    assert len(parts["Why"].split()) > 40
    names: dict[str, Any] = {}
    run(parts["Wrong"], names, f"{rule.code}.md, Wrong")
    wrong = [finding for finding in names["report"].findings if finding.code == rule.code]
    assert wrong
    grave = [finding for finding in wrong if finding.severity != "note"]
    no_repair = re.search(r"\bno repair\b", parts["Why"] + parts["Right"], re.IGNORECASE)
    assert all(finding.repairs for finding in grave) or no_repair, "no repair, and the page does not say why"
    flawed = names["report"]
    run(parts["Right"], names, f"{rule.code}.md, Right")
    assert names["report"] is not flawed
    assert rule.code not in {finding.code for finding in names["report"].findings}


def test_the_index_and_the_heads_are_as_the_script_writes_them() -> None:
    script = ROOT / "scripts" / "make_rule_pages.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_page_is_about_a_rule_that_does_not_exist() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == {*RULES, "index"}
