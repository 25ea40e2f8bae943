"""The error for a part of a model that a language cannot express."""

from __future__ import annotations

from levelwise.errors import UnsupportedModelError


class InexpressibleError(UnsupportedModelError):
    """A part of a model cannot be written for some software.

    Attributes
    ----------
    part : str
        The part, and why it cannot be written, as a clause.
    advice : str
        What to do instead; empty where there is nothing but to use other software.
    """

    def __init__(self, part: str, advice: str = "") -> None:
        self.part, self.advice = part, advice
        super().__init__(f"{part}; {advice}" if advice else part)


class UnwrittenError(InexpressibleError):
    """Models that the software may have are not written for it; `part` names them, as a plural."""
