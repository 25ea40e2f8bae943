"""Labels that are given anew in every group: what they look like, and what they can be mistaken for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import lgamma, log
from typing import TYPE_CHECKING, TypeAlias

from levelwise.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray


LABELS = 3
"""Two labels, such as 0 and 1, are too few to show a pattern."""

CHANCE = log(1_000)
"""What happens less often than once in so many designs is no chance."""

EXCEPTIONS = 20
"""At most one in so many of the groups that lack labels may lack others than the last ones."""

EVEN = 3
"""In half of the groups the label with the most rows has at most so many times the rows of the one with the fewest."""

Whole: TypeAlias = "NDArray[np.intp]"

_COUNTED = re.compile(r"(?P<stem>.*?)(?P<number>\d{1,9})", re.DOTALL)


def ranks(names: Sequence[object], *, all_there: bool = True) -> Whole | None:
    """Return the place of each label among 1, 2, …, or a, b, …; None when they are not labels of this kind.

    With `all_there` false some may be lacking.
    """
    texts = [str(int(name)) if isinstance(name, float) and name.is_integer() else str(name) for name in names]
    if all(len(text) == 1 and text.isalpha() for text in texts):
        numbers, first = [ord(text) - ord("a" if text.islower() else "A") for text in texts], 0
    else:
        found = [_COUNTED.fullmatch(text) for text in texts]
        if not all(found) or len({match["stem"] for match in found if match}) > 1:
            return None
        numbers = [int(match["number"]) for match in found if match]
        first = min(numbers)
    if all_there and (first not in (0, 1) or sorted(numbers) != list(range(first, first + len(numbers)))):
        return None
    return np.array(numbers, dtype=np.intp) - first


def labels_of_each(groups: Whole, labels: Whole, weights: Whole) -> Whole | None:
    """Return how many labels each group has, where they are given anew in every group; None where nothing says so.

    The groups that lack some labels lack the last ones, in so many ways that it is neither chance nor because the last
    labels are rare; and the labels of a group have about equally many rows, two or more. Where every pair occurs
    nothing tells reused labels from crossed factors.

    Parameters
    ----------
    groups, labels : ndarray of int
        Pairs of a group and the place of a label, each numbered from 0 without gaps.
    weights : ndarray of int
        How many rows each pair stands for; a pair may come several times.
    """
    rows, columns = int(groups.max()) + 1, int(labels.max()) + 1
    pairs, place = np.unique(groups * columns + labels, return_inverse=True)
    sizes = np.bincount(place.ravel(), weights)
    if np.median(sizes) < 2:
        return None
    group, label = pairs // columns, pairs % columns
    counts = np.bincount(group, minlength=rows)
    last = np.zeros(rows, dtype=np.intp)
    np.maximum.at(last, group, label)
    first_ones, short = last + 1 == counts, counts < columns
    if short.sum() < 2 or EXCEPTIONS * int((short & ~first_ones).sum()) > int(short.sum()):
        return None
    shown = short & first_ones
    if sum(_ways(columns, int(count)) for count in counts[shown]) < CHANCE:
        return None
    # labels that are rare are lacking by themselves, and where they do occur, they have few rows
    usage = np.cumsum(np.bincount(label, sizes, minlength=columns))
    total = np.bincount(group, sizes, minlength=rows)
    if -float((total * np.log(usage[counts - 1] / usage[-1]))[shown].sum()) < CHANCE:
        return None
    least, most = np.full(rows, np.inf), np.zeros(rows)
    np.minimum.at(least, group, sizes)
    np.maximum.at(most, group, sizes)
    return counts if np.median(EVEN * least - most) >= 0 else None


def _ways(labels: int, drawn: int) -> float:
    """Return the logarithm of the number of ways to draw so many of so many labels."""
    return lgamma(labels + 1) - lgamma(drawn + 1) - lgamma(labels - drawn + 1)
