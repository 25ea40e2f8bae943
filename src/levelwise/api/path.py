"""The whole path on one screen: formula, model, verdict, equations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from levelwise import registry
from levelwise.api.model import Model
from levelwise.data.hints import Hints
from levelwise.data.open_table import open_table
from levelwise.design.assemble import assemble
from levelwise.design.model_options import ModelOptions
from levelwise.errors import DataError, UnsupportedModelError
from levelwise.legitimacy.report.report import Report

if TYPE_CHECKING:
    from levelwise.api.equations import Equations
    from levelwise.data.columns import FactorHint
    from levelwise.data.contrasts.from_hint import ContrastHint
    from levelwise.legitimacy.rule import Rule
    from levelwise.registry import Notation, Writer


def model(
    formula: str,
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
) -> Model:
    """Make a model from a formula in lme4's language.

    Parameters
    ----------
    formula : str
        Such as ``"math ~ ses*sector + (ses | sch.id)"``.
    data : data frame, optional
        A pandas, polars or pyarrow table, or a mapping from names to columns.
    family, link : str, optional
        The distribution of the response, ``"gaussian"`` unless a pasted call says another: ``"binomial"``,
        ``"poisson"``, ``"Gamma"``, ``"inverse.gaussian"``, ``"nbinom2"``, ``"nbinom1"`` or ``"beta"``; and its link, by
        default the family's own. All are checked; this version writes gaussian models with the identity link. The
        response of a binomial model is 0 and 1, truth, a factor (the first category is failure), a proportion with
        ``weights``, or ``cbind(successes, failures)``.
    levels : mapping, optional
        Without data: the grouping factor each group-level predictor belongs to, ``{"sector": "sch.id"}``.
    nesting : mapping, optional
        Without data: child to parent, ``{"class": "school"}``.
    factors : mapping, optional
        Categories in order, the first is the reference, ``{"sector": ["pub", "cath"]}``; a mapping from
        values to labels; or True for the data's own values.
    contrasts : mapping, optional
        How a factor is coded, ``{"sector": "sum"}``: ``"treatment"``, ``"sum"``, ``"helmert"``, ``"poly"``,
        ``"SAS"``, ``"diff"`` or R's names; ``{"treatment": "b"}`` for a reference, ``{"poly": [1, 2, 4]}`` for
        scores; a matrix with a row for each category; or a mapping from names of columns to weights.
    weights : str, optional
        The column of prior weights.
    offset : str, optional
        An expression added with coefficient one.

    Returns
    -------
    Model

    Raises
    ------
    FormulaSyntaxError, UnknownNameError, DataError, UnsupportedModelError
        What is wrong, where, and what to do.
    """
    if not isinstance(formula, str):
        message = f"give the formula as a text; not as a value of type {type(formula).__name__}"
        raise UnsupportedModelError(message)
    for what, name in (("family", family), ("link", link)):
        if name is not None and not isinstance(name, str):
            raise DataError(f"{what}= takes a name such as 'binomial' or 'logit', not a {type(name).__name__}")
    for what, given in (("levels", levels), ("nesting", nesting), ("factors", factors), ("contrasts", contrasts)):
        if given is not None and not isinstance(given, Mapping):
            raise DataError(f"{what}= takes a mapping such as {{'x': …}}, not a {type(given).__name__}")
    for what, text in (("weights", weights), ("offset", offset)):
        if text is not None and (not isinstance(text, str) or not text.strip()):
            raise DataError(f"{what}= takes the text of a column or an expression, not {text!r}")
    frame = None if data is None else open_table(data, factors)
    hints = Hints(dict(levels or {}), dict(nesting or {}), dict(factors or {}), dict(contrasts or {}))
    prepared = assemble(formula, frame, hints, ModelOptions(weights, offset, family, link))
    if hints.contrasts:
        from levelwise.data.contrasts.resolve import check_names

        check_names(prepared.spec.variables, hints.contrasts)
    return Model(prepared)


def check(
    formula: str,
    data: object = None,
    *,
    policy: str | None = None,
    ignore: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
    **options: Any,
) -> Report:
    """Say whether a model means what its author thinks, without fitting it.

    What the call does not say is taken from the environment (``LEVELWISE_POLICY``, ``LEVELWISE_IGNORE``,
    ``LEVELWISE_SEVERITY``), then from the table ``[tool.levelwise]`` of the nearest ``pyproject.toml``; the report
    says what came from there.

    Parameters
    ----------
    formula, data
        As for `model`.
    policy : {"hlm", "mixed", "off"}, optional
        ``hlm``, the default, asks that every random effect varies within the groups and has a fixed counterpart;
        ``mixed`` only warns of a missing counterpart; ``off`` checks nothing.
    ignore : iterable of str
        Codes of rules whose findings are set aside, such as ``["R17", "R8"]``.
    severity : mapping
        What a rule's findings count as: ``{"R14": "error"}``; ``warning``, ``note``, ``ignore`` or ``default``.
    **options
        The other options of `model`.

    Returns
    -------
    Report
        With ``ok``, ``errors``, ``warnings``, ``notes`` and ``findings``; ``str()`` draws it.

    Examples
    --------
    >>> import levelwise as lw
    >>> lw.check("math ~ female + (ses | school)").ok
    False
    >>> lw.check("math ~ female + (ses | school)", severity={"R2": "warning"}).ok
    True
    """
    return model(formula, data, **options).check(policy, ignore=ignore, severity=severity)


def extract_eq(
    formula: str,
    data: object = None,
    *,
    notation: str = "equatiomatic",
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
    **style: object,
) -> Equations:
    r"""Write the equations of a multilevel model.

    Parameters
    ----------
    formula, data, family, link, levels, nesting, factors, contrasts, weights, offset
        As for `model`.
    notation : str
        One of `notations`.
    policy, ignore, severity
        As for `check`.
    **style
        Options of `levelwise.notation.style.Style`, such as ``matrices="array"``.

    Returns
    -------
    Equations
        ``str()`` draws them, ``.latex`` is LaTeX, ``.to(format)`` any format.

    Raises
    ------
    IllegitimateModelError
        When the model breaks a rule of the policy; its ``report`` says which and what to write instead.
    LevelwiseError
        For whatever else is wrong with formula, data or options.

    Examples
    --------
    >>> import levelwise as lw
    >>> eq = lw.extract_eq("math ~ ses + (1 | school)", notation="raudenbush-bryk")
    >>> print(eq.latex.splitlines()[1])
      \operatorname{math}_{ij} &= \beta_{0j} + \beta_{1j} \, {\operatorname{ses}_{ij}} + r_{ij} \\
    """
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
    )
    return made.equations(notation, policy=policy, ignore=ignore, severity=severity, **style)


def notations() -> tuple[Notation, ...]:
    """Return the notations there are."""
    return tuple(registry.notations().values())


def formats() -> tuple[Writer, ...]:
    """Return the formats there are."""
    return tuple(registry.writers().values())


def rules() -> Sequence[Rule]:
    """Return the rules of legitimacy."""
    from levelwise.legitimacy.rules import RULES

    return tuple(RULES)


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema of what `Report.to_dict` returns and ``levelwise check --format json`` prints."""
    from levelwise.legitimacy.report.json import schema

    return schema()
