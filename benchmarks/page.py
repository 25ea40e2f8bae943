"""Writes the table of a benchmark into docs/speed.md, between the markers of its section."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "speed.md"


def write(section: str, lines: Sequence[str]) -> None:
    """Replace the table of a section, and the description of the machine."""
    table = "\n".join((f"{machine()}, {datetime.now(UTC).date()}:", "", *lines))
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    text = PAGE.read_text(encoding="utf-8")
    made = re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n{table}\n{end}", text, flags=re.DOTALL)
    PAGE.write_text(made, encoding="utf-8")


def machine() -> str:
    """Return the processor, the operating system, and the versions of Python and what Levelwise depends on."""
    information = Path("/proc/cpuinfo")
    text = information.read_text(encoding="utf-8") if information.exists() else ""
    named = re.search(r"model name\s*: (.*)", text)
    processor = named[1].strip() if named else platform.processor() or platform.machine()
    packages = ", ".join(f"{name} {version(name)}" for name in ("click", "numpy", "narwhals", "polars"))
    python = f"Python {platform.python_version()}"
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}; {python}, {packages}"
