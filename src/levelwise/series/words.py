"""What the parameters of a time series are, in words, for notes and legends."""

from __future__ import annotations

from levelwise.model.descriptions import power_of_time
from levelwise.model.parameters import FixedEffect, LagCoefficient, Parameter, ResidualVariance, TrendCoefficient
from levelwise.series.model import SeriesModel
from levelwise.text.sentences import counted


def parameter_words(parameter: Parameter, model: SeriesModel) -> str:
    """Return a description of a parameter of a time series.

    Examples
    --------
    >>> parameter_words(LagCoefficient("moving-average", 2), SeriesModel("y"))
    'the moving-average coefficient at lag 2'
    """
    match parameter:
        case TrendCoefficient(0) if model.trend_place == "recursion":
            return "the constant"
        case TrendCoefficient(0) if model.trend == (0,) and not model.regressors:
            return f"the mean of {model.response}"
        case TrendCoefficient(0):
            return "the intercept"
        case TrendCoefficient(power):
            return f"the coefficient of {power_of_time(power)}"
        case FixedEffect(_, key):
            return f"the coefficient of {next(iter(key)).variable}"
        case LagCoefficient(kind, lag, True):
            at = f"a lag of {counted(lag, 'season')}"
            return f"the seasonal {kind} coefficient at {at}, {counted(lag * model.period, 'observation')}"
        case LagCoefficient(kind, lag):
            return f"the {kind} coefficient at lag {lag}"
        case ResidualVariance():
            return "the variance of the innovations"
    raise TypeError(f"a time series has no such parameter: {parameter!r}")
