"""Write the stored equations of tests/goldens: a folder a notation, a file a model.

    python scripts/make_goldens.py [NOTATION ...]

A file begins with the formula and with where its equations were checked, from ``tests/goldens/sources.toml``. Every
system is proved before it is written. What changed is for the author of the change to compare with the source.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from helpers.golden_models import (  # noqa: E402
    FOLDER,
    MODELS,
    golden_equations,
    golden_model,
    golden_source,
    golden_text,
)
from levelwise.errors import UnsupportedModelError  # noqa: E402
from levelwise.notations.table import NOTATIONS  # noqa: E402


def main() -> None:
    """Write the files of the notations given, or of all."""
    for notation in sys.argv[1:] or NOTATIONS.own:
        folder = FOLDER / notation
        folder.mkdir(exist_ok=True)
        for name in MODELS:
            path = folder / f"{name}.tex"
            try:
                golden_equations(notation, name).verify()
                text = golden_text(notation, name)
            except UnsupportedModelError:
                path.unlink(missing_ok=True)
                continue
            head = f"% {golden_model(name).spec.source}\n% Checked: {golden_source(notation, name)}\n"
            path.write_text(head + text, "utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
