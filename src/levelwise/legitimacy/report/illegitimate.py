"""The error that refuses an illegitimate model; it carries the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from levelwise.legitimacy.report.report import Report
from levelwise.errors import LevelwiseError


class IllegitimateModelError(LevelwiseError):
    """The model breaks a rule of the chosen policy.

    Attributes
    ----------
    report : Report
        The findings that led to the refusal.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(str(report))
