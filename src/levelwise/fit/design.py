"""The numeric columns of a model, under names without meaning, for optimisers that know no formulas of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from levelwise.data.columns import Floats, label_of
from levelwise.data.observed import Observed
from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.design.matrices import matrices
from levelwise.errors import DataError, UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.model_parameters import effects_of_block
from levelwise.model.parameters import RandomEffect
from levelwise.model.spec import INTERCEPT, ModelSpec
from levelwise.text.sentences import listed

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class RandomPart:
    """Random effects of one grouping factor with an unstructured covariance matrix.

    Attributes
    ----------
    group : str
        The name of the column of groups: ``g0``. Each part has a column of its own.
    columns : tuple of str
        The names of its columns: ``x0``.
    codes : ndarray of int, shape (rows,)
        The group of each row, numbered from 0 without gaps.
    labels : tuple of str
        The names of the groups.
    effects : tuple of RandomEffect
        What the columns are in the model.
    """

    group: str
    columns: tuple[str, ...]
    codes: NDArray[np.intp]
    labels: tuple[str, ...]
    effects: tuple[RandomEffect, ...]

    @property
    def size(self) -> int:
        """The number of groups."""
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class FitDesign:
    """A model as numeric columns.

    Attributes
    ----------
    y : ndarray, shape (rows,)
        The response; in a binomial model 0 and 1, or the proportions of successes.
    columns : mapping of str to ndarray, shape (rows,)
        The distinct columns of the fixed and the random part: ``x0``, ``x1``, ….
    fixed : tuple of str
        The names of the fixed columns.
    parts : tuple of RandomPart
        The random part.
    constant : str or None
        The name of the column of ones; None if there is none.
    family, link : str
        The family of the response and its link, by our names.
    reml : bool
        Whether variances of a linear mixed model are estimated by REML.
    offset : ndarray, shape (rows,), or None
        The sum of the offsets.
    weights : ndarray, shape (rows,), or None
        The prior weights.
    trials : ndarray, shape (rows,), or None
        The numbers of trials of which `y` are the proportions of successes.
    """

    y: Floats
    columns: Mapping[str, Floats]
    fixed: tuple[str, ...]
    parts: tuple[RandomPart, ...]
    constant: str | None
    family: str
    link: str
    reml: bool
    offset: Floats | None = None
    weights: Floats | None = None
    trials: Floats | None = None

    @property
    def is_linear(self) -> bool:
        """Whether this is a linear mixed model."""
        return self.family == "gaussian" and self.link == "identity"


def fit_design(prepared: PreparedModel, *, reml: bool) -> FitDesign:
    """Return the columns of a model whose rows are in memory.

    Raises
    ------
    DataError
        Without data, or if a grouping factor has one group only.
    UnsupportedModelError
        For a model that cannot be fitted, such as one without random effects.
    """
    observed, design, spec = prepared.observed, prepared.design, prepared.spec
    if observed is None or design is None:
        raise DataError("a model without data cannot be fitted; give data=")
    _check(spec, observed)
    every = matrices(spec, observed, design)
    names: dict[frozenset[object], str] = {}
    columns: dict[str, Floats] = {}
    for number, column in enumerate(spec.fixed):
        columns[names.setdefault(column.key, f"x{len(names)}")] = every.X[:, number]
    parts: list[RandomPart] = []
    for number, (block, matrix) in enumerate(zip(spec.blocks, every.blocks, strict=True)):
        for place, column in enumerate(block.effects):
            if column.key not in names:
                columns[names.setdefault(column.key, f"x{len(names)}")] = matrix.Z[:, place]
        effects = effects_of_block(spec, number)
        together = [(effect,) for effect in effects] if block.covariance == "diag" else [effects]
        for some in together:
            own = tuple(names[effect.key] for effect in some)
            parts.append(RandomPart(f"g{len(parts)}", own, matrix.codes, matrix.levels, some))
    weights, trials = every.weights, None
    if weights is not None and spec.family.is_binomial and not np.isin(every.y, (0.0, 1.0)).all():
        weights, trials = None, weights
    return FitDesign(
        every.y,
        columns,
        tuple(names[column.key] for column in spec.fixed),
        tuple(parts),
        names.get(INTERCEPT),
        spec.family.name,
        spec.link,
        reml and spec.is_linear,
        every.offset if observed.offsets else None,
        weights,
        trials,
    )


def _check(spec: ModelSpec, observed: Observed) -> None:
    """Raise an error for a model that no optimiser here can fit."""
    if spec.family.is_categorical:
        raise UnsupportedModelError(f"models of the {spec.family} family cannot be fitted here{_elsewhere()}")
    if not spec.blocks:
        message = "the model has no random effects; packages for regression, such as statsmodels, fit it"
        raise UnsupportedModelError(message)
    if spec.residual.kind == "structured":
        message = f"a model with structured residuals ({spec.residual.text}) cannot be fitted here{_elsewhere('nlme')}"
        raise UnsupportedModelError(message)
    shapes = {block.covariance for block in spec.blocks if len(block.effects) > 1} - {"us", "diag"}
    if shapes:
        message = f"random effects with the covariance structure {listed(sorted(shapes))} cannot be fitted here"
        raise UnsupportedModelError(message + _elsewhere())
    for label, groups in observed.groups.items():
        if groups.size < 2 and any(block.group == label for block in spec.blocks):
            raise DataError(f"{label} has only one group, {label_of(groups.names[0])}; a variance needs two or more")


def _elsewhere(software: str = "glmmTMB") -> str:
    return f'; model(…).code("{software}") writes the model for other software'
