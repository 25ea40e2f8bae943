"""Typesets the handout's models in every notation and matrix spelling with pdflatex; draws pages with pdftoppm.

    python judges/pdflatex.py FOLDER

leaves handout.pdf and one PNG a page in FOLDER, for looking at.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import levelwise as lw
from helpers.handout import MODELS, handout_model

HEAD = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{amsmath}
\usepackage[paperwidth=60cm,paperheight=16cm,margin=1cm]{geometry}
\pagestyle{empty}
\begin{document}
"""


def main(folder: Path) -> int:
    """Typeset all; return the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    for name in MODELS:
        model = handout_model(name)
        for notation in lw.notations():
            for matrices in ("pmatrix", "array"):
                latex = model.equations(notation.name, policy="off", matrices=matrices).latex
                pages.append(f"\\noindent {name}, {notation.name}, {matrices}\n\\[\n{latex}\n\\]\n\\newpage\n")
    (folder / "handout.tex").write_text(HEAD + "".join(pages) + "\\end{document}\n", encoding="utf-8")
    command = ["pdflatex", "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "handout.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        print(done.stdout[-3000:])
        return done.returncode
    if shutil.which("pdftoppm"):
        draw = ["pdftoppm", "-r", "60", "-png", "handout.pdf", "page"]
        subprocess.run(draw, cwd=folder, check=True)
    print(f"pdflatex: {len(pages)} of {len(pages)} equations typeset")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
