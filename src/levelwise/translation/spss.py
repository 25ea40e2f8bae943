"""SPSS: MIXED for linear models, GENLINMIXED for all others.

Sources: the IBM SPSS Statistics Command Syntax Reference, *MIXED* (FIXED, RANDOM with SUBJECT and COVTYPE, REGWGT)
and *GENLINMIXED* (DATA_STRUCTURE, FIELDS, TARGET_OPTIONS, FIXED, RANDOM). Both code a factor by an indicator for each
category, the last of which is redundant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from levelwise.formula.syntax import Call, Name
from levelwise.model.spec import ModelSpec
from levelwise.translation import residuals
from levelwise.translation.code import Code
from levelwise.translation.columns import Columns
from levelwise.translation.languages.spss import STATEMENTS, spss_name, spss_string
from levelwise.translation.parts import (
    Bar,
    bars_of,
    counts,
    fixed_side,
    joined,
    rank_notes,
    refuse_more_than_the_mean,
    refuse_repeated_effects,
    response_values,
)
from levelwise.translation.refusal import InexpressibleError
from levelwise.translation.statistical_terms import StatisticalTerms

_STRUCTURES: Mapping[str, tuple[str, str]] = {
    "us": ("UN", "UNSTRUCTURED"),
    "diag": ("DIAG", "DIAGONAL"),
    "homdiag": ("ID", "IDENTITY"),
    "cs": ("CSH", "CSH"),
    "homcs": ("CS", "COMPOUND_SYMMETRY"),
    "ar1": ("AR1", "AR1"),
    "hetar1": ("ARH1", "ARH1"),
    "toep": ("TPH", ""),
    "homtoep": ("TP", "TOEPLITZ"),
}
"""The structures in MIXED and in GENLINMIXED, which lacks some."""

_DISTRIBUTIONS: Mapping[str, str] = {
    "gaussian": "NORMAL",
    "binomial": "BINOMIAL",
    "poisson": "POISSON",
    "Gamma": "GAMMA",
    "inverse.gaussian": "INVERSE_GAUSSIAN",
    "nbinom2": "NEGATIVE_BINOMIAL",
    "cumulative": "MULTINOMIAL",
    "multinomial": "MULTINOMIAL",
}
_LINKS: Mapping[str, str] = {
    "identity": "IDENTITY",
    "log": "LOG",
    "logit": "LOGIT",
    "probit": "PROBIT",
    "cloglog": "CLOGLOG",
    "cauchit": "CAUCHIT",
    "inverse": "POWER LINK_PARAMETER=-1",
    "1/mu^2": "POWER LINK_PARAMETER=-2",
    "sqrt": "POWER LINK_PARAMETER=0.5",
}


def write(spec: ModelSpec) -> Code:
    """Return a model for SPSS."""
    refuse_more_than_the_mean(spec, structured=True)
    columns = Columns(spec, STATEMENTS)
    bars = joined(bars_of(spec))
    refuse_repeated_effects(bars, "SPSS")
    if spec.link == "loglog":
        raise InexpressibleError("the log-log link cannot be written for GENLINMIXED")
    linear = spec.is_linear and not spec.offsets
    lines, factors = (_mixed if linear else _genlinmixed)(columns, bars)
    notes = []
    if factors:
        notes.append(
            "SPSS takes the last category in sorting order as reference, so the coefficients of "
            f"{', '.join(factors)} are differences from another reference category; the model is equivalent"
        )
    if linear:
        notes.append("MIXED uses REML by default, as lmer() does; /METHOD=ML gives maximum likelihood")
    if any(len(block.effects) > 1 for block in spec.blocks):
        notes.append("SPSS's default covariance structure is that of variance components, so it is written")
    if spec.response.is_categorical:
        level = "ordinal" if spec.response.kind == "ordinal" else "nominal"
        notes.append(f"the measurement level of {spec.response.text} must be {level}, with its categories in order")
    if not linear and factors:
        notes.append("in GENLINMIXED a variable is a factor if its measurement level is nominal or ordinal")
    notes += rank_notes(spec, "SPSS sets coefficients of collinear columns to zero, possibly those of other columns")
    execute = ["EXECUTE."] if columns.statements else []
    return Code("\n".join((*columns.statements, *execute, *lines)), "SPSS", tuple(notes))


def _mixed(columns: Columns, bars: Sequence[Bar]) -> tuple[list[str], list[str]]:
    spec = columns.spec
    terms = StatisticalTerms(columns)
    side = fixed_side(spec)
    effects = " ".join(text for term in side.terms for text in terms.term(term))
    randoms, covariates = [], [*terms.covariates]
    for bar in bars:
        names = [columns.product(effect) if effect.cells else "INTERCEPT" for effect in bar.block.effects]
        covariates += [name for name in names if name not in (*covariates, "INTERCEPT")]
        structure = f" COVTYPE({_STRUCTURES[bar.covariance][0]})" if len(names) > 1 else ""
        subject = "*".join(map(spss_name, reversed(bar.group.parts)))
        randoms.append(f"  /RANDOM={' '.join(names)} | SUBJECT({subject}){structure}")
    factors = [spss_name(name) for name, _ in terms.factors]
    repeated, more = residuals.of_spss(spec, columns) if spec.residual.kind == "structured" else ("", [])
    head = " ".join(
        [
            f"MIXED {columns.expression(spec.response.node)}",
            *([f"BY {' '.join([*factors, *more])}"] if factors or more else []),
            *([f"WITH {' '.join(covariates)}"] if covariates else []),
        ]
    )
    noint = "" if side.intercept else "NOINT "
    lines = [
        head,
        f"  /FIXED={effects} | {noint}SSTYPE(3)".replace("= |", "=|"),
        "  /METHOD=REML",
        "  /PRINT=SOLUTION",
        *([f"  /REGWGT={spss_name(spec.weights)}"] if spec.weights is not None else []),
        *randoms,
        *([repeated] if repeated else []),
    ]
    return [*lines[:-1], f"{lines[-1]}."], factors


def _genlinmixed(columns: Columns, bars: Sequence[Bar]) -> tuple[list[str], list[str]]:
    spec = columns.spec
    terms = StatisticalTerms(columns)
    if spec.family.name not in _DISTRIBUTIONS:
        raise InexpressibleError(f"GENLINMIXED has no {spec.family} distribution")
    if len(spec.offsets) > 1:
        raise InexpressibleError("GENLINMIXED allows only one offset", "add the offsets in a column")
    side = fixed_side(spec)
    effects = " ".join(text for term in side.terms for text in terms.term(term))
    target, trials, reference = _target(columns)
    offset = f"FIELD({columns.expression(spec.offsets[0])})" if spec.offsets else "NONE"
    weights = "" if spec.weights is None else f" ANALYSIS_WEIGHT={spss_name(spec.weights)}"
    randoms = [_random(bar, columns) for bar in bars]
    subjects = dict.fromkeys(spss_name(part) for level in spec.levels for part in reversed(level.group.parts))
    distribution = f"DISTRIBUTION={_DISTRIBUTIONS[spec.family.name]} LINK={_LINKS[spec.link]}"
    lines = [
        "GENLINMIXED",
        *([f"  /DATA_STRUCTURE SUBJECTS={'*'.join(subjects)}"] if subjects else []),
        f"  /FIELDS TARGET={target} TRIALS={trials} OFFSET={offset}{weights}",
        f"  /TARGET_OPTIONS {reference}{distribution}",
        f"  /FIXED {f'EFFECTS={effects} ' if effects else ''}USE_INTERCEPT={str(side.intercept).upper()}",
        *randoms,
    ]
    return [*lines[:-1], f"{lines[-1]}."], [spss_name(name) for name, _ in terms.factors]


def _target(columns: Columns) -> tuple[str, str, str]:
    """Return the target, the trials and the reference category of a response."""
    response = columns.spec.response
    if response.kind == "counts":
        assert isinstance(response.node, Call)  # cbind(successes, failures)
        successes, trials = counts(response.node)
        return columns.expression(successes), f"FIELD({columns.expression(trials)})", ""
    if response.kind == "proportion":
        raise InexpressibleError(
            "GENLINMIXED needs the number of successes, not a proportion",
            "give cbind(successes, failures) as the response",
        )
    if response.is_categorical:
        if not isinstance(response.node, Name):
            raise InexpressibleError(f"GENLINMIXED needs a column as its target, not {response.text}")
        target = spss_name(response.node.text)
        reference = f"REFERENCE={spss_string(response_values(columns.spec)[0])} " if response.categories else ""
        return target, "NONE", reference if response.kind == "nominal" else ""
    if columns.spec.family.is_binomial:
        failure = response_values(columns.spec)[0] if response.categories else "0"
        shown = failure if failure == "0" else spss_string(failure)
        return columns.expression(response.node), "NONE", f"REFERENCE={shown} "
    return columns.expression(response.node), "NONE", ""


def _random(bar: Bar, columns: Columns) -> str:
    structure = _STRUCTURES[bar.covariance][1]
    if not structure:
        raise InexpressibleError(f"GENLINMIXED has no covariance structure {bar.covariance}")
    names = [columns.product(effect) for effect in bar.block.effects if effect.cells]
    effects = f"EFFECTS={' '.join(names)} " if names else ""
    intercept = str(bar.side.intercept).upper()
    subject = "*".join(map(spss_name, reversed(bar.group.parts)))
    kind = f" COVARIANCE_TYPE={structure}" if len(bar.block.effects) > 1 else ""
    return f"  /RANDOM {effects}USE_INTERCEPT={intercept} SUBJECTS={subject}{kind}"
