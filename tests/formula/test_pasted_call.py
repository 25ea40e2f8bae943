"""A call pasted from a program is read, unless it fits another kind of model."""

from __future__ import annotations

import pytest

import levelwise as lw


@pytest.mark.parametrize(
    "call",
    [
        "nlmer(y ~ x + (1|g), family = binomial)",
        "glmmTMB(y ~ x + (1|g), ziformula = ~1, family = nbinom2)",
        "lmer(y ~ x + (1|g), d, weights = w)",
        "lme(y ~ x, random = ~1|g)",
    ],
)
def test_a_pasted_call_of_another_model_is_refused(call: str) -> None:
    with pytest.raises(lw.UnsupportedModelError, match="specifies more than its formula"):
        lw.extract_eq(call)
