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
        ("lme(y ~ x, random = ~ 1 | g, correlation = corAR1(form = ~ t | g))", r"ar1\(0 \+ factor\(time\) \| g\)"),
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
