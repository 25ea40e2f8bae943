"""What other programs write is read as the formula that means the same, or named."""

from __future__ import annotations

import pytest

import levelwise as lw
from levelwise.data.functions.catalogue import FUNCTIONS
from levelwise.formula.parser import parse
from levelwise.formula.programs.fitters import FITTERS
from levelwise.formula.programs.other_models import OTHER_MODELS
from levelwise.formula.programs.terms import FOREIGN_TERMS

READ = [
    # R
    ("lme(y ~ x, random = ~ x | g, data = d)", "y ~ x + (x | g)"),
    ("lme(y ~ x, d, ~ 1 | a/b)", "y ~ x + (1 | a/b)"),
    ("lme(fixed = y ~ x, data = d, random = list(a = pdDiag(~ x), b = ~ 1))", "y ~ x + diag(x | a) + (1 | b:a)"),
    ("lme(y ~ x, random = list(a = ~ 1, b = ~ 1))", "y ~ x + (1 | a/b)"),
    ("y ~ x, random = ~ x | g", "y ~ x + (x | g)"),
    ("glmmPQL(y ~ x, random = ~ 1 | g, family = binomial)", "y ~ x + (1 | g)"),
    ("glmmTMB(y ~ f + (f || g), data = d)", "y ~ f + diag(f | g)"),
    ("glmmTMB(y ~ x + (1 | a + b))", "y ~ x + (1 | a) + (1 | b)"),
    ("glmmTMB(y ~ x + (1 || g), ziformula = ~0, dispformula = ~ 1)", "y ~ x + (1 | g)"),
    ("lmer(y ~ x + (x || g))", "y ~ x + (x || g)"),
    ("stan_glmer(y ~ x + (x || g), family = binomial())", "y ~ x + (x || g)"),
    ("brm(bf(y ~ x + (x || g)), data = d)", "y ~ x + diag(x | g)"),
    ("brm(y ~ 0 + Intercept + x + (1 | g), d)", "y ~ 0 + 1 + x + (1 | g)"),
    ("y ~ x + (x | gr(g))", "y ~ x + (x | g)"),
    ("y ~ x + (x | gr(g, cor = FALSE))", "y ~ x + diag(x | g)"),
    ("y ~ x + (1 + x | p | g)", "y ~ x + (1 + x | g)"),
    ("y ~ x + (1 | p | g) + (0 + x | p | g) + (1 | h)", "y ~ x + (1 + x | g) + (1 | h)"),
    ("y | trials(n) ~ x + (1 | g)", "cbind(y, n - y) ~ x + (1 | g)"),
    ("rt ~ cond + Error(subj/cond)", "rt ~ cond + (1 | subj/cond)"),
    ("aov(rt ~ a*b + Error(s/(a*b)), d)", "rt ~ a * b + (1 | s) + (1 | s:a) + (1 | s:b) + (1 | s:a:b)"),
    ("aov_4(y ~ a + (w | id), d)", "y ~ a + (1 | id/w)"),
    ('gam(y ~ x + s(g, bs = "re"), data = d)', "y ~ x + (1 | g)"),
    ("gamm4(y ~ x, random = ~ (1 | g))", "y ~ x + (1 | g)"),
    ("MCMCglmm(y ~ x, random = ~ us(1 + x):g + h, data = d)", "y ~ x + (1 + x | g) + (1 | h)"),
    ("summary(lmerTest::lmer(y ~ x + (1 | g), d))", "y ~ x + (1 | g)"),
    ("d |> lmer(y ~ x + (1 | g), data = _)", "y ~ x + (1 | g)"),
    ("lmer(y ~ x + (1 | g), data = d[d$x > 0, ], control = lmerControl(optimizer = 'bobyqa'))", "y ~ x + (1 | g)"),
    # Python, Julia, MATLAB
    ('smf.mixedlm("y ~ x", df, groups=df["g.id"], re_formula="~x").fit()', "y ~ x + (x | g.id)"),
    ("fit = sm.MixedLM.from_formula('y ~ x', groups='g', data=df[df['x'] > 0])", "y ~ x + (1 | g)"),
    (
        'MixedLM.from_formula("y ~ x", d, re_formula="1", vc_formula={"b": "0 + C(b)"}, groups="a")',
        "y ~ x + (1 | a) + (1 | b:a)",
    ),
    ("Lmer('y ~ x + (1 | g)', data=df)", "y ~ x + (1 | g)"),
    ('bmb.Model("y ~ x + (x | g)", df)', "y ~ x + diag(x | g)"),
    ('bmb.Model("y ~ x + (1 | g)", df)', "y ~ x + (1 | g)"),
    ("@formula(y ~ 1 + a & b + (1 | g))", "y ~ 1 + a:b + (1 | g)"),
    ("fit(MixedModel, @formula(y ~ 1 + x + zerocorr(1 + x | g)), df)", "y ~ 1 + x + diag(1 + x | g)"),
    ("fitlme(tbl, 'y ~ x + (x | g)')", "y ~ x + (x | g)"),
    ("lmer_alt(y ~ f + (f || g), d)", "y ~ f + diag(f | g)"),
    ("bf(y ~ x + (1 | g)) + gaussian()", "y ~ x + (1 | g)"),
    ("library(lme4)\nm <- lmer(y ~ x + (1 | g), data = d)\nsummary(m)", "y ~ x + (1 | g)"),
    ("@formula y ~ a & b + (1 | g)", "y ~ a:b + (1 | g)"),
    ("fit!(LinearMixedModel(@formula(y ~ x + (1 | g)), df))", "y ~ x + (1 | g)"),
    ("mixed_model(fixed = y ~ x, random = ~ x || g, data = d)", "y ~ x + diag(x | g)"),
    ("BinomialBayesMixedGLM.from_formula('y ~ x', {'a': '0 + C(g)'}, d)", "y ~ x + (1 | g)"),
    # commands
    ("mixed y x || g: x", "y ~ x + (x || g)"),
    ("mixed y c.x##i.f || school: x, cov(unstructured) || class:, reml", None),
    ("xtmixed y x || _all: R.a || _all: R.b", "y ~ x + (1 | a) + (1 | b)"),
    ("y ~ x || g: x", "y ~ x + (x || g)"),
    ("mixed y x || a: || b:", "y ~ x + (1 | a/b)"),
    (
        "proc mixed data=d; class g; model y = x / solution; random intercept x / subject=g type=un; run;",
        "y ~ x + (x | g)",
    ),
    ("proc mixed; class g; model y = x; random int x / sub=g; run;", "y ~ x + (x || g)"),
    ("proc mixed; class a b; model y = x; random a b(a); run;", "y ~ x + (1 | a/b)"),
    ("MIXED y WITH x /FIXED=x | SSTYPE(3) /RANDOM=INTERCEPT x | SUBJECT(g) COVTYPE(UN).", "y ~ x + (x | g)"),
    # around a formula
    ('"y ~ x + (1 | g)"', "y ~ x + (1 | g)"),
    ("y \\~ x + (1 \\| g)", "y ~ x + (1 | g)"),
    ("f <- y ~ x + (1 | g);", "y ~ x + (1 | g)"),
    ("formula = y ~ x + (1 | g)", "y ~ x + (1 | g)"),
    ("y = x + (x | g)", "y ~ x + (x | g)"),
    ("d$y ~ d$x + (1 | d$g)", "y ~ x + (1 | g)"),
    ('df["y"] ~ d[["my x"]] + (1 | g)', "y ~ `my x` + (1 | g)"),
    ("y \u223c x \u2212 z + (1 \u2223 g)", "y ~ x - z + (1 | g)"),
    ("\u201cy ~ a \u00d7 b + \uff081\uff5cg\uff09\u201d", "y ~ a * b + (1 | g)"),
    ("y \u02dc I(x\u02c62) + (x \u2223\u2223 g)", "y ~ I(x^2) + (x || g)"),
]

