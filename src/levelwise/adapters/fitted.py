"""A fitted model, whoever fitted it: the model and its estimates."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.model.estimates import Estimates


@dataclass(frozen=True)
class Fitted:
    """A model and its estimates.

    Attributes
    ----------
    model : PreparedModel
        The model, ready to be checked and written.
    estimates : Estimates or None
        The estimates; None of a model that was built but not fitted.
    """

    model: PreparedModel
    estimates: Estimates | None
