"""Labels that are reused in every group of another factor, as distinct from crossed factors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import lgamma, log
from typing import TYPE_CHECKING, TypeAlias

from levelwise.data.codes import compacted
from levelwise.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray


MIN_LABELS = 3
"""Minimum number of labels; two, such as 0 and 1, are too few to show a pattern."""

LOG_ODDS = log(1_000)
"""A pattern that occurs by chance in fewer than one in a thousand designs is not attributed to chance."""

EXCEPTIONS = 20
"""Of the groups that lack some labels, at most one in this number may lack others than the last ones."""

EVENNESS = 3
"""In half of the groups, the most frequent label has at most this many times the rows of the least frequent one."""

Integers: TypeAlias = "NDArray[np.intp]"

_DIGITS = 9
_NUMBERED = re.compile(rf"(?P<stem>.*?)(?P<number>\d{{1,{_DIGITS}}})", re.DOTALL)


def label_ranks(names: Sequence[object], *, complete: bool = True) -> Integers | None:
    """Return the rank of each label in the sequence 1, 2, … or a, b, …; None for other labels.

    Unless `complete`, some labels of the sequence may be absent.
    """
    texts = [str(int(name)) if isinstance(name, float) and name.is_integer() else str(name) for name in names]
    if all(len(text) == 1 and text.isalpha() for text in texts):
        numbers, first = [ord(text) - ord("a" if text.islower() else "A") for text in texts], 0
    elif all(text.isascii() and text.isdecimal() and len(text) <= _DIGITS for text in texts):
        numbers = list(map(int, texts))
        first = min(numbers)
    else:
        found = [_NUMBERED.fullmatch(text) for text in texts]
        if not all(found) or len({match["stem"] for match in found if match}) > 1:
            return None
        numbers = [int(match["number"]) for match in found if match]
        first = min(numbers)
    consecutive = len(set(numbers)) == len(numbers) == max(numbers) - first + 1
    if complete and not (first in (0, 1) and consecutive):
        return None
    return np.array(numbers, dtype=np.intp) - first


def reused_label_counts(groups: Integers, labels: Integers, weights: Integers) -> Integers | None:
    """Return the number of labels of each group if the labels are evidently reused in every group; None otherwise.

    They are if the groups that lack some labels lack the last ones, in a way that is explained neither by chance nor by
    the last labels being rare, and if the labels of a group have similar numbers of rows, two or more. Where every
    pair occurs, reused labels cannot be distinguished from crossed factors.

    Parameters
    ----------
    groups, labels : ndarray of int
        Pairs of a group and the rank of a label, each numbered from 0 without gaps.
    weights : ndarray of int
        The number of rows of each pair; a pair may occur several times.
    """
    rows, columns = int(groups.max()) + 1, int(labels.max()) + 1
    with_first = np.count_nonzero(np.bincount(groups[labels == 0], minlength=rows))
    if EXCEPTIONS * (rows - with_first) > rows:
        return None  # too many groups lack the first label, which is known without counting all pairs
    pairs, place = compacted(groups * columns + labels)
    sizes = np.bincount(place, weights)
    if np.median(sizes) < 2:
        return None
    group, label = pairs // columns, pairs % columns
    counts = np.bincount(group, minlength=rows)
    last = np.zeros(rows, dtype=np.intp)
    np.maximum.at(last, group, label)
    without_gaps, short = last + 1 == counts, counts < columns
    if short.sum() < 2 or EXCEPTIONS * int((short & ~without_gaps).sum()) > int(short.sum()):
        return None
    lacking_last = short & without_gaps
    if sum(_log_subsets(columns, int(count)) for count in counts[lacking_last]) < LOG_ODDS:
        return None
    # rare labels are lacking anyway, and have few rows where they do occur
    usage = np.cumsum(np.bincount(label, sizes, minlength=columns))
    total = np.bincount(group, sizes, minlength=rows)
    if -float((total * np.log(usage[counts - 1] / usage[-1]))[lacking_last].sum()) < LOG_ODDS:
        return None
    least, most = np.full(rows, np.inf), np.zeros(rows)
    np.minimum.at(least, group, sizes)
    np.maximum.at(most, group, sizes)
    return counts if np.median(EVENNESS * least - most) >= 0 else None


def _log_subsets(labels: int, drawn: int) -> float:
    """Return the logarithm of the number of subsets of a given size."""
    return lgamma(labels + 1) - lgamma(drawn + 1) - lgamma(labels - drawn + 1)
