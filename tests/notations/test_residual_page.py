"""The examples in docs/residuals.md."""

import re
from pathlib import Path

import pytest

import levelwise as lw
from levelwise.vocabulary.covariance_structures import RESIDUAL_STRUCTURES

PAGE = (Path(__file__).parents[2] / "docs" / "residuals.md").read_text(encoding="utf-8")


def test_the_example_prints_what_the_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = re.findall(r"```\w+\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(code, "residuals.md", "exec"), {})  # noqa: S102 - the page is ours
    assert capsys.readouterr().out == shown


def test_every_structure_is_in_the_table() -> None:
    rows = [line.split(" | ")[0] for line in PAGE.splitlines() if line.startswith("| `")]
    written = {name: text for row in rows for name, text in re.findall(r"`((\w+)\(.*?\))`", row)}
    assert {*written.values()} == {*RESIDUAL_STRUCTURES, "diag"}
    for text in written:
        eq = lw.extract_eq(
            "y ~ time + (1 | g)",
            policy="off",
            residual=text.replace("\\", ""),
            factors={"wave": ["1", "2", "3"], "f": ["a", "b"]},
        )
        eq.verify()
