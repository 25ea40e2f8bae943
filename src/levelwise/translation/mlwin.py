"""MLwiN, run from R by R2MLwiN.

Sources: Zhang, Parker, Charlton, Leckie & Browne (2016), *J. Stat. Softw.* 72(10); ``?R2MLwiN::runMLwiN``; the demos
of the package, *UserGuide02* (levels as ``(1 | school) + (1 | student)``, the highest first), *UserGuide09*
(``logit(use, denomb)``), *UserGuide12* (``log(obs)`` with ``offset()``), *MCMCGuide15* (``xc = TRUE``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from levelwise.formula.syntax import Call, Name, quoted
from levelwise.model.spec import Level, ModelSpec
from levelwise.translation.code import Code
from levelwise.translation.languages.r import RModel, r_model
from levelwise.translation.made_columns import fresh_name
from levelwise.translation.parts import (
    Bar,
    bars_of,
    chain_of,
    counts,
    fixed_side,
    joined,
    names_of,
    rank_notes,
    refuse_more_than_the_mean,
)
from levelwise.translation.r_calls import call
from levelwise.translation.refusal import InexpressibleError, UnwrittenError

_FAMILIES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("gaussian", "identity"): ("Normal", ""),
    ("binomial", "logit"): ("Binomial", "logit"),
    ("binomial", "probit"): ("Binomial", "probit"),
    ("binomial", "cloglog"): ("Binomial", "cloglog"),
    ("poisson", "log"): ("Poisson", "log"),
    ("nbinom2", "log"): ("Negbinom", "log"),
}
"""The distributions and the functions around the response, by family and link."""


def write(spec: ModelSpec) -> Code:
    """Return a model for MLwiN."""
    refuse_more_than_the_mean(spec)
    known = _FAMILIES.get((spec.family.name, spec.link))
    if known is None and spec.response.is_categorical:
        raise UnwrittenError(f"models of the {spec.family} family")
    if known is None:
        raise InexpressibleError(f"runMLwiN() has no {spec.family} family with the {spec.link} link")
    if spec.weights is not None:
        raise InexpressibleError("MLwiN's weights are sampling weights, not prior weights")
    distribution, function = known
    words = r_model(spec)
    bars = joined(bars_of(spec))
    statements = list(words.preamble)
    levels, is_crossed = _levels(spec, bars, words, statements)
    notes = [
        "by default IGLS is used, which is maximum likelihood; Meth = 1 among estoptions gives RIGLS, which is REML"
    ]
    if spec.is_linear:
        row = fresh_name("observation", names_of(spec))
        statements.append(f"d${row} <- seq_len(nrow(d))")
        levels.append(f"(1 | {row})")
        notes.append("the last bracket is level 1: its variance is the residual variance")
    elif not is_crossed and bars:
        notes = [
            "by default first-order MQL is used; nonlinear = c(N = 1, M = 2) among estoptions gives second-order PQL"
        ]
    side = fixed_side(spec)
    fixed = words.fixed(side)
    intercept = "1 + " if side.intercept and fixed.partition(" + ")[0] != "1" else ""
    formula = " + ".join([f"{_response(words, function)} ~ {intercept}{fixed}", *levels])
    options = ["estoptions = list(xc = TRUE, EstM = 1)"] if is_crossed else []
    if is_crossed:
        notes = [
            "crossed factors require MCMC in MLwiN, with its default priors, so xc = TRUE and EstM = 1 are written"
        ]
    notes.append("MLwiN needs rows sorted by their groups, the highest level first")
    notes += rank_notes(spec, "MLwiN does not drop them: remove them from the formula")
    text = call("runMLwiN", [formula, f'D = "{distribution}"', *options, "data = d"])
    return Code("\n".join(("library(R2MLwiN)", *statements, text)), "MLwiN", tuple(notes))


def _response(words: RModel, function: str) -> str:
    response = words.spec.response
    if not function:
        return words.response
    if response.kind == "counts":
        assert isinstance(response.node, Call)  # cbind(successes, failures)
        successes, trials = counts(response.node)
        if not (isinstance(successes, Name) and isinstance(trials, Name)):
            raise InexpressibleError(
                "MLwiN needs a column with the proportion of successes and a column with the number of trials",
                "write the failures as trials - successes, each of which is a column",
            )
        return f"{function}(I({words.expression(successes)} / {words.expression(trials)}), {quoted(trials.text)})"
    return f"{function}({words.response})"


def _levels(spec: ModelSpec, bars: Sequence[Bar], words: RModel, statements: list[str]) -> tuple[list[str], bool]:
    """Return the brackets of the levels, the highest first, and whether factors are crossed."""
    chain = chain_of(spec)
    ordered: Sequence[Level] = chain if chain is not None else sorted(spec.levels, key=lambda level: len(level.within))
    found = []
    for level in ordered:
        own = [bar for bar in bars if bar.group.label == level.group.label]
        if len(own) > 1 or own[0].covariance != "us":
            raise InexpressibleError("MLwiN has one unstructured covariance matrix for the random effects of a level")
        if len(level.group.parts) == 1:
            group = quoted(level.group.parts[0])
        else:
            name = fresh_name("_".join(level.group.parts), names_of(spec))
            columns = ", ".join(map(quoted, level.group.parts))
            statements.append(f"d${name} <- with(d, as.integer(interaction({columns}, drop = TRUE)))")
            group = name
        found.append(f"({words.effects(own[0].side)} | {group})")
    return found, chain is None
