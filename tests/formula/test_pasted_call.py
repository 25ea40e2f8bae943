"""A call pasted from a program is read, unless it fits another kind of model."""

from __future__ import annotations

import pytest

import levelwise as lw


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("nlmer(y ~ x + (1|g), family = binomial)", "nonlinear mixed model"),
        ("glmmTMB(y ~ x + (1|g), ziformula = ~1, family = nbinom2)", "specifies more than its formula: .* zeros"),
        ("lmer(y ~ x + (1|g), d, weights = w)", "specifies more than its formula"),
        ("lme(y ~ x, random = ~ x)", r"names no grouping factor; .* \(x \| g\)"),
        ("lme(y ~ x, random = ~ 1 | g, correlation = corGaus(form = ~ t | g))", r"residual='ar1\(wave \| g\)'"),
        ("gee(y ~ x, id = g, correlation = corAR1(form = ~ t | g))", r"\(1 \| g\)"),
        ("mixor(y ~ x, data = d, id = g)", "cumulative link"),
        ("coxme(Surv(time, event) ~ x + (1 | g), d)", "survival"),
        ("bf(y ~ x + (1 | g), sigma ~ z)", "second part, sigma ~ z"),
        ("feols(y ~ x | g, d)", r"factor\(g\) for fixed effects"),
        ("unheard_of(y ~ x + (1 | g), d)", "not among the functions"),
        ("lmer(f, data = d)", "is a variable"),
        ("smf.mixedlm('y ~ x', d, groups=np.ones(9))", "names no column"),
    ],
)
def test_a_pasted_call_of_another_model_is_refused(call: str, message: str) -> None:
    with pytest.raises(lw.UnsupportedModelError, match=message):
        lw.extract_eq(call)


WAVES = {"t": ["1", "2", "3"], "f": ["a", "b"], "wave": ["1", "2", "3"]}


@pytest.mark.parametrize(
    ("call", "formula", "residual"),
    [
        ("lme(y ~ x, random = ~ 1 | g, correlation = corAR1(form = ~ t | g))", "y ~ x + (1 | g)", "ar1(t | g)"),
        ("lme(y ~ x, random = ~ 1 | g, correlation = corAR1())", "y ~ x + (1 | g)", "ar1(1 | g)"),
        ("lme(y ~ x, random = ~ 1 | a/b, correlation = corAR1(form = ~ t))", "y ~ x + (1 | a/b)", "ar1(t | a/b)"),
        ("lme(y ~ x, random = ~ 1 | g, weights = varIdent(form = ~ 1 | f))", "y ~ x + (1 | g)", "diag(0 + factor(f))"),
        (
            "lme(y ~ x, d, ~ x | g, corCAR1(0.2, ~ age | g), varIdent(form = ~ 1 | f))",
            "y ~ x + (x | g)",
            "car1(age | g) + diag(0 + factor(f))",
        ),
        ("lme(y ~ x, random = ~ 1 | g, correlation = corExp(form = ~ age | g))", "y ~ x + (1 | g)", "car1(age | g)"),
        ("gls(y ~ x, correlation = corCompSymm(form = ~ 1 | g))", "y ~ x", "homcs(1 | g)"),
        ("gls(y ~ x, correlation = corSymm(form = ~ t | g))", "y ~ x", "homus(t | g)"),
        ("gls(y ~ x, d, corSymm(form = ~ t | g), varIdent(form = ~ 1 | t))", "y ~ x", "us(t | g)"),
        ("gls(y ~ x, d, corAR1(form = ~ t | g), varIdent(form = ~ 1 | t))", "y ~ x", "hetar1(t | g)"),
        ("gls(y ~ x, correlation = NULL)", "y ~ x", ""),
        ("gls(y ~ x, correlation = corARMA(form = ~ t | g, p = 1, q = 0))", "y ~ x", "ar1(t | g)"),
        ("MCMCglmm(y ~ x, random = ~ g, rcov = ~ idh(f):units)", "y ~ x + (1 | g)", "diag(0 + factor(f))"),
        ("mixed y x || g: x, residuals(ar 1, t(week))", "y ~ x + (x || g)", "ar1(week | g)"),
        ("mixed y x || a: || b:, residuals(ar 1, t(t))", "y ~ x + (1 | a/b)", "ar1(t | a/b)"),
        ("mixed y x || g:, residuals(ind, by(f))", "y ~ x + (1 | g)", "diag(0 + factor(f))"),
        ("mixed y x || g:, nocons residuals(un, t(wave))", "y ~ x", "us(wave | g)"),
        ("mixed y x || g:, residuals(exch)", "y ~ x + (1 | g)", "homcs(1 | g)"),
        ("mixed y x || g:, residuals(exponential, t(age))", "y ~ x + (1 | g)", "car1(age | g)"),
        ("mixed y x || g:, residuals(toeplitz, t(wave))", "y ~ x + (1 | g)", "homtoep(wave | g)"),
        ("mixed y x || g:, residuals(independent)", "y ~ x + (1 | g)", ""),
        ("proc mixed; class g; model y = x; repeated / subject=g type=ar(1); run;", "y ~ x", "ar1(1 | g)"),
        (
            "proc mixed; class g wave; model y = x; repeated wave / sub=g type=un; run;",
            "y ~ x",
            "us(factor(wave) | g)",
        ),
        (
            "proc mixed; class g f; model y = x; random int / sub=g; repeated / group=f; run;",
            "y ~ x + (1 | g)",
            "diag(0 + factor(f))",
        ),
        ("proc mixed; class g; model y = x; repeated / sub=g type=sp(pow)(age); run;", "y ~ x", "car1(age | g)"),
        (
            "MIXED y WITH x /FIXED=x /REPEATED=wave | SUBJECT(g) COVTYPE(ARH1).",
            "y ~ x",
            "hetar1(factor(wave) | g)",
        ),
        ("MIXED y WITH x /FIXED=x /REPEATED=wave | SUBJECT(g).", "y ~ x", "diag(0 + factor(wave))"),
    ],
)
def test_a_structure_of_the_residuals_is_read(call: str, formula: str, residual: str) -> None:
    """lme4's language has the bars, residual= has the rest; the equations of both are proved."""
    model = lw.model(call, factors=WAVES)
    assert (str(model.spec.source), model.spec.residual.text) == (formula, residual)
    same = lw.model(formula, factors=WAVES, residual=residual or None)
    assert same.spec.residual == model.spec.residual
    eq = model.equations(policy="off")
    eq.verify()
    assert eq.system == same.equations(policy="off").system


def test_the_argument_comes_before_the_pasted_structure() -> None:
    call = "gls(y ~ x, correlation = corAR1(form = ~ t | g))"
    assert lw.model(call, residual="homcs(1 | g)").spec.residual.text == "homcs(1 | g)"
