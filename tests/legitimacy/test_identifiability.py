"""Identifiability against the dense reference, an independent implementation, and against ranks derived by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import levelwise as lw
from helpers.dense_information import Parameter as Reference
from helpers.dense_information import dense
from helpers.draws import seeds
from helpers.handout import MODELS, handout_model
from helpers.variance_cases import CASES, Case, drawn
from levelwise.data.columns import Numbers
from levelwise.data.engine import sample
from levelwise.errors import DataError
from levelwise.legitimacy.case import Case as Examined
from levelwise.legitimacy.identifiability import size
from levelwise.legitimacy.identifiability.decide import Identifiability, identify
from levelwise.legitimacy.identifiability.words import confounded_sets, confounding_text
from levelwise.legitimacy.questions import variance_identifiability as variances
from levelwise.legitimacy.questions.parameter_symbols import symbol
from levelwise.model.model_parameters import covariance_parameter_count, covariance_parameters, effects_of_block
from levelwise.model.parameters import CommonVariance, Parameter, ResidualVariance, block_of, random_effects
from levelwise.notations import raudenbush_bryk
from levelwise.notations.table import NOTATIONS
from levelwise.vocabulary.covariance_structures import STRUCTURES

# the null vectors of the other structures depend on where they are differentiated
OTHERS = ("cs(", "ar1(", "toep(")
UNIDENTIFIED = [c for c in CASES if not c.identified and not any(name in c.formula for name in OTHERS)]


def judged(model: lw.Model, *, residual: bool = True) -> Identifiability:
    case = Examined(model._prepared)
    assert case.design is not None
    assert case.observed is not None
    assert case.fixed_space is not None
    weights = case.observed.weights
    return identify(model.spec, case.design, case.observed.groups, case.fixed_space, weights=weights, residual=residual)


def as_reference(one: Parameter, model: lw.Model) -> Reference:
    block = block_of(one)
    if block is None:
        assert one == ResidualVariance()
        return Reference(-1, "residual")
    if isinstance(one, CommonVariance) or STRUCTURES[model.spec.blocks[block].covariance].equal:
        return Reference(block, "variance")
    order = effects_of_block(model.spec, block)
    rows = sorted(order.index(effect) for effect in random_effects(one))
    return Reference(block, "entry", rows[-1], rows[0])


def in_words(model: lw.Model, notation: str) -> str:
    case = Examined(model._prepared, NOTATIONS.named(notation))
    return confounding_text(confounded_sets(judged(model)), lambda one: symbol(case, one))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_rank_is_the_one_derived_by_hand(case: Case) -> None:
    found = judged(case.model(), residual=case.residual)
    assert (found.rank, len(found.parameters)) == (case.rank, case.parameters)
    if not case.delicate:
        assert found.verdict == ("identified" if case.identified else "confounded")


@pytest.mark.parametrize("case", UNIDENTIFIED, ids=lambda case: case.name)
def test_the_null_vectors_are_those_of_the_reference(case: Case) -> None:
    model = case.model()
    found, reference = judged(model, residual=case.residual), dense(model, residual=case.residual)
    order = [reference.parameters.index(as_reference(one, model)) for one in found.parameters]
    for vector in found.null_vectors * found.scales:
        change = np.zeros(len(order))
        change[order] = vector
        # far from the origin of a predictor a null vector needs more figures than a number has
        assert case.name.startswith("shifted") or reference.seen(list(change)) < 1e-6
    confounded = {as_reference(one, model) for each in confounded_sets(found) for one in each.parameters}
    if reference.exact:
        assert confounded == reference.confounded


@pytest.mark.parametrize("seed", seeds(20))
def test_random_designs(seed: int) -> None:
    formula, table = drawn(seed)
    try:
        model = lw.model(formula, table)
    except DataError:
        pytest.skip("no model")
    found = judged(model)
    assert found.rank == dense(model).rank


@pytest.mark.parametrize(("name", "rank", "parameters"), [("mn", 3, 4), ("mm2", 7, 11), ("m7", 13, 14), ("m5", 37, 37)])
def test_the_handouts_models_on_their_own_data(name: str, rank: int, parameters: int) -> None:
    found = judged(handout_model(name))
    assert (found.rank, len(found.parameters)) == (rank, parameters)


def test_every_other_model_of_the_handout_is_identified() -> None:
    others = [name for name in MODELS if name not in ("mn", "mn2", "mm2", "m7") and handout_model(name).spec.blocks]
    assert {judged(handout_model(name)).verdict for name in others} == {"identified"}


WORDS = {
    ("mn", "raudenbush-bryk"): "τ₀₂ and τ₂₂ enter the likelihood only through 2τ₀₂ + τ₂₂",
    ("mn", "equatiomatic"): "ρ_αⱼβ₂ⱼ and σ²_β₂ⱼ enter the likelihood only through 2ρ_αⱼβ₂ⱼ + σ²_β₂ⱼ",
    ("mm2", "raudenbush-bryk"): "τ₀₂ and τ₂₂ enter the likelihood only through 2τ₀₂ + τ₂₂; "
    "τ₀₃, τ₁₂ and τ₂₃ enter the likelihood only through τ₀₃ + τ₁₂ + τ₂₃; "
    "τ₁₃ and τ₃₃ enter the likelihood only through 2τ₁₃ + τ₃₃",
    ("m7", "equatiomatic"): "σ²_αⱼ and σ²_αₖ enter the likelihood only through σ²_αⱼ + σ²_αₖ",
    ("m7", "raudenbush-bryk"): "τ₀₀ and τ_v00 enter the likelihood only through τ₀₀ + τ_v00",
}


@pytest.mark.parametrize(("name", "notation"), WORDS)
def test_confounded_parameters_are_named_by_the_symbols_of_the_notation(name: str, notation: str) -> None:
    assert in_words(handout_model(name), notation) == WORDS[name, notation]


def test_the_report_on_an_illegitimate_model_uses_the_notation_that_was_asked_for() -> None:
    data = lw.datasets.load("hsb")
    with pytest.raises(lw.IllegitimateModelError) as found:
        lw.extract_eq("math ~ sector + (sector | sch.id)", data, notation="raudenbush-bryk")
    (finding,) = found.value.report.errors
    assert finding.evidence is not None
    assert "τ₀₁ and τ₁₁ enter the likelihood only through 2τ₀₁ + τ₁₁" in finding.evidence.caption


def test_a_covariance_without_a_symbol_is_the_entry_of_the_matrix() -> None:
    twice = {"y": np.arange(60) % 7, "t": np.tile([0, 1], 30), "id": np.repeat(np.arange(30), 2)}
    assert "ρ√(τ₀₀τ₁₁) − σ²" in in_words(lw.model("y ~ t + cs(t | id)", twice), "raudenbush-bryk")


def test_a_model_that_the_notation_cannot_write_has_its_parameters_described(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise lw.UnsupportedModelError("too large")

    monkeypatch.setattr(raudenbush_bryk, "write", refuse)
    found = in_words(handout_model("mn"), "raudenbush-bryk")
    assert found.startswith("the covariance of the intercepts and the slopes of sector over sch.id and the variance of")


def test_a_combination_in_words_agrees_with_the_derivation_by_hand() -> None:
    twice = {"y": np.arange(60) % 7, "t": np.tile([0, 1], 30), "id": np.repeat(np.arange(30), 2)}
    model = lw.model("y ~ t + (t | id)", twice)
    # Var(y0) = τ00 + σ², Cov = τ00 + τ01, Var(y1) = τ00 + 2τ01 + τ11 + σ²
    assert in_words(model, "raudenbush-bryk") == (
        "τ₀₀, τ₀₁, τ₁₁ and σ² enter the likelihood only through τ₀₀ + σ², τ₀₁ − σ² and τ₁₁ + 2σ²"
    )
    model = lw.model("y ~ factor(id) + (t | id)", twice)
    assert in_words(model, "raudenbush-bryk").endswith("τ₀₀ and τ₀₁ do not affect the likelihood")


def test_columns_that_hardly_vary_are_nearly_confounded() -> None:
    rng = np.random.default_rng(3)
    g = np.repeat(np.arange(40), 10)
    x = g % 2 + 1e-7 * rng.normal(size=400)  # two values, but for the last figures
    report = lw.check("y ~ x + (x | g)", {"y": rng.normal(size=400), "x": x, "g": g})
    (finding,) = [one for one in report.findings if one.code == "R5"]
    assert finding.severity == "warning"
    assert "almost equally well" in finding.reason


def test_a_model_that_is_too_large_is_not_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size, "MAX_PARAMETERS", 3)
    report = lw.check("math ~ ses + (ses | sch.id)", lw.datasets.load("hsb"))
    assert report.ok
    assert [one.code for one in report.undecided] == ["R5"]


def test_parameters_are_counted_correctly() -> None:
    for case in CASES:
        spec = case.model().spec
        assert sum(map(covariance_parameter_count, spec.blocks)) + case.residual == case.parameters
        for number, block in enumerate(spec.blocks):
            assert covariance_parameter_count(block) == len(covariance_parameters(spec, number))


def occasions(second: float, person: int = 38) -> pl.DataFrame:
    """Two thousand persons, two occasions each; of one person the second is at another time."""
    rng = np.random.default_rng(8)
    times = np.tile([0.0, 1.0], 2000)
    times[2 * person + 1] = second
    return pl.DataFrame({"y": rng.normal(size=4000), "t": times, "id": np.repeat(np.arange(2000), 2)})


def test_a_finding_from_a_sample_is_confirmed_on_all_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "SAMPLE_ROWS", 600)
    common = lw.check("y ~ t + (t | id)", occasions(1.0).lazy())
    assert common.codes == ("R5",)
    assert "the identifiability of variances were determined from all rows" in common.basis
    observed = lw.model("y ~ t + (t | id)", occasions(1.0).lazy())._prepared.observed
    assert observed is not None
    ids = observed.raw["id"]
    assert isinstance(ids, Numbers)
    left_out = next(person for person in range(2000) if person not in ids.values)
    seldom = lw.model("y ~ t + (t | id)", occasions(2.0, left_out).lazy())
    assert seldom._prepared.design is not None
    assert max(seldom._prepared.design.column(seldom.spec.fixed[1])) == 1.0  # the sample lacks that person
    assert seldom.check().codes == ()


def test_a_table_too_large_for_memory_is_sampled_and_warned_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "SAMPLE_ROWS", 600)
    monkeypatch.setattr(variances, "MAX_CELLS", 2_000)
    report = lw.check("y ~ t + (t | id)", occasions(1.0).lazy())
    (finding,) = [one for one in report.findings if one.code == "R5"]
    assert finding.severity == "warning"
    assert "the rows examined" in finding.reason


def test_for_other_families_identifiability_is_judged_on_the_link_scale() -> None:
    rng = np.random.default_rng(9)
    g = np.repeat(np.arange(30), 10)
    data = {"y": rng.integers(0, 2, 300), "x": rng.normal(size=300), "g": g, "twin": g + 100}
    report = lw.check("y ~ x + (1 | g) + (1 | twin)", data, family="binomial")
    (finding,) = [one for one in report.findings if one.code == "R5"]
    assert finding.severity == "warning"
    assert "the logit link" in finding.reason
    assert lw.check("y ~ x + (x | g)", data, family="binomial").ok


@pytest.mark.slow
def test_the_first_of_hundreds_of_parameters_are_named() -> None:
    rng = np.random.default_rng(1)
    data = {
        "id": [n // 10 for n in range(800)],
        "y": rng.normal(size=800).tolist(),
        "state": [f"s{n:02}" for n in rng.integers(40, size=800)],
    }
    finding = next(f for f in lw.check("y ~ state + (state | id)", data).findings if f.code == "R5")
    assert len(finding.reason) < 700
    assert " more " in finding.reason
    assert finding.evidence is not None
    assert len(finding.evidence.rows) <= 21
