"""Typesets equations with pdflatex; draws pages with pdftoppm.

    python judges/pdflatex.py FOLDER

leaves in FOLDER, for looking at, handout.pdf (well-known models in every notation and matrix spelling), books.pdf
(formulas as books print them), nodes.pdf (every kind of node inside every other) and random.pdf (random models); of the
first two, one PNG a page.
Then it typesets what `lw.document` and `save` write, on both papers: in documents of these models, and of a
model with 25 random effects, no line may run into the margin by more than a point.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from models import in_scope, known, random_models

import levelwise as lw
from helpers.book_formulas import SYSTEMS
from helpers.every_node import alone, as_system, deeper, pairs
from levelwise.options import Options
from levelwise.writers import latex
from levelwise.writers.fitting.fit import Page, fitted

HEAD = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{amsmath}
\usepackage{xcolor}
\usepackage[paperwidth=60cm,paperheight=16cm,margin=1cm]{geometry}
\pagestyle{empty}
\begin{document}
"""
SPELLINGS = ("pmatrix", "array")


def handout() -> Iterator[str]:
    """Yield well-known models."""
    for title, equations in known():
        for matrices in SPELLINGS:
            written = equations.to("latex", matrices=matrices)
            yield f"\\noindent {title}, {matrices}\n\\[\n{written}\n\\]\n\\newpage\n"


def books() -> Iterator[str]:
    """Yield the formulas of books."""
    for name, system in SYSTEMS.items():
        written = latex.write(system, Options({"matrices": "pmatrix"}))
        yield f"\\noindent {name.replace('_', ' ')}\n\\[\n{written}\n\\]\n\\newpage\n"


def nodes() -> Iterator[str]:
    """Yield every kind of node, alone, inside every other and deeper."""
    for node in (*alone(), *pairs(), *deeper(1000)):
        for matrices in SPELLINGS:
            yield f"\\[\n{latex.write(as_system(node), Options({'matrices': matrices}))}\n\\]\n"


LARGE = f"y ~ 1 + ({' + '.join(f'x{number}' for number in range(1, 25))} | item)"
"""A model with 25 random effects."""

OVERFULL = re.compile(r"Overfull \\[hv]box \(([0-9.]+)pt too")
MOST = 1.0
"""The points by which a line may run into the margin, which nobody sees."""


def documents(folder: Path) -> Iterator[tuple[str, int]]:
    """Write documents to a folder; yield the name and the number of equations of each."""
    large_model = lw.model(LARGE)
    for place, notation in enumerate(one.name for one in lw.notations()):
        every = {title: equations for title, equations in known() if title.endswith(f", {notation}")}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", lw.LevelwiseWarning)  # a large matrix is written as a symbol
            every |= {f"large, {name}": one for name, one in in_scope(large_model) if name == notation}
            for paper in ("a4", "letter"):
                for numbered in (False, True):
                    name = f"{notation}-{paper}{'-numbered' if numbered else ''}"
                    lw.document(
                        list(every.values()), folder / f"{name}.tex", list(every), numbered=numbered, paper=paper
                    )
                    yield name, len(every)
            for number, (title, equations) in enumerate(every.items()):
                if number % 5 == place % 5:  # all of them would take too long
                    name = title.replace(", ", "-")
                    equations.save(folder / f"{name}.tex")
                    yield name, 1


def compile_documents(folder: Path) -> int:
    """Typeset documents as they are saved; return the exit status."""
    equations = 0
    for name, count in documents(folder):
        done = typeset(folder, name)
        log = (folder / f"{name}.log").read_text("utf-8", errors="replace")
        wide = [float(points) for points in OVERFULL.findall(log) if float(points) > MOST]
        if done.returncode or wide:
            print(done.stdout[-3000:] if done.returncode else f"{name}: {wide} points too wide or too tall")
            return 1
        equations += count
    print(f"pdflatex: {equations} of {equations} equations typeset as they are saved, none overfull")
    return 0


def typeset(folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    """Run pdflatex on a file."""
    command = ["pdflatex", "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", f"{name}.tex"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)


def drawn() -> Iterator[str]:
    """Yield random models, as they are written and with their lines broken."""
    plain = Options({"matrices": "pmatrix"})
    for system in random_models():
        for one in (system, fitted(system, Page(30.0))):
            yield f"\\[\n{latex.write(one, plain)}\n\\]\n"


def main(folder: Path) -> int:
    """Typeset all; return the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {"handout": handout, "books": books, "nodes": nodes, "random": drawn}
    for name, equations in ((name, list(kind())) for name, kind in kinds.items()):
        (folder / f"{name}.tex").write_text(HEAD + "".join(equations) + "\\end{document}\n", encoding="utf-8")
        done = typeset(folder, name)
        if done.returncode:
            print(done.stdout[-3000:])
            return done.returncode
        if shutil.which("pdftoppm") and name in ("handout", "books"):
            draw = ["pdftoppm", "-r", "60", "-png", f"{name}.pdf", name]
            subprocess.run(draw, cwd=folder, check=True)
        print(f"pdflatex: {len(equations)} of {len(equations)} equations typeset ({name})")
    return compile_documents(folder)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
