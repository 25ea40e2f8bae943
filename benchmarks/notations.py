"""Times two models in every notation, from the formula to LaTeX, without data.

    python benchmarks/notations.py [OLD_CHECKOUT]

prints a table and writes it into docs/speed.md. The ratio is to the time of the default notation: in this checkout, or
in another one, which then runs in turn with this one in the same run. The figures are processor time, each the least of
all rounds; each notation runs in a process of its own, with the same interpreter and packages.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from math import isnan
from pathlib import Path

import page

HERE = Path(__file__).parents[1]
DEFAULT = "equatiomatic"
ROUNDS, REPEATS = 5, 30
LIMIT = 1.5

MODELS = {
    "m4": (
        "math ~ ses*sector + (ses | sch.id)",
        {"levels": {"sector": "sch.id"}, "factors": {"sector": ["no", "yes"]}},
    ),
    "m5": ("y ~ A*B*C + (A*B*C | group)", {}),
}


def serve(notation: str) -> None:
    """Print the least processor time of each model in a notation."""
    import levelwise as lw

    for formula, hints in MODELS.values():
        try:
            print(min(_once(lw, formula, hints, notation) for _ in range(REPEATS)))
        except lw.UnsupportedModelError:
            print("nan")


def _once(lw: object, formula: str, hints: object, notation: str) -> float:
    start = time.process_time()
    made = lw.extract_eq(formula, notation=notation, policy="off", **hints)  # type: ignore[attr-defined]
    assert made.latex
    return time.process_time() - start


def measured(checkout: Path, notation: str) -> list[float]:
    """Return the seconds of each model in a notation, as one process of a checkout measures them."""
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src"), "PYTHONHASHSEED": "0"}
    command = [sys.executable, __file__, "--serve", notation]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return list(map(float, done.stdout.split()))


def main() -> None:
    """Measure all notations in turn, and print and write the table."""
    from levelwise.notations.table import NOTATIONS

    old = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HERE
    least: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, checkout in (("", old), *((name, HERE) for name in NOTATIONS.own)):
            now = measured(checkout, name or DEFAULT)
            least[name] = [min(pair) for pair in zip(least.get(name, now), now, strict=True)]
    base = least.pop("")
    said = "the default" if old == HERE else "the default before"
    lines = [
        f"| notation | {' | '.join(f'{model} | {model} / {said}' for model in MODELS)} |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, seconds in least.items():
        pairs = zip(seconds, base, strict=True)
        cells = ("outside the scope | " if isnan(s) else f"{s * 1e3:.2f} ms | {s / b:.2f}" for s, b in pairs)
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    page.write("notations", lines)
    print("\n".join(lines))


if __name__ == "__main__":
    serve(sys.argv[2]) if sys.argv[1:2] == ["--serve"] else main()
