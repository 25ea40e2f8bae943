"""Typesets equations with pdflatex; draws pages with pdftoppm.

    python judges/pdflatex.py FOLDER

leaves in FOLDER, for looking at, handout.pdf (the handout's models in every notation and matrix spelling), books.pdf
(formulas as books print them) and nodes.pdf (every kind of node inside every other); of the first two, one PNG a page.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import levelwise as lw
from helpers.book_formulas import SYSTEMS
from helpers.every_node import alone, as_system, deeper, pairs
from helpers.handout import MODELS, handout_model
from levelwise.options import Options
from levelwise.writers import latex

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
    """Yield the handout's models."""
    for name in MODELS:
        model = handout_model(name)
        for notation in lw.notations():
            for matrices in SPELLINGS:
                written = model.equations(notation.name, policy="off", matrices=matrices).latex
                yield f"\\noindent {name}, {notation.name}, {matrices}\n\\[\n{written}\n\\]\n\\newpage\n"


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


def main(folder: Path) -> int:
    """Typeset all; return the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, equations in (("handout", list(handout())), ("books", list(books())), ("nodes", list(nodes()))):
        (folder / f"{name}.tex").write_text(HEAD + "".join(equations) + "\\end{document}\n", encoding="utf-8")
        command = ["pdflatex", "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", f"{name}.tex"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode:
            print(done.stdout[-3000:])
            return done.returncode
        if shutil.which("pdftoppm") and name != "nodes":
            draw = ["pdftoppm", "-r", "60", "-png", f"{name}.pdf", name]
            subprocess.run(draw, cwd=folder, check=True)
        print(f"pdflatex: {len(equations)} of {len(equations)} equations typeset ({name})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
