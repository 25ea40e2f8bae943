"""Subjects and items: which factor is which, trials, and the scope of the notation."""

from __future__ import annotations

import pytest

import levelwise as lw


def latex(formula: str, **options: object) -> list[str]:
    eq = lw.extract_eq(formula, notation="barr", policy="off", **options)  # type: ignore[call-overload]
    eq.verify()
    return [line.strip().removesuffix(r" \\") for line in eq.latex.splitlines()[1:-1]]


@pytest.mark.parametrize(
    ("first", "second", "subject"),
    [
        ("a", "b", "a"),
        ("item", "participant", "participant"),
        ("word", "who", "who"),
        ("school", "person", "person"),
        ("subj", "item", "subj"),
    ],
)
def test_the_subject_is_known_by_its_name(first: str, second: str, subject: str) -> None:
    eq = lw.extract_eq(f"y ~ x + (x | {first}) + (1 | {second})", notation="barr", policy="off")
    note = next(note.text for note in eq.system.notes if note.code == "index-letters")
    assert f"s is the index of {subject} and" in note
    assert eq.latex.splitlines()[1].startswith(r"  \operatorname{y}_{si} &=")


def test_predictors_have_the_indices_that_determine_them() -> None:
    between = latex("y ~ x + (x | subj) + (1 | item)", levels={"x": "item"})
    assert between[0] == (
        r"\operatorname{y}_{si} &= \beta_{0} + S_{0s} + I_{0i} "
        r"+ (\beta_{1} + S_{1s}) \, {\operatorname{x}_{i}} + e_{si}"
    )
    within = latex("y ~ x + (x | subj) + (x | item)")
    assert r"(\beta_{1} + S_{1s} + I_{1i}) \, {\operatorname{x}_{si}}" in within[0]


def test_an_observation_of_one_factor_has_the_index_d() -> None:
    assert latex("y ~ x + (x | subj)")[0] == (
        r"\operatorname{y}_{sd} &= \gamma_{0} + S_{0s} + (\gamma_{1} + S_{1s}) \, {\operatorname{x}_{sd}} + e_{sd}"
    )


def test_a_trial_has_an_index_if_subjects_meet_items_more_than_once() -> None:
    pairs = [(s, i) for s in range(6) for i in range(5)]
    data = {"y": [float(n * n % 17) for n in range(60)], "subj": [s for s, _ in pairs] * 2}
    data["item"] = [i for _, i in pairs] * 2
    formula = "y ~ 1 + (1 | subj) + (1 | item)"
    assert r"_{sit} &=" in latex(formula, data=data)[0]
    once = {name: values[:30] for name, values in data.items()}
    assert r"_{si} &=" in latex(formula, data=once)[0]


def test_letters_can_be_replaced() -> None:
    own = lw.notation("barr").replace(index={"word": "w"}, effects=["U", "W"], residual="ε")
    eq = lw.extract_eq("y ~ x + (x | subj) + (1 | word)", notation=own, policy="off")
    eq.verify()
    assert r"U_{0s} + W_{0w}" in eq.latex
    assert r"\varepsilon_{sw}" in eq.latex
    with pytest.raises(lw.OptionError, match="both s"):
        lw.extract_eq("y ~ x + (x | subj) + (1 | word)", notation=own.replace(index={"word": "s"}), policy="off")


@pytest.mark.parametrize(
    ("formula", "options"),
    [
        ("y ~ x", {}),
        ("y ~ x + (1 | a/b)", {}),
        ("y ~ x + (1 | a) + (1 | b) + (1 | c)", {}),
        ("y ~ x + (1 | a) + (1 + x | a)", {}),
        ("y ~ x + (1 | a)", {"residual": "ar1(wave | a)"}),
    ],
)
def test_other_models_are_refused_with_the_notations_that_can_write_them(formula: str, options: dict[str, str]) -> None:
    with pytest.raises(lw.UnsupportedModelError, match="gelman-hill"):
        lw.extract_eq(formula, notation="barr", policy="off", **options)  # type: ignore[call-overload]
