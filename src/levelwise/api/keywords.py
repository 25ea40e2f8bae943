"""Keyword arguments that belong to other packages, explained in lme4's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from levelwise.errors import OptionError, UnknownNameError
from levelwise.formula.programs import nlme_random, statsmodels_random
from levelwise.formula.programs.call import PastedCall, RawArgument
from levelwise.formula.tokens import tokenize
from levelwise.text.note import Note
from levelwise.text.sentences import kind_of, listed

RANDOM_PART = ("groups", "re_formula", "vc_formula", "random")
"""The arguments of statsmodels and nlme that are read as bars."""
_FITTING = frozenset(
    (
        *("REML", "reml", "method", "control", "verbose", "start", "nAGQ", "na_action", "missing", "iter", "chains"),
        *("prior", "draws", "tune", "cores", "seed", "factors_control", "optimizer", "maxiter", "devFunOnly"),
    )
)
_RESIDUAL = "the structure of the residuals is given by residual=, such as residual='ar1(wave | g)'"
_OTHERS: Mapping[str, str] = {
    **dict.fromkeys(("correlation", "residuals", "rcov"), _RESIDUAL),
    "ziformula": "models with excess zeros are not supported",
    "dispformula": "models of the dispersion are not supported",
    "exog_re": "the random part is a bar in the formula, such as (x | g)",
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


def refuse_keywords(given: Mapping[str, object], known: Iterable[str] = KEYWORDS) -> None:
    """Raise an error that explains a keyword argument of another package.

    Parameters
    ----------
    given : mapping
        The keyword arguments that are not among those of `levelwise.model`.
    known : iterable of str
        Those that the function takes, from which the nearest name is suggested.
    """
    for name in given:
        if name in _FITTING:
            raise OptionError(f"{name}= is an argument for fitting; lmer() and glmer() take reml= and engine=")
        if name in _OTHERS:
            raise OptionError(f"there is no option {name}=: {_OTHERS[name]}")
    for name in given:
        raise UnknownNameError("option", name, known)


def hint(name: str) -> str:
    """Return how a keyword argument of another package is written here; empty for a name without explanation."""
    if name in RANDOM_PART:
        return "The random part is a bar in the formula, such as (x | g) for the groups g and a random slope of x."
    if name in _FITTING:
        return "It is an argument for fitting, which lw.lmer() and lw.glmer() do in Python."
    return f"{_OTHERS[name][:1].upper()}{_OTHERS[name][1:]}." if name in _OTHERS else ""


def is_foreign(name: str) -> bool:
    """Return whether a keyword argument is one of another package that is explained here."""
    return name in RANDOM_PART or name in _FITTING or name in _OTHERS


def with_random_part(formula: str, given: Mapping[str, object]) -> tuple[str, Note]:
    """Return a formula with the random part that statsmodels or nlme would be given beside it, and a note on it.

    Parameters
    ----------
    formula : str
        The fixed part.
    given : mapping
        ``groups=``, ``re_formula=`` and ``vc_formula=`` of statsmodels, or ``random=`` of nlme.

    Raises
    ------
    OptionError
        When both are given, or the groups are not a column.
    UnsupportedModelError
        When the random part has no counterpart in lme4.

    Examples
    --------
    >>> with_random_part("math ~ ses", {"groups": "school", "re_formula": "~ses"})[0]
    'math ~ ses + (ses | school)'
    """
    if "random" in given and len(given) > 1:
        others = _named({name: value for name, value in given.items() if name != "random"})
        raise OptionError(f"random= belongs to nlme and {others} to statsmodels; give one of them")
    bars = " + ".join(_bars(given))
    whole = f"{formula.strip()} + {bars}"
    verb = "is" if len(given) == 1 else "are"
    return whole, Note("other-program", f"{_named(given)} {verb} read as {bars}: the formula is {whole}")


def _named(given: Mapping[str, object]) -> str:
    return listed(f"{name}={value!r}" if isinstance(value, str) else f"{name}=" for name, value in given.items())


def _bars(given: Mapping[str, object]) -> list[str]:
    if "random" in given:
        text = _string("random", given["random"])
        argument = RawArgument("random", tuple(tokenize(text)[:-1]), text)
        return nlme_random.random_bars(PastedCall("lme", (), text), argument)
    groups, components = given.get("groups"), given.get("vc_formula")
    name = groups if isinstance(groups, str) else getattr(groups, "name", None)
    if not isinstance(name, str):
        what = "is missing" if groups is None else f"takes the name of a column, not {kind_of(groups)}"
        raise OptionError(f"groups= {what}; groups='g' and re_formula='~x' are (x | g) in lme4's language")
    if components is not None and not isinstance(components, Mapping):
        raise OptionError(f"vc_formula= takes a mapping such as {{'class': '0 + C(class)'}}, not {kind_of(components)}")
    effects = given.get("re_formula")
    return statsmodels_random.bars_of(
        "mixedlm",
        repr(name),
        None if effects is None else _string("re_formula", effects),
        None if components is None else {str(key): _string("vc_formula", one) for key, one in components.items()},
    )


def _string(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise OptionError(f"{name}= takes a formula as a string, such as '~ x', not {kind_of(value)}")
    return value
