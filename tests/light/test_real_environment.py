"""The package is installed where nothing but numpy and click is."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import io, sys
import levelwise as lw

text = "y,x,g\\n" + "\\n".join(f"{row % 7 + row / 9},{row % 4},g{row % 5}" for row in range(60))
for data in (lw.read(io.StringIO(text)), {"y": [1.5, 2.0, 4.5, 3.0], "x": [1, 2, 4, 3], "g": ["a", "a", "b", "b"]}):
    lw.check("y ~ x + (1 | g)", data)
    lw.extract_eq("y ~ x + (1 | g)", data, policy="off").verify()
equations = lw.extract_eq("math ~ ses*sector + (ses | sch.id)", lw.read("hsb"), factors={"sector": ["pub", "cath"]})
equations.verify()
print(equations.latex)
try:
    lw.datasets.load("hsb")
except lw.MissingExtraError as error:
    print(error, file=sys.stderr)
"""


def copied(package: str, site: Path) -> None:
    """Copy an installed distribution to another environment."""
    for file in distribution(package).files or ():
        if ".." not in file.parts:  # its commands
            target = site / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(Path(str(file.locate())), target)


@pytest.mark.slow
def test_levelwise_runs_with_numpy_and_click_alone(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    folder = tmp_path / "environment"
    venv.create(folder, symlinks=sys.platform != "win32")
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / "python"
    where = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(where, check=True, capture_output=True, text=True).stdout.strip())
    for package in ("click", "numpy"):
        copied(package, site)
    pip = [sys.executable, "-m", "pip", "--quiet"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True)
    (wheel,) = tmp_path.glob("levelwise-*.whl")
    subprocess.run([*pip, "--python", str(folder), "install", "--no-deps", "--no-index", str(wheel)], check=True)
    installed = {path.name for path in site.glob("[!_]*") if path.suffix not in (".dist-info", ".libs", ".pth")}
    assert installed == {"click", "levelwise", "numpy"}
    done = subprocess.run([python, "-I", "-c", SCRIPT], check=True, capture_output=True, text=True, cwd=tmp_path)
    assert done.stderr.endswith("needs the package polars, which is not installed: pip install polars\n")
    command = [scripts / "levelwise", "write", "math ~ ses*sector + (ses | sch.id)", "--data", "hsb"]
    written = subprocess.run([*command, "--factor", "sector=pub,cath"], check=True, capture_output=True, text=True)
    assert written.stdout == done.stdout
