"""SAS: PROC MIXED for linear models, PROC GLIMMIX for all others.

Sources: the SAS/STAT User's Guide, *The MIXED Procedure* (CLASS with REF=, MODEL / NOINT SOLUTION, RANDOM / SUBJECT=
TYPE=, WEIGHT; table of covariance structures) and *The GLIMMIX Procedure* (MODEL events/trials, EVENT=, DIST=, LINK=,
OFFSET=).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from levelwise.formula.syntax import Call
from levelwise.model.spec import ModelSpec
from levelwise.translation import residuals
from levelwise.translation.code import Code
from levelwise.translation.columns import Columns
from levelwise.translation.languages.sas import STATEMENTS, sas_name, sas_string
from levelwise.translation.parts import (
    Bar,
    bars_of,
    counts,
    fixed_side,
    joined,
    rank_notes,
    refuse_more_than_the_mean,
    response_values,
)
from levelwise.translation.refusal import InexpressibleError
from levelwise.translation.statistical_terms import StatisticalTerms

_STRUCTURES: Mapping[str, str] = {
    "us": "un",
    "diag": "un(1)",
    "homdiag": "toep(1)",
    "cs": "csh",
    "homcs": "cs",
    "ar1": "ar(1)",
    "hetar1": "arh(1)",
    "toep": "toeph",
    "homtoep": "toep",
}
_DISTRIBUTIONS: Mapping[str, str] = {
    "gaussian": "normal",
    "binomial": "binomial",
    "poisson": "poisson",
    "Gamma": "gamma",
    "inverse.gaussian": "invgauss",
    "nbinom2": "negbin",
    "beta": "beta",
    "cumulative": "multinomial",
    "multinomial": "multinomial",
}
_LINKS: Mapping[str, str] = {
    "identity": "identity",
    "log": "log",
    "logit": "logit",
    "probit": "probit",
    "cloglog": "cloglog",
    "inverse": "reciprocal",
    "1/mu^2": "power(-2)",
    "sqrt": "power(0.5)",
}


def write(spec: ModelSpec) -> Code:
    """Return a model for SAS."""
    refuse_more_than_the_mean(spec, structured=True)
    columns = Columns(spec, STATEMENTS)
    terms = StatisticalTerms(columns)
    bars = joined(bars_of(spec))
    linear = spec.is_linear and not spec.offsets
    response, options = _response(columns, linear=linear)
    side = fixed_side(spec)
    effects = " ".join(text for term in side.terms for text in terms.term(term))
    options = [*([] if side.intercept else ["noint"]), "solution", *options]
    randoms = [_random(bar, columns) for bar in bars]
    groups = [sas_name(part) for level in spec.levels for part in level.group.parts]
    repeated, more = residuals.of_sas(spec, columns) if spec.residual.kind == "structured" else ("", [])
    own = [sas_name(name) for name, _ in terms.factors]
    groups += [name for name in more if name not in own]
    classes = [*(_class(factor) for factor in terms.factors), *groups]
    method = "method=reml" if linear else "method=laplace" if bars else ""
    lines = [
        f"proc {'mixed' if linear else 'glimmix'} data=d {method}".rstrip() + ";",
        *([f"  class {' '.join(dict.fromkeys(classes))};"] if classes else []),
        f"  model {response} = {effects}".rstrip() + f" / {' '.join(options)};",
        *(f"  {random}" for random in randoms),
        *([f"  {repeated}"] if repeated else []),
        *([f"  weight {sas_name(spec.weights)};"] if spec.weights and spec.response.kind != "proportion" else []),
        "run;",
    ]
    notes = _notes(spec, linear=linear, factors=bool(terms.factors), random=bool(bars))
    notes += rank_notes(spec, "SAS sets coefficients of collinear columns to zero, possibly those of other columns")
    text = "\n".join((*_step(columns.statements), *lines))
    if "'n" in text:
        text = f"options validvarname=any;\n{text}"
    return Code(text, "SAS", tuple(notes))


def _step(statements: Sequence[str]) -> list[str]:
    """Return the statements that make columns: SQL as it is, the others in DATA steps."""
    lines: list[str] = []
    inside = False
    for statement in statements:
        is_sql = statement.startswith("proc sql")
        if is_sql and inside:
            lines.append("run;")
        if not is_sql and not inside:
            lines.append("data d; set d;")
        inside = not is_sql
        lines.append(statement if is_sql else f"  {statement}")
    return [*lines, *(["run;"] if inside else [])]


def _class(factor: tuple[str, str | None]) -> str:
    name, reference = factor
    return sas_name(name) if reference is None else f"{sas_name(name)}(ref={sas_string(reference)})"


def _response(columns: Columns, *, linear: bool) -> tuple[str, list[str]]:
    spec = columns.spec
    if linear:
        return columns.expression(spec.response.node), []
    if spec.family.name not in _DISTRIBUTIONS:
        raise InexpressibleError(f"PROC GLIMMIX has no {spec.family} distribution")
    if spec.response.is_categorical:
        return _categories(columns)
    if spec.link not in _LINKS:
        raise InexpressibleError(f"PROC GLIMMIX has no {spec.link} link")
    name = _DISTRIBUTIONS[spec.family.name]
    response = spec.response
    if response.kind == "counts":
        assert isinstance(response.node, Call)  # cbind(successes, failures)
        successes, trials = counts(response.node)
        text = f"{columns.expression(successes)}/{columns.expression(trials)}"
    elif response.kind == "proportion":
        raise InexpressibleError(
            "PROC GLIMMIX needs the number of successes, not a proportion",
            "give cbind(successes, failures) as the response",
        )
    elif spec.family.is_binomial:
        name, event = "binary", response_values(spec)[1] if response.success is not None else "1"
        text = f"{columns.expression(response.node)}(event={sas_string(event)})"
    else:
        text = columns.expression(response.node)
    options = [f"dist={name}", f"link={_LINKS[spec.link]}"]
    if len(spec.offsets) > 1:
        raise InexpressibleError("SAS allows only one offset", "add the offsets in a column")
    return text, [*options, *(f"offset={columns.expression(node)}" for node in spec.offsets)]


def _categories(columns: Columns) -> tuple[str, list[str]]:
    """Return the response of an ordinal or multinomial model, which SAS numbers in the order of the categories."""
    spec = columns.spec
    name = columns.numbered()
    if spec.response.kind == "nominal":
        reference = "first" if spec.response.categories else None
        return name + (f"(ref={reference})" if reference else ""), ["dist=multinomial", "link=glogit"]
    links = {"logit": "cumlogit", "probit": "cumprobit"}
    if spec.link not in links:
        raise InexpressibleError(f"PROC GLIMMIX has no {spec.link} link for cumulative probabilities in this direction")
    return f"{name}(descending)", ["dist=multinomial", f"link={links[spec.link]}"]


def _random(bar: Bar, columns: Columns) -> str:
    names = [columns.product(effect) if effect.cells else "intercept" for effect in bar.block.effects]
    subject = "*".join(map(sas_name, reversed(bar.group.parts)))
    type_ = f" type={_STRUCTURES[bar.covariance]}" if len(names) > 1 else ""
    by_category = " group=" + columns.numbered() if columns.spec.response.kind == "nominal" else ""
    return f"random {' '.join(names)} / subject={subject}{type_}{by_category};"


def _notes(spec: ModelSpec, *, linear: bool, factors: bool, random: bool) -> list[str]:
    notes = []
    if spec.response.kind == "ordinal":
        notes.append(
            "SAS models the lower categories unless descending is given, and its intercepts are then the "
            "thresholds with the opposite sign"
        )
    if factors:
        notes.append("SAS takes the last category as reference unless ref= names one, so ref= is written")
    if linear and random:
        notes.append("PROC MIXED uses REML by default, as lmer() does; method=ml gives maximum likelihood")
    if not linear and random:
        notes.append(
            "PROC GLIMMIX uses pseudo-likelihood by default, so method=laplace is written, which is glmer()'s method"
        )
    if any(len(block.effects) > 1 for block in spec.blocks):
        notes.append("SAS's default covariance structure is that of variance components, so type= is written")
    return notes
