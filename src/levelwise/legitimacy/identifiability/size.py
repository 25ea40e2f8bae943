"""How much work the test of identifiability is, and for which models it is too much."""

from __future__ import annotations

from math import sqrt

from levelwise.model.model_parameters import covariance_parameter_count, residual_parameters
from levelwise.model.spec import ModelSpec

MAX_PARAMETERS = 1_000
"""Maximum number of variance parameters examined."""

MAX_WORK = 3_000_000_000
"""Maximum number of rows times random columns times probes examined: a few seconds of work."""

_MIN_PROBES = 8
_AS_MANY = 40  # above this, fewer probes than parameters are enough: an image has about half the square of their number


def probe_count(parameters: int) -> int:
    """Return how many random probes are needed for a number of parameters."""
    if parameters <= _AS_MANY:
        return max(_MIN_PROBES, parameters)
    return max(_AS_MANY, int(sqrt(2 * parameters)) + _MIN_PROBES)


def is_too_large(spec: ModelSpec, rows: int) -> bool:
    """Return whether a model is too large to be examined."""
    parameters = sum(map(covariance_parameter_count, spec.blocks)) + len(residual_parameters(spec))
    columns = sum(len(block.effects) for block in spec.blocks)
    return parameters > MAX_PARAMETERS or rows * columns * probe_count(parameters) > MAX_WORK
