"""The handout's models: equatiomatic's strings exactly, the verdicts."""

from __future__ import annotations

import pytest

import levelwise as lw
from helpers.handout import ILLEGITIMATE, MODELS, WRITTEN, handout_model
from helpers.latex import canonical


def test_there_are_twelve_systems() -> None:
    assert sorted(WRITTEN) == sorted(["m1", "m2", "m22", "m3", "m4", "m41", "m42", "m5", "m51", "m6", "m7", "mp1"])


@pytest.mark.parametrize("matrices", ["pmatrix", "array"])
@pytest.mark.parametrize("name", WRITTEN)
def test_default_notation_is_equatiomatics(name: str, matrices: str) -> None:
    equations = handout_model(name).equations(matrices=matrices)
    assert canonical(equations.latex) == canonical(MODELS[name]["latex"])
    equations.verify()


MIXED = ("m41", "m42", "mm", "mp1")
"""Those with a predictor of level 1 whose means differ between the groups, and which has no random slope."""


@pytest.mark.parametrize("name", list(MODELS))
def test_verdicts(name: str) -> None:
    report = handout_model(name).check()
    assert sorted({finding.code for finding in report.errors}) == MODELS[name]["errors"]
    assert report.ok == (not MODELS[name]["errors"])
    warnings = {"m5": ["R29"], "m7": ["R4"]}  # 36 variances and covariances over ten groups
    notes = {"mm": ["R1b"], "m41": ["R16"]}
    notes |= {mixed: [*notes.get(mixed, []), "R17"] for mixed in MIXED}
    assert [finding.code for finding in report.warnings] == warnings.get(name, [])
    if report.ok:
        assert [finding.code for finding in report.notes] == notes.get(name, [])


@pytest.mark.parametrize("notation", ["equatiomatic", "raudenbush-bryk"])
@pytest.mark.parametrize("name", ILLEGITIMATE)
def test_illegitimate_models_are_refused_and_written_on_request(name: str, notation: str) -> None:
    with pytest.raises(lw.IllegitimateModelError) as caught:
        handout_model(name).equations(notation)
    assert [f.code for f in caught.value.report.errors]
    handout_model(name).equations(notation, policy="off").verify()


@pytest.mark.parametrize("name", ["mq2", "mp"])
def test_the_mixed_policy_only_warns_of_a_missing_counterpart(name: str) -> None:
    report = handout_model(name).check("mixed")
    assert report.ok
    assert "R2" in [finding.code for finding in report.warnings]


@pytest.mark.parametrize("name", ILLEGITIMATE)
def test_every_repair_is_legitimate(name: str) -> None:
    row = MODELS[name]
    for finding in handout_model(name).check().errors:
        assert finding.repairs
        for repair in finding.repairs:
            assert lw.check(repair, lw.datasets.load(row["data"]), factors=row["factors"]).ok


def test_an_interaction_random_at_its_own_factor_is_written_correctly() -> None:
    """Model mm, which equatiomatic gets wrong: the interaction is a level-1 term and stands on no row."""
    first, whole = canonical(handout_model("mm").equations().latex)[0], handout_model("mm").equations().latex
    assert r"\beta_<2j[i]>(\operatorname{sector}\times\operatorname{ses})" in first
    assert r"\gamma_{2}" not in whole
