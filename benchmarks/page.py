"""Writes a benchmark's table into docs/speed.md, between the marks of its section."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "speed.md"


def write(section: str, lines: Sequence[str]) -> None:
    """Put a table, and the machine it was made on, in the place of the section's last one."""
    machine = f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores:"
    table = "\n".join((machine, "", *lines))
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    text = PAGE.read_text(encoding="utf-8")
    made = re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n{table}\n{end}", text, flags=re.DOTALL)
    PAGE.write_text(made, encoding="utf-8")
