"""Compiles equations with Typst, one a page, and reads the pages with pdftotext: every name must be on its page.

    python judges/typst_compile.py FOLDER

leaves in FOLDER, for looking at, handout.pdf and document.pdf (well-known models in every notation), books.pdf
(formulas as books print them), nodes.pdf (every kind of node inside every other), random.pdf (random models) and
hostile.pdf (hostile names).
"""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import typst
from hostile import read
from models import handout, hostile, nodes, random_models

from helpers.book_formulas import SYSTEMS
from levelwise.equation.tree import Range, System, Word
from levelwise.equation.walk import walk
from levelwise.options import Options
from levelwise.writers.typst import write
from levelwise.writers.typst_document import document
from levelwise.writers.typst_names import shown, string

HEAD = "#set page(width: auto, height: auto)\n"


def comparable(text: str) -> str:
    """Return a text as it can be compared: letters of mathematics, which names in italics are printed in, as others."""
    return read(unicodedata.normalize("NFKC", text))


def names(system: System) -> Counter[str]:
    """Return how often each name stands in a system, of those whose letters Typst's own fonts have."""
    words = [one.text for one in walk(system) if isinstance(one, Word)]
    words += [one.label for one in walk(system) if isinstance(one, Range)]
    return Counter(comparable(shown(word)) for word in words if word and max(word) < "\u0530")


def compiled(folder: Path, name: str, pages: list[tuple[str, System]]) -> list[str]:
    """Compile a document with an equation on each page; return what is missing on the pages."""
    blocks = [f"#{string(title)}\n\n{write(system, Options({'fragment': True}))}" for title, system in pages]
    (folder / f"{name}.pdf").write_bytes(typst.compile((HEAD + "\n#pagebreak()\n".join(blocks)).encode(), format="pdf"))
    command = ["pdftotext", "-raw", f"{name}.pdf", "-"]
    text = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    wrong = [
        f"{word!a} is not {count} times on the page {title!a}:\n{page[:300]}"
        for (title, system), page in zip(pages, text.split("\f")[:-1], strict=True)
        for word, count in names(system).items()
        if comparable(page).count(word) < count
    ]
    print(f"typst: {len(pages)} equations compiled ({name})")
    return wrong


def main(folder: Path) -> int:
    """Compile all; return the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    documents: dict[str, list[tuple[str, System]]] = {
        "handout": list(handout()),
        "books": list(SYSTEMS.items()),
        "nodes": [("", system) for system in nodes()],
        "random": [("", system) for system in random_models()],
        "hostile": list(hostile()),
    }
    wrong = [one for name, pages in documents.items() for one in compiled(folder, name, pages)]
    blocks = [write(system, Options({"fragment": True})) for _, system in documents["handout"]]
    whole = document(blocks, [title for title, _ in documents["handout"]], numbered=True)
    (folder / "document.pdf").write_bytes(typst.compile(whole.encode(), format="pdf"))
    print(*wrong[:20], sep="\n", end="")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
