"""The options of a model beside its formula, its data and the hints about its variables."""

from __future__ import annotations

from levelwise.dataclass import dataclass


@dataclass(frozen=True)
class ModelOptions:
    """The options of a model; None for those that are not given.

    Attributes
    ----------
    weights : str or None
        The column of prior weights.
    offset : str or None
        An expression that is added with coefficient one.
    family, link : str or None
        The family of the response and its link.
    residual : str or None
        The structure of the residuals.
    """

    weights: str | None = None
    offset: str | None = None
    family: str | None = None
    link: str | None = None
    residual: str | None = None
