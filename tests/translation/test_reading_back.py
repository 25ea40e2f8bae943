"""The code of a model is read as that model, wherever Levelwise reads the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import assume, given

import levelwise as lw
from helpers.draws import examples
from helpers.random_models import FACTORS, Case, cases
from helpers.same_model import renamed, shape
from levelwise.data.hints import Hints
from levelwise.design.assemble import assemble
from levelwise.errors import LevelwiseError
from levelwise.formula.parser import parse
from levelwise.formula.syntax import names_in
from levelwise.model.spec import ModelSpec
from levelwise.translation.languages.julia import julia_variables
from levelwise.translation.languages.python import FORMULAE, PATSY, python_model
from levelwise.translation.languages.r import r_model
from levelwise.translation.refusal import InexpressibleError
from levelwise.translation.table import SOFTWARE

TEXTS: Mapping[str, Callable[[ModelSpec], Mapping[str, str]]] = {
    "lme4": lambda spec: r_model(spec).variables,
    "glmmTMB": lambda spec: r_model(spec).variables,
    "nlme": lambda spec: r_model(spec).variables,
    "brms": lambda spec: r_model(spec).variables,
    "statsmodels": lambda spec: python_model(spec, PATSY).variables,
    "bambi": lambda spec: python_model(spec, FORMULAE).variables,
    "MixedModels.jl": lambda spec: julia_variables(spec)[0],
    **dict.fromkeys(("Stata", "SAS", "SPSS"), lambda spec: {}),
}
"""How each software writes the variables of a model."""


def built(case: Case) -> ModelSpec:
    try:
        return case.build().spec
    except LevelwiseError:
        assume(False)
        raise


def skipped(software: str, code: str) -> bool:
    """Whether a code has what is not read: quoted names, powers, contrasts in Julia, columns and factors elsewhere."""
    if software == "MixedModels.jl":
        return any(sign in code for sign in ('var"', "^", "identity(", "Coding("))
    starts = {"Stata": ("mixed", "me"), "SAS": ("proc mixed", "proc glimmix"), "SPSS": ("MIXED",)}.get(software, ("",))
    return not code.startswith(starts) or "(ref=" in code or " BY " in code.partition("\n")[0]


def read_back(code: str, case: Case) -> ModelSpec:
    """Return the model of a code's last statement; the statements before it make columns."""
    lines = code.splitlines()
    start = max(place for place, line in enumerate(lines) if line[:1].strip() and line not in (")", "run;"))
    command = "\n".join(lines[start:])
    contrasts = {"f": case.contrasts["f"]} if case.contrasts and "f" in names_in(parse(command).right) else {}
    spec = assemble(command, None, Hints({}, {}, FACTORS, contrasts)).spec
    # statsmodels' components are read as factors within its groups: g as g:k
    labels = {level.group.parts[0]: level.group.label for level in reversed(spec.levels)}
    labels |= {level.group.label: level.group.label for level in spec.levels}
    nesting = {labels[g]: labels[h] for g, h in case.nesting.items() if g in labels and h in labels}
    return assemble(command, None, Hints({}, nesting, FACTORS, contrasts)).spec


@pytest.mark.parametrize("software", TEXTS)
@examples(40)
@given(case=cases())
def test_the_code_of_a_random_model_is_read_as_the_model(software: str, case: Case) -> None:
    spec = built(case)
    try:
        code = SOFTWARE.named(software).write(spec).text
    except InexpressibleError:
        return
    is_read = software in ("nlme", "Stata", "SAS", "SPSS") or spec.residual.kind != "structured"
    if is_read and not skipped(software, code):
        assert shape(read_back(code, case)) == shape(spec, renamed(TEXTS[software](spec))), code


def test_repeated_levels_and_products_of_factors_are_read() -> None:
    """These are written for blocks of one factor, and for factors within two others."""
    stata = lw.model("mixed y x z || a: x, noconstant || a: z")
    assert stata.blocks == (("a", ("x",)), ("a", ("(Intercept)",)), ("a", ("z",)))
    assert lw.model("mixed y || g: x, noconstant").blocks == (("g", ("x",)),)
    components = '{"b": "1", "c": "0 + C(b):C(c)", "d": "0 + C(b):x"}'
    python = lw.model(f'smf.mixedlm("y ~ x", df, groups="a", vc_formula={components})')
    assert python.blocks == (("b:c:a", ("(Intercept)",)), ("b:a", ("x",)), ("a", ("(Intercept)",)))
