"""Fitting of models in one line, as with lme4: `lmer` and `glmer`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from levelwise.api.fit import Fit
from levelwise.api.functions import model
from levelwise.api.model import Model
from levelwise.design.assemble import with_rows
from levelwise.errors import OptionError
from levelwise.legitimacy.report.illegitimate import IllegitimateModelError

if TYPE_CHECKING:
    from levelwise.fit.engine import Engine


def lmer(
    formula: str,
    data: object,
    *,
    reml: bool = True,
    policy: str | None = None,
    ignore: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
    engine: str | Engine | None = None,
    **options: Any,
) -> Fit:
    """Check a linear mixed model and fit it.

    Parameters
    ----------
    formula, data
        As for `model`.
    reml : bool
        Whether variances are estimated by restricted maximum likelihood; also spelled ``REML``, as in R.
    policy, ignore, severity
        As for `check`.
    engine : str or Engine, optional
        ``"mixedlm"`` (the default) or ``"glmm"``, which ``pip install 'levelwise[fit]'`` installs, an engine of another
        package, or an object.
    **options
        The other options of `model`, such as ``weights=``.

    Returns
    -------
    Fit
        With ``fixed``, ``errors``, ``variances``, ``sigma``, ``loglik``, ``fitted``, ``random`` and ``summary()``.

    Raises
    ------
    IllegitimateModelError
        When the model is illegitimate under the policy; it is not fitted.
    MissingExtraError
        When the package of the engine is not installed.
    UnsupportedModelError, DataError
        When the model cannot be fitted.

    Examples
    --------
    >>> import levelwise as lw
    >>> fit = lw.lmer("math ~ ses + (1 | sch.id)", lw.datasets.load("hsb"))
    >>> {name: round(value, 3) for name, value in fit.fixed.items()}
    {'(Intercept)': 12.657, 'ses': 2.39}
    """
    reml = options.pop("REML", reml)
    specified = model(formula, data, **options)
    spec = specified.spec
    if not spec.is_linear:
        family = f"the {spec.family} family with the {spec.link} link"
        raise OptionError(f"lmer() fits linear mixed models; glmer() fits models of {family}")
    return fit_model(specified, engine=engine, reml=reml, policy=policy, ignore=ignore, severity=severity)


def glmer(
    formula: str,
    data: object,
    family: str | None = None,
    *,
    link: str | None = None,
    policy: str | None = None,
    ignore: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
    engine: str | Engine | None = None,
    **options: Any,
) -> Fit:
    """Check a generalized linear mixed model and fit it by maximum likelihood, with the Laplace approximation.

    Parameters
    ----------
    formula, data, family, link
        As for `model`.
    policy, ignore, severity
        As for `check`.
    engine : str or Engine, optional
        As for `lmer`; the default is ``"glmm"`` or, if that cannot fit the model, ``"mixedlm"``.
    **options
        The other options of `model`, such as ``weights=``.

    Returns
    -------
    Fit
        As for `lmer`.

    Raises
    ------
    IllegitimateModelError, MissingExtraError, UnsupportedModelError, DataError
        As for `lmer`.

    Examples
    --------
    >>> import levelwise as lw
    >>> sleep = lw.datasets.load("sleepstudy")
    >>> fit = lw.glmer("I(Reaction > 300) ~ Days + (1 | Subject)", sleep, family="binomial")
    >>> {name: round(value, 3) for name, value in fit.fixed.items()}
    {'(Intercept)': -3.195, 'Days': 0.585}
    """
    specified = model(formula, data, family=family, link=link, **options)
    if specified.spec.is_linear:
        message = "glmer() needs a family, such as family='binomial'; lmer() fits linear mixed models"
        raise OptionError(message)
    return fit_model(specified, engine=engine, policy=policy, ignore=ignore, severity=severity)


def fit_model(
    model: Model,
    *,
    engine: str | Engine | None = None,
    reml: bool = True,
    policy: str | None = None,
    ignore: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
) -> Fit:
    """Check a model of any family and fit it; see `lmer` and `glmer`."""
    from levelwise.fit.estimate import fitted_design

    prepared = with_rows(model._prepared)  # noqa: SLF001 - the model's own part
    checked = Model(prepared)
    report = checked.check(policy, ignore=ignore, severity=severity)
    if not report.ok:
        raise IllegitimateModelError(report)
    made = fitted_design(prepared, engine, reml=reml)
    report = replace(report, model_notes=(*report.model_notes, *made.estimates.notes))
    return Fit(checked._fitted(made.estimates), report, made.estimates, made)  # noqa: SLF001 - of the same package
