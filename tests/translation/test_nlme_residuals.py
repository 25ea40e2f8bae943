"""The code for nlme has the structure of the residuals, and is read back as the same model."""

import pytest

import levelwise as lw

FACTORS = {"wave": ["1", "2", "3"], "sector": ["public", "catholic"], "term": ["autumn", "spring", "summer"]}


def code(formula: str, residual: str, **options: str) -> str:
    eq = lw.extract_eq(formula, residual=residual, factors=FACTORS, policy="off", **options)
    return eq.code("nlme").text


@pytest.mark.parametrize(
    ("formula", "residual", "written"),
    [
        ("y ~ age + (1 | id)", "ar1(wave | id)", ["lme(", "correlation = corAR1(form = ~ wave | id)"]),
        ("y ~ age + (1 | id)", "ar1(1 | id)", ["correlation = corAR1(form = ~ 1 | id)"]),
        ("y ~ age + (1 | id)", "hetar1(wave | id)", ["corAR1(form = ~ wave | id)", "varIdent(form = ~ 1 | wave)"]),
        ("y ~ age", "us(0 + factor(wave) | id)", ["gls(", "corSymm(form = ~ wave | id)"]),
        ("y ~ age", "car1(age | school/id)", ["corCAR1(form = ~ age | school/id)"]),
        ("y ~ age + (age | school/id)", "homcs(1 | school/id)", ["corCompSymm(form = ~ 1 | school/id)"]),
        ("y ~ age + (1 | id)", "diag(0 + sector)", ["weights = varIdent(form = ~ 1 | sector)"]),
        ("y ~ age + (1 | id)", "ar1(wave | id) + diag(0 + sector)", ["corAR1(", "varIdent(form = ~ 1 | sector)"]),
    ],
)
def test_it_is_read_back(formula: str, residual: str, written: list[str]) -> None:
    text = code(formula, residual)
    assert all(part in text for part in written)
    model = lw.model(formula, residual=residual, factors=FACTORS)
    back = lw.model(text.partition("\n")[2], factors=FACTORS)
    assert (back.columns, back.blocks) == (model.columns, model.blocks)
    assert back.spec.residual.correlation == model.spec.residual.correlation
    assert back.spec.residual.variances == model.spec.residual.variances


def test_prior_weights_stand_beside_the_variances() -> None:
    text = code("y ~ age + (1 | id)", "diag(0 + sector)", weights="w")
    assert "weights = varComb(varIdent(form = ~ 1 | sector), varFixed(~ I(1 / w)))" in text


@pytest.mark.parametrize(
    ("formula", "residual", "message"),
    [
        ("y ~ age + (1 | school)", "ar1(wave | id)", "innermost"),
        ("y ~ age + (1 | id)", "homtoep(wave | id)", "no correlation structure homtoep"),
        ("y ~ age + (1 | id)", "ar1(term | id)", "term is a factor"),
        ("y ~ age + (1 | id)", "car1(log(age) | id)", "needs a column"),
    ],
)
def test_what_nlme_cannot_express_is_named(formula: str, residual: str, message: str) -> None:
    with pytest.raises(lw.UnsupportedModelError, match=message):
        code(formula, residual)


def test_other_software_refuses_the_structure() -> None:
    eq = lw.extract_eq("y ~ age + (1 | id)", residual="ar1(wave | id)")
    with pytest.raises(lw.UnsupportedModelError, match="ar1"):
        eq.code("lme4")
