"""The data of a model in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from levelwise.data.response import response_numbers, trial_counts
from levelwise.dataclass import dataclass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from levelwise.data.columns import Floats, Values
    from levelwise.data.frames.missing import Missing
    from levelwise.data.partition import Partition
    from levelwise.data.schema import Schema


@dataclass(frozen=True, eq=False)
class Observed:
    """The data of a model: the facts, and the values of its variables over the rows used.

    Attributes
    ----------
    schema : Schema
        The facts.
    values : mapping of str to Values
        The values of the variables and of the response, by their source text.
    groups : mapping of str to Partition
        The groups of each grouping factor, by its label.
    raw : mapping of str to Values
        The grouping columns as they are in the data, for evidence that the reader recognises.
    kept : ndarray of int, shape (rows,)
        The positions of the rows used among all rows of the data.
    missing : Missing
        What omitting incomplete rows removes.
    offsets : tuple of ndarray, shape (rows,)
        The terms whose coefficient is one.
    weights : ndarray, shape (rows,), or None
        The prior weights.
    response : str
        The source text of the response.
    numbered : bool
        Whether the response is one of several categories, which count as numbers.
    """

    schema: Schema
    values: Mapping[str, Values]
    groups: Mapping[str, Partition]
    raw: Mapping[str, Values]
    kept: NDArray[np.intp]
    missing: Missing
    offsets: tuple[Floats, ...] = ()
    weights: Floats | None = None
    response: str = ""
    numbered: bool = False

    @property
    def y(self) -> Floats:
        """The response as numbers; see `levelwise.data.response.response_numbers`."""
        return response_numbers(self.values[self.response], numbered=self.numbered)

    @property
    def trials(self) -> Floats | None:
        """The number of trials in each row of ``cbind(successes, failures)``; None for other responses."""
        return trial_counts(self.values[self.response])

    @property
    def rows(self) -> int:
        """The number of rows used."""
        return len(self.kept)
