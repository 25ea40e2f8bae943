"""The rank of the images, and the combinations of parameters that the data never show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from levelwise.data.values import Floats
from levelwise.legitimacy.identifiability.images import Images
from levelwise.legitimacy.identifiability.parameters import Parameter

RANK = 1e-8
"""Singular values below this part of the largest count as zero."""

GAP = 1e2
"""Where the last singular value that counts is not so many times the first that does not, the rank is doubtful."""

Verdict = Literal["identified", "nearly", "confounded"]


@dataclass(frozen=True, slots=True, eq=False)
class Identified:
    """What a design can tell of the variance parameters.

    Attributes
    ----------
    parameters : tuple of Parameter
        All of them.
    rank : int
        The number of their combinations that the data show.
    verdict : {"identified", "nearly", "confounded"}
        ``nearly`` where the rank depends on rounding.
    null : ndarray, shape (combinations, parameters)
        A basis of the changes of the parameters that change nothing in the covariance of the data, in `units`; of
        the doubtful ones where the verdict is ``nearly``.
    units : ndarray, shape (parameters,)
        How much of each parameter changes the data as much as any other: small of the slopes of a large predictor.
    """

    parameters: tuple[Parameter, ...]
    rank: int
    verdict: Verdict
    null: Floats
    units: Floats


def decide(made: Images) -> Identified:
    """Return which of the parameters can be told apart."""
    if not made.parameters:
        return Identified((), 0, "identified", np.empty((0, 0)), np.empty(0))
    values: Floats = np.asarray(np.linalg.svd(made.rows, compute_uv=False))
    rank = int((values > RANK * values[0]).sum())
    verdict = _verdict(values, rank)
    units = np.linalg.norm(made.mixing, axis=1)
    if verdict == "identified":  # the vectors, which cost most, are asked for only where there is something to say
        return Identified(made.parameters, rank, verdict, np.empty((0, len(units))), units)
    left = np.linalg.svd(made.rows, full_matrices=False)[0]
    seen = int((values > RANK * GAP * values[0]).sum()) if verdict == "nearly" else rank
    null = left[:, seen:].T @ (made.mixing / units[:, None]).T
    return Identified(made.parameters, rank, verdict, null, units)


def _verdict(values: Floats, rank: int) -> Verdict:
    last = values[rank - 1] if rank else 0.0
    if rank == len(values):
        return "nearly" if last < RANK * GAP * values[0] else "identified"
    return "nearly" if values[rank] > 0 and last < GAP * values[rank] else "confounded"
