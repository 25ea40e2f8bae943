"""Models of statsmodels without groups: which of its classes are read, and by what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.statsmodels_categories import read_multinomial, read_ordered
from levelwise.adapters.statsmodels_discrete import FAMILIES_OF, NEGATIVE_BINOMIAL, read_discrete
from levelwise.adapters.statsmodels_glm import read_glm
from levelwise.adapters.statsmodels_linear import METHODS, read_linear
from levelwise.adapters.statsmodels_results import model_and_results
from levelwise.errors import UnsupportedModelError

_READERS: Mapping[str, Callable[[Any, Given], Fitted]] = {
    **dict.fromkeys(METHODS, read_linear),
    "GLM": read_glm,
    **dict.fromkeys((*FAMILIES_OF, *NEGATIVE_BINOMIAL), read_discrete),
    "OrderedModel": read_ordered,
    "MNLogit": read_multinomial,
}

_REFUSED: Mapping[str, str] = {
    "QuantReg": "a quantile regression has no distribution of the response; extract_eq(…) writes its equation",
    "GLSAR": "the residuals of all rows are one autoregressive series; residual= has series within groups",
    "ConditionalLogit": "the intercepts of the groups are conditioned out",
    **dict.fromkeys(
        ("ZeroInflatedPoisson", "ZeroInflatedNegativeBinomialP", "ZeroInflatedGeneralizedPoisson", "HurdleCountModel"),
        "models with excess zeros are not supported",
    ),
    "GeneralizedPoisson": "the generalized Poisson distribution is not supported",
}
"""Classes that are not read, with the reason."""


def read(fitted: Any, given: Given) -> Fitted:
    """Return a model of statsmodels without groups, and its estimates.

    Raises
    ------
    UnsupportedModelError
        For a class that is not read.
    """
    kind = type(model_and_results(fitted)[0]).__name__
    reader = _READERS.get(kind)
    if reader is None:
        why = f": {_REFUSED[kind]}" if kind in _REFUSED else ""
        message = f"{kind} of statsmodels is not read{why}; without groups, {', '.join(_READERS)} are"
        raise UnsupportedModelError(message)
    return reader(fitted, given)
