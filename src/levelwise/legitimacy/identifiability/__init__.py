"""Engine B: which variances and covariances a design can tell apart, decided without a fit."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.data.columns import Floats
from levelwise.data.partition import Partition
from levelwise.design.column_space import ColumnSpace
from levelwise.design.columns import Design
from levelwise.legitimacy.identifiability.decide import Identifiability, decide
from levelwise.legitimacy.identifiability.images import images, probes_for
from levelwise.legitimacy.identifiability.parameters import number_of
from levelwise.model.spec import ModelSpec

MAX_PARAMETERS = 1_000
"""The largest number of variance parameters examined."""

MAX_WORK = 3_000_000_000
"""The largest number of rows, times random columns, times probes: some seconds."""


def is_too_large(spec: ModelSpec, rows: int) -> bool:
    """Say whether a model is too large to be examined."""
    parameters = sum(map(number_of, spec.blocks)) + 1
    columns = sum(len(block.effects) for block in spec.blocks)
    return parameters > MAX_PARAMETERS or rows * columns * probes_for(parameters) > MAX_WORK


def identify(
    spec: ModelSpec,
    design: Design,
    groups: Mapping[str, Partition],
    fixed: ColumnSpace,
    *,
    weights: Floats | None = None,
    residual: bool = True,
) -> Identifiability:
    """Say which variance parameters of a model its design can tell apart.

    Parameters
    ----------
    spec, design, groups : ModelSpec, Design, mapping of str to Partition
        The model, its columns and its groups.
    fixed : ColumnSpace
        The space of the fixed part, which restricted maximum likelihood takes out.
    weights : ndarray, shape (rows,), optional
        The prior weights: the residual variance of a row is σ² over its weight.
    residual : bool
        Whether the family has a residual variance.

    Returns
    -------
    Identifiability
        With the rank, the verdict, and the combinations of parameters the data never show.
    """
    return decide(images(spec, design, groups, fixed, weights=weights, residual=residual))
