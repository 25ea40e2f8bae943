"""Build by bambi the models that are written for it, and compare their links and group-specific effects.

Usage: python judges/bambi_models.py, in an environment with Levelwise and bambi.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import bambi
import pandas as pd

import levelwise as lw

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]

from translation_cases import CASES, data  # noqa: E402

from translation.test_designs_of_python import MORE  # noqa: E402

_LINKS = {"1/mu^2": "inverse_squared"}


def main() -> None:
    """Build every model that can be expressed; print how many."""
    built = 0
    for formula, options in (*CASES, *MORE):
        model = lw.model(formula, data(), **options)
        try:
            code = model.code("bambi").text
        except lw.UnsupportedModelError:
            continue
        scope: dict[str, Any] = {"df": pd.DataFrame(data())}
        exec(code, scope)  # noqa: S102 - the code that is judged
        made = scope["model"]
        assert isinstance(made, bambi.Model)
        made.build()
        link = next(iter(made.family.link.values())).name
        expected = _LINKS.get(model.spec.link, model.spec.link)
        assert link in (expected, "softmax"), (code, link)
        component = made.components[made.family.likelihood.parent]
        assert len(component.group_specific_terms) == sum(len(block.effects) for block in model.spec.blocks), code
        built += 1
    print(f"bambi {bambi.__version__} built {built} models")
    assert built > 20


if __name__ == "__main__":
    main()
