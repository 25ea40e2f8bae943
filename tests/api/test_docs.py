"""The code in README and docs runs."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").glob("**/*.md"))


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_pages_run(page: Path) -> None:
    assert doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS).failed == 0


def test_readme_runs_and_shows_what_is_written(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "readme.py").write_text("\n".join(blocks), encoding="utf-8")
    subprocess.run([sys.executable, "readme.py"], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    assert (tmp_path / "model.tex").exists()

    import levelwise as lw

    shown = re.findall(r"\$\$\n(.*?)\n\$\$", readme, re.DOTALL)
    formula = "math ~ ses*sector + (ses | sch.id)"
    eq = lw.extract_eq(formula, lw.datasets.load("hsb"), factors={"sector": ["pub", "cath"]})
    assert shown == [eq.latex, eq.in_notation("raudenbush-bryk").latex]


def test_the_notation_page_and_the_changelog_name_what_there_is() -> None:
    import levelwise as lw

    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    pages = (ROOT / "docs" / "notations.md").read_text(encoding="utf-8")
    assert all(rule.code in changes for rule in lw.rules())
    assert all(f"## {notation.name}" in pages for notation in lw.notations())
