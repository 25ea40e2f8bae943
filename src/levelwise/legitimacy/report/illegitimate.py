"""The error raised for an illegitimate model, with its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.errors import LevelwiseError

if TYPE_CHECKING:
    from levelwise.legitimacy.report.report import Report


class IllegitimateModelError(LevelwiseError):
    """The model breaks a rule of the chosen policy.

    Attributes
    ----------
    report : Report
        The report on the model.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(str(report))
