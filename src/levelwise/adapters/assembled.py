"""From the formula and the data of another package's model to a prepared model with its rows in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from levelwise.adapters.base import Given
from levelwise.data.open_table import open_table
from levelwise.design.assemble import PreparedModel, assemble, with_rows
from levelwise.design.model_options import ModelOptions
from levelwise.errors import OptionError
from levelwise.text.note import Note

if TYPE_CHECKING:
    from levelwise.design.columns import Design


def assembled(
    formula: str,
    data: Any,
    given: Given,
    options: ModelOptions | None = None,
    *,
    contrasts: Mapping[str, str] | None = None,
    notes: Sequence[Note] = (),
) -> PreparedModel:
    """Return the model of a formula and data, with notes; `contrasts` are those that the caller does not give."""
    hints = replace(given.hints, contrasts={**(contrasts or {}), **given.hints.contrasts})
    model = with_rows(assemble(formula, open_table(data, hints.factors), hints, options))
    return replace(model, notes=(*notes, *model.notes))


def design_of(model: PreparedModel) -> Design:
    """Return the design columns of a model whose rows are in memory."""
    design = model.design
    assert design is not None  # the model has data
    return design


def refuse_options(given: Given, package: str, *, kept: Sequence[str] = ()) -> None:
    """Raise OptionError for an option that a model of another package has itself; `kept` are those it does not have."""
    for name in ("family", "link", "weights", "offset", "residual"):
        if getattr(given.options, name) is not None and name not in kept:
            raise OptionError(f"{name}= is not given with a model of {package}, which has its own")
    if given.data is not None and "data" not in kept:
        raise OptionError(f"data= is not given with a model of {package}, which has its own data")


def treatment_contrasts(data: Any) -> dict[str, str]:
    """Return the contrasts of ordered categories in pandas, for which patsy and formulaic use treatment contrasts."""
    kinds = getattr(data, "dtypes", None)
    if kinds is None or not hasattr(kinds, "items"):
        return {}
    return {str(name): "treatment" for name, kind in kinds.items() if getattr(kind, "ordered", None)}


def version_of(package: str) -> str:
    """Return a package with its version, ``statsmodels 0.15.0``."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return package
