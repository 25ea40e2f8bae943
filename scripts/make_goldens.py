"""Write the stored equations of tests/goldens: a folder a notation, a file a model.

    python scripts/make_goldens.py [NOTATION ...]

A file begins with the formula and with where its equations were checked, from ``tests/goldens/sources.toml``. Every
system is proved before it is written. What changed is for the author of the change to compare with the source.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from helpers.golden_models import FOLDER, MODELS, golden_equations, golden_model, golden_text  # noqa: E402
from levelwise.errors import UnsupportedModelError  # noqa: E402
from levelwise.notations.table import NOTATIONS  # noqa: E402


def main() -> None:
    """Write the files of the notations given, or of all."""
    sources = tomllib.loads((FOLDER / "sources.toml").read_text("utf-8"))
    for notation in sys.argv[1:] or NOTATIONS.own:
        folder = FOLDER / notation
        folder.mkdir(exist_ok=True)
        own = sources[notation]
        for name in MODELS:
            path = folder / f"{name}.tex"
            try:
                golden_equations(notation, name).verify()
                text = golden_text(notation, name)
            except UnsupportedModelError:
                path.unlink(missing_ok=True)
                continue
            checked = own.get(name, own["every"])
            head = f"% {golden_model(name).spec.source}\n% Checked: {checked}\n"
            path.write_text(head + text, "utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