FAMILIES_READ = [
    ("clm(y ~ x, data = d)", "y ~ x", "cumulative", "logit"),
    ("clmm(y ~ x + (1 | g), d, link = 'probit', threshold = \"flexible\")", "y ~ x + (1 | g)", "cumulative", "probit"),
    ("clmm2(y ~ x, random = g, data = d)", "y ~ x + (1 | g)", "cumulative", "logit"),
    ("MASS::polr(y ~ x, d, Hess = TRUE)", "y ~ x", "cumulative", "logit"),
    ("polr(y ~ x, method = 'logistic')", "y ~ x", "cumulative", "logit"),
    ("polr(y ~ x, method = 'loglog')", "y ~ x", "cumulative", "loglog"),
    ("OrderedModel.from_formula('y ~ x', d)", "y ~ x", "cumulative", "probit"),
    ("OrderedModel.from_formula('y ~ x', d, distr='logit')", "y ~ x", "cumulative", "logit"),
    ("brm(y | thres(4) ~ x + (1 | g), d, family = cumulative('probit'))", "y ~ x + (1 | g)", "cumulative", "probit"),
    ("nnet::multinom(y ~ x, data = d)", "y ~ x", "multinomial", "logit"),
    ("mblogit(y ~ x, random = ~ 1 | g, data = d)", "y ~ x + (1 | g)", "multinomial", "logit"),
    ("brm(y ~ x + (1 | g), family = categorical(link = 'logit'))", "y ~ x + (1 | g)", "multinomial", "logit"),
    ("meologit y x || g:", "y ~ x + (1 | g)", "cumulative", "logit"),
    ("oprobit y x", "y ~ x", "cumulative", "probit"),
    ("mlogit y x", "y ~ x", "multinomial", "logit"),
    ("poisson y x, exposure(t)", "y ~ x + offset(log(t))", "poisson", "log"),
    (
        "proc glimmix; class g; model y = x / dist=multinomial link=cumprobit; random intercept / subject=g; run;",
        "y ~ x + (1 | g)",
        "cumulative",
        "probit",
    ),
    ("proc glimmix; model y = x / dist=multinomial link=glogit; run;", "y ~ x", "multinomial", "logit"),
]


