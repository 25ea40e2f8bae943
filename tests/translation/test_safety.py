"""Names and categories are data in every language, and every model is written or refused with a reason."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import levelwise as lw
from helpers.draws import examples
from helpers.random_models import Case, cases
from levelwise.errors import LevelwiseError
from levelwise.model.spec import ModelSpec
from levelwise.translation.code import Code
from levelwise.translation.refusal import InexpressibleError
from levelwise.translation.table import SOFTWARE, code

SOFTWARE_NAMES = tuple(SOFTWARE.own)
HOSTILE = (
    'a"); evil("',
    "a'); evil('",
    "a`); evil(`",
    "a\\'); evil('",
    'a\\"); evil("',
    "a'; evil(); *",
    'a" + evil() + "',
    "$(evil())",
    "a $evil(1)",
    "`evil()'",
    "%evil()",
    "a'n; evil()",
    "a\nevil()",
    "a.\nevil()",
    "{evil()}",
    "*/ evil() /*",
    "evil(x)",
)
"""Names that would end the quotation marks of some language and call a function."""

QUOTED = {
    "R": r'"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`',
    "Python": r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'',
    "Julia": r'"(?:[^"\\]|\\.)*"',
    "Stata": r'"[^"`$\\]*"',
    "SAS": r"'(?:[^']|'')*'",
    "SPSS": r"'(?:[^']|'')*'",
}
LANGUAGE = {
    **dict.fromkeys(("lme4", "glmmTMB", "nlme", "brms", "MLwiN"), "R"),
    **dict.fromkeys(("statsmodels", "bambi"), "Python"),
    "MixedModels.jl": "Julia",
    "Stata": "Stata",
    "SAS": "SAS",
    "SPSS": "SPSS",
    "HLM": "SPSS",
}


def attempt(software: str, spec: ModelSpec) -> Code | InexpressibleError:
    try:
        return SOFTWARE.named(software).write(spec)
    except InexpressibleError as error:
        return error


def outside_quotes(text: str, software: str) -> str:
    return re.sub(QUOTED[LANGUAGE[software]], "", text, flags=re.DOTALL)


def in_backticks(name: str) -> str:
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`").replace("\n", "\\n") + "`"


@pytest.mark.parametrize("software", SOFTWARE_NAMES)
@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_and_no_category_is_code(software: str, name: str) -> None:
    plain = [1.0, 2.0, 4.0, 3.0, 1.0, 5.0, 2.0, 6.0]
    data = {name: plain[::-1], "y": plain, "g": list("aabbccdd"), "f": [name, "b"] * 4}
    column = in_backticks(name)
    for formula, factors in (
        (f"y ~ {column} + (1 | g)", {}),
        (f"y ~ log({column}) + (1 | g)", {}),
        (f"{column} ~ y + (1 | g)", {}),
        (f"y ~ 1 + (1 | {column})", {}),
        (f"y ~ gm({column}, g) + (1 | g)", {}),
        ("y ~ f + (1 | g)", {"f": True}),
    ):
        model = lw.model(formula, data, factors=factors)
        assert model.spec.columns or "|" in formula
        written = attempt(software, model.spec)
        if isinstance(written, InexpressibleError):
            continue
        text = written.text
        assert "evil(" not in outside_quotes(text, software), text
        assert "\n" not in "".join(re.findall(QUOTED[LANGUAGE[software]], text, flags=re.DOTALL))


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_is_code_within_the_formula_of_a_python_string(name: str) -> None:
    data = {name: [1.0, 2.0, 4.0, 3.0], "y": [1.0, 3.0, 2.0, 5.0], "g": list("aabb")}
    for software in ("statsmodels", "bambi"):
        try:
            text = lw.model(f"y ~ {in_backticks(name)} + (1 | g)", data).code(software).text
        except lw.UnsupportedModelError:
            continue
        formula = re.search(r'"(y ~ [^"]*)"', text)
        assert formula is not None, text
        assert "evil(" not in re.sub(r"Q\('[^'\\]*'\)|`[^`\\]*`", "", formula[1])


@examples(25)
@given(case=cases())
def test_every_model_is_written_or_refused_with_a_reason(case: Case) -> None:
    try:
        spec = case.build().spec
    except LevelwiseError:
        return
    for software in SOFTWARE_NAMES:
        written = attempt(software, spec)
        if isinstance(written, InexpressibleError):
            assert written.part
        else:
            assert written.text
            assert written.software == software


FAMILIES = (
    *(("gaussian", "log"), ("binomial", "logit"), ("binomial", "cauchit"), ("poisson", "sqrt"), ("Gamma", "inverse")),
    *(("inverse.gaussian", "1/mu^2"), ("nbinom2", "log"), ("nbinom1", "log"), ("beta", "logit")),
    *(("cumulative", "logit"), ("multinomial", "logit")),
)


@pytest.mark.parametrize(("family", "link"), FAMILIES)
@pytest.mark.parametrize("formula", ["y ~ x + (1 | g)", "y ~ x"])
def test_every_family_can_be_written_for_some_software(family: str, link: str, formula: str) -> None:
    spec = lw.model(formula, family=family, link=link).spec
    able = [name for name in SOFTWARE_NAMES if isinstance(attempt(name, spec), Code)]
    assert len(able) >= 2
    for name in {*SOFTWARE_NAMES} - {*able}:
        with pytest.raises(
            lw.UnsupportedModelError, match=f"^{re.escape(name)} cannot express this model: |Levelwise does not write "
        ):
            code(spec, name)


def test_an_error_names_the_part_and_the_software_that_can() -> None:
    spec = lw.model("y ~ x + (1 | g) + (1 | h)").spec
    with pytest.raises(lw.UnsupportedModelError) as caught:
        code(spec, "nlme")
    said = str(caught.value)
    assert "nested grouping factors only, but g and h are crossed" in said
    named = said.partition("crossed; ")[2].partition(" can")[0]
    for name in re.split(r", | and ", named):
        assert code(spec, name).text
    with pytest.raises(lw.UnsupportedModelError, match="To use statsmodels, make a column"):
        code(lw.model("y ~ ns(x, df = 3) + (1 | g)").spec, "statsmodels")


@pytest.mark.parametrize(
    ("given_name", "found"),
    [("LME4", "lme4"), ("glmmtmb", "glmmTMB"), ("julia", "MixedModels.jl"), ("sas", "SAS"), ("R2MLwiN", "MLwiN")],
)
def test_other_spellings_are_found(given_name: str, found: str) -> None:
    assert lw.model("y ~ x + (1 | g)").code(given_name).software == found


def test_unknown_software_gets_the_nearest_name() -> None:
    with pytest.raises(lw.UnknownNameError, match="there is no software 'Staata'; did you mean 'Stata'"):
        lw.model("y ~ x + (1 | g)").code("Staata")


@given(text=st.text(min_size=1, max_size=12))
@examples(30)
def test_strings_of_r_python_and_julia_are_those_of_the_text(text: str) -> None:
    import ast

    from levelwise.formula.expression import parse_tree
    from levelwise.formula.syntax import String
    from levelwise.translation.languages.julia import julia_string
    from levelwise.translation.languages.python import python_string
    from levelwise.translation.languages.r import r_string

    assert ast.literal_eval(python_string(text)) == text
    if text.isprintable():
        assert parse_tree(r_string(text)) == String(text)
    assert re.fullmatch(QUOTED["Julia"], julia_string(text))
    assert "$" not in julia_string(text).replace("\\$", "")


@pytest.mark.parametrize("family", ["cumulative", "multinomial"])
@pytest.mark.parametrize("software", ["HLM", "MLwiN"])
def test_what_software_has_is_not_denied(software: str, family: str) -> None:
    eq = lw.extract_eq("y ~ x + (1 | g)", family=family, factors={"y": ["a", "b", "c"]})
    with pytest.raises(
        lw.UnsupportedModelError,
        match=f"^Levelwise does not write models of the {family} family for {software}; it does for brms",
    ):
        eq.code(software)
