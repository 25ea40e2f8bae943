"""Write models in every format and show them as other programs do.

``python scripts/make_format_pictures.py`` draws the pictures of the README and of docs/formats.md, all of Model 4 of
the handout. ``python scripts/make_format_pictures.py FOLDER [MODEL …]`` writes the handout's models (all, or those
named, such as ``m4``), a model of growth on three levels and a crossed one, in every notation and format, to FOLDER;
``index.html`` there shows them side by side.

LaTeX is typeset by pdflatex, Word documents by LibreOffice, Markdown by pandoc (to Word) and LibreOffice, and pages by
Chromium; a program that is not installed is left out, with a message.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from PIL import Image, ImageChops

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import levelwise as lw
from helpers.handout import MODELS, handout_model

DOCS = Path(__file__).parents[1] / "docs" / "pictures"
ENDINGS = ("tex", "docx", "html", "qmd", "typ", "svg", "png", "pdf", "md", "mml", "txt")
WITHOUT_FILES = {"omml": "omml.xml", "speech": "speech.txt"}
GROWTH = ("growth", "score ~ wave*treatment + funding + (wave | school/student)")
CROSSED = ("crossed", "score ~ x + (x | student) + (1 | teacher)")


def models(names: Sequence[str]) -> Iterator[tuple[str, lw.Model]]:
    """Yield the models with their names."""
    yield from ((name, handout_model(name)) for name in names or MODELS)
    if not names:
        yield GROWTH[0], lw.model(GROWTH[1], lw.datasets.load("growth"))
        yield CROSSED[0], lw.model(CROSSED[1])


def run(folder: Path, program: str, *arguments: str) -> bool:
    """Run a program in a folder; return whether it is installed."""
    if shutil.which(program) is None:
        print(f"{program} is not installed")
        return False
    done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"{program}: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    return True


def with_pdflatex(folder: Path, names: Sequence[str]) -> bool:
    """Typeset LaTeX."""
    return all(run(folder, "pdflatex", "-interaction=batchmode", f"-jobname={name}.tex", name) for name in names)


def with_libreoffice(folder: Path, names: Sequence[str]) -> bool:
    """Typeset Word documents."""
    return by_libreoffice(folder, {f"{name}.docx": f"{name}.docx.pdf" for name in names})


def by_libreoffice(folder: Path, files: Mapping[str, str]) -> bool:
    """Typeset documents, all with one start; each gets the name of its PDF."""
    profile = f"-env:UserInstallation={(folder / 'libreoffice').as_uri()}"
    done = run(folder, "soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", "libreoffice", *files)
    for file, target in files.items() if done else ():
        (folder / "libreoffice" / file).with_suffix(".pdf").rename(folder / target)
    return done


def with_chromium(folder: Path, names: Sequence[str]) -> bool:
    """Print pages."""
    flags = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--user-data-dir={folder}/chromium",
    )
    return all(
        run(folder, "chromium", *flags, f"--print-to-pdf={name}.html.pdf", (folder / f"{name}.html").as_uri())
        for name in names
    )


def with_pandoc(folder: Path, names: Sequence[str]) -> bool:
    """Convert Markdown to Word and typeset that."""
    convert = all(run(folder, "pandoc", "-f", "markdown", f"{name}.qmd", "-o", f"{name}.qmd.docx") for name in names)
    return convert and by_libreoffice(folder, {f"{name}.qmd.docx": f"{name}.qmd.pdf" for name in names})


def with_typst(folder: Path, names: Sequence[str]) -> bool:
    """Compile Typst."""
    for name in names:
        (folder / f"{name}.typ.pdf").write_bytes(typst.compile((folder / f"{name}.typ").read_bytes(), format="pdf"))
    return True


PROGRAMS: dict[str, tuple[str, Callable[[Path, Sequence[str]], bool]]] = {
    "tex": ("LaTeX, by pdflatex", with_pdflatex),
    "docx": ("Word, by LibreOffice", with_libreoffice),
    "html": ("HTML, by Chromium", with_chromium),
    "qmd": ("Markdown, by pandoc and LibreOffice", with_pandoc),
    "typ": ("Typst", with_typst),
}


def pictured(folder: Path, name: str, ending: str, dpi: int) -> Path:
    """Make a PNG of the first page of a PDF."""
    target = folder / f"{name}.{ending}"
    run(folder, "pdftoppm", "-r", str(dpi), "-png", "-singlefile", f"{target.name}.pdf", target.name)
    return target.with_name(f"{target.name}.png")


def cropped(picture: Path, target: Path) -> None:
    """Write the part of a picture that is not white, with few colours."""
    image = Image.open(picture).convert("L")
    left, top, right, bottom = ImageChops.invert(image).getbbox() or (0, 0, *image.size)
    image.crop((left - 12, top - 12, right + 12, bottom + 12)).quantize(16).save(target, optimize=True)


def everything(folder: Path, names: Sequence[str]) -> None:
    """Write models in every notation and format, and an index of what they look like."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[str] = []
    for name, model in models(names):
        for notation in lw.notations():
            eq = model.equations(notation.name, policy="off")
            written.append(f"{name}-{notation.name}")
            for ending in ENDINGS:
                eq.save(folder / f"{written[-1]}.{ending}")
            for format_name, ending in WITHOUT_FILES.items():
                (folder / f"{written[-1]}.{ending}").write_text(str(eq.to(format_name)), encoding="utf-8")
    shown = {ending: words for ending, (words, show) in PROGRAMS.items() if show(folder, written)}
    for name in written:
        for ending in shown:
            pictured(folder, name, ending, 60)
    (folder / "index.html").write_text(index(folder, written, shown), encoding="utf-8")
    print(folder / "index.html")


def index(folder: Path, names: Sequence[str], shown: Mapping[str, str]) -> str:
    """Return a page with a row for each model and a column for each format."""
    heads = "".join(f"<th>{words}" for words in ("", *shown.values(), "SVG", "Text"))
    rows = []
    for name in names:
        pictures = [f"{name}.{ending}.png" for ending in shown] + [f"{name}.svg"]
        text = escape((folder / f"{name}.txt").read_text("utf-8"))
        rows.append(f"<tr><th>{name}{''.join(f'<td><img src={one}>' for one in pictures)}<td><pre>{text}</pre>")
    style = "td{vertical-align:top;border:1px solid gray} img{max-width:500px}"
    return f"<!DOCTYPE html><meta charset=utf-8><style>{style}</style><table><tr>{heads}{''.join(rows)}</table>\n"


def for_docs() -> None:
    """Draw the pictures of the README and of docs/formats.md."""
    model = handout_model("m4")
    for name in ("equatiomatic", "raudenbush-bryk"):
        print(model.equations(name).save(DOCS / f"m4-{name}.svg"))
    eq = model.equations("raudenbush-bryk")
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for ending, (_, show) in PROGRAMS.items():
            eq.save(folder / f"m4.{ending}")
            if ending in ("tex", "docx", "html") and show(folder, ["m4"]):
                cropped(pictured(folder, "m4", ending, 110), DOCS / f"m4-{ending}.png")
                print(DOCS / f"m4-{ending}.png")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        everything(Path(sys.argv[1]).resolve(), sys.argv[2:])
    else:
        for_docs()
