"""The constraints for the run with the lowest versions are those that pyproject.toml declares."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
_PINNED = re.compile(r"(?P<name>[\w-]+)==(?P<version>[\d.]+)")
_AT_LEAST = re.compile(r"(?P<name>[\w-]+)(\[\w+\])?>=(?P<version>[\d.]+)")


def versions(pattern: re.Pattern[str], lines: list[str]) -> dict[str, str]:
    """Return the version of each package, without zeros at its end."""
    matches = [pattern.fullmatch(line.partition(";")[0]) for line in lines]  # glmm is not built for every platform
    assert all(matches), lines
    return {match["name"]: re.sub(r"(\.0)+$", "", match["version"]) for match in matches if match}


def test_the_lowest_versions_are_the_declared_ones() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = versions(_AT_LEAST, [*project["dependencies"], *project["optional-dependencies"]["test"]])
    lines = (ROOT / "tests" / "lowest.txt").read_text(encoding="utf-8").splitlines()
    assert versions(_PINNED, [line for line in lines if not line.startswith("#")]) == declared


def test_an_extra_needs_what_its_tests_have() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    tested = versions(_AT_LEAST, extras["test"])
    for extra in ("duckdb", "check", "docx", "fit", "image", "plot"):
        assert versions(_AT_LEAST, extras[extra]).items() <= tested.items(), extra
