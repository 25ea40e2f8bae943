"""The rank of the map from the variance parameters to the covariance matrix of the data, and its null space."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Literal

from levelwise.data.columns import Floats
from levelwise.data.partition import Partition
from levelwise.dataclass import dataclass
from levelwise.design.column_space import ColumnSpace
from levelwise.design.columns import Design
from levelwise.lazy_numpy import np
from levelwise.legitimacy.identifiability.images import Images, images
from levelwise.legitimacy.identifiability.residual_images import ResidualData
from levelwise.model.parameters import Parameter, block_of
from levelwise.model.spec import ModelSpec

RANK = 1e-8
"""Singular values below this fraction of the largest count as zero."""

GAP = 1e2
"""The rank is doubtful where the singular values on either side of it differ by less than this factor."""

NULL = 1e-8
"""Entries of a null vector below this fraction of the largest are rounding error."""

Verdict = Literal["identified", "nearly", "confounded"]


@dataclass(frozen=True, eq=False)
class Identifiability:
    """Which combinations of the variance parameters a design identifies.

    Attributes
    ----------
    parameters : tuple of Parameter
        All variance parameters of the model.
    rank : int
        The number of their combinations that are identified.
    verdict : {"identified", "nearly", "confounded"}
        ``nearly`` where the rank depends on rounding error.
    certain_rank : int
        The number of combinations that are identified beyond doubt: the rank, or less where the verdict is ``nearly``.
    scales : ndarray, shape (parameters,)
        The change in each parameter that has the same effect as a unit change in any other. It is small for the slopes
        of a predictor with large values.
    """

    parameters: tuple[Parameter, ...]
    rank: int
    verdict: Verdict
    certain_rank: int
    scales: Floats
    _changes: Callable[[], Floats]

    @cached_property
    def null_vectors(self) -> Floats:
        """A basis of the changes in the parameters that leave the covariance matrix of the data as it is, in `scales`.

        Shape (vectors, parameters). Where the verdict is ``nearly``, the doubtful changes are included.
        """
        if self.certain_rank == len(self.parameters):  # computing the vectors is the expensive part
            return np.empty((0, self.certain_rank))
        return self._changes()

    @property
    def confounded_blocks(self) -> tuple[int, ...]:
        """The numbers of the blocks with parameters that are not separately identifiable."""
        involved = np.abs(self.null_vectors).max(axis=0, initial=0.0) > NULL
        blocks = {block_of(one) for one, use in zip(self.parameters, involved, strict=True) if use}
        return tuple(sorted(number for number in blocks if number is not None))


def identify(
    spec: ModelSpec,
    design: Design,
    groups: Mapping[str, Partition],
    fixed: ColumnSpace,
    *,
    weights: Floats | None = None,
    residual: bool = True,
    structure: ResidualData | None = None,
) -> Identifiability:
    """Return which combinations of the variance parameters of a model its design identifies.

    Parameters
    ----------
    spec, design, groups : ModelSpec, Design, mapping of str to Partition
        The model, its columns and its groups.
    fixed : ColumnSpace
        The column space of the fixed part, which restricted maximum likelihood projects out.
    weights : ndarray, shape (rows,), optional
        The prior weights: the residual variance of a row is σ² divided by its weight.
    residual : bool
        Whether the family has a residual variance.
    structure : ResidualData, optional
        The rows as the structure of the residuals sees them, if they have one.
    """
    found = images(spec, design, groups, fixed, weights=weights, residual=residual, structure=structure)
    scales: Floats = np.asarray(np.linalg.norm(found.mixing, axis=1))
    if not found.parameters:
        return Identifiability((), 0, "identified", 0, scales, lambda: np.empty((0, 0)))
    values: Floats = np.asarray(np.linalg.svd(found.rows, compute_uv=False))
    rank = int((values > RANK * values[0]).sum())
    verdict = _verdict(values, rank)
    certain = int((values > RANK * GAP * values[0]).sum()) if verdict == "nearly" else rank
    return Identifiability(found.parameters, rank, verdict, certain, scales, partial(_changes, found, certain))


def _changes(found: Images, rank: int) -> Floats:
    """Return the null vectors of images of a given rank, in the scales of the parameters."""
    scales = np.linalg.norm(found.mixing, axis=1)
    left = np.linalg.svd(found.rows, full_matrices=False)[0]
    return np.asarray(left[:, rank:].T @ (found.mixing / scales[:, None]).T)


def _verdict(values: Floats, rank: int) -> Verdict:
    last = values[rank - 1] if rank else 0.0
    if rank == len(values):
        return "nearly" if last < RANK * GAP * values[0] else "identified"
    return "nearly" if values[rank] > 0 and last < GAP * values[rank] else "confounded"