@pytest.mark.parametrize(("typed", "meant", "family", "link"), FAMILIES_READ)
def test_the_family_of_a_call_or_a_command_is_read(typed: str, meant: str, family: str, link: str) -> None:
    spec = lw.model(typed).spec
    assert str(parse(typed)) == str(parse(meant))
    assert (spec.family, spec.link) == (family, link)


@pytest.mark.parametrize(("typed", "meant"), READ)
def test_it_is_read_as_the_formula_that_means_the_same(typed: str, meant: str | None) -> None:
    formula = parse(typed)
    if meant is None:
        assert formula.notes
        return
    assert str(formula) == str(parse(meant))
    assert parse(str(formula)) == formula


NAMED = [
    ("y ~ x + s(age) + (1 | g)", r"s\(age\): s\(\) of mgcv and brms is a smooth"),
    ("y ~ x + ar(1) + (1 | g)", r"ar1\(0 \+ factor\(t\) \| g\)"),
    ("y_i ~ N(alpha_{j[i]} + beta x_i, sigma_y^2)", "typed equation"),
    ("fitlme(d, 'y ~ x + (x | g)', 'CovariancePattern', 'Diagonal')", "CovariancePattern"),
    ("bf(y ~ x + (1 | g)) + bf(z ~ x)", "several responses"),
    ("bf(y ~ x, quantile = 0.5)", "quantile"),
    ("glmmTMB(y ~ x + (1 | g), zi = ~ 1)", "zeros"),
    ("y ~ x + us(1 + x):g", r"\(1 \+ x \| g\)"),
    ("y ~ x + weights(w)", "weights="),
    ("y ~ x + corAR1(form = ~ t | g)", "correlation of the residuals"),
    ("y\u1d62\u2c7c = \u03b2\u2080\u2c7c + \u03b2\u2081\u2c7cx\u1d62\u2c7c + e\u1d62\u2c7c", r"y ~ x \+ \(x \| g\)"),
    ("y ~ mo(income) + (1 | g)", "monotonic"),
    ("y ~ rcs(x, 4) + (1 | g)", r"ns\(x, 3\)"),
    ("Surv(time, event) ~ x + (1 | g)", "survival time"),
    ("mvbind(a, b) ~ x + (1 | g)", "several responses"),
    ("y ~ x + (mo(z) | g)", "monotonic"),
    ("y ~ x + (1 | mm(a, b))", "multiple membership"),
    ("y ~ x + (1 | gr(g, by = f))", r"\(1 \| g\)"),
    ("y | cens(c) ~ x + (1 | g)", "censoring"),
    ("mixed y x || g: x, residuals(banded 1, t(week))", r"residual='ar1\(wave \| g\)'"),
    ("mixed y x || g: x, residuals(ar 2, t(week))", "residuals"),
    ("mixed y x || g:, residuals(ar 1, t(week) by(f))", "residuals"),
    ("xtologit y x", "panel model"),
    ("smf.poisson('y ~ x', d, exposure=d['t'])", r"offset\(log\("),
    ("smf.glm('y ~ x', d, freq_weights=d.w)", "identical rows"),
    ("clm(y ~ x, scale = ~ z)", "a model of the scale"),
    ("clmm(y ~ x + (1 | g), threshold = 'symmetric')", "thresholds with a structure"),
    ("y ~ cs(x) + (1 | g)", 'family="cumulative"'),
    ("vglm(y ~ x, family = cumulative)", 'family="cumulative"'),
    ("proc mixed; class g; model y = x; repeated / subject=g type=ante(1); run;", "REPEATED"),
    ("proc mixed; class g; model y = x; repeated / type=ar(1); run;", "REPEATED"),
    ("proc glimmix; class g; model y = x; random _residual_ / subject=g; run;", "residual="),
    ("gls(y ~ x, correlation = corAR1())", "names no groups"),
    ("gls(y ~ x, weights = varPower())", "varIdent"),
    ("lme(y ~ x, random = ~ 1 | g, weights = varFixed(~ v))", "prior weights"),
    ("lme(y ~ x, random = ~ 1 | g, correlation = corARMA(form = ~ t | g, p = 1, q = 1))", "corAR1"),
    ("MCMCglmm(y ~ x, random = ~ g, rcov = ~ us(trait):units)", "idh"),
    ("MATH_ij = B0j + B1j*SES_ij + r_ij", r"typed equation, .* MATH ~ SES \+ \(SES \| g\)"),
    ("y_{ij} = \\beta_{0j} + \\beta_{1j} x_{ij} + e_{ij}", "typed equation"),
    ("y = b0 + b1*x + e", "typed equation"),
    ("MODEL: %WITHIN% s | y ON x; %BETWEEN% y s ON w;", r"Mplus.* y ~ x \+ w \+ x:w \+ \(x \| cluster\)"),
    ("level: 1\n  y ~ x\nlevel: 2\n  y ~ w", "lavaan"),
    ("for (i in 1:N) { y[i] ~ dnorm(mu[i], tau) }", "BUGS"),
]


