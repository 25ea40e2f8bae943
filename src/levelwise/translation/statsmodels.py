"""Python's statsmodels: ``mixedlm()``, Bayesian mixed GLMs, and ``ols()``, ``wls()``, ``glm()`` without random effects.

Sources: the documentation of ``statsmodels.regression.mixed_linear_model.MixedLM`` (``groups``, ``re_formula``,
``vc_formula``: the random effects of ``re_formula`` covary, each variance component has one variance),
``statsmodels.genmod.bayes_mixed_glm`` and ``statsmodels.genmod.generalized_linear_model.GLM`` (``var_weights``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from levelwise.formula.syntax import Call
from levelwise.model.spec import Level, ModelSpec
from levelwise.translation.code import Code
from levelwise.translation.languages.expressions import written
from levelwise.translation.languages.python import (
    PATSY,
    PythonModel,
    column,
    language,
    name_in_formula,
    python_model,
    python_string,
)
from levelwise.translation.made_columns import fresh_name, replaced
from levelwise.translation.parts import (
    Bar,
    bars_of,
    chain_of,
    fixed_side,
    is_correlated,
    is_single_column,
    joined,
    names_of,
    own_parts,
    rank_notes,
    refuse_more_than_the_mean,
    refuse_repeated_effects,
    without_covariances,
)
from levelwise.translation.python_calls import call, script
from levelwise.translation.refusal import InexpressibleError

_FAMILIES: Mapping[str, tuple[str, str]] = {
    "gaussian": ("Gaussian", "identity"),
    "binomial": ("Binomial", "logit"),
    "poisson": ("Poisson", "log"),
    "Gamma": ("Gamma", "inverse"),
    "inverse.gaussian": ("InverseGaussian", "1/mu^2"),
}
_LINKS: Mapping[str, str] = {
    "identity": "Identity",
    "log": "Log",
    "logit": "Logit",
    "probit": "Probit",
    "cauchit": "Cauchy",
    "cloglog": "CLogLog",
    "inverse": "InversePower",
    "1/mu^2": "InverseSquared",
    "sqrt": "Sqrt",
}
_BAYESIAN: Mapping[str, tuple[str, str]] = {
    "binomial": ("BinomialBayesMixedGLM", "logit"),
    "poisson": ("PoissonBayesMixedGLM", "log"),
}


def write(spec: ModelSpec) -> Code:
    """Return a model for statsmodels."""
    refuse_more_than_the_mean(spec)
    words = python_model(spec, PATSY)
    bars = joined(bars_of(spec))
    notes = rank_notes(
        spec, "statsmodels does not drop them by itself, but patsy avoids most of them by another coding"
    )
    if not bars:
        lines, imports = _without_random_effects(words)
    elif spec.offsets or (spec.weights is not None):
        what = "offset" if spec.offsets else "prior weights"
        raise InexpressibleError(f"mixed models of statsmodels have no {what}")
    elif spec.is_linear:
        lines, imports = _linear(words, bars)
        notes = ("by default fit() uses REML; fit(reml=False) gives maximum likelihood", *notes)
    else:
        lines, imports = _bayesian(words, bars)
        notes = ("this model is Bayesian, with normal priors whose standard deviations are fe_p and vcp_p", *notes)
    return script("statsmodels", words, imports, lines, notes)


def _linear(words: PythonModel, bars: Sequence[Bar]) -> tuple[list[str], list[str]]:
    spec = words.spec
    formula = f"{words.response} ~ {words.side(fixed_side(spec))}"
    chain = chain_of(spec)
    before: list[str] = []
    effects: str | None = None
    components: dict[str, str] = {}
    if chain is None:
        group = fresh_name("all_rows", names_of(spec))
        before.append(f"{column(group)} = 1")
        outer: tuple[Level, ...] = ()
    else:
        outer = chain[:1]
        if len(outer[0].group.parts) > 1:
            label = outer[0].group.label
            values = ' + ":" + '.join(f"{column(part)}.astype(str)" for part in outer[0].group.parts)
            raise InexpressibleError(
                f"groups= takes one column, but {label} is a combination of columns",
                f'make a column of it, df["group"] = {values}, and use it in the formula',
            )
        group = outer[0].group.parts[0]
    refuse_repeated_effects(bars, "statsmodels")
    parts = [part for bar in bars for part in _parts(bar)]
    together = [bar for bar in parts if outer and bar.group.label == outer[0].group.label and bar.covariance == "us"]
    together = sorted(together, key=lambda bar: (-len(bar.block.effects), not bar.is_intercept))
    if together and (together[0].is_intercept or is_correlated(together[0])):
        effects = words.side(together[0].side)
        parts.remove(together[0])
    for part in parts:
        _add_component(components, part, words, outer)
    arguments = [python_string(formula), "df", f"groups={python_string(group)}"]
    if effects not in (None, "1") or (effects == "1" and components):
        arguments.append(f"re_formula={python_string('1' if effects == '1' else f'~ {effects}')}")
    if components:
        arguments.append(f"vc_formula={_dictionary(components)}")
    return [*before, call("smf.mixedlm", arguments)], ["import statsmodels.formula.api as smf"]


def _parts(bar: Bar) -> tuple[Bar, ...]:
    """Return a block whose effects are independent as one block for each of them."""
    if bar.covariance not in ("us", "diag", "homdiag"):
        raise InexpressibleError(f"statsmodels has no covariance structure {bar.covariance}")
    if bar.covariance == "diag" and not is_single_column(bar):
        raise InexpressibleError("a variance component of statsmodels has one variance for all columns of a term")
    return tuple(without_covariances(bar))


def _add_component(components: dict[str, str], bar: Bar, words: PythonModel, outer: Sequence[Level]) -> None:
    """Add a block with one variance as a variance component."""
    if is_correlated(bar):
        raise InexpressibleError(
            "mixedlm() lets random effects covary only in one block, of the coarsest of nested grouping factors"
        )
    if len(bar.side.terms) + bar.side.intercept > 1:
        raise InexpressibleError("a variance component of statsmodels is a single term with one variance")
    level = words.spec.level(bar.group.label)
    within = () if outer and level in outer else own_parts(level, outer)
    text = ":".join(
        [*(f"C({name_in_formula(part, PATSY)})" for part in within), *(words.term(term) for term in bar.side.terms)]
    )
    components[_label(bar, components)] = f"0 + {text}" if text else "1"


def _label(bar: Bar, taken: Mapping[str, str]) -> str:
    slope = "".join(f"_{term.columns[0].name}" for term in bar.side.terms)
    return fresh_name(f"{bar.group.label}{slope}", tuple(taken))


def _dictionary(items: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{python_string(name)}: {python_string(text)}' for name, text in items.items())}}}"


def _bayesian(words: PythonModel, bars: Sequence[Bar]) -> tuple[list[str], list[str]]:
    spec = words.spec
    known = _BAYESIAN.get(spec.family.name)
    if known is None or spec.link != known[1]:
        raise InexpressibleError(
            f"mixed models of statsmodels have no {spec.family} family with the {spec.link} link; they are gaussian, "
            "binomial with the logit link, or Poisson with the log link"
        )
    components: dict[str, str] = {}
    for part in (part for bar in bars for part in _parts(bar)):
        _add_component(components, part, words, ())
    formula = f"{_binary(words) if known[0].startswith('Bin') else words.response} ~ {words.side(fixed_side(spec))}"
    arguments = [python_string(formula), _dictionary(components), "df"]
    imports = [f"from statsmodels.genmod.bayes_mixed_glm import {known[0]}"]
    return [call(f"{known[0]}.from_formula", arguments)], imports


def _binary(words: PythonModel) -> str:
    """Return a response of zeros and ones."""
    response = words.spec.response
    if response.kind != "binary":
        raise InexpressibleError("BinomialBayesMixedGLM needs a response of zeros and ones, not proportions or counts")
    if response.success is not None:
        raise InexpressibleError(
            "statsmodels needs a binary response of zeros and ones, not categories",
            f'make it beforehand: df["success"] = (df[{python_string(words.spec.response.text)}] == '
            f"{python_string(response.success)}).astype(int)",
        )
    return words.response


def _without_random_effects(words: PythonModel) -> tuple[list[str], list[str]]:
    spec = words.spec
    right = words.side(fixed_side(spec))
    formula_api = "import statsmodels.formula.api as smf"
    weights = [] if spec.weights is None else [column(spec.weights)]
    if spec.is_linear and not spec.offsets:
        function, more = ("smf.wls", [f"weights={weights[0]}"]) if weights else ("smf.ols", [])
        return [call(function, [python_string(f"{words.response} ~ {right}"), "df", *more])], [formula_api]
    if spec.family.name in ("nbinom1", "nbinom2") and spec.link == "log" and not weights:
        arguments = [python_string(f"{words.response} ~ {right}"), "df", f'loglike_method="nb{spec.family.name[-1]}"']
        return [call("smf.negativebinomial", [*arguments, *_offset(words)])], [formula_api]
    if spec.family == "beta" and spec.link in ("logit", "probit", "cloglog", "cauchit", "log") and not weights:
        if spec.offsets:
            raise InexpressibleError("statsmodels' BetaModel has no offset")
        link = [] if spec.link == "logit" else [f"link=sm.families.links.{_LINKS[spec.link]}()"]
        arguments = [python_string(f"{words.response} ~ {right}"), "df", *link]
        imports = ["from statsmodels.othermod.betareg import BetaModel"]
        return [call("BetaModel.from_formula", arguments)], [
            *(["import statsmodels.api as sm"] if link else []),
            *imports,
        ]
    if spec.response.is_categorical and not (weights or spec.offsets):
        return _of_categories(words, right)
    known = _FAMILIES.get(spec.family.name)
    if known is None:
        raise InexpressibleError(f"statsmodels' glm() has no {spec.family} family with the {spec.link} link")
    response = words.response
    if spec.response.kind == "counts":
        assert isinstance(spec.response.node, Call)  # cbind(successes, failures)
        parts = [words.expression(argument.value) for argument in spec.response.node.arguments]
        response = " + ".join(parts)
    elif spec.family.is_binomial and spec.response.kind == "binary":
        response = _binary(words)
    other_link = "" if spec.link == known[1] else f"sm.families.links.{_LINKS[spec.link]}()"
    arguments = [
        python_string(f"{response} ~ {right}"),
        "df",
        f"family=sm.families.{known[0]}({other_link})",
        *_offset(words),
        *(f"var_weights={one}" for one in weights),
    ]
    return [call("smf.glm", arguments)], ["import statsmodels.api as sm", formula_api]


def _of_categories(words: PythonModel, right: str) -> tuple[list[str], list[str]]:
    """Return an ordinal or multinomial model."""
    spec = words.spec
    if spec.response.kind == "nominal":
        if spec.response.categories:
            raise InexpressibleError("mnlogit() needs numbered categories", "number them from 0 upwards in the data")
        return [call("smf.mnlogit", [python_string(f"{words.response} ~ {right}"), "df"])], [
            "import statsmodels.formula.api as smf"
        ]
    if spec.link not in ("logit", "probit"):
        raise InexpressibleError(f"statsmodels' OrderedModel has no {spec.link} link")
    arguments = [python_string(f"{words.response} ~ {right}"), "df", f'distr="{spec.link}"']
    return [call("OrderedModel.from_formula", arguments)], [
        "from statsmodels.miscmodels.ordinal_model import OrderedModel"
    ]


def _offset(words: PythonModel) -> list[str]:
    """Return the offsets as an argument: a sum of columns of the data frame."""
    if not words.spec.offsets:
        return []
    frame = replace(language(PATSY), name=column)
    return [f"offset={' + '.join(written(replaced(node, words.by), frame) for node in words.spec.offsets)}"]
