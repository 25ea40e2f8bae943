"""Store what R makes of the code of models for lme4, glmmTMB and nlme, for the tests.

Usage: python scripts/make_translation_tables.py > tests/tables/translation_r.jsonl

It needs R with lme4, nlme, glmmTMB and jsonlite. A model that the installed version of a package refuses is left out,
with a message on standard error.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from translation_cases import CASES, data

import levelwise as lw

HERE = Path(__file__).parent


def main() -> None:
    """Print a line for each model and package."""
    table = data()
    cases = []
    for number, (formula, options) in enumerate(CASES):
        model = lw.model(formula, table, **options)
        for software in ("lme4", "glmmTMB", "nlme"):
            try:
                code = model.code(software).text
            except lw.UnsupportedModelError:
                continue
            cases.append({"case": number, "software": software, "code": code})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.json"
        path.write_text(json.dumps({"data": table, "cases": cases}), encoding="utf-8")
        command = ["Rscript", "--vanilla", str(HERE / "make_translation_tables.R"), str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    for line in done.stdout.splitlines():
        one = json.loads(line)
        if "error" in one:
            print(f"{one['software']}: {one['code'].splitlines()[-1]}: {one['error']}", file=sys.stderr)
        else:
            print(line)


if __name__ == "__main__":
    main()
