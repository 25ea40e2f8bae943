"""The code in README and docs runs."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

from levelwise.writers.markup import escaped

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


def test_the_pictures_are_of_what_is_written() -> None:
    """Their text for screen readers is that of the equations; scripts/make_format_pictures.py draws them."""
    import levelwise as lw

    formula = "math ~ ses*sector + (ses | sch.id)"
    model = lw.model(formula, lw.datasets.load("hsb"), factors={"sector": ["pub", "cath"]})
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = [(one, f"docs/pictures/m4-{one.name}.svg") for one in lw.notations()]
    shown = [(notation, picture) for notation, picture in shown if f"]({picture})" in readme]
    assert len(shown) > 1
    for notation, picture in shown:
        eq = model.equations(notation.name)
        label = escaped(" ".join(eq.speech().splitlines()))
        assert f'aria-label="{label}"' in (ROOT / picture).read_text(encoding="utf-8")
    drawn = model.equations("raudenbush-bryk").to("text")
    assert f"```\n{drawn}\n```" in (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    prose = re.sub(r"`[^`\n]*`", "", page.read_text(encoding="utf-8"))  # x[i](k) in code is no link
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_notation_page_and_the_changelog_name_what_there_is() -> None:
    import levelwise as lw

    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    pages = (ROOT / "docs" / "notations.md").read_text(encoding="utf-8")
    assert all(rule.code in changes for rule in lw.rules())
    assert all(f"## {notation.name}" in pages for notation in lw.notations())
