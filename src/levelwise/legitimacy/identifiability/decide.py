"""The rank of the images, and the combinations of parameters that the data never show."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from levelwise.data.columns import Floats
from levelwise.dataclass import dataclass
from levelwise.lazy_numpy import np
from levelwise.legitimacy.identifiability.images import Images
from levelwise.legitimacy.identifiability.parameters import Parameter

RANK = 1e-8
"""Singular values below this part of the largest count as zero."""

GAP = 1e2
"""Where the last singular value that counts is not so many times the first that does not, the rank is doubtful."""

NULL = 1e-8
"""An entry of a null vector below this part of the largest is rounding."""

Verdict = Literal["identified", "nearly", "confounded"]


@dataclass(frozen=True, eq=False)
class Identifiability:
    """What a design can tell of the variance parameters.

    Attributes
    ----------
    parameters : tuple of Parameter
        All of them.
    rank : int
        The number of their combinations that the data show.
    verdict : {"identified", "nearly", "confounded"}
        ``nearly`` where the rank depends on rounding.
    seen : int
        The number of combinations that are beyond doubt: the rank, or less where the verdict is ``nearly``.
    """

    parameters: tuple[Parameter, ...]
    rank: int
    verdict: Verdict
    seen: int
    _images: Images

    @cached_property
    def units(self) -> Floats:
        """How much of each parameter changes the data as much as any other: small of the slopes of a large predictor.

        Shape (parameters,).
        """
        return np.asarray(np.linalg.norm(self._images.mixing, axis=1))

    @cached_property
    def null(self) -> Floats:
        """A basis of the changes of the parameters that change nothing in the covariance of the data, in `units`.

        Shape (combinations, parameters); of the doubtful changes where the verdict is ``nearly``.
        """
        if self.seen == len(self.parameters):  # the vectors, which cost most, are for what is to be said
            return np.empty((0, self.seen))
        left = np.linalg.svd(self._images.rows, full_matrices=False)[0]
        return np.asarray(left[:, self.seen :].T @ (self._images.mixing / self.units[:, None]).T)

    @property
    def confused_blocks(self) -> tuple[int, ...]:
        """The numbers of the blocks with parameters that cannot be told apart."""
        touched = np.abs(self.null).max(axis=0, initial=0.0) > NULL
        return tuple(sorted({one.block for one, use in zip(self.parameters, touched, strict=True) if use} - {-1}))


def decide(made: Images) -> Identifiability:
    """Return which of the parameters can be told apart."""
    if not made.parameters:
        return Identifiability((), 0, "identified", 0, made)
    values: Floats = np.asarray(np.linalg.svd(made.rows, compute_uv=False))
    rank = int((values > RANK * values[0]).sum())
    verdict = _verdict(values, rank)
    seen = int((values > RANK * GAP * values[0]).sum()) if verdict == "nearly" else rank
    return Identifiability(made.parameters, rank, verdict, seen, made)


def _verdict(values: Floats, rank: int) -> Verdict:
    last = values[rank - 1] if rank else 0.0
    if rank == len(values):
        return "nearly" if last < RANK * GAP * values[0] else "identified"
    return "nearly" if values[rank] > 0 and last < GAP * values[rank] else "confounded"
