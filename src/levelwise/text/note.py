"""Notes, each with a code that stays the same although its text may change."""

from __future__ import annotations

from levelwise.dataclass import dataclass


@dataclass(frozen=True)
class Note:
    """A note about how a model was interpreted or written; ``str()`` is its text.

    Attributes
    ----------
    code : str
        A short name in lower case, such as ``dropped-rows``; it never changes its meaning. ``docs/api.md`` lists all.
    text : str
        The note itself, whose wording may change.

    Examples
    --------
    >>> note = Note("dropped-rows", "3 of 6 rows have a missing value and are left out")
    >>> print(note)
    3 of 6 rows have a missing value and are left out
    """

    code: str
    text: str

    def __str__(self) -> str:
        return self.text
