"""The data of one model, in memory."""

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
    """The data of one model: facts, and the values of its variables over the rows used.

    Attributes
    ----------
    schema : Schema
        The facts.
    values : mapping of str to Values
        Each variable's values by its text; the response under its own.
    groups : mapping of str to Partition
        Each grouping factor's groups by its label.
    raw : mapping of str to Values
        The columns behind the variables, for evidence a reader recognises.
    kept : ndarray of int, shape (rows,)
        The numbers of the rows used among all rows of the data.
    missing : Missing
        What is lost with the rows that are not used.
    offsets : tuple of ndarray, shape (rows,)
        The terms with coefficient one.
    weights : ndarray, shape (rows,), or None
        The prior weights.
    response : str
        The response's text.
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

    @property
    def y(self) -> Floats:
        """The response as numbers: of two categories the second is one, of a tally the share of successes."""
        return response_numbers(self.values[self.response])

    @property
    def trials(self) -> Floats | None:
        """How many trials each row of ``cbind(successes, failures)`` counts; None for other responses."""
        return trial_counts(self.values[self.response])

    @property
    def rows(self) -> int:
        """The number of rows used."""
        return len(self.kept)
