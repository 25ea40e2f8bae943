"""Every family and link is written and proved in every notation, and every mutation of such a system is caught."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import levelwise as lw
from helpers.mutants import systems
from levelwise.errors import VerificationError
from levelwise.vocabulary.families import FAMILIES

EVERYWHERE = ("equatiomatic", "raudenbush-bryk")
TWO_LEVELS = ("snijders-bosker", "hox", "singer-willett", "combined", "mlwin", "gelman-hill", "mcelreath", "barr")
NOTATIONS = (*EVERYWHERE, *TWO_LEVELS)
PAIRS = [(str(family), link) for family in FAMILIES for link in family.links]
FORMULAS = {
    "one level": ("y ~ x + w + offset(o)", {}, {}),
    "two levels": ("y ~ x*w + z + offset(o) + (x | g)", {"w": "g"}, {}),
    "three levels": ("y ~ x + w + (x | g) + (1 | h)", {"w": "g"}, {"g": "h"}),
    "crossed": ("y ~ x*w + (x | s) + (1 | i)", {"w": "s"}, {}),
}
RESPONSES = {
    "zero and one": ("y ~ x + (x | g)", {}),
    "statement": ("I(y > 3) ~ x + (x | g)", {}),
    "counts": ("cbind(s, f) ~ x + (x | g)", {}),
    "proportion": ("y ~ x + (x | g)", {"weights": "w"}),
}


def _equations(formula: str, family: str, link: str, notation: str, **options: Any) -> lw.Equations:
    return lw.extract_eq(formula, family=family, link=link, notation=notation, policy="off", **options)


@pytest.mark.parametrize(
    ("name", "notation"),
    [*((name, one) for name in FORMULAS for one in EVERYWHERE), *(("two levels", one) for one in TWO_LEVELS)],
)
@pytest.mark.parametrize(("family", "link"), PAIRS)
def test_every_family_and_link_is_proved(family: str, link: str, name: str, notation: str) -> None:
    formula, levels, nesting = FORMULAS[name]
    made = _equations(formula, family, link, notation, levels=levels, nesting=nesting)
    made.verify()
    if name == "one level" and notation == "equatiomatic":
        made = made.in_notation(notation, show_distribution=True)  # the mean alone does not state the family
        made.verify()
    other = next(one for one in FAMILIES if one != family)
    wrong = replace(made.spec, family=other, predictors=(replace(made.spec.predictors[0], link=other.links[0]),))
    with pytest.raises(VerificationError):
        replace(made, spec=wrong).verify()


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", RESPONSES)
def test_every_response_of_the_binomial_family_is_proved(name: str, notation: str) -> None:
    formula, options = RESPONSES[name]
    _equations(formula, "binomial", "logit", notation, **options).verify()


def _survivors(made: lw.Equations) -> list[object]:
    made.verify()
    survivors: list[object] = []
    for what, mutant in systems(made.system, ""):
        try:
            replace(made, system=mutant).verify()
        except VerificationError:
            continue
        survivors.append((what, mutant))
    return survivors


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("family", [str(family) for family in FAMILIES])
def test_every_mutation_of_a_family_is_caught(family: str, notation: str) -> None:
    link = "log" if family == "gaussian" else FAMILIES[[str(f) for f in FAMILIES].index(family)].links[0]
    weights = "wt" if family in ("gaussian", "Gamma", "inverse.gaussian") else None
    made = _equations("y ~ x*w + (x | g)", family, link, notation, levels={"w": "g"}, weights=weights)
    assert _survivors(made) == []


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", [name for name in RESPONSES if name != "zero and one"])
def test_every_mutation_of_a_binomial_response_is_caught(name: str, notation: str) -> None:
    formula, options = RESPONSES[name]
    assert _survivors(_equations(formula, "binomial", "probit", notation, **options)) == []


@pytest.mark.parametrize("link", ["cloglog", "cauchit"])
def test_every_mutation_of_a_link_is_caught(link: str) -> None:
    assert _survivors(_equations("y ~ x + (1 | g)", "binomial", link, "raudenbush-bryk")) == []
