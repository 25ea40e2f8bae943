"""Models without groups in the default notation: every form is proved, and every mutation of it is caught."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import levelwise as lw
from helpers.mutants import systems
from levelwise.errors import VerificationError

FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "linear": ("y ~ x * z + offset(o)", {}),
    "weighted": ("y ~ x + z", {"weights": "w"}),
    "mean": ("glm(log(y) ~ x + z + offset(log(o)), family = gaussian)", {}),
    "normal": ("glm(y ~ x, family = gaussian)", {"show_distribution": True}),
    "counts": ("y ~ x + z", {"family": "poisson"}),
    "inverse": ("y ~ x + z", {"family": "Gamma"}),
    "logit": ("y ~ x + z", {"family": "binomial"}),
    "category": ("y ~ x", {"family": "binomial", "data": {"y": ["no", "yes", "yes"], "x": [1, 2, 3]}}),
    "statement": ("I(y > 3) ~ x", {"family": "binomial"}),
    "named logit": ("y ~ x", {"family": "binomial", "logit_notation": True}),
    "probit": ("y ~ x + z", {"family": "binomial", "link": "probit"}),
    "complementary log-log": ("y ~ x", {"family": "binomial", "link": "cloglog"}),
    "logit of a distribution": ("y ~ x + z", {"family": "binomial", "show_distribution": True}),
    "probit of a distribution": ("y ~ x", {"family": "binomial", "link": "probit", "show_distribution": True}),
    "successes": ("cbind(s, f) ~ x + z", {"family": "binomial"}),
    "proportion": ("y ~ x", {"family": "binomial", "link": "probit", "weights": "w"}),
    "categories": ("y ~ x + z", {"family": "cumulative", "factors": {"y": ["lo", "mid", "hi"]}}),
    "categories by probit": ("y ~ x", {"family": "cumulative", "link": "probit", "factors": {"y": ["a", "b", "c"]}}),
    "Poisson distribution": ("y ~ x", {"family": "poisson", "show_distribution": True}),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_mutation_is_caught(form: str) -> None:
    formula, options = FORMS[form]
    made = lw.extract_eq(formula, policy="off", **options)
    made.verify()
    survivors = []
    for what, mutant in systems(made.system, ""):
        try:
            replace(made, system=mutant).verify()
        except VerificationError:
            continue
        survivors.append((what, mutant))
    assert survivors == []


@pytest.mark.parametrize(("family", "link"), [("binomial", "probit"), ("poisson", "identity"), ("Gamma", "log")])
def test_another_link_is_caught(family: str, link: str) -> None:
    made = lw.extract_eq("y ~ x", family=family, policy="off")
    with pytest.raises(VerificationError, match="link"):
        replace(made, spec=lw.model("y ~ x", family=family, link=link).spec).verify()


def test_the_error_has_its_distribution_if_asked_for() -> None:
    made = lw.extract_eq("y ~ x", show_distribution=True)
    made.verify()
    assert str(made).splitlines()[1].split() == ["ϵ", "~", "N(0,", "σ²)"]


def test_the_mean_alone_is_no_equation_of_a_model_with_groups_or_weights() -> None:
    made = lw.extract_eq("y ~ x", family="poisson")
    for other in (lw.model("y ~ x + (1 | g)", family="poisson"), lw.model("y ~ x", weights="w")):
        with pytest.raises(VerificationError):
            replace(made, spec=other.spec).verify()


def test_a_note_says_what_the_equation_of_the_mean_leaves_open() -> None:
    data = {"y": ["no", "yes", "yes"], "x": [1, 2, 3]}
    made = lw.extract_eq("y ~ x", data, family="binomial", logit_notation=True, policy="off")
    assert [note.code for note in made.system.notes] == ["mean-alone", "event"]
    assert str(made.system.notes[1]) == "P(y) is the probability that y is yes"


def test_the_distribution_of_a_model_with_groups_cannot_be_left_out() -> None:
    with pytest.raises(lw.OptionError, match="show_distribution=False"):
        lw.extract_eq("y ~ x + (1 | g)", show_distribution=False)
    with pytest.raises(lw.OptionError, match="logit_notation"):
        lw.extract_eq("y ~ x", family="poisson", logit_notation=True)
