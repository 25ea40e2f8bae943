"""Julia's MixedModels.jl, and GLM.jl without random effects.

Sources: the documentation of MixedModels.jl, *Model constructors* (``zerocorr``, families and links, ``wts``), *Model
fitting* and ``fit``; that of GLM.jl.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from levelwise.formula.syntax import Node
from levelwise.model.spec import ModelSpec
from levelwise.translation.code import Code
from levelwise.translation.languages.expressions import written
from levelwise.translation.languages.julia import (
    LANGUAGE,
    julia_name,
    julia_side,
    julia_string,
    julia_term,
    julia_variables,
)
from levelwise.translation.languages.r import is_number
from levelwise.translation.made_columns import replaced
from levelwise.translation.parts import (
    Bar,
    bars_of,
    fixed_side,
    joined,
    rank_notes,
    refuse_more_than_the_mean,
    refuse_repeated_effects,
    response_values,
)
from levelwise.translation.refusal import InexpressibleError

_FAMILIES: Mapping[str, tuple[str, str]] = {
    "gaussian": ("Normal()", "identity"),
    "binomial": ("Bernoulli()", "logit"),
    "poisson": ("Poisson()", "log"),
    "Gamma": ("Gamma()", "inverse"),
    "inverse.gaussian": ("InverseGaussian()", "1/mu^2"),
}
_LINKS: Mapping[str, str] = {
    "identity": "IdentityLink()",
    "log": "LogLink()",
    "logit": "LogitLink()",
    "probit": "ProbitLink()",
    "cauchit": "CauchitLink()",
    "cloglog": "CloglogLink()",
    "inverse": "InverseLink()",
    "1/mu^2": "InverseSquareLink()",
    "sqrt": "SqrtLink()",
}
_WIDTH = 100


def write(spec: ModelSpec) -> Code:
    """Return a model for MixedModels.jl."""
    refuse_more_than_the_mean(spec)
    bars = joined(bars_of(spec))
    texts, statements, contrasts, by = julia_variables(spec)
    refuse_repeated_effects(bars, "MixedModels.jl")
    right = " + ".join([julia_side(fixed_side(spec), texts), *(_bar(bar, texts) for bar in bars)])
    if spec.response.kind == "counts":
        raise InexpressibleError(
            "MixedModels.jl needs the proportion of successes, with the number of trials as weights",
            "compute the proportion and give weights=",
        )
    if spec.response.success is not None:
        shown = response_values(spec)[1]
        value = shown if is_number(shown) else julia_string(shown)
        raise InexpressibleError(
            "MixedModels.jl needs a response of zeros and ones, not categories",
            f"make it beforehand, d.success = d.{julia_term(replaced(spec.response.node, by))} .== "
            f"{value}, and give success as the response",
        )
    formula = f"@formula({julia_term(replaced(spec.response.node, by))} ~ {right})"
    family = _family(spec)
    options = [f"contrasts = Dict({', '.join(contrasts)})"] if contrasts else []
    if spec.weights is not None:
        options.append(f"wts = d.{julia_name(spec.weights)}")
    notes: list[str] = []
    if bars:
        if spec.offsets:
            raise InexpressibleError("MixedModels.jl has no offset")
        notes += ["by default maximum likelihood is used; REML = true gives REML"] if spec.is_linear else []
        if not spec.is_linear and spec.family.spread != "none":
            notes.append(f"MixedModels.jl warns that its results for the {spec.family} family are not reliable")
        call = _call("fit", ["MixedModel", formula, "d", *family], options)
        using = "using MixedModels"
    else:
        if spec.offsets:
            options.append(f"offset = ({_offset(spec, by)})")
            family = family or ["Normal()"]
        call = _call("glm" if family else "lm", [formula, "d", *family], options)
        using = "using GLM"
        notes.append("without random effects this is a model for GLM.jl")
    notes += rank_notes(spec, "MixedModels.jl gives them the coefficient zero")
    packages = [using]
    if statements:
        packages[0] = f"{using}, DataFrames, Statistics"
    if any("StatsModels." in one for one in contrasts):
        packages.append("using StatsModels")
    return Code("\n".join((*packages, *statements, call)), "MixedModels.jl", tuple(notes))


def _family(spec: ModelSpec) -> list[str]:
    if spec.is_linear:
        return []
    known = _FAMILIES.get(spec.family.name)
    if known is None:
        raise InexpressibleError(f"MixedModels.jl has no {spec.family} family")
    name = "Binomial()" if spec.response.kind == "proportion" else known[0]
    return [name] if spec.link == known[1] else [name, _LINKS[spec.link]]


def _offset(spec: ModelSpec, by: Mapping[Node, Node]) -> str:
    """Return the sum of the offsets, computed row by row."""
    columns = replace(LANGUAGE, name=lambda name: f"d.{julia_name(name)}")
    return f"@. {' + '.join(written(replaced(node, by), columns) for node in spec.offsets)}"


def _bar(bar: Bar, texts: Mapping[str, str]) -> str:
    group = " & ".join(julia_name(part) for part in bar.group.parts)
    inner = f"{julia_side(bar.side, texts)} | {group}"
    if bar.covariance == "us":
        return f"({inner})"
    if bar.covariance == "diag":
        return f"zerocorr({inner})"
    raise InexpressibleError(f"MixedModels.jl has no covariance structure {bar.covariance}")


def _call(function: str, arguments: list[str], options: list[str]) -> str:
    after = f"; {', '.join(options)}" if options else ""
    short = f"m = {function}({', '.join(arguments)}{after})"
    if len(short) <= _WIDTH:
        return short
    lines = ",\n".join(f"    {one}" for one in arguments)
    return f"m = {function}(\n{lines}" + (f";\n    {', '.join(options)}" if options else "") + "\n)"
