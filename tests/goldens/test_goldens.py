"""The equations of well-known models in every notation are as stored, and each proves itself."""

from __future__ import annotations

from collections import Counter

import pytest

import levelwise as lw
from helpers.golden_models import (
    FOLDER,
    MODELS,
    SOURCES,
    golden_equations,
    golden_model,
    golden_source,
    golden_text,
)
from levelwise.notations.table import NOTATIONS

FILES = sorted(FOLDER.glob("*/*.tex"))
SCOPE = 10
"""The number of models that the notation with the narrowest scope can write, at least."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_equations_are_as_stored(path: object) -> None:
    assert hasattr(path, "read_text")
    notation, name = path.parent.name, path.stem  # type: ignore[attr-defined]
    formula, checked, *lines = path.read_text("utf-8").splitlines(keepends=True)
    assert formula == f"% {golden_model(name).spec.source}\n"
    assert checked == f"% Checked: {golden_source(notation, name)}\n"
    assert "".join(lines) == golden_text(notation, name)
    golden_equations(notation, name).verify()


@pytest.mark.parametrize("notation", sorted(NOTATIONS.own))
def test_every_model_in_scope_is_stored(notation: str) -> None:
    stored = {path.stem for path in FILES if path.parent.name == notation}
    assert len(stored) >= SCOPE
    for name in set(MODELS) - stored:
        with pytest.raises(lw.UnsupportedModelError):
            golden_text(notation, name)


def test_every_notation_has_its_source() -> None:
    assert set(SOURCES) == set(NOTATIONS.own)


@pytest.mark.parametrize("notation", sorted(SOURCES))
def test_sources_name_models_that_are_stored(notation: str) -> None:
    stored = {path.stem for path in FILES if path.parent.name == notation}
    named = Counter(name for names in SOURCES[notation] for name in names.split())
    assert set(named) - {"every"} <= stored
    assert max(named.values()) == 1
