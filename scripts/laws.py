"""Prove the systems of every notation on random models, and record the figures in ``docs/notations.md``.

    python scripts/laws.py [--models 300] [--notation hox] [--seed 1] [--jobs 2] [--record]

Each model is a random formula with random hints on levels, nesting and contrasts, in about three of ten cases with
another family and link, and in one of six with a structure of the residuals. A system passes if `verify` proves it, if
every parameter, random effect and variable of the model occurs in it (counted independently of the proof), and if its
LaTeX has balanced braces. ``--record`` writes the table into the page.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from helpers.latex import balanced  # noqa: E402
from helpers.random_models import RESIDUALS, Case, cases  # noqa: E402
from helpers.requirements import (  # noqa: E402
    assert_family_is_written,
    assert_nothing_is_lost,
    generalized,
    written,
)
from levelwise.errors import DataError, FormulaSyntaxError  # noqa: E402
from levelwise.notations.table import NOTATIONS  # noqa: E402
from levelwise.options import applied, options_of_writer  # noqa: E402
from levelwise.proof.verify import verify  # noqa: E402
from levelwise.vocabulary.families import FAMILIES, Family  # noqa: E402
from levelwise.writers import latex  # noqa: E402

PAGE = ROOT / "docs" / "notations.md"
MARKS = ("<!-- laws: begin -->", "<!-- laws: end -->")
PIECE = 250
SHOWN = 5
PAIRS = [(family, link) for family in FAMILIES for link in family.links]
HALF = [*(None for _ in PAIRS), *PAIRS]
LATEX = applied({}, options_of_writer("latex"))


def proved(name: str, case: Case, pair: tuple[Family, str] | None) -> str:
    """Write one model in a notation and prove it; return what became of it.

    Raises
    ------
    Exception
        When the system does not satisfy the requirements.
    """
    try:
        spec = case.build().spec
    except (FormulaSyntaxError, DataError):
        return "no model"
    if pair is not None:
        spec = generalized(spec, *pair)
    system = written(name, spec)
    if system is None:
        return "outside the scope"
    verify(system, spec, NOTATIONS.own[name].conventions(spec))
    assert_nothing_is_lost(system, spec)
    assert_family_is_written(system, spec)
    assert balanced(latex.write(system, LATEX))
    return "gaussian" if pair is None else "other families and links"


def piece(number: int, *, name: str, count: int) -> tuple[Counter[str], list[str]]:
    """Draw some models from a seed and prove them; return the outcomes and the failures."""
    outcomes, failures = Counter[str](), list[str]()

    @seed(number)
    @settings(
        max_examples=count + count // 5,  # some are no models
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(), pair=st.sampled_from(HALF), residual=st.sampled_from([*(None for _ in RESIDUALS), *RESIDUALS]))
    def draw(case: Case, pair: tuple[Family, str] | None, residual: str | None) -> None:
        if outcomes.total() - outcomes["no model"] >= count:
            return
        if pair is None:
            case = replace(case, residual=residual)
        try:
            outcomes[proved(name, case, pair)] += 1
        except Exception as error:  # noqa: BLE001 - whatever went wrong is a failure of the system
            outcomes["failed"] += 1
            family = "" if pair is None else f", {pair[0].name} with {pair[1]}"
            failures.append(f"{case}{family}\n    {type(error).__name__}: {error}")

    draw()
    return outcomes, failures


def main() -> int:
    """Prove the models and print the table; return 1 if a system failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--models", type=int, default=300, help="models in each notation")
    parser.add_argument("--notation", action="append", choices=sorted(NOTATIONS.own), help="by default all")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("LEVELWISE_SEED") or 0))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--record", action="store_true", help="write the table into docs/notations.md")
    chosen = parser.parse_args()
    started, rows, failed = time.perf_counter(), list[str](), 0
    with get_context("spawn").Pool(chosen.jobs, maxtasksperchild=20) as pool:
        for name in chosen.notation or NOTATIONS.own:
            total, shown = Counter[str](), 0
            sizes = [min(PIECE, chosen.models - start) for start in range(0, chosen.models, PIECE)]
            numbers = [1_000 * chosen.seed + number for number in range(len(sizes))]
            work = partial(_piece, name)
            for outcomes, failures in pool.imap_unordered(work, list(zip(numbers, sizes, strict=True))):
                total += outcomes
                for one in failures[: max(SHOWN - shown, 0)]:
                    print(f"{name}: {one}", flush=True)
                shown += len(failures)
            failed += total["failed"]
            figures = (total[key] for key in ("gaussian", "other families and links", "outside the scope", "failed"))
            rows.append(f"| `{name}` | {' | '.join(f'{figure:,}' for figure in figures)} |")
            print(f"{rows[-1]} {time.perf_counter() - started:.0f} s", flush=True)
    if chosen.record:
        record(rows, chosen.models, chosen.seed)
    return int(failed > 0)


def _piece(name: str, pair: tuple[int, int]) -> tuple[Counter[str], list[str]]:
    return piece(pair[0], name=name, count=pair[1])


def record(rows: list[str], models: int, seed_: int) -> None:
    """Write the table into the page, between its marks."""
    head = "| notation | gaussian, proved | other families and links, proved | outside the scope | failed |"
    said = f"`python scripts/laws.py --models {models} --seed {seed_}`, {datetime.now(UTC).date()}:"
    table = "\n".join((said, "", head, "|---|---:|---:|---:|---:|", *rows))
    text = PAGE.read_text(encoding="utf-8")
    begin, end = MARKS
    made = re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n{table}\n{end}", text, flags=re.DOTALL)
    PAGE.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
