"""Python's bambi.

Sources: Capretto et al. (2022), *J. Stat. Softw.* 103(15) (group-specific effects are independent); bambi's
documentation of ``Model`` and of its families and links; that of formulae for ``p(y, n)`` and ``offset()``.
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.formula.syntax import Call, quoted
from levelwise.model.spec import ModelSpec
from levelwise.translation.code import Code
from levelwise.translation.languages.python import FORMULAE, PythonModel, name_in_formula, python_model, python_string
from levelwise.translation.parts import (
    Bar,
    bars_of,
    counts,
    fixed_side,
    is_correlated,
    is_single_column,
    joined,
    rank_notes,
    refuse_more_than_the_mean,
    response_values,
)
from levelwise.translation.python_calls import call, script
from levelwise.translation.refusal import InexpressibleError

_PROBABILITY = {"logit": "logit", "probit": "probit", "cloglog": "cloglog", "identity": "identity"}
_FAMILIES: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "gaussian": ("gaussian", "identity", {"identity": "identity", "log": "log", "inverse": "inverse"}),
    "binomial": ("binomial", "logit", _PROBABILITY),
    "poisson": ("poisson", "log", {"log": "log", "identity": "identity"}),
    "Gamma": ("gamma", "inverse", {"inverse": "inverse", "log": "log", "identity": "identity"}),
    "inverse.gaussian": (
        "wald",
        "1/mu^2",
        {"1/mu^2": "inverse_squared", "inverse": "inverse", "log": "log", "identity": "identity"},
    ),
    "nbinom2": ("negativebinomial", "log", {"log": "log", "identity": "identity"}),
    "beta": ("beta", "logit", {"logit": "logit", "probit": "probit", "cloglog": "cloglog"}),
    "cumulative": ("cumulative", "logit", {"logit": "logit", "probit": "probit", "cloglog": "cloglog"}),
    "multinomial": ("categorical", "logit", {"logit": "softmax"}),
}
"""The families with their names, default links, and links in bambi."""


def write(spec: ModelSpec) -> Code:
    """Return a model for bambi."""
    refuse_more_than_the_mean(spec)
    words = python_model(spec, FORMULAE)
    if spec.weights is not None and spec.response.kind != "proportion":
        raise InexpressibleError(
            "bambi's weighted() multiplies the log-likelihood, which is not the same as prior weights"
        )
    offsets = [f"offset({words.expression(node)})" for node in spec.offsets]
    right = [words.side(fixed_side(spec)), *offsets, *(_bar(bar, words) for bar in joined(bars_of(spec)))]
    formula = f"{_response(words)} ~ {' + '.join(right)}"
    notes: tuple[str, ...] = (
        "this is the model without priors; bambi adds its default priors, see model.set_priors()",
    )
    notes += rank_notes(spec, "formulae avoids most of them by another coding")
    arguments = [python_string(formula), "df", *_family(spec)]
    return script("bambi", words, ["import bambi as bmb"], [call("bmb.Model", arguments)], notes)


def _family(spec: ModelSpec) -> list[str]:
    known = _FAMILIES.get(spec.family.name)
    if known is None:
        raise InexpressibleError(f"bambi has no {spec.family} family")
    name, default, links = known
    if spec.link not in links:
        raise InexpressibleError(f"bambi has no {spec.link} link of the {spec.family} family")
    if name == "binomial" and spec.response.kind == "binary":
        name = "bernoulli"
    if name == "gaussian" and spec.link == default:
        return []
    link = [] if spec.link == default and name not in ("gamma", "wald") else [f'link="{links[spec.link]}"']
    return [f'family="{name}"', *link]


def _response(words: PythonModel) -> str:
    response = words.spec.response
    if response.kind == "counts":
        assert isinstance(response.node, Call)  # cbind(successes, failures)
        successes, trials = counts(response.node)
        return f"p({words.expression(successes)}, {words.expression(trials)})"
    if response.kind == "proportion":
        raise InexpressibleError(
            "bambi needs the number of successes, not a proportion",
            f"compute the number and give cbind(successes, {quoted(words.spec.weights or '')} - successes) "
            "as the response",
        )
    if response.success is not None:
        return f"{words.response}['{_category(response_values(words.spec)[1])}']"
    return words.response


def _category(label: str) -> str:
    if any(mark in label for mark in "\"'\\`[]") or not label.isprintable():
        raise InexpressibleError(f"bambi's formulas cannot name the category {label!r}", "rename it")
    return label


def _bar(bar: Bar, words: PythonModel) -> str:
    if is_correlated(bar):
        raise InexpressibleError(
            "group-specific effects in bambi are independent, but those of a block of this model covary",
        )
    if bar.covariance == "homdiag" or not is_single_column(bar):
        raise InexpressibleError("bambi has no common variance of several effects")
    effects = words.side(bar.side)
    intercept = "1 + " if bar.side.intercept and bar.side.terms else ""
    group = ":".join(name_in_formula(part, FORMULAE) for part in reversed(bar.group.parts))
    return f"({intercept}{effects} | {group})"
