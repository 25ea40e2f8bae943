"""The result of a translation."""

from __future__ import annotations

from levelwise.dataclass import dataclass


@dataclass(frozen=True)
class Code:
    """A model in the language of other software; ``str()`` is its text.

    Attributes
    ----------
    text : str
        The statements, ready to be pasted.
    software : str
        The software they are for.
    notes : tuple of str
        What differs from the model as written here, or from the software's defaults.
    """

    text: str
    software: str
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return "\n\n".join((self.text, *(f"{note[0].upper()}{note[1:]}." for note in self.notes)))
