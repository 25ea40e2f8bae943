"""Pseudo-random numbers that are the same in every run.

They are those of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA): importing `numpy.random` takes longer than a check.
"""

from __future__ import annotations

from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np

_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_AT_ONCE = 1 << 15  # numbers, which stay near the processor


def uniform(count: int, seed: int) -> Floats:
    """Return numbers distributed uniformly between 0 and 1.

    Examples
    --------
    >>> uniform(3, 1).round(4).tolist()
    [0.2736, 0.9062, 0.6013]
    """
    numbers = np.empty(count)
    places = np.arange(1, min(count, _AT_ONCE) + 1, dtype=np.uint64) * np.uint64(_STEP)
    for start in range(0, count, _AT_ONCE):
        bits = places[: count - start] + np.uint64((((seed << 32) + start) * _STEP) % 2**64)
        bits ^= bits >> np.uint64(30)
        bits *= np.uint64(_FIRST)
        bits ^= bits >> np.uint64(27)
        bits *= np.uint64(_SECOND)
        bits ^= bits >> np.uint64(31)
        numbers[start : start + _AT_ONCE] = (bits >> np.uint64(11)) * 2.0**-53
    return numbers


def probes(rows: int, columns: int, seed: int) -> Floats:
    """Return random columns, shape (rows, columns), each contiguous, whose entries have mean 0 and variance 1."""
    numbers = uniform(rows * columns, seed)
    numbers -= 0.5
    numbers *= 12**0.5
    return numbers.reshape(columns, rows).T
