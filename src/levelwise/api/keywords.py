"""Keyword arguments that belong to other packages, explained in lme4's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from levelwise.errors import LevelwiseError, OptionError, UnknownNameError
from levelwise.formula.programs import nlme_random, statsmodels_random
from levelwise.formula.programs.call import PastedCall, RawArgument
from levelwise.formula.tokens import tokenize

_STATSMODELS = ("groups", "re_formula", "vc_formula", "exog_re")
_FITTING = frozenset(
    (
        *("REML", "reml", "method", "control", "verbose", "start", "nAGQ", "na_action", "missing", "iter", "chains"),
        *("prior", "priors", "draws", "tune", "cores", "seed", "factors_control", "optimizer", "maxiter", "devFunOnly"),
    )
)
_RESIDUAL = "the structure of the residuals is given by residual=, such as residual='ar1(wave | g)'"
_ESTIMATES = "estimates need a fitted model, and Levelwise does not fit models"
_OTHERS: Mapping[str, str] = {
    **dict.fromkeys(("use_coefs", "use_coef", "coef_digits", "fix_signs", "se_subscripts"), _ESTIMATES),
    "return_variances": _ESTIMATES,
    **dict.fromkeys(("correlation", "residuals", "rcov"), _RESIDUAL),
    "ziformula": "models with excess zeros are not supported",
    "dispformula": "models of the dispersion are not supported",
    "subset": "select the rows in the data",
    "fixed": "give the formula as the first argument, with its bars: y ~ x + (x | g)",
    "group": "write the grouping factor in the formula, as in (1 | g)",
    "cluster": "write the grouping factor in the formula, as in (1 | g)",
    "id": "write the grouping factor in the formula, as in (1 | g)",
    "df": "the data are given by data=",
    "dataset": "the data are given by data=",
    "contrast": "contrasts are given by contrasts=",
    "level": "levels are given by levels=",
    "factor": "factors are given by factors=",
    "nested": "nesting is given by nesting=",
    "weight": "prior weights are given by weights=",
    "distribution": "the distribution is given by family=",
    "dist": "the distribution is given by family=",
}

KEYWORDS = (
    *("family", "link", "levels", "nesting", "factors", "contrasts", "weights", "offset", "residual"),
    *("labels", "units"),
)
"""The keyword arguments of `levelwise.model`."""


def refuse_keywords(formula: object, given: Mapping[str, object], known: Iterable[str] = KEYWORDS) -> None:
    """Raise an error that explains a keyword argument of another package.

    Parameters
    ----------
    formula : object
        The formula beside it.
    given : mapping
        The keyword arguments that are not among those of `levelwise.model`.
    known : iterable of str
        Those that the function takes, from which the nearest name is suggested.
    """
    foreign = [name for name in given if name in _STATSMODELS or name == "random"]
    if foreign:
        raise OptionError(_random_part(str(formula), {name: given[name] for name in foreign}))
    for name in given:
        if name in _FITTING:
            raise OptionError(f"{name}= is an argument for fitting, and Levelwise does not fit models; leave it out")
        if name in _OTHERS:
            raise OptionError(f"there is no option {name}=: {_OTHERS[name]}")
    for name in given:
        raise UnknownNameError("option", name, known)


def hint(name: str) -> str:
    """Return how a keyword argument of another package is written here; empty for a name without explanation."""
    if name in _STATSMODELS or name == "random":
        return "The random part is a bar in the formula, such as (x | g) for the groups g and a random slope of x."
    if name in _FITTING:
        return "Levelwise does not fit models."
    return f"{_OTHERS[name][:1].upper()}{_OTHERS[name][1:]}." if name in _OTHERS else ""


def is_foreign(name: str) -> bool:
    """Return whether a keyword argument is one of another package that is explained here."""
    return name in _STATSMODELS or name == "random" or name in _FITTING or name in _OTHERS


def _random_part(formula: str, given: Mapping[str, object]) -> str:
    """Return the message for ``groups=``, ``re_formula=`` and ``random=``, with the formula to type."""
    named = " and ".join(f"{name}={value!r}" if isinstance(value, str) else f"{name}=" for name, value in given.items())
    try:
        bars = " + ".join(_bars(given))
    except LevelwiseError:
        bars = "(x | g)"
    package = "nlme" if "random" in given else "statsmodels"
    verb = "is" if len(given) == 1 else "are"
    return (
        f"{named} {verb} how {package} writes a random part; in lme4's language it is a bar in the formula: write "
        f"{formula.strip()} + {bars}"
    )


def _bars(given: Mapping[str, object]) -> list[str]:
    if "random" in given:
        text = str(given["random"])
        argument = RawArgument("random", tuple(tokenize(text)[:-1]), text)
        return nlme_random.random_bars(PastedCall("lme", (), text), argument)
    groups = given.get("groups")
    name = groups if isinstance(groups, str) else getattr(groups, "name", None)
    effects = given.get("re_formula", given.get("exog_re"))
    components = given.get("vc_formula")
    return statsmodels_random.bars_of(
        "mixedlm",
        "g" if name is None else repr(str(name)),
        str(effects) if isinstance(effects, str) else None,
        {str(k): str(v) for k, v in components.items()} if isinstance(components, Mapping) else None,
    )
