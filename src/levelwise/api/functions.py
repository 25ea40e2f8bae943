"""The public functions, which `levelwise.api.path` implements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, overload

from levelwise.api.arguments import read_hints, read_model_options
from levelwise.api.keywords import RANDOM_PART, is_foreign, refuse_keywords, with_random_part
from levelwise.api.model import Model
from levelwise.api.path import fitted_to_model, formula_to_model
from levelwise.data.hints import Hints
from levelwise.design.model_options import ModelOptions
from levelwise.errors import OptionError
from levelwise.legitimacy.report.report import Report
from levelwise.notations.table import DEFAULT, NOTATIONS
from levelwise.writers.table import WRITERS

if TYPE_CHECKING:
    from levelwise.api.equations import Equations
    from levelwise.api.quantiles import QuantileEquations
    from levelwise.api.series import SeriesEquations
    from levelwise.api.several import SeveralEquations
    from levelwise.data.columns import FactorHint
    from levelwise.data.contrasts.from_hint import ContrastHint
    from levelwise.legitimacy.rule import Rule
    from levelwise.notations.notation import Notation
    from levelwise.writers.writer import Writer


def model(
    formula: Any,
    data: object = None,
    *,
    family: str | None = None,
    link: str | None = None,
    levels: Mapping[str, str] | None = None,
    nesting: Mapping[str, str] | None = None,
    factors: Mapping[str, FactorHint] | None = None,
    contrasts: Mapping[str, ContrastHint] | None = None,
    weights: str | None = None,
    offset: str | None = None,
    residual: str | None = None,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    **others: object,
) -> Model:
    """Return the model of a formula in lme4's syntax, or a fitted model of another package.

    Parameters
    ----------
    formula : str or fitted model
        Such as ``"math ~ ses*sector + (ses | sch.id)"``; or a model of another package, fitted or built, such as the
        result of ``smf.mixedlm(…).fit()``, which has its own data (docs/models.md).
    data : data frame, optional
        A data frame of any kind, a lazily evaluated table, or a mapping from names to columns.
    family, link : str, optional
        The distribution of the response: ``"gaussian"`` (the default, unless a pasted call names another),
        ``"binomial"``, ``"poisson"``, ``"Gamma"``, ``"inverse.gaussian"``, ``"nbinom2"``, ``"nbinom1"``, ``"beta"``,
        ``"cumulative"`` (ordered categories) or ``"multinomial"``; and the link, by default that of the family. The
        response of a binomial model is 0 and 1, logical, a factor (the first category is failure), a proportion with
        ``weights``, or ``cbind(successes, failures)``. That of a cumulative or multinomial model is a factor or has
        whole numbers; in a multinomial model the first category is the reference category.
    levels : mapping, optional
        Without data: the grouping factor at whose level a predictor is measured, ``{"sector": "sch.id"}``.
    nesting : mapping, optional
        Without data: a grouping factor nested in another, ``{"class": "school"}``.
    factors : mapping, optional
        Treat a variable as a factor: its categories in order, the reference category first, ``{"sector": ["pub",
        "cath"]}``; a mapping from values to labels; or True for the values in the data.
    contrasts : mapping, optional
        How a factor is coded, ``{"sector": "sum"}``: ``"treatment"``, ``"sum"``, ``"helmert"``, ``"poly"``,
        ``"SAS"``, ``"diff"`` or R's names; ``{"treatment": "b"}`` sets the reference category, ``{"poly": [1, 2, 4]}``
        the scores; a matrix with a row for each category; or a mapping from column names to weights.
    weights : str, optional
        The column of prior weights.
    offset : str, optional
        A term of the linear predictor whose coefficient is fixed at one.
    residual : str, optional
        The structure of the level-1 residuals of a gaussian model, in the language of bars: ``"ar1(wave | person)"``,
        ``"diag(0 + sector)"`` for a variance in each category, or ``"ar1(wave | person) + diag(0 + sector)"``; also
        ``hetar1``, ``car1`` (continuous time), ``cs``, ``homcs``, ``toep``, ``homtoep``, ``us`` and ``homus``.
    labels, units : mapping, optional
        Descriptions and units of columns for the legend, ``{"ses": "socioeconomic status"}`` and ``{"Days": "days"}``;
        they go before those that the data have.
    **others
        The random part as statsmodels (``groups=``, ``re_formula=``, ``vc_formula=``) or nlme (``random=``) are given
        it, with the fixed part as the formula; or what the package of a fitted model does not keep, such as the name of
        its ``groups=``.

    Returns
    -------
    Model

    Raises
    ------
    FormulaSyntaxError, UnknownNameError, DataError, UnsupportedModelError, OptionError
        The message says what is wrong, where, and what to do.
    """
    hints = read_hints(levels=levels, nesting=nesting, factors=factors, contrasts=contrasts, labels=labels, units=units)
    options = read_model_options(weights=weights, offset=offset, family=family, link=link, residual=residual)
    if not isinstance(formula, str):
        from levelwise.api.fit import Fit  # a formula needs no fit

        if isinstance(formula, Fit):
            if data is not None or others or options != ModelOptions() or hints != Hints():
                raise OptionError("a fit has its data and its options; give them to lmer() or glmer()")
            return formula.model
        fitted = fitted_to_model(formula, data, hints, options, others)
        return Model(fitted.model, fitted.estimates)
    beside = {name: value for name, value in others.items() if name in RANDOM_PART}
    if len(beside) < len(others):
        refuse_keywords({name: value for name, value in others.items() if name not in beside})
    if not beside:
        return Model(formula_to_model(formula, data, hints, options))
    whole, note = with_random_part(formula, beside)
    prepared = formula_to_model(whole, data, hints, options)
    return Model(replace(prepared, notes=(note, *prepared.notes)))


def check(
    formula: Any,
    data: object = None,
    *,
    policy: str | None = None,
    ignore: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
    **options: Any,
) -> Report:
    """Check whether a model is legitimate, without fitting it.

    Settings that the call does not make are taken from the environment (``LEVELWISE_POLICY``, ``LEVELWISE_IGNORE``,
    ``LEVELWISE_SEVERITY``), then from the table ``[tool.levelwise]`` of the nearest ``pyproject.toml``; the report
    lists the settings taken from there.

    Parameters
    ----------
    formula, data
        As for `model`.
    policy : {"hlm", "mixed", "off"}, optional
        ``hlm``, the default, requires that the predictor of a random slope vary within groups and that every random
        effect have a fixed counterpart; ``mixed`` only warns about a missing counterpart; ``off`` checks nothing.
    ignore : iterable of str
        Codes of rules whose findings are ignored, such as ``["R17", "R8"]``.
    severity : mapping
        The severity of a rule's findings, such as ``{"R14": "error"}``; or ``warning``, ``note``, ``ignore``,
        ``default``.
    **options
        The other options of `model`.

    Returns
    -------
    Report
        With ``ok``, ``errors``, ``warnings``, ``notes`` and ``findings``; ``str()`` is its text.

    Examples
    --------
    >>> import levelwise as lw
    >>> lw.check("math ~ female + (ses | school)").ok
    False
    >>> lw.check("math ~ female + (ses | school)", severity={"R2": "warning"}).ok
    True
    """
    return model(formula, data, **options).check(policy, ignore=ignore, severity=severity)


@overload
def extract_eq(formula: list[str] | tuple[str, ...], data: object = None, **arguments: Any) -> SeveralEquations: ...
@overload
def extract_eq(formula: Any, data: object = None, **arguments: Any) -> Equations: ...
def extract_eq(
    formula: Any,
    data: object = None,
    *,
    notation: str | Notation = DEFAULT,
    policy: str | None = None,
    ignore: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
    family: str | None = None,
    link: str | None = None,
    levels: Mapping[str, str] | None = None,
    nesting: Mapping[str, str] | None = None,
    factors: Mapping[str, FactorHint] | None = None,
    contrasts: Mapping[str, ContrastHint] | None = None,
    weights: str | None = None,
    offset: str | None = None,
    residual: str | None = None,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    **options: object,
) -> Equations | SeveralEquations | SeriesEquations | QuantileEquations:
    r"""Write the equations of a multilevel model.

    Parameters
    ----------
    formula, data, family, link, levels, nesting, factors, contrasts, weights, offset, residual, labels,
    units
        As for `model`, also further keyword arguments. A list of formulas or fitted models gives the equations of
        several models, in which what each adds to the one before is coloured. The data belong to all formulas of the
        list, and a hint to those that have its names.
    notation : str or Notation
        The name of one of `notations`, or a notation with other letters; see `notation`.
    policy, ignore, severity
        As for `check`.
    **options
        Options of the notation, such as ``mean_separate=True``, and of formats, such as ``matrices="array"`` for LaTeX,
        which apply whenever that format is written; ``levelwise list options`` shows all.

    Returns
    -------
    Equations, SeveralEquations, SeriesEquations or QuantileEquations
        ``str()`` is plain text, ``.latex`` is LaTeX, ``.to(format)`` any format. A fitted time series, such as an
        ARIMA of statsmodels, has `SeriesEquations`, and a quantile regression `QuantileEquations`.

    Raises
    ------
    IllegitimateModelError
        When the model is illegitimate under the policy; ``report`` gives the reasons and suggests other formulas.
    LevelwiseError
        For any other error in the formula, the data or the options.

    Examples
    --------
    >>> import levelwise as lw
    >>> eq = lw.extract_eq("math ~ ses + (1 | school)", notation="raudenbush-bryk")
    >>> print(eq.latex.splitlines()[1])
      \operatorname{math}_{ij} &= \beta_{0j} + \beta_{1j} \, {\operatorname{ses}_{ij}} + r_{ij} \\
    """
    if not isinstance(formula, str | list | tuple):
        given = {"data": data, "notation": notation, "policy": policy, "ignore": ignore, "severity": severity}
        given |= {"family": family, "link": link, "levels": levels, "nesting": nesting, "factors": factors}
        given |= {"contrasts": contrasts, "weights": weights, "offset": offset, "residual": residual}
        special = _without_levels(formula, {**given, "labels": labels, "units": units, **options})
        if special is not None:
            return special
    others = {name: value for name, value in options.items() if is_foreign(name) or _is_of_adapter(name, formula)}
    if isinstance(formula, list | tuple):
        from levelwise.api.several import each_of

        given = {"family": family, "link": link, "weights": weights, "offset": offset, "residual": residual, **others}
        hints = {"levels": levels, "nesting": nesting, "factors": factors, "contrasts": contrasts}
        hints |= {"labels": labels, "units": units}
        style: dict[str, Any] = {name: value for name, value in options.items() if name not in others}
        judged: dict[str, Any] = {"notation": notation, "policy": policy, "ignore": tuple(ignore), "severity": severity}

        def write(one: Any, own_data: object = None, **own: Any) -> Equations:
            return model(one, own_data, **own).equations(**judged, **style)

        return each_of(formula, data, hints, given, write)
    made = model(
        formula,
        data,
        family=family,
        link=link,
        levels=levels,
        nesting=nesting,
        factors=factors,
        contrasts=contrasts,
        weights=weights,
        offset=offset,
        residual=residual,
        labels=labels,
        units=units,
        **others,
    )
    style = {name: value for name, value in options.items() if name not in others}
    return made.equations(notation, policy=policy, ignore=ignore, severity=severity, **style)


def notations() -> tuple[Notation, ...]:
    """Return all notations, including those of other packages."""
    return tuple(NOTATIONS.all().values())


def notation(name: str) -> Notation:
    """Return a notation by name; one of ours has a method `replace`, which returns it with other letters.

    Parameters
    ----------
    name : str
        Such as ``"raudenbush-bryk"``, or another spelling of it.

    Raises
    ------
    UnknownNameError
        For a notation that does not exist; the message suggests the nearest one.

    Examples
    --------
    >>> import levelwise as lw
    >>> lw.notation("HLM").name
    'raudenbush-bryk'
    """
    return NOTATIONS.named(name)


def formats() -> tuple[Writer, ...]:
    """Return all formats, including those of other packages."""
    return tuple(WRITERS.all().values())


def rules() -> Sequence[Rule]:
    """Return the rules of legitimacy."""
    from levelwise.legitimacy.rules import RULES

    return tuple(RULES)


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema of what `Report.to_dict` returns and ``levelwise check --format json`` prints."""
    from levelwise.legitimacy.report.json import schema

    return schema()


def _without_levels(formula: object, given: Mapping[str, Any]) -> SeriesEquations | QuantileEquations | None:
    """Return the equations of a fitted model that has neither levels nor a distribution of its rows; None of others."""
    from levelwise.adapters.series_models import read_series  # a formula needs no adapter
    from levelwise.adapters.statsmodels_quantile import is_quantile_regression

    series = read_series(formula)
    if series is not None:
        from levelwise.api.series import series_equations

        return series_equations(series, **given)
    if is_quantile_regression(formula):
        from levelwise.api.quantiles import quantile_equations

        return quantile_equations(formula, given)
    return None


def _is_of_adapter(name: str, formula: object) -> bool:
    """Return whether an argument is one that the adapter of a model of another package takes."""
    if isinstance(formula, str | list | tuple):
        return False
    from levelwise.adapters.recognise import adapter_of  # a formula needs no adapter
    from levelwise.api.fit import Fit

    if isinstance(formula, Fit):
        return False

    adapter = adapter_of(formula)
    return adapter is not None and name in adapter.keywords
