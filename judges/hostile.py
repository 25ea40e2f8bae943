r"""Typesets hostile names with pdflatex and reads the page: the name must be on it, and nothing else must happen.

    python judges/hostile.py FOLDER

leaves hostile.pdf, and hostile.jsonl for katex.mjs, in FOLDER.
"""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import levelwise as lw
from helpers.hostile_names import NAMES, NEEDS_FONTS, wanted
from levelwise.formula.syntax import quoted
from levelwise.writers import latex_names
from levelwise.writers.latex import FOREIGN
from levelwise.writers.latex_names import TEXT, spelled

# what saved documents have, too: a character that pdfTeX has no font for is printed as its code point
HEAD = rf"""\documentclass{{article}}
\usepackage{{cmap}}
{FOREIGN}\usepackage{{amsmath}}
\usepackage[paperwidth=500cm,paperheight=30cm,margin=1cm]{{geometry}}
\pagestyle{{empty}}
\begin{{document}}
"""
COMMAND = ["pdflatex", "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "hostile.tex"]
SAVED = [*COMMAND[:-1], "saved.tex"]
WRITTEN = [f"{name}.{ending}" for name in ("hostile", "saved") for ending in ("tex", "pdf", "log", "aux")]
LEFT = {"hostile.jsonl", *WRITTEN}
ALIKE = str.maketrans({"”": "''", "“": "''", "’": "'", "‘": "`", "−": "-", "∗": "*", "∼": "~", "˜": "~", "ˆ": "^"})
ALIKE |= str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "´": "'", '"': "''", "µ": "μ"})
ALIKE |= str.maketrans({"²": "2", "∆": "Δ", "\u2010": "-", "\u00ad": "-", "˝": "''"})


NOTATIONS = ("equatiomatic", "raudenbush-bryk", "mcelreath", "combined")
"""Notations that print names of every kind; all of them would not fit on a page, and spell names alike."""


def systems(name: str) -> list[str]:
    """Return equations in which a name is response, predictor, category and grouping factor."""
    tick = quoted(name)
    formula = f"{tick} ~ x*{quoted(name + '2')} + log({quoted(name + '3')}) + (x | {quoted(name + '4')})"
    model = lw.model(formula, factors={name + "2": ["a", name]})
    return [model.equations(one, policy="off").latex for one in NOTATIONS]


def read(text: str) -> str:
    """Return a text as it can be compared: without spaces, signs that look alike made one."""
    text = unicodedata.normalize("NFC", text.translate(ALIKE))
    return "".join(character for character in text if not character.isspace())


def main(folder: Path) -> int:
    """Typeset all names; return the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    pages: list[str] = []
    logged: list[str] = []
    for name in NAMES:
        alone = f"{latex_names.name(name)} \\quad \\text{{{spelled(name, TEXT)}}}"
        logged += [alone, *systems(name)]
        equations = "".join(f"\\[\n{one}\n\\]\n" for one in systems(name))
        pages.append(f"{latex_names.caption(name)}\n\\[ {alone} \\]\n{equations}\\newpage\n")
    (folder / "hostile.jsonl").write_text("".join(json.dumps(one) + "\n" for one in logged), encoding="utf-8")
    (folder / "hostile.tex").write_text(HEAD + "".join(pages) + "\\end{document}\n", encoding="utf-8")
    equations = [lw.model(f"{quoted(name)} ~ x + (1 | {quoted(name + '2')})").equations(policy="off") for name in NAMES]
    lw.document(equations, folder / "saved.tex", NAMES)
    for command in (COMMAND, SAVED):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode:
            print(done.stdout[-3000:])
            return done.returncode
    strange = {path.name for path in folder.iterdir()} - LEFT - {"katex.mjs", "package.json"}
    if any(one for one in strange if not one.startswith(("node_modules", "package-lock"))):
        print(f"the folder holds what nobody asked for: {strange}")
        return 1
    command = ["pdftotext", "-raw", "hostile.pdf", "-"]
    text = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    read_pages = text.split("\f")[: len(NAMES)]
    wrong = [
        (name, page[:200])
        for name, page in zip(NAMES, read_pages, strict=True)
        if read(page).count(read(NEEDS_FONTS.get(name, wanted(name)))) < 5 or "root:" in page or "/bin/" in page
    ]
    for name, page in wrong[:20]:
        print(f"{name!a} is not on its page:\n{page}")
    print(f"pdflatex: {len(NAMES) - len(wrong)} of {len(NAMES)} hostile names on their pages")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
