"""Families of distributions of the response: their support, links and dispersion.

Sources: R's ``?family``, ``MASS::negative.binomial``, and ``?glmmTMB::nbinom2`` (also for ``beta_family``);
``?ordinal::clm`` and ``?MASS::polr`` for the links of the cumulative family, ``?nnet::multinom`` and brms'
``categorical`` for the multinomial family.
"""

from __future__ import annotations

import re
from math import inf
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.errors import LevelwiseError, UnknownNameError, UnsupportedModelError
from levelwise.text.sentences import listed
from levelwise.vocabulary.other_families import LINKS_AS_FAMILIES, OTHER_FAMILIES

Spread = Literal["residual", "dispersion", "none"]

Outcomes = Literal["number", "success", "ordinal", "nominal"]
"""The response of a row: a number, success or failure, one of several ordered categories, one without an order."""


@dataclass(frozen=True)
class Support:
    """The set of possible values of a response.

    Attributes
    ----------
    words : str
        A description, such as "non-negative integers".
    low, high : float
        The bounds.
    open : bool
        Whether the bounds are excluded.
    whole : bool
        Whether only integers are possible.
    """

    words: str
    low: float = -inf
    high: float = inf
    open: bool = False
    whole: bool = False


@dataclass(frozen=True, eq=False)
class Family:
    """A family of distributions of the response; ``str()`` gives its name, to which it compares equal.

    Attributes
    ----------
    name : str
        The name in R or glmmTMB.
    aliases : tuple of str
        Other accepted names, in lower case.
    links : tuple of str
        The possible links; the first is the default.
    support : Support
        The possible values of the response.
    spread : {"residual", "dispersion", "none"}
        What determines the variance given the mean: a ``residual`` variance, which cannot be distinguished from the
        variance of a random intercept with one group per row; a free ``dispersion``, which only the shape of the
        distribution distinguishes from such an intercept; or ``none``, where the mean alone determines it.
    outcomes : {"number", "success", "ordinal", "nominal"}
        What the response of a row is.
    """

    name: str
    aliases: tuple[str, ...]
    links: tuple[str, ...]
    support: Support
    spread: Spread
    outcomes: Outcomes = "number"

    def __str__(self) -> str:
        return self.name

    def __eq__(self, other: object) -> bool:
        return self.name == (other.name if isinstance(other, Family) else other)

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def is_binomial(self) -> bool:
        """Whether the response may have two categories, or be counts of successes and failures."""
        return self.outcomes == "success"

    @property
    def is_categorical(self) -> bool:
        """Whether the response is one of several categories, with or without an order."""
        return self.outcomes in ("ordinal", "nominal")


_ANY = Support("any number")


_COUNTS = Support("non-negative integers", 0.0, whole=True)


_POSITIVE = Support("positive numbers", 0.0, open=True)


_BINOMIAL = ("logit", "probit", "cauchit", "log", "cloglog")


_OF_COUNTS = ("log", "identity", "sqrt")


FAMILIES: tuple[Family, ...] = (
    Family("gaussian", ("normal",), ("identity", "log", "inverse"), _ANY, "residual"),
    Family(
        "binomial",
        ("bernoulli", "binary"),
        _BINOMIAL,
        Support("0 and 1, or proportions between them", 0.0, 1.0),
        "none",
        "success",
    ),
    Family("poisson", (), _OF_COUNTS, _COUNTS, "none"),
    Family("Gamma", (), ("inverse", "identity", "log"), _POSITIVE, "dispersion"),
    Family(
        "inverse.gaussian",
        ("inverse_gaussian", "inversegaussian", "inverse gaussian", "igaussian"),
        ("1/mu^2", "inverse", "identity", "log"),
        _POSITIVE,
        "dispersion",
    ),
    Family(
        "nbinom2",
        (
            "negbinomial",
            "negative.binomial",
            "negative_binomial",
            "negativebinomial",
            "negative binomial",
            "nb2",
            "negbin",
            "nbinomial",
        ),
        _OF_COUNTS,
        _COUNTS,
        "dispersion",
    ),
    Family("nbinom1", ("nb1",), _OF_COUNTS, _COUNTS, "dispersion"),
    Family(
        "beta",
        ("beta_family",),
        ("logit", "probit", "cloglog", "cauchit", "log"),
        Support("numbers between 0 and 1, both excluded", 0.0, 1.0, open=True),
        "dispersion",
    ),
    Family(
        "cumulative",
        (
            *("ordinal", "ordered", "clm", "clmm", "clmm2", "polr", "orderedmodel", "ocat", "propodds"),
            *("cumulative link", "cumulative logit", "proportional odds", "proportional_odds"),
        ),
        ("logit", "probit", "cloglog", "loglog", "cauchit"),
        Support("ordered categories", whole=True),
        "none",
        "ordinal",
    ),
    Family(
        "multinomial",
        ("categorical", "multinom", "softmax", "nominal", "baseline category", "mlogit"),
        ("logit",),
        Support("categories", whole=True),
        "none",
        "nominal",
    ),
)
"""The supported families. The dispersion of the negative binomial, beta and Gamma families is free: a random intercept
with one group per row would model the same variation a second time."""


