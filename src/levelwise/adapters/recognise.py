"""The adapter of an object, found by the name of its class, so that no package is imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from levelwise.adapters.base import Adapter, Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.table import ADAPTERS
from levelwise.errors import OptionError, UnsupportedModelError
from levelwise.text.sentences import kind_of, listed

_BAMBI = (
    "it has no formula from which equations could be written; a multilevel model built with bambi, "
    "bambi.Model('y ~ x + (x | g)', data), has one"
)
_REFUSED: Mapping[str, str] = {
    "pymc.": f"a model of PyMC is not read: {_BAMBI}",
    "pymc3.": f"a model of PyMC is not read: {_BAMBI}",
    "numpyro.": f"a model of NumPyro is not read: {_BAMBI}",
    "pyro.": f"a model of Pyro is not read: {_BAMBI}",
    "cmdstanpy.": f"a model of Stan is not read: {_BAMBI}",
    "arviz.": "draws from a posterior are not a model; give the model that was fitted",
    "xarray.": "draws from a posterior are not a model; give the model that was fitted",
    "pandas.": "data are not a model; give the formula first, then the data",
    "polars.": "data are not a model; give the formula first, then the data",
}
"""Objects that are not read, by the beginning of their class's name, with the reason."""


def type_names(given: object) -> tuple[str, ...]:
    """Return the full names of the class of an object and of those it inherits from.

    Examples
    --------
    >>> type_names(True)
    ('builtins.bool', 'builtins.int', 'builtins.object')
    """
    return tuple(f"{kind.__module__}.{kind.__qualname__}" for kind in type(given).__mro__)


def adapter_of(model: object) -> Adapter | None:
    """Return the adapter that reads an object, ours before those of other packages; None if none does."""
    names = type_names(model)
    ours = next((one for one in ADAPTERS.own.values() if one.recognises(names)), None)
    return ours or next((one for one in ADAPTERS.all().values() if one.recognises(names)), None)


def read_model(model: Any, given: Given) -> Fitted:
    """Return a model of another package, and its estimates.

    Raises
    ------
    UnsupportedModelError
        When no adapter reads it; the message lists what is read.
    OptionError
        For a keyword argument that its adapter does not take.
    """
    names = type_names(model)
    for beginning, message in _REFUSED.items():
        if any(name.startswith(beginning) for name in names):
            raise UnsupportedModelError(message)
    adapter = adapter_of(model)
    if adapter is None:
        known = listed([one.reads for one in ADAPTERS.all().values()])
        message = (
            f"formula= takes a string such as 'y ~ x + (x | g)', or a model of another package, not {kind_of(model)}"
            f"{_own_formula(model)}. The models that are read: {known}. extract_eq(…) also writes ARIMA, SARIMAX and "
            "QuantReg of statsmodels and arima() of R"
        )
        raise UnsupportedModelError(message)
    for name in given.others:
        if name not in adapter.keywords:
            takes = f"; it takes {listed([f'{one}=' for one in adapter.keywords])}" if adapter.keywords else ""
            raise OptionError(f"{name}= does not apply to {adapter.reads}{takes}")
    return adapter.read(model, given)


def _own_formula(model: object) -> str:
    """Return the formula that an object has, in words."""
    own = getattr(getattr(model, "model", model), "formula", None)
    text = "" if own is None or callable(own) else " ".join(str(own).split())
    return f"; its formula is {text!r}" if "~" in text else ""
