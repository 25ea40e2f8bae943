"""From the structure of the residuals as typed, and facts about the data, to that of a model."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from levelwise.data.schema import Column, Schema
from levelwise.errors import DataError, UnsupportedModelError
from levelwise.formula.expanded import Group
from levelwise.formula.residual import ResidualTerms, without_factor
from levelwise.formula.syntax import Name, Node, deparse
from levelwise.model.spec import CorrelatedResiduals, ModelSpec, Residual, ResidualVariances
from levelwise.text.note import Note
from levelwise.vocabulary.covariance_structures import RESIDUAL_STRUCTURES
from levelwise.vocabulary.families import Family

MAX_OCCASIONS = 50
"""Maximum number of occasions or categories with residual parameters of their own."""


def residual_of(terms: ResidualTerms | None, schema: Schema, family: Family, link: str) -> Residual:
    """Return the residual of a model.

    Raises
    ------
    UnsupportedModelError
        For a family other than the gaussian, or a link other than the identity.
    DataError
        When a variable is of the wrong kind, or its categories are unknown.
    """
    if terms is None:
        return Residual("independent" if family.spread == "residual" else "none")
    if family != "gaussian" or link != "identity":
        what = f"the {family} family" if family != "gaussian" else f"a gaussian model with the {link} link"
        message = (
            f"residual={terms.text!r} is a structure of additive residuals, which only gaussian models with the "
            f"identity link have; {what} has none. In such a model, correlation between observations is expressed by "
            "random effects on the scale of the link, as in (1 | g) or ar1(0 + factor(wave) | g)"
        )
        raise UnsupportedModelError(message)
    variances = None
    if terms.variances is not None:
        variances = ResidualVariances(without_factor(terms.variances), _categories(terms.variances, schema.columns))
    correlation = None
    if terms.structure and terms.group is not None:
        correlation = _correlation(terms, schema.columns)
        if schema.rows is None and terms.order is not None:
            _check_occasions(terms.order, terms.group, schema)
        if not RESIDUAL_STRUCTURES[terms.structure].equal and correlation.order is not None:
            variances = ResidualVariances(correlation.order, correlation.occasions)
    return Residual("structured", correlation, variances, terms.text)


def _check_occasions(order: Node, group: Group, schema: Schema) -> None:
    """Check that the occasions are not said to be those of groups, within which all residuals would be one."""
    name = deparse(without_factor(order))
    if any(group.label in schema.constant.get(text, ()) for text in (deparse(order), name)):
        message = (
            f"{name} is constant within {group.label}, so all observations of a group would have the same occasion and "
            f"perfectly correlated residuals; name a variable of the occasions, as in ar1(wave | {group.label})"
        )
        raise DataError(message)


def _correlation(terms: ResidualTerms, columns: Mapping[str, Column]) -> CorrelatedResiduals:
    assert terms.group is not None  # a correlation has groups
    structure, order = terms.structure, terms.order
    if order is None:
        return CorrelatedResiduals(structure, terms.group)
    known = columns[deparse(order)]
    shown = without_factor(order)
    if known.kind == "basis":
        raise DataError(f"{deparse(order)} has several columns; the occasions must be one numeric variable or a factor")
    wanted = RESIDUAL_STRUCTURES[structure]
    needed = wanted.correlation in ("free", "lag") or not wanted.equal
    if not known.is_factor and not needed:
        return CorrelatedResiduals(structure, terms.group, shown)
    if structure == "car1":
        message = f"car1(…) takes a numeric time, but {deparse(shown)} is a factor; use ar1(…), which takes a factor"
        raise DataError(message)
    occasions = _categories(order, columns) if needed else known.categories
    numbers = _whole(occasions)
    consecutive = numbers is not None and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    by_position = numbers is None or (terms.as_factor and not consecutive)
    places = list(range(len(occasions))) if by_position or numbers is None else numbers
    lags: tuple[int, ...] = ()
    if wanted.correlation == "lag":
        lags = tuple(sorted({abs(a - b) for a, b in combinations(places, 2)}))
    return CorrelatedResiduals(structure, terms.group, shown, occasions, lags, by_position)


def _whole(labels: tuple[str, ...]) -> list[int] | None:
    """Return categories as whole numbers; None if they are not."""
    return [int(one) for one in labels] if all(one.removeprefix("-").isdecimal() for one in labels) else None


def _categories(node: Node, columns: Mapping[str, Column]) -> tuple[str, ...]:
    known, text = columns[deparse(node)], deparse(node)
    name = deparse(without_factor(node))
    if not known.is_factor:
        if text == name:
            message = (
                f"{text} is numeric, but the variances are those of the categories of a factor; write "
                f"diag(0 + factor({text})), or list its categories in factors="
            )
            raise DataError(message)
        message = (
            f'the categories of {text} are unknown without data; list them, as in factors={{"{name}": ["1", "2"]}}'
        )
        raise DataError(message)
    if len(known.categories) < 2:
        raise DataError(f"{text} has only one category, so the residuals have one variance; leave the structure out")
    if len(known.categories) > MAX_OCCASIONS:
        message = f"{text} has {len(known.categories)} categories; residual structures allow at most {MAX_OCCASIONS}"
        raise DataError(message)
    return known.categories


def residual_notes(spec: ModelSpec) -> tuple[Note, ...]:
    """Return notes on how the structure of the residuals was interpreted."""
    known = spec.residual.correlation
    if known is None:
        return ()
    label = known.group.label
    own = {frozenset(level.group.parts) for level in spec.levels}
    notes = [
        Note(
            "residual-structure",
            f"residuals of the same {label} are jointly normal and correlated; those of different ones are independent",
        )
    ]
    if frozenset(known.group.parts) not in own:
        text = f"{label}, within whose groups the residuals are correlated, is not a grouping factor of the model"
        notes.append(Note("residual-group", text))
    if known.order is None and RESIDUAL_STRUCTURES[known.structure].correlation == "power":
        text = (
            f"the rows of each {label} are assumed to be in order of time, one occasion after the other without gaps; "
            f"if a column contains the occasions, name it, as in ar1(wave | {label})"
        )
        notes.append(Note("order-of-rows", text))
    if known.by_position:
        order = deparse(known.order) if isinstance(known.order, Name) else "the occasions"
        text = (
            f"the distance between two occasions is the difference of their positions in the order of {order}: "
            f"{', '.join(known.occasions)}"
        )
        notes.append(Note("distance-of-positions", text))
    return tuple(notes)
