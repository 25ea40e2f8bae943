"""The model of a statsmodels object with the columns of its design matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from levelwise.adapters.assembled import assembled, refuse_options, treatment_contrasts
from levelwise.adapters.base import Given
from levelwise.adapters.design_info import check_columns, design_columns, with_columns
from levelwise.adapters.statsmodels_data import ModelData, model_data
from levelwise.adapters.unnamed_columns import name_of
from levelwise.data.columns import FactorHint, Floats
from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.design.model_options import ModelOptions
from levelwise.errors import DataError, OptionError
from levelwise.formula.parser import parse_tree
from levelwise.formula.syntax import Name
from levelwise.lazy_numpy import np
from levelwise.model.parameters import FixedEffect, Parameter
from levelwise.model.spec import LOCATION, DesignColumn
from levelwise.text.note import Note
from levelwise.text.sentences import kind_of, listed

KEYWORDS = ("exposure", "response")
"""The further keyword arguments of models of statsmodels without groups."""


@dataclass(frozen=True, eq=False)
class Unnamed:
    """What a model keeps as numbers over its rows, without a name; None for what it does not have.

    `exposure` is its share in the linear predictor: its logarithm.
    """

    offset: Floats | None = None
    exposure: Floats | None = None
    weights: Floats | None = None


@dataclass(frozen=True)
class Names:
    """The names that a caller states for what a model does not keep."""

    offset: str | None
    exposure: str | None
    weights: str | None
    response: str | None

    @classmethod
    def stated(cls, given: Given) -> Names:
        """Return the names in the keyword arguments of a caller.

        Raises
        ------
        OptionError
            When one of them is not a string.
        """
        others = []
        for keyword in KEYWORDS:
            name = given.others.get(keyword)
            if name is not None and not isinstance(name, str):
                raise OptionError(f"{keyword}= takes a name as a string, not {kind_of(name)}")
            others.append(name)
        return cls(given.options.offset, others[0], given.options.weights, others[1])


@dataclass(frozen=True)
class FittedDesign:
    """A model with its fixed columns, and the place of each among the columns of the fitted model."""

    prepared: PreparedModel
    columns: tuple[DesignColumn, ...]
    places: tuple[int, ...]

    def fixed(self, numbers: Any, predictor: str = LOCATION) -> dict[Parameter, float]:
        """Return a number of the fitted model for each fixed column, under its parameter."""
        every = np.asarray(numbers, dtype=np.float64)
        pairs = zip(self.columns, self.places, strict=True)
        return {FixedEffect(predictor, column.key): float(every[place]) for column, place in pairs}


def design_of(
    model: Any,
    family: str,
    link: str,
    *,
    given: Given,
    unnamed: Unnamed | None = None,
    response: str | None = None,
    factors: Mapping[str, FactorHint] | None = None,
    categories: Sequence[str] = (),
) -> FittedDesign:
    """Return the model of a statsmodels object, its columns compared with those of its design matrix.

    Parameters
    ----------
    model : statsmodels.base.model.Model
        The model, from a formula or from arrays.
    family, link : str
        The family and the link.
    given : Given
        What the caller states, such as the names of the offset and the weights.
    unnamed : Unnamed, optional
        The offset and the weights.
    response : str, optional
        The response in our language, where it is not the left side of the formula.
    factors : mapping, optional
        The order of the categories of a response with two columns.
    categories : sequence of str
        The categories of a response that the model keeps as their numbers.

    Raises
    ------
    DataError
        When the formula and the data give another design matrix than that of the fitted model.
    """
    refuse_options(given, "statsmodels", kept=("offset", "weights"))
    unnamed = unnamed or Unnamed()
    names = Names.stated(given)
    data = model_data(model, response or names.response, categories)
    offsets = [
        _named("the offset", "offset", unnamed.offset, names.offset, data),
        _named("the exposure", "exposure", unnamed.exposure, names.exposure, data),
    ]
    weights = _named("the weights", "weights", unnamed.weights, names.weights, data)
    offset = " + ".join(one for one in offsets if one is not None) or None
    data = _with_new_columns(data, unnamed, names)
    hints = replace(given.hints, factors={**data.factors, **(factors or {}), **given.hints.factors})
    prepared = _prepared(data, replace(given, hints=hints), ModelOptions(weights, offset, family, link))
    _check_unnamed(prepared, unnamed)
    found = design_columns(data.columns, prepared)
    places = tuple(number for number, column in enumerate(found) if column is not None)
    columns = tuple(column for column in found if column is not None)
    theirs = [column.name for column in data.columns]
    check_columns(prepared, columns, data.exog[:, list(places)], [theirs[place] for place in places])
    prepared = with_columns(prepared, columns)
    notes = (*prepared.notes, *_notes([name for name, one in zip(theirs, found, strict=True) if one is None]))
    return FittedDesign(replace(prepared, notes=notes), columns, places)


def _named(what: str, keyword: str, values: Floats | None, given: str | None, data: ModelData) -> str | None:
    """Return the expression of an offset, an exposure or weights; None if the model has none.

    Raises
    ------
    DataError
        When it has no name and the caller gives none, or when the caller names what the model does not have.
    """
    if values is None:
        if given is not None:
            raise DataError(f"{keyword}={given!r} names {what} of the fitted model, which has none")
        return None
    if given is not None:
        return f"log({given})" if keyword == "exposure" else given
    functions: dict[str, Callable[[Floats], Floats]] = {"{}": np.positive}
    if keyword != "weights":
        functions["log({})"] = np.log
    return name_of(what, keyword, values, data.numeric(), functions)


def _with_new_columns(data: ModelData, unnamed: Unnamed, names: Names) -> ModelData:
    """Return the data with a column for each name that the caller gives to numbers of the model."""
    exposure = None if unnamed.exposure is None else np.exp(unnamed.exposure)
    every = ((names.offset, unnamed.offset), (names.exposure, exposure), (names.weights, unnamed.weights))
    for given, values in every:
        node = None if given is None or values is None else parse_tree(given)
        if isinstance(node, Name) and values is not None and node.text not in data.table:
            data = data.with_column(node.text, values)
    return data


def _prepared(data: ModelData, given: Given, options: ModelOptions) -> PreparedModel:
    """Return the model over the rows used: if others are complete too, without those that were left out."""
    contrasts = treatment_contrasts(data.table)
    prepared = assembled(data.formula, data.table, given, options, contrasts=contrasts)
    observed = prepared.observed
    if observed is None or np.array_equal(observed.kept, data.rows):
        return prepared
    return assembled(data.formula, data.used(), given, options, contrasts=contrasts)


def _check_unnamed(prepared: PreparedModel, unnamed: Unnamed) -> None:
    """Raise DataError unless the named offset and weights have the values of the fitted model."""
    observed = prepared.observed
    if observed is None:
        return
    added = [one for one in (unnamed.offset, unnamed.exposure) if one is not None]
    offset: Floats | None = np.sum(observed.offsets, axis=0) if observed.offsets else None
    for what, ours, theirs in (
        ("the offset", offset, np.sum(added, axis=0) if added else None),
        ("the weights", observed.weights, unnamed.weights),
    ):
        if ours is None or theirs is None:
            continue
        if len(ours) != len(theirs) or not np.allclose(ours, theirs, rtol=1e-9, atol=1e-12):
            raise DataError(
                f"{what} of the fitted model {'has' if what == 'the offset' else 'have'} other values "
                "than the expression that names it"
            )


def _notes(lost: list[str]) -> tuple[Note, ...]:
    """Return a note on the columns of categories that occur in no row."""
    if not lost:
        return ()
    what = (
        "the columns {} are zero in every row, and their coefficients are"
        if len(lost) > 1
        else ("the column {} is zero in every row, and its coefficient is")
    )
    return (Note("empty-category", f"{what.format(listed(lost))} left out"),)
