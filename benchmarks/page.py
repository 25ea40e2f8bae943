"""Writes the table of a benchmark into docs/speed.md, between the markers of its section."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "speed.md"


def write(section: str, lines: Sequence[str]) -> None:
    """Replace the table of a section, and the description of the machine."""
    machine = f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores:"
    table = "\n".join((machine, "", *lines))
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    text = PAGE.read_text(encoding="utf-8")
    made = re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n{table}\n{end}", text, flags=re.DOTALL)
    PAGE.write_text(made, encoding="utf-8")
