"""The notation of Barr, Levy, Scheepers & Tily (2013), for subjects and items.

*Random effects structure for confirmatory hypothesis testing: Keep it maximal*, Journal of Memory and Language 68,
255–278. Its scope is one factor, or two that are crossed, with one vector of random effects each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Line, Sum, Symbol, System
from levelwise.errors import UnsupportedModelError
from levelwise.model.parameters import LevelOneResidual
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms.generalized import with_link
from levelwise.notations.forms.subjects_and_items import Factor, SubjectsAndItems
from levelwise.notations.parts.family_letters import FamilyLetters, FamilySymbols
from levelwise.notations.parts.normal import residual_distribution
from levelwise.notations.parts.response_distribution import parameters_in_words, scale_of
from levelwise.options import Options
from levelwise.text.note import Note


@dataclass(frozen=True)
class BarrSymbols(FamilySymbols):
    """The letters of Barr et al. (2013).

    Attributes
    ----------
    index : mapping of str to str
        The index letters of grouping factors by their labels, by default s and i, and that of an ``observation``: of a
        trial t of a subject with an item, or of an observation d of one factor.
    fixed, fixed_of_one : str
        The fixed coefficients; with one factor.
    effects, deviations : tuple of str
        The random effects of subjects and of items, and their standard deviations.
    residual, residual_variance : str
        The residual of an observation and the root of its variance.
    correlation, covariances : str
        Correlations and covariance matrices.
    """

    index: Mapping[str, str] = field(default_factory=dict)
    fixed: str = "beta"
    fixed_of_one: str = "gamma"
    effects: tuple[str, ...] = ("S", "I")
    deviations: tuple[str, ...] = ("tau", "omega")
    residual: str = "e"
    residual_variance: str = "sigma"
    correlation: str = "rho"
    covariances: str = "Sigma"

    @property
    def family(self) -> FamilyLetters:
        """The letters of the distribution of the response in a generalized linear model."""
        return self.family_letters(self.residual_variance)


SYMBOLS = BarrSymbols()
"""The letters are those of the article; those of generalized linear models are ours."""

_SUBJECT = re.compile(
    r"subj|particip|person|pers\b|\bpid\b|\bsid\b|ppt|respondent|listener|speaker|reader|student", re.IGNORECASE
)
_ITEM = re.compile(r"item|stim|word|sentence|picture|question|verb|noun|probe", re.IGNORECASE)


def write(spec: ModelSpec, options: Options, symbols: BarrSymbols) -> System:
    """Write a model in the notation of Barr et al. (2013)."""
    del options  # this notation takes none
    form = _form(spec, symbols)
    response, mean = form.response.response(), form.mean()
    if spec.is_linear:
        error = Symbol(symbols.residual, form.whole, of=LevelOneResidual())
        terms = mean.terms if isinstance(mean, Sum) else ()
        variance = scale_of(spec, symbols.family, form.whole)
        lines = [Line(response, "=", Sum((*terms, ("+", error)))), *form.lines()]
        lines.append(residual_distribution(error, variance))
    else:
        lines = [*with_link(spec, form.response, form.whole, mean, symbols.family), *form.lines()]
    notes = () if spec.family == "gaussian" else parameters_in_words(spec, symbols.family)
    return System(tuple(lines), "barr", (*_indices_note(form), *notes))


def _indices_note(form: SubjectsAndItems) -> tuple[Note, ...]:
    """Return a note that says which factor an index belongs to, as the distributions do not."""
    said = " and ".join(f"{one.index} is the index of {label}" for label, one in form.factors.items())
    return (Note("index-letters", said),)


def _form(spec: ModelSpec, symbols: BarrSymbols) -> SubjectsAndItems:
    factors = _factors(spec, symbols)
    coefficient = symbols.fixed if len(factors) > 1 else symbols.fixed_of_one
    letters = (coefficient, symbols.correlation, symbols.covariances)
    return SubjectsAndItems(spec, factors, _observation(spec, symbols), letters)


def _factors(spec: ModelSpec, symbols: BarrSymbols) -> dict[str, Factor]:
    """Return the grouping factors, subjects first."""
    _check_scope(spec)
    labels = [level.group.label for level in spec.levels]
    if len(labels) == 2:
        first, second = labels
        if (_SUBJECT.search(second) and not _SUBJECT.search(first)) or (
            _ITEM.search(first) and not _ITEM.search(second)
        ):
            labels = [second, first]
    given = dict(zip(labels, ("s", "i"), strict=False))
    whole = {"observation": _observation(spec, symbols) or "t", **given, **symbols.index}
    indices = replace(symbols, index=whole).letters(labels)
    return {
        label: Factor(index, effect, deviation)
        for label, index, effect, deviation in zip(labels, indices, symbols.effects, symbols.deviations, strict=False)
    }


def _observation(spec: ModelSpec, symbols: BarrSymbols) -> str:
    """Return the index of an observation; empty if subject and item identify it, as far as the data are known."""
    if len(spec.levels) == 1:
        return symbols.index.get("observation", "d")
    sizes = [level.size for level in spec.levels]
    cells = None if None in sizes else sizes[0] * sizes[1]  # type: ignore[operator]
    repeated = cells is not None and spec.rows is not None and spec.rows > cells
    return symbols.index.get("observation", "t") if repeated else ""


def _check_scope(spec: ModelSpec) -> None:
    """Raise UnsupportedModelError for a model that the article's notation has no place for."""
    random = [(block.group, column.key) for block in spec.blocks for column in block.effects]
    shared = [block.group for block in spec.blocks if len(block.effects) > 1 and block.covariance not in ("us", "diag")]
    reason = ""
    if not 0 < len(spec.levels) < 3:
        reason = f"has {len(spec.levels)} grouping factors"
    elif any(level.within for level in spec.levels):
        reason = "has nested grouping factors"
    elif len(set(random)) < len(random) or any(
        shared.count(label) and sum(block.group == label for block in spec.blocks) > 1 for label in shared
    ):
        reason = "has several blocks of random effects of one factor"
    elif spec.residual.kind == "structured":
        reason = "has residuals that are correlated or have several variances"
    if reason:
        message = (
            f"the notation of Barr et al. is for subjects and items, that is, for one grouping factor or two crossed "
            f"ones, but this model {reason}; raudenbush-bryk, gelman-hill and equatiomatic can write it"
        )
        raise UnsupportedModelError(message)


def conventions(spec: ModelSpec, symbols: BarrSymbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    form = _form(spec, symbols)
    return Conventions(
        letters={
            "fixed": (form.coefficient,),
            "effect": symbols.effects,
            "variance": symbols.deviations,
            "deviation": symbols.deviations,
            "correlation": (symbols.correlation,),
            "residual": (symbols.residual,),
            "residual variance": (symbols.residual_variance,),
            **symbols.family.roles,
            "stacked": (symbols.covariances,),
        },
        squared=frozenset({"residual variance", "variance"}),
        numbering="columns",
        nested=False,
        observation=_observation(spec, symbols),
        whole=tuple(index.letter for index in form.whole),
        ranged=False,
        symmetric=True,
    )
