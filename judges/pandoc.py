"""Converts Markdown of the dialect pandoc to Word, PowerPoint and HTML, as Quarto and R Markdown do.

    python judges/pandoc.py FOLDER [PANDOC]

All equations must be converted, those of hostile names and of every kind of node included: native in Word, the same in
the slides, MathML in the page. The handout's models, the books' formulas and random models are read back from the Word
document: the letters, numbers, names and signs must stand in the order of the tree. FOLDER then holds, for looking at,
pandoc.docx, pandoc.pptx and pandoc.html, and github.jsonl, the same equations for GitHub, which katex.mjs and
mathjax.mjs read.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from zipfile import ZipFile

from models import alone, as_system, deeper, handout, hostile, random_models
from order import comparable, from_latex, from_tree, mathematics

from helpers.book_formulas import SYSTEMS
from levelwise.equation.tree import System
from levelwise.options import applied, options_of_writer
from levelwise.writers import latex, markdown
from levelwise.writers.fitting.heights import divided
from levelwise.writers.spellings import LATEX_FUNCTIONS

LATEX = applied({}, options_of_writer("latex"))
LARGEST = 5_000
"""Maximum length of a random model in LaTeX: pandoc takes a second for a huge matrix."""


def systems() -> Iterator[tuple[str, System]]:
    """Yield the equations that are read back, each with a title; random models are in one of the notations, in turn."""
    yield from handout()
    yield from SYSTEMS.items()
    drawn = ((f"random model {place}", one) for place, one in enumerate(random_models(280)))
    yield from (pair for pair in drawn if len(latex.write(pair[1], LATEX)) < LARGEST)


def others() -> Iterator[tuple[str, System]]:
    """Yield the equations that are only converted."""
    yield from hostile()
    yield from (("", as_system(node)) for node in (*alone(), *deeper(150)))


def parts(systems: Iterable[tuple[str, System]]) -> Iterator[tuple[str, System]]:
    """Yield systems as the equations that they are written as: one that is taller than a page is several."""
    yield from ((title, part) for title, system in systems for part in divided(system))


def as_text(read: str) -> str:
    """Return LaTeX in which the names of functions are text, as other names are."""
    return re.sub(rf"\\({'|'.join(LATEX_FUNCTIONS)})\b", r"\\text{\1}", read)


def converted(pandoc: str, folder: Path, *arguments: str) -> str:
    """Run pandoc; return what it warns of."""
    done = subprocess.run([pandoc, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stderr


def written(systems: Iterable[tuple[str, System]], dialect: str) -> list[str]:
    """Return equations in Markdown."""
    options = applied({"dialect": dialect}, options_of_writer("markdown"))
    return [markdown.write(system, options) for _, system in systems]


def equations(file: Path, part: str) -> list[str]:
    """Return the native equations in a part of a file of Word or PowerPoint."""
    return re.findall("<m:oMath>.*?</m:oMath>", ZipFile(file).read(part).decode(), re.DOTALL)


def main(folder: Path, pandoc: str = "pandoc") -> int:
    """Judge all; return the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    compared = list(parts(systems()))
    everything = [*compared, *parts(others())]
    blocks = written(everything, "pandoc")
    (folder / "pandoc.md").write_text("\n\n".join(blocks), encoding="utf-8")
    fenced = [block.removeprefix("```math\n").removesuffix("\n```") for block in written(everything, "github")]
    (folder / "github.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in fenced), encoding="utf-8")
    wrong = [
        warning
        for ending in ("docx", "pptx", "html")
        if (
            warning := converted(
                pandoc, folder, "pandoc.md", "-s", "--mathml", "-M", "title=x", "-o", f"pandoc.{ending}"
            )
        )
    ]
    converted(pandoc, folder, "pandoc.docx", "-t", "json", "-o", "pandoc.json")
    back = list(mathematics(json.loads((folder / "pandoc.json").read_text(encoding="utf-8"))))
    for (title, system), read in zip(compared, back, strict=False):
        expected, found = comparable(from_tree(system), system), comparable(from_latex(as_text(read)), system)
        if expected != found:
            wrong.append(f"pandoc reads {title!a} as\n{found!a}, not\n{expected!a}")
    document = equations(folder / "pandoc.docx", "word/document.xml")
    slides = equations(folder / "pandoc.pptx", "ppt/slides/slide2.xml")
    if document != slides:
        wrong.append("the equations of the slides are not those of the document")
    elements = (folder / "pandoc.html").read_text("utf-8").count("<math ")
    for where, count in (("document has", len(back)), ("slides have", len(slides)), ("page has", elements)):
        if count != len(blocks):
            wrong.append(f"the {where} {count} of {len(blocks)} equations")
    print(*wrong[:10], sep="\n")
    print(f"pandoc: {len(blocks)} equations converted to Word, PowerPoint and HTML, {len(compared)} read back")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), *sys.argv[2:]))