GAUSSIAN = FAMILIES[0]

_BY_NAME = {name.lower(): family for family in FAMILIES for name in (family.name, *family.aliases)}


def family_of(name: str, link: str | None = None, where: str = "") -> tuple[Family, str]:
    """Return a family by name, and its link; the default link where none is given.

    Raises
    ------
    UnknownNameError
        For an unknown family, or a link that the family does not have.

    Examples
    --------
    >>> family, link = family_of("Bernoulli")
    >>> family.name, link
    ('binomial', 'logit')
    """
    family = _BY_NAME.get(str(name).strip().lower())
    if family is None:
        name, own = _as_written(str(name).strip())
        family = _BY_NAME.get(name)
        link = own if link is None else link
    if family is None:
        raise _unknown_family(name, where)
    if link is None:
        return family, family.links[0]
    wanted = str(link).strip().lower()
    if wanted not in family.links:
        others = [one.name for one in FAMILIES if wanted in one.links]
        if others:  # a link of another family suggests that the family was forgotten
            own = f"its links are {listed(family.links)}" if len(family.links) > 1 else f"its link is {family.links[0]}"
            hint = f"{own}; {wanted} is a link of {listed(others)}"
            where = "\n".join(filter(None, (hint, where)))
        known = () if others else family.links
        raise UnknownNameError("link", str(link), known, where, of=f"of the {family.name} family")
    return family, wanted


_CALL = re.compile(
    r"(?P<name>[\w.: -]*?)\s*\(\s*(?:(?:\w+\s*=\s*)?[\"']?(?P<link>[\w./^]*)[\"']?)?\s*(?:,.*|\(\s*\)\s*)?\)\s*"
)


def _as_written(name: str) -> tuple[str, str | None]:
    """Return the family and the link in ``binomial(link = "probit")``, ``sm.families.Poisson()`` or ``logistic``."""
    call = _CALL.fullmatch(name)
    link = call["link"].rpartition(".")[2].lower() if call is not None and call["link"] else None
    if link is not None and not link.strip("0123456789"):
        link = None  # the first argument of negative.binomial() is theta
    bare = (call["name"] if call is not None else name).lower().strip().strip("\"'")
    if bare not in _BY_NAME and bare not in LINKS_AS_FAMILIES:
        bare = bare.rpartition("::")[2].rpartition(".")[2]
    if bare in LINKS_AS_FAMILIES:
        return LINKS_AS_FAMILIES[bare]
    return bare, link


def _unknown_family(given: str, where: str) -> LevelwiseError:
    """Return the error for a family that there is not: one of other programs, or a misspelt name."""
    from difflib import get_close_matches  # rarely needed

    known = OTHER_FAMILIES.get(given.lower())
    if known is not None:
        there = ", ".join(one.name for one in FAMILIES)
        message = f"the family {given} is not supported: {known}; the supported families are {there}"
        return UnsupportedModelError(f"{message}\n{where}" if where else message)
    longer = [one for one in _BY_NAME if given and one.startswith(given.lower())]
    near = longer[:1] or get_close_matches(given.lower(), [*_BY_NAME, *LINKS_AS_FAMILIES], n=1)
    if near and near[0] in LINKS_AS_FAMILIES:
        family, link = LINKS_AS_FAMILIES[near[0]]
        where = "\n".join(filter(None, (f"{near[0]} is the {family} family with the {link} link", where)))
        return UnknownNameError("family", given, (), where, meant=family)
    return UnknownNameError("family", given, near or [one.name for one in FAMILIES], where)
