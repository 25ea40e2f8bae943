"""Sound published models pass, and flawed models get the right code; the messages of lme4 are stored."""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import levelwise as lw
from helpers.corpus import DEBATED, FLAWED, LME4, SOUND, Model

ROOT = Path(__file__).parents[2]


def each(models: tuple[Model, ...]) -> list[Any]:
    return [pytest.param(model, id=model.id) for model in models]


@pytest.mark.parametrize("model", each(SOUND))
def test_a_sound_model_has_no_error_and_only_explained_warnings(model: Model) -> None:
    report = model.check()
    assert report.errors == ()
    assert {finding.code for finding in report.warnings} == set(model.warnings)


@pytest.mark.parametrize("model", each(FLAWED))
def test_a_flawed_model_has_its_code_and_no_other_error(model: Model) -> None:
    report = model.check()
    assert (model.code, model.severity) in {(finding.code, finding.severity) for finding in report.findings}
    expected = {*model.also, *([model.code] if model.severity == "error" else [])}
    assert {finding.code for finding in report.errors} == expected


@pytest.mark.parametrize("model", each(DEBATED))
def test_a_debated_model_is_refused_for_the_reasons_given(model: Model) -> None:
    assert {finding.code for finding in model.check().errors} == set(model.refused)


def test_the_corpora_are_large_and_every_rule_has_flawed_models() -> None:
    counts = Counter(model.code for model in FLAWED)
    assert len(SOUND) >= 85
    assert len(FLAWED) >= 85
    assert all(model.cite for model in (*SOUND, *DEBATED))
    of_files = {"R32"}  # is about how a column is stored, which no published formula shows
    assert {rule.code for rule in lw.rules()} <= set(counts) | of_files
    assert min(counts.values()) >= 3


def test_lme4_was_asked_about_these_models() -> None:
    asked = [(row["id"], row["formula"], row["data"], row["family"]) for row in LME4.values()]
    assert asked == [(m.id, m.formula, m.data, m.family) for m in (*SOUND, *DEBATED, *FLAWED)]


def test_the_page_of_the_corpora_is_up_to_date() -> None:
    page = runpy.run_path(str(ROOT / "scripts" / "confusion.py"))["page"]
    assert (ROOT / "docs" / "corpus.md").read_text(encoding="utf-8") == page()
