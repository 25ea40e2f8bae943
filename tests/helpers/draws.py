"""What random tests draw: from which seed, and how many examples.

Two variables of the environment decide it. ``LEVELWISE_SEED``, a whole number, is the seed: 0 without it, so that the
tests of a change fail for the change's sake; `.ci/run` sets it to the number of the day, so that every day has new
examples. ``LEVELWISE_EXAMPLES`` multiplies the number of examples. The head of pytest's output says both.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, seed, settings

SEED = int(os.environ.get("LEVELWISE_SEED") or 0)
TIMES = int(os.environ.get("LEVELWISE_EXAMPLES") or 1)


def examples(count: int) -> Callable[[Any], Any]:
    """Return a decorator for a test of hypothesis: draw `count` examples, or a multiple, from the seed alone."""
    chosen = settings(max_examples=count * TIMES, deadline=None, database=None, suppress_health_check=list(HealthCheck))

    def decorated(test: Any) -> Any:
        return pytest.mark.random(seed(SEED)(chosen(test)))

    return decorated


def seeds(count: int) -> list[Any]:
    """Return the values of a test's parameter from which it draws: `count` different numbers, or a multiple."""
    return [pytest.param(1000 * SEED + number, marks=pytest.mark.random) for number in range(count * TIMES)]