@pytest.mark.parametrize(("typed", "message"), NAMED)
def test_what_lme4_has_no_words_for_is_named(typed: str, message: str) -> None:
    with pytest.raises(lw.UnsupportedModelError, match=message):
        lw.model(typed)


@pytest.mark.parametrize("typed", ["y ~ x\n z + (1 | g)", "y ~ x\nlog(z) + (1 | g)", "y ~ x; z", "y ~ x\ny ~ z"])
def test_no_part_of_a_formula_is_dropped_as_another_statement(typed: str) -> None:
    with pytest.raises(lw.FormulaSyntaxError):
        parse(typed)


@pytest.mark.parametrize("response", ["ordered(y)", "factor(y)", "cbind(a, b)", "a | trials(n)", "proportion(a, n)"])
def test_a_response_that_is_no_number_is_refused_without_data(response: str) -> None:
    with pytest.raises(lw.DataError, match="one number per row"):
        lw.model(f"{response} ~ x + (1 | g)")


def test_an_equals_sign_without_a_bar_is_explained() -> None:
    with pytest.raises(lw.FormulaSyntaxError, match="not =; write math ~ ses"):
        parse("math = ses")


def test_no_function_is_both_computed_and_foreign() -> None:
    assert not set(FOREIGN_TERMS) & set(FUNCTIONS)
    assert not set(OTHER_MODELS) & set(FITTERS)


def test_a_label_that_is_a_column_is_no_label() -> None:
    with pytest.raises(lw.FormulaSyntaxError, match=r"write \(x \| h\) \+ \(x \| g\) for two grouping factors"):
        parse("y ~ x + (x | h | g)", ("y", "x", "g", "h"))
    assert str(parse("y ~ x + (x | h | g)", ("y", "x", "g"))) == "y ~ x + (x | g)"


def test_the_link_is_that_of_the_program() -> None:
    model = lw.model('bmb.Model("y ~ x + (1 | g)", d, family="bernoulli", link="probit")')
    assert (model.spec.family, model.spec.link) == ("binomial", "probit")


@pytest.mark.parametrize(
    ("call", "family"),
    [
        ("stan_glmer.nb(y ~ x + (1 | g))", "nbinom2"),
        ("glmer(y ~ x + (1 | g), d, poisson())", "poisson"),
        ("melogit y x || g:", "binomial"),
        ("fitglme(d, 'y ~ x + (1 | g)', 'Distribution', 'Poisson')", "poisson"),
        ("proc glimmix; class g; model y(event='1') = x / dist=binary; random int / subject=g; run;", "binomial"),
        ("meprobit y x || g:", "binomial"),
        ('bmb.Model("y ~ x + (1 | g)", d, family="bernoulli")', "binomial"),
    ],
)
def test_the_family_is_that_of_the_program(call: str, family: str) -> None:
    assert lw.model(call).spec.family == family


DATA = {
    "test-score": [1, 2, 3, 5],
    "1st year": [0, 1, 0, 2],
    "a-b": [1, 2, 1, 2],
    "a": [1, 1, 2, 3],
    "b": [1, 4, 3, 1],
    "g": list("ppqq"),
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("test-score ~ 1st year + (1 | g)", "`test-score` ~ `1st year` + (1 | g)"),
        ("a-b ~ 1st year", "a - b ~ `1st year`"),
        ("`test-score` ~ a-b", "`test-score` ~ a - b"),
    ],
)
def test_unusual_names_of_columns_need_no_backticks(typed: str, meant: str) -> None:
    assert str(parse(typed, tuple(DATA))) == meant


def test_repairs_of_a_formula_in_quotation_marks_have_none() -> None:
    report = lw.check('"y ~ female + (ses | school)"')
    assert not report.ok
    assert '"' not in report.errors[0].repairs[0]
