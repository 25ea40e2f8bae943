"""Families of the response: their names, how a response is read, and the number of trials."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import levelwise as lw
from helpers.command import run, said
from levelwise.data.engine import sample
from levelwise.formula.syntax import deparse
from levelwise.vocabulary.families import FAMILIES, family_of

DATA = {
    "s": [1, 2, 3, 0, 4, 2, 0, 1],
    "f": [3, 2, 1, 4, 0, 2, 1, 5],
    "x": [0.1, 0.2, 0.3, 0.5, 0.2, 0.9, 0.4, 0.7],
    "g": ["a", "a", "b", "b", "c", "c", "d", "d"],
    "passed": ["no", "yes", "no", "yes", "yes", "no", "no", "yes"],
    "right": [True, False, True, False, False, True, True, False],
    "w": [2, 3, 2, 3, 2, 3, 2, 3],
}


@pytest.fixture(params=["in memory", "lazy"])
def data(request: pytest.FixtureRequest) -> Any:
    return DATA if request.param == "in memory" else pl.DataFrame(DATA).lazy()


# R 4.2: family()$link for the default, and the links that ?family and ?glmmTMB::nbinom2 list
NAMES = [
    ("gaussian", "gaussian", "identity"),
    ("Binomial", "binomial", "logit"),
    ("bernoulli", "binomial", "logit"),
    ("POISSON", "poisson", "log"),
    ("gamma", "Gamma", "inverse"),
    ("inverse.gaussian", "inverse.gaussian", "1/mu^2"),
    ("nbinom2", "nbinom2", "log"),
    ("negbinomial", "nbinom2", "log"),
    ("nbinom1", "nbinom1", "log"),
    ("beta_family", "beta", "logit"),
]


@pytest.mark.parametrize(("typed", "name", "link"), NAMES)
def test_families_and_their_default_links(typed: str, name: str, link: str) -> None:
    family, own = family_of(typed)
    assert (family.name, own) == (name, link)


def test_every_name_belongs_to_one_family() -> None:
    names = [name.lower() for family in FAMILIES for name in (family.name, *family.aliases)]
    assert len(names) == len(set(names))
    assert all(family_of(family.name, link) == (family, link) for family in FAMILIES for link in family.links)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"family": "poison"}, "did you mean 'poisson'"),
        ({"family": "zzz"}, "available: Gamma, beta, binomial"),
        ({"family": "poisson", "link": "logt"}, "there is no link 'logt' of the poisson family; did you mean 'log'"),
        ({"link": "logit"}, "no link .logit. of the gaussian family"),
    ],
)
def test_unknown_names_are_answered_with_the_nearest(options: dict[str, str], message: str) -> None:
    with pytest.raises(lw.UnknownNameError, match=message):
        lw.check("s ~ x + (1 | g)", DATA, **options)


@pytest.mark.parametrize(("given", "shown"), [("", "an empty string"), (3, "an int"), ([], "a list")])
def test_a_family_is_a_name(given: Any, shown: str) -> None:
    with pytest.raises(lw.DataError, match=f"family= takes a name such as .*, not {shown}"):
        lw.model("s ~ x", DATA, family=given)


# what R's binomial()$initialize makes of each response
RESPONSES = [
    ("cbind(s, f)", {}, [0.25, 0.5, 0.75, 0, 1, 0.5, 0, 1 / 6], [4, 4, 4, 4, 4, 4, 1, 6]),
    ("cbind(s, f)", {"weights": "w"}, [0.25, 0.5, 0.75, 0, 1, 0.5, 0, 1 / 6], [8, 12, 8, 12, 8, 12, 2, 18]),
    ("cbind(s, 9 - s)", {}, [1 / 9, 2 / 9, 3 / 9, 0, 4 / 9, 2 / 9, 0, 1 / 9], [9] * 8),
    ("passed", {}, [0, 1, 0, 1, 1, 0, 0, 1], None),
    ("passed", {"factors": {"passed": ["yes", "no"]}}, [1, 0, 1, 0, 0, 1, 1, 0], None),
    ("right", {}, [1, 0, 1, 0, 0, 1, 1, 0], None),
    ("s > 1", {}, [0, 1, 1, 0, 1, 1, 0, 0], None),
    ('passed == "no"', {}, [1, 0, 1, 0, 0, 1, 1, 0], None),
]


@pytest.mark.parametrize(("response", "options", "y", "weights"), RESPONSES)
def test_a_binomial_response(
    data: Any, response: str, options: dict[str, Any], y: list[float], weights: list[float] | None
) -> None:
    model = lw.model(f"{response} ~ x + (1 | g)", data, family="binomial", **options)
    design = model.design()
    np.testing.assert_allclose(design.y, y)
    if weights is None:
        assert design.weights is None
    else:
        np.testing.assert_allclose(design.weights, weights)  # type: ignore[arg-type]


def test_a_row_without_trials_has_no_successes() -> None:
    empty = DATA | {"s": [0, *DATA["s"][1:]], "f": [0, *DATA["f"][1:]]}
    design = lw.model("cbind(s, f) ~ x + (1 | g)", empty, family="binomial").design()
    assert (design.y[0], design.weights[0]) == (0, 0)  # type: ignore[index]


def test_rows_with_a_missing_count_are_dropped(data: Any) -> None:
    gaps = pl.DataFrame(DATA).with_columns(f=pl.when(pl.col("f") > 4).then(None).otherwise(pl.col("f")))
    given = gaps if isinstance(data, dict) else gaps.lazy()
    model = lw.model("cbind(s, f) ~ x + (1 | g)", given, family="binomial")
    assert model.spec.rows == 7
    assert len(model.design().y) == 7


def test_a_note_says_what_success_is(data: Any) -> None:
    (note,) = lw.model("passed ~ x + (1 | g)", data, family="binomial").notes
    assert str(note) == "in the response passed, 'yes' counts as success and 'no' as failure"


def test_a_sample_that_lacks_the_failures_still_counts_successes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "SAMPLE_ROWS", 60)
    n = 4000
    rng = np.random.default_rng(4)
    frame = pl.DataFrame(
        {"passed": ["no"] * 30 + ["yes"] * (n - 30), "x": rng.normal(size=n), "g": [f"g{k // 20}" for k in range(n)]}
    )
    model = lw.model("passed ~ x + (1 | g)", frame.lazy(), family="binomial")
    observed = model._prepared.observed
    assert observed is not None
    assert observed.rows < n
    assert model.design().y.sum() == n - 30
    assert "R22" not in model.check().codes


REFUSED = [
    ("passed ~ x", {"family": "poisson"}, "a poisson model needs one number per row"),
    ("passed ~ x", {}, "a gaussian model needs one number per row"),
    ("cbind(s, f) ~ x", {}, "has several columns; a gaussian model needs one number per row"),
    ("cbind(s, f, w) ~ x", {"family": "binomial"}, "takes two columns, the numbers of successes and of failures"),
    ("cbind(s, passed) ~ x", {"family": "binomial"}, "passed"),
    ("poly(x, 2) ~ s", {"family": "binomial"}, "several columns"),
]


@pytest.mark.parametrize(("formula", "options", "message"), REFUSED)
def test_what_cannot_be_a_response_is_refused(data: Any, formula: str, options: dict[str, str], message: str) -> None:
    with pytest.raises(lw.DataError, match=message):
        lw.model(formula, data, **options)


PASTED = [
    ("glmer(s ~ x + (1 | g), data = d, family = poisson)", "poisson", "log"),
    ("glmer(s ~ x + (1 | g), d, poisson)", "poisson", "log"),
    ("glmer(passed ~ x + (1 | g), d, family = binomial(link = 'probit'))", "binomial", "probit"),
    ("glmer(passed ~ x + (1 | g), d, family = binomial('cloglog'))", "binomial", "cloglog"),
    ('glmmTMB(s ~ x + (1 | g), family = "nbinom1", data = d)', "nbinom1", "log"),
    ("glmmTMB(s ~ x + (1 | g), family = nbinom2(link = sqrt))", "nbinom2", "sqrt"),
    ("glmer.nb(s ~ x + (1 | g), data = d)", "nbinom2", "log"),
    ("glm(s ~ x, negative.binomial(theta = 2), d)", "nbinom2", "log"),
    ("glm(s ~ x, poisson, d)", "poisson", "log"),
    ("lme4::lmer(x ~ s + (1 | g), d)", "gaussian", "identity"),
    ("glmer(x ~ s + (1 | g), d)", "gaussian", "identity"),
    ('glmer("s ~ x + (1 | g)", data = d, family = poisson)', "poisson", "log"),
]


@pytest.mark.parametrize(("call", "family", "link"), PASTED)
def test_the_family_of_a_pasted_call_is_used(call: str, family: str, link: str) -> None:
    model = lw.model(call, DATA)
    assert (model.spec.family, model.spec.link) == (family, link)
    assert "family" not in str(model.notes[0]).partition("ignored")[2]


def test_a_pasted_call_and_the_option_have_to_agree() -> None:
    call = "glmer(s ~ x + (1 | g), d, family = poisson)"
    assert lw.model(call, DATA, family="poisson").spec.family == "poisson"
    with pytest.raises(
        lw.DataError, match="the pasted call specifies poisson with the log link, but family= and link= specify nbinom2"
    ):
        lw.model(call, DATA, family="nbinom2")
    with pytest.raises(lw.UnsupportedModelError, match="quasipoisson"):
        lw.model("glmer(s ~ x, family = quasipoisson)", DATA)


def test_repairs_are_tried_with_the_family_of_the_call() -> None:
    report = lw.check("glmer(passed ~ x + (w | g), d, family = binomial)", DATA)
    assert report.codes == ("R2",)
    assert report.errors[0].repairs
    assert lw.check(report.errors[0].repairs[0], DATA, family="binomial").ok


@pytest.mark.parametrize("options", [{"family": "poisson"}, {"link": "log"}])
def test_equations_have_the_link(options: dict[str, str]) -> None:
    eq = lw.extract_eq("s ~ x + (1 | g)", DATA, **options)  # type: ignore[arg-type]
    eq.verify()
    assert r"\log(" in eq.latex


def test_cbind_among_predictors_means_what_it_means_in_r() -> None:
    assert lw.model("x ~ cbind(s, f) + (1 | g)", DATA).columns == ("(Intercept)", "cbind(s, f)s", "cbind(s, f)f")


def test_families_without_data() -> None:
    report = lw.check("cbind(s, f) ~ x + (1 | g)", family="binomial")
    assert report.ok
    assert {one.code for one in report.undecided} >= {"R22", "R23"}


def test_the_command_line_takes_a_family(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    pl.DataFrame(DATA).write_csv(path)

    def answer(*arguments: str) -> tuple[int, str]:
        result = run(*arguments, "--data", str(path))
        return result.exit_code, said(result)

    assert answer("check", "cbind(s, f) ~ x + (1 | g)", "--family", "binomial", "--link", "probit")[0] == 0
    code, shown = answer("check", "x ~ s + (1 | g)", "--family", "poisson")
    assert (code, "R22 error" in shown) == (1, True)
    code, shown = answer("check", "s ~ x + (1 | g)", "--family", "poison")
    assert (code, "did you mean 'poisson'?" in shown) == (2, True)
    code, shown = answer("write", "s ~ x + (1 | g)", "--family", "poisson")
    assert (code, "Poisson" in shown) == (0, True)
    assert answer("check", "glmer(s ~ x + (1 | g), d, family = poisson)")[0] == 0


def test_a_call_from_a_package() -> None:
    assert lw.model("base::cbind(s, f) ~ x + (1 | g)", DATA, family="binomial").design().y[0] == 0.25


def test_a_family_is_named_by_how_it_begins_and_a_link_by_the_family_that_has_it() -> None:
    with pytest.raises(lw.UnknownNameError, match="did you mean 'binomial'"):
        lw.model("y ~ x + (1 | g)", family="Binom")
    with pytest.raises(
        lw.UnknownNameError, match=r"its links are identity, .*; logit is a link of binomial, beta, cum"
    ):
        lw.model("y ~ x + (1 | g)", link="logit")
    with pytest.raises(lw.UnknownNameError, match="its link is logit; probit is a link of"):
        lw.model("y ~ x", family="multinomial", link="probit")


def test_values_that_are_not_proportions_are_not_called_so() -> None:
    report = lw.check("math ~ ses + (ses | sch.id)", lw.datasets.load("hsb"), family="binomial")
    assert "R22" in report.codes
    assert "R31" not in {finding.code for finding in report.findings}


def test_pictures_say_that_their_lines_ignore_the_link() -> None:
    hsb = lw.datasets.load("hsb")
    strip = lw.check("minority ~ ses + (1 | sch.id)", hsb, family="binomial").findings[0].sketch.strips()[0]
    assert "without the logit link" in strip.caption
    strip = lw.check("math ~ ses + (1 | sch.id)", hsb).findings[0].sketch.strips()[0]
    assert "link" not in strip.caption


def test_trials_of_successes_and_the_rest_are_the_total() -> None:
    """cbind(s, n - s) is how R's own examples give n trials (lme4's cbpp)."""
    whole = lw.model("cbind(s, n - s) ~ x + (1 | g)", family="binomial")
    assert whole.spec.response.trials is not None
    assert deparse(whole.spec.response.trials) == "n"
    for notation in ("equatiomatic", "raudenbush-bryk"):
        whole.equations(notation).verify()
        lw.extract_eq("cbind(s, f - 2) ~ x + (1 | g)", family="binomial", notation=notation).verify()
