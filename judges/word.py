"""Reads Word documents of equations as LibreOffice and as pandoc do, each of which is started once.

    python judges/word.py FOLDER

LibreOffice sets each equation on a page of its own, where pdftotext must find every name and every phrase as it is, and
no mark of a missing operand. pandoc reads the equations back as LaTeX, where the letters, numbers, names and signs must
stand in the order of the tree, cell by cell. The handout's models, in documents as users save them, must keep within
the margins and leave the numbers alone.

FOLDER then holds, for looking at, word.docx and word.pdf with all equations, and saved and numbered with the handout's.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
from docx.shared import Cm
from models import handout, hostile, known, random_models
from order import from_latex, from_tree, mathematics

import levelwise as lw
from helpers.book_formulas import SYSTEMS
from levelwise.equation.tree import Range, System, Word
from levelwise.equation.walk import walk
from levelwise.options import Options
from levelwise.text.characters import plain
from levelwise.writers import omml
from levelwise.writers.document import Piece
from levelwise.writers.docx import PAPER, document
from levelwise.writers.fitting.heights import divided

POINTS = 72 / 2.54
"""Points of a centimetre."""

LARGEST = 60_000
"""Maximum size of a random model in OMML: reading a few with huge matrices would take most of the time."""


def systems() -> Iterator[tuple[str, System]]:
    """Yield the equations, each with a title; random and hostile models are each in one of the notations, in turn."""
    yield from handout()
    yield from SYSTEMS.items()
    yield from hostile()
    yield from ((f"random model {place}", one) for place, one in enumerate(random_models(280)))


def written(folder: Path) -> list[tuple[str, System]]:
    """Write a document with an equation, or a part of a tall one, on each page, which is large; return them."""
    pages = [
        (title, part)
        for title, system in systems()
        if not title.startswith("random") or len(omml.write(system, Options())) < LARGEST
        for part in divided(system)
    ]
    made = docx.Document(BytesIO(document([Piece(system) for _, system in pages], Options())))
    section = made.sections[0]
    section.page_width, section.page_height = Cm(250), Cm(55)
    section.left_margin = section.right_margin = Cm(1)
    for paragraph in made.paragraphs[1:]:
        paragraph.paragraph_format.page_break_before = True
    made.save(str(folder / "word.docx"))
    return pages


def saved(folder: Path) -> None:
    """Write the handout's models as a user would, without numbers and with them."""
    captions, equations = zip(*known(), strict=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lw.LevelwiseWarning)  # about the matrices that are too wide for a page
        lw.document(equations, folder / "saved.docx", captions)
        lw.document(equations, folder / "numbered.docx", captions, numbered=True)


def too_wide(folder: Path) -> Iterator[str]:
    """Yield the words of the saved documents that reach beyond the margin or into the column of the numbers."""
    right = (PAPER["a4"][0] - 2.54) * POINTS
    for name, limit in (("saved", right), ("numbered", right - 1.1 * POINTS)):
        command = ["pdftotext", "-bbox", f"{name}.pdf", "-"]
        text = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
        words = re.findall(r'xMax="([\d.]+)"[^>]*>([^<]*)<', text)
        assert words
        for end, word in words:
            if float(end) > limit + 1 and not re.fullmatch(r"\(\d+\)", word):
                yield f"{word!a} ends at {end} points in {name}.pdf, where the limit is {limit:.0f}"


def phrases(system: System) -> Counter[str]:
    """Return how often each name and each phrase about a range stands in a system, as they can be compared.

    LibreOffice 7.4 takes an equation apart at a quotation mark and at a backslash that ends a name. A name of hundreds
    of letters is wider than the page, and pdftotext puts a space where the font changes within a name.
    """
    words = [one.text for one in walk(system) if isinstance(one, Word)]
    if any('"' in word or word.endswith("\\") or len(word) > 200 for word in words):
        return Counter()
    ranges = [one for one in walk(system) if isinstance(one, Range)]
    words += [_range(one) if one.as_text else one.label for one in ranges]
    return Counter(comparable(plain(word)) for word in words if all(map(_in_the_fonts, word)))


def _range(one: Range) -> str:
    letters = "".join(one.letters)
    return f"for each cell {letters} of {one.label}" if one.bound is None else f"for {one.label} {letters} = 1, …, "


def _in_the_fonts(character: str) -> bool:
    return character < "\u0530" and not unicodedata.category(character).startswith("M")


def comparable(text: str) -> str:
    r"""Return text with single spaces, and without the backslash that LibreOffice puts before a brace."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return spaced.replace("\\{", "{").replace("\\}", "}")


def typeset(folder: Path, pages: list[tuple[str, System]]) -> Iterator[str]:
    """Convert the document by LibreOffice; yield what is wrong on a page."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    documents = ["word.docx", "saved.docx", "numbered.docx"]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", *documents]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    command = ["pdftotext", "-raw", "word.pdf", "-"]
    text = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    for (title, system), page in zip(pages, text.split("\f")[:-1], strict=True):
        line = comparable(page)
        wanted = phrases(system)
        if "¿" in line and wanted:
            yield f"a sign lacks an operand on the page {title!a}:\n{line[:300]}"
        for phrase, count in wanted.items():
            if line.count(phrase) < count:
                yield f"{phrase!a} is not {count} times on the page {title!a}:\n{line[:300]}"


def main(folder: Path) -> int:
    """Judge all; return the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = written(folder)
    saved(folder)
    command = ["pandoc", "-f", "docx", "-t", "json", "word.docx", "-o", "word.json"]
    reading = subprocess.Popen(command, cwd=folder)  # while LibreOffice works
    wrong = [*typeset(folder, pages), *too_wide(folder)]
    print(f"LibreOffice: {len(pages)} equations, {len(wrong)} faults")
    if reading.wait():
        return reading.returncode
    back = list(mathematics(json.loads((folder / "word.json").read_text(encoding="utf-8"))))
    for (title, system), latex in zip(pages, back, strict=True):
        expected, found = from_tree(system), from_latex(latex)
        if expected != found:
            wrong.append(f"pandoc reads {title!a} as\n{found!a}, not\n{expected!a}")
    print(f"pandoc: {len(back)} equations read back")
    print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
