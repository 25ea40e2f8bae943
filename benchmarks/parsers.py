"""Times the parser and those of formulaic, formulae and patsy on the same formulas, in one run.

    python benchmarks/parsers.py

Every package expands the formulas into terms, without data. formulaic and patsy do not support bars, so only Levelwise
and formulae parse them. The medians are printed and written into docs/speed.md.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from importlib.metadata import version

import page
from formulae.model_description import model_description
from formulaic import Formula
from patsy import ModelDesc

from levelwise.formula.expand import expand
from levelwise.formula.parser import parse

TEN = "y ~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10"
FORMULAS = {
    "ten terms": TEN,
    "ten terms and two bars": f"{TEN} + (x1 | g) + (1 | h)",
    "math ~ ses*sector": "math ~ ses*sector",
    "math ~ ses*sector + (ses | school)": "math ~ ses*sector + (ses | school)",
    "(a + b + c + d)^3": "y ~ (a + b + c + d)**3",
    "transformations": "y ~ np.log(x) + center(z) + C(f) + np.exp(w):C(f)",
    "fifty terms": "y ~ " + " + ".join(f"x{n}" for n in range(50)),
}
PACKAGES: dict[str, Callable[[str], object]] = {
    "Levelwise, parsed": parse,
    "Levelwise": lambda text: expand(parse(text)),
    "formulaic": Formula,
    "formulae": model_description,
    "patsy": ModelDesc.from_formula,
}


def median_ms(work: Callable[[], object], least: float = 0.4) -> float:
    """Return the median processor time of a call in milliseconds, over at least so many seconds."""
    work()
    times: list[float] = []
    end = time.perf_counter() + least
    while time.perf_counter() < end or len(times) < 20:
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1e3


def main() -> None:
    """Print the table and write it into the page."""
    names = [name if name.startswith("Levelwise") else f"{name} {version(name)}" for name in PACKAGES]
    lines = [f"| formula | {' | '.join(names)} |", "|---" + "|---:" * len(names) + "|"]
    for title, formula in FORMULAS.items():
        cells = []
        for name, read in PACKAGES.items():
            if "|" in formula and name in ("formulaic", "patsy"):
                cells.append("no bars")
                continue
            cells.append(f"{median_ms(lambda read=read, formula=formula: read(formula)):.3f} ms")  # type: ignore[misc]
        lines.append(f"| {title.replace('|', chr(92) + '|')} | {' | '.join(cells)} |")
        print(lines[-1])
    page.write("parsers", lines)


if __name__ == "__main__":
    main()
