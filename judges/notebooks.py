"""Runs a Jupyter notebook and a marimo notebook that show equations and a report, and looks at what they show.

    python judges/notebooks.py FOLDER MATHJAX

MATHJAX is the folder of MathJax 2, which nbconvert's pages load. Jupyter's page and marimo's are opened in Chromium,
which must typeset every equation; pandoc makes Word documents of the Jupyter notebook, in which every equation must be
native with all its letters, numbers, names and signs, and the report a table. FOLDER then holds, for looking at,
run.html, run.docx, marimo.html and pictures of both pages.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import marimo
import nbformat.v4 as nb
from models import in_scope
from order import comparable, from_latex, from_tree, mathematics

import levelwise as lw
from levelwise.api.path import equations_to_page
from levelwise.equation.tree import System
from levelwise.writers.table import WRITERS

START = """\
import levelwise as lw

hsb, sng, growth = map(lw.datasets.load, ("hsb", "sng", "growth"))"""
CALL = "lw.extract_eq({formula!r}, {data}, notation={notation!r}, policy='off')"
MODELS = (
    ("math ~ ses*sector + (ses | sch.id)", "hsb"),
    ("y ~ A*B + C + (A*B | group)", "sng"),
    ("score ~ wave*treatment + funding + (wave | school/student)", "growth"),
    ("exam_score ~ x1*`größe` + (x1 | sch_id) + (1 | rater)", "None"),
)
REPORT = "lw.check('math ~ ses + sector + (sector | sch.id)', hsb)"
TYPESET = """
<pre id="result"></pre><script>
setInterval(() => {
  const shown = [...document.querySelectorAll("marimo-tex")].map((one) => one.shadowRoot ?? one);
  const typeset = shown.filter((one) => one.querySelector(".katex-display") && !one.querySelector(".katex-error"));
  document.getElementById("result").textContent = `${typeset.length} of ${shown.length}`;
}, 500);
</script>"""


def shown() -> Iterator[tuple[str, lw.Equations]]:
    """Yield the code of the cells after the first that show an equation, and the equations."""
    frames = {"None": None} | {name: lw.datasets.load(name) for name in ("hsb", "sng", "growth")}
    for formula, data in MODELS:
        for notation, equations in in_scope(lw.model(formula, frames[data])):
            yield CALL.format(formula=formula, data=data, notation=notation), equations


def cells() -> Iterator[str]:
    """Yield the code of these cells."""
    yield from (code for code, _ in shown())


def systems() -> Iterator[System]:
    """Yield the equations that these cells show, their lines as wide as a page."""
    for _, eq in shown():
        yield equations_to_page(eq.system, WRITERS.named("markdown"), eq.options)


def run(folder: Path, *command: str) -> None:
    """Run a command in a folder; stop if it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def chromium(folder: Path, address: str, *options: str) -> str:
    """Open a page in Chromium, in which a minute passes; return the page as it then is."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("Chromium is not installed")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1100,3000", "--virtual-time-budget=60000"]
    flags.append("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")  # nothing is loaded from elsewhere
    command = [program, *flags, f"--user-data-dir={folder / 'profile'}", *options, address]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300).stdout


def jupyter(folder: Path, mathjax: Path) -> Iterator[str]:
    """Run a Jupyter notebook, make a page of it and open that; yield what is wrong."""
    made = nb.new_notebook(cells=[nb.new_code_cell(code) for code in (START, *cells(), REPORT)])
    (folder / "run.ipynb").write_text(json.dumps(made), encoding="utf-8")
    convert = ("jupyter", "nbconvert", "run.ipynb", "--to")
    run(folder, *convert, "notebook", "--execute", "--inplace")
    ran = json.loads((folder / "run.ipynb").read_text(encoding="utf-8"))
    _, *equations, report = (cell["outputs"] for cell in ran["cells"])
    for one in equations:
        if len(one) != 1 or not {"text/latex", "text/markdown", "text/plain"} <= set(one[0]["data"]):
            yield f"a cell of the notebook shows {one}"
    if "text/html" not in report[0]["data"]:
        yield "the notebook has no report in HTML"
    run(folder, *convert, "html", "--output", "plain")
    script = f"{(mathjax / 'MathJax.js').as_uri()}?config=TeX-AMS_CHTML-full,Safe"
    run(folder, *convert, "html", f"--HTMLExporter.mathjax_url={script}")
    address = (folder / "run.html").as_uri()
    page = chromium(folder, address, "--dump-dom")
    chromium(folder, address, f"--screenshot={folder / 'jupyter.png'}")
    typeset = page.count('MJX_Assistive_MathML_Block"')
    errors = len(re.findall('class="(?:mjx-merror|MathJax_Error)', page))
    if typeset != len(equations) or errors or '<th style="' not in page:
        yield f"Jupyter's page has {typeset} of {len(equations)} equations and {errors} errors of MathJax"
    print(f"Jupyter: {typeset} equations typeset")


def word(folder: Path) -> Iterator[str]:
    """Make Word documents of the notebook, by way of HTML and of Markdown; yield what is wrong in them."""
    run(folder, "jupyter", "nbconvert", "run.ipynb", "--to", "markdown")
    for source, form in (("plain.html", "html+tex_math_dollars"), ("run.md", "markdown")):
        run(folder, "pandoc", "-f", form, source, "-o", "run.docx")
        run(folder, "pandoc", "run.docx", "-t", "json", "-o", "run.json")
        content = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        back = list(mathematics(content))
        for system, latex in zip(systems(), back, strict=True):
            expected, found = (comparable(signs, system) for signs in (from_tree(system), from_latex(latex)))
            # the names are upright letters, not text
            if re.sub("[⟦⟧]", "", expected) != re.sub("[⟦⟧]", "", found):
                yield f"Word has, by way of {source},\n{found!a}, not\n{expected!a}"
        if form.startswith("html") and not any(block["t"] == "Table" for block in blocks(content)):
            yield "the report is no table in Word"
        print(f"pandoc: {len(back)} equations in Word, by way of {source}")


def blocks(part: Any) -> Iterator[dict[str, Any]]:
    """Yield all parts of a document that have a type."""
    if isinstance(part, dict | list):
        if isinstance(part, dict) and "t" in part:
            yield part
        for inner in part.values() if isinstance(part, dict) else part:
            yield from blocks(inner)


def marimo_page(folder: Path) -> Iterator[str]:
    """Run a marimo notebook, export it and open it with the files of the package; yield what is wrong."""
    code = "\n\n\n".join(
        f"@app.cell\ndef _({taken}):\n    {body}\n    return{given}"
        for taken, body, given in [
            ("", START.replace("\n", "\n    "), " growth, hsb, lw, sng"),
            *(("growth, hsb, lw, sng", one, "") for one in (*cells(), REPORT)),
        ]
    )
    (folder / "app.py").write_text(f"import marimo\n\napp = marimo.App()\n\n\n{code}\n", encoding="utf-8")
    run(folder, "marimo", "export", "html", "--force", "app.py", "-o", "exported.html")
    exported = (folder / "exported.html").read_text(encoding="utf-8")
    local = re.sub(r"https://cdn\.jsdelivr\.net/npm/@marimo-team/frontend@[^/]+/dist", "/static", exported)
    (folder / "marimo.html").write_text(local.replace("</body>", f"{TYPESET}</body>"), encoding="utf-8")
    static = folder / "static"
    static.unlink(missing_ok=True)
    static.symlink_to(Path(marimo.__file__).parent / "_static")
    with served(folder) as address:
        page = chromium(folder, f"{address}/marimo.html", "--dump-dom")
        chromium(folder, f"{address}/marimo.html", f"--screenshot={folder / 'marimo.png'}")
    count = len(list(cells()))
    shown = re.search(r'<pre id="result">(.*?)</pre>', page)
    if shown is None or shown[1] != f"{count} of {count}":
        yield f"marimo typesets {shown and shown[1]} of {count} equations"
    if '<th style="' not in page:
        yield "marimo shows no report"
    print(f"marimo: {shown and shown[1]} equations typeset")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder to this machine; yield the address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def main(folder: Path, mathjax: Path) -> int:
    """Judge both; return the exit status."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    wrong = [*jupyter(folder, mathjax.resolve()), *word(folder), *marimo_page(folder)]
    print(*wrong[:10], sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
