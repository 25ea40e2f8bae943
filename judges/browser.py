"""Shows equations in headless Chromium and measures what it draws.

    python judges/browser.py FOLDER

leaves in FOLDER equations.html (well-known models in every notation, alone and as pages of two widths; formulas of
books; hostile names; random models) and equations.json, what Chromium measured by the script browser.js. One Chromium
does it all, and no driver is needed.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from hypothesis import given
from models import in_scope, known

import levelwise as lw
from helpers.book_formulas import SYSTEMS
from helpers.draws import examples
from helpers.hostile_names import NAMES
from helpers.random_models import Case, cases
from helpers.requirements import written as written_in
from levelwise.equation.tree import System
from levelwise.errors import LevelwiseError
from levelwise.formula.syntax import quoted
from levelwise.notations.table import NOTATIONS
from levelwise.options import Options, applied
from levelwise.text.characters import plain
from levelwise.writers import html
from levelwise.writers.document import Piece
from levelwise.writers.table import WRITERS, OwnWriter

HERE = Path(__file__).parent
RANDOM = 400
"""The number of random models, each in one notation."""
WIDTHS = (360, 1200)
"""The widths of a telephone and of a window, in pixels."""
WIDTH = 656
"""The width of a line on paper: 41 ems of 16 pixels, within which what is wrapped must stay."""
PLAIN = Options({})
HTML = WRITERS.own["html"]
assert isinstance(HTML, OwnWriter)


class Shown(NamedTuple):
    """An equation of the page: whether it must fit in the window, and a name that it must show."""

    name: str
    math: str
    fits: bool = False
    shows: str = ""


def handout() -> Iterator[Shown]:
    for title, equations in known():
        yield Shown(title, str(equations.to("html")), fits=True)


def pages() -> Iterator[Shown]:
    """Yield pages with equations of any width, each with a caption and a number; every third of them."""
    for title, equations in list(known())[::3]:
        yield Shown(title, html.document((Piece(equations.system, title, number=1),), PLAIN))


def books() -> Iterator[Shown]:
    for name, system in SYSTEMS.items():
        yield Shown(name, fragment(system))


def large() -> Iterator[Shown]:
    """Yield matrices of 20 rows and columns, as they are and as they fit the page."""
    slopes = " + ".join(f"x{number}" for number in range(1, 20))
    for notation, eq in in_scope(lw.model(f"y ~ {slopes} + ({slopes} | g)")):
        yield Shown(f"20 random effects, {notation}", fragment(eq.system))
        yield Shown(f"20 random effects that fit, {notation}", str(eq.to("html")), fits=True)


def hostile() -> Iterator[Shown]:
    for name in NAMES:
        model = lw.model(f"y ~ {quoted(name)} + (1 | {quoted(name + '2')})")
        yield Shown(ascii(name), str(model.equations(policy="off").to("html")), shows=plain(name))


def drawn() -> list[Shown]:
    """Return random models in one notation after the other; half of them wrapped."""
    found: dict[str, Shown] = {}

    @examples(RANDOM)
    @given(case=cases())
    def draw(case: Case) -> None:
        try:
            spec = case.build().spec
        except LevelwiseError:
            return
        notation = list(NOTATIONS.own)[len(found) % len(NOTATIONS.own)]
        fits = len(found) % 4 > 1
        system = written_in(notation, spec) or written_in("equatiomatic", spec)
        assert system is not None
        written = fragment(HTML.fitted(system, applied({}, HTML.options)) if fits else system)
        found.setdefault(written, Shown(f"{case.formula}, {notation}", written, fits=fits))

    draw()
    return list(found.values())


def fragment(system: System) -> str:
    return html.write(system, PLAIN)


def page(bodies: list[str]) -> str:
    script = (HERE / "browser.js").read_text("utf-8")
    style = f"section{{width:{WIDTH}px}} iframe{{border:0;height:600px;display:block}}"
    head = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Levelwise</title><style>{style}</style>'
    return f"{head}\n{''.join(bodies)}\n<pre id=result></pre><script>{script}</script></html>"


def measured(folder: Path, equations: list[Shown], whole: list[Shown]) -> tuple[list[str], str]:
    """Return the flaws that Chromium found, and what it wrote on its console."""
    bodies = []
    for one in equations:
        attributes = f'data-name="{escape(one.name)}" data-fits="{one.fits}" data-shows="{escape(one.shows)}"'
        bodies.append(f"<section {attributes}>{one.math}</section>\n")
    for one in whole:
        for width in WIDTHS:
            attributes = f'data-name="{escape(one.name)}" width="{width}" srcdoc="{escape(one.math)}"'
            bodies.append(f"<iframe {attributes}></iframe>\n")
    target = folder / "equations.html"
    target.write_text(page(bodies), encoding="utf-8")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("Chromium is not installed")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--window-size=1280,900"]
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [chromium, *options, profile, "--dump-dom", target.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, timeout=900)
    result = re.search(r'<pre id="result">(.*?)</pre>', done.stdout, re.DOTALL)
    if result is None or not result[1]:
        raise SystemExit(f"Chromium measured nothing\n{done.stderr[-3000:]}")
    (folder / "equations.json").write_text(unescape(result[1]), encoding="utf-8")
    found = json.loads(unescape(result[1]))
    assert found["maths"] == len(equations) + len(whole) * len(WIDTHS), found["maths"]
    console = "\n".join(line for line in done.stderr.splitlines() if ":CONSOLE" in line)
    print(f"Chromium: {found['rows']} lines and {found['brackets']} brackets of {found['maths']} equations measured")
    return found["flaws"], console


def main(folder: Path) -> int:
    """Measure all; return the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    warnings.simplefilter("ignore")
    equations = [*handout(), *books(), *large(), *hostile(), *drawn()]
    whole = list(pages())
    flaws, console = measured(folder, equations, whole)
    for flaw in flaws[:20]:
        print(flaw)
    if console:
        print(f"Chromium's console: {console[:2000]}")
    print(f"Chromium: {len(flaws)} flaws in {len(equations)} equations and {len(whole)} pages")
    return bool(flaws or console)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
