"""The response: one number per row or, in a binomial model, an outcome or the numbers of successes and failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Categories, Floats, Numbers, Values, distinct
from levelwise.data.schema import Column
from levelwise.data.text_numbers import not_numeric
from levelwise.errors import DataError
from levelwise.formula.syntax import Call, Name, Node, deparse
from levelwise.lazy_numpy import np
from levelwise.text.sentences import listed
from levelwise.vocabulary.families import Support

if TYPE_CHECKING:
    from numpy.typing import NDArray


ROUNDING = 1e-3
"""A number within this distance of a whole number counts as whole, as in R's ``binomial()``."""


MAX_CATEGORIES = 100
"""Maximum number of categories of a response."""


def is_success_failure(node: Node) -> bool:
    """Return whether a response is written as ``cbind(successes, failures)``."""
    return isinstance(node, Call) and node.function == "cbind"


def response_parts(node: Node, *, binomial: bool) -> tuple[Node, ...]:
    """Return the two counts of ``cbind(successes, failures)``, or else the response itself."""
    if binomial and is_success_failure(node) and isinstance(node, Call):
        if len(node.arguments) == 2:
            return tuple(argument.value for argument in node.arguments)
        raise DataError("the response cbind(…) takes two columns, the numbers of successes and of failures")
    return (node,)


ORDINAL = 'an ordered response needs family="cumulative", an ordinal model such as that of polr() and clmm() in R'


def check_written_response(node: Node, family: str, *, binomial: bool, categorical: bool = False) -> None:
    """Raise DataError for a response whose function says that it is not what the family needs, with data or without."""
    response_parts(node, binomial=binomial)
    if binomial or not isinstance(node, Call):
        return
    if categorical:
        if is_success_failure(node):
            message = f"the response {deparse(node)} has several columns; a {family} model needs one category per row"
            raise DataError(f'{message}; numbers of successes and failures in trials need family="binomial"')
        return
    name = deparse(node)
    flags = {argument.name: argument.value for argument in node.arguments}
    if node.function in ("ordered", "as.ordered") or flags.get("ordered") == Name("TRUE"):
        message = f"the response {name} is ordered, and a {family} model needs one number per row; {ORDINAL}"
        raise DataError(f"{message}, and as.numeric(…) treats the categories as equally far apart")
    if node.function in ("factor", "as.factor", "as.character"):
        message = f"the response {name} has categories, and a {family} model needs one number per row"
        others = (
            'two categories are the response of family="binomial", several without an order of family="multinomial"'
        )
        raise DataError(f"{message}; {others}, and {ORDINAL}")
    if is_success_failure(node):
        message = f"the response {name} has several columns; a {family} model needs one number per row"
        raise DataError(f'{message}; numbers of successes and failures in trials need family="binomial"')


def check_response(
    name: str,
    column: Column,
    family: str = "gaussian",
    *,
    binomial: bool = False,
    categorical: bool = False,
    values: Values | None = None,
) -> None:
    """Raise DataError unless a column can be the response of a model.

    Parameters
    ----------
    name : str
        The response as written in the formula.
    column : Column
        Its kind and categories.
    family : str
        The family, for the message.
    binomial : bool
        Whether the family is binomial, so that categories, or numbers of successes and failures, are allowed.
    categorical : bool
        Whether the response is one of several categories, which whole numbers may stand for.
    values : Values, optional
        Its rows, if they are in memory.
    """
    if categorical:
        _check_categories(name, column, family, values)
        return
    if column.kind in ("numeric", "logical") or (binomial and column.is_factor):
        return
    if column.kind == "basis":
        if binomial and len(column.categories) == 2 and name.partition("(")[0].endswith("cbind"):
            return
        wanted = "cbind(successes, failures)" if binomial else "one number per row"
        raise DataError(f"the response {name} has several columns; a {family} model needs {wanted}")
    if column.kind == "ordered":
        raise DataError(f"the response {name} is an ordered factor, not a number; {ORDINAL}")
    why = not_numeric(column.categories, values if isinstance(values, Categories) else None)
    if not why and len(column.categories) == 2:
        why = f'; it has the two categories {listed(map(repr, column.categories))}, so it may need family="binomial"'
    elif not why and 2 < len(column.categories) <= MAX_CATEGORIES:
        why = f'; it has {len(column.categories)} categories, so it may need family="multinomial", or, as {ORDINAL}'
    raise DataError(f"the response {name} is not numeric, and a {family} model needs one number per row{why}")


def _check_categories(name: str, column: Column, family: str, values: Values | None) -> None:
    """Raise DataError unless a column is a factor, or holds whole numbers that stand for categories."""
    what = "ordered categories" if family == "cumulative" else "categories"
    if column.kind == "basis":
        raise DataError(
            f"the response {name} has several columns; a {family} model needs one of several {what} per row"
        )
    numbers = values.values[~np.isnan(values.values)] if isinstance(values, Numbers) else None
    if numbers is not None and bool((np.abs(numbers - np.round(numbers)) > ROUNDING).any()):
        message = (
            f"the response {name} has numbers that are not whole, and a {family} model needs one of several {what} per "
            f"row; leave family= out for a response on a continuous scale, or group it by cut({name}, 5)"
        )
        raise DataError(message)
    count = len(distinct(numbers)) if numbers is not None else len(column.categories)
    if count > MAX_CATEGORIES:
        message = (
            f"the response {name} has {count:,} different values, and a {family} model needs one of several {what} per "
            f"row; the limit is {MAX_CATEGORIES}"
        )
        raise DataError(message)
    if count == 1:
        raise DataError(f"the response {name} has a single category, and a {family} model needs two or more")


def as_categories(name: str, values: Values) -> Values:
    """Return a response of whole numbers as the categories for which they stand, in their order."""
    if isinstance(values, Categories):
        return values
    from levelwise.data.frames.factors import as_factor

    return as_factor(name, values)


def response_numbers(values: Values, *, numbered: bool = False) -> Floats:
    """Return a response as numbers, as R does, shape (rows,).

    Every category except the first counts as success; where there are several, with `numbered`, they are numbered.
    """
    if isinstance(values, Categories):
        return np.asarray(values.codes if numbered else values.codes != 0, dtype=np.float64)
    if values.values.ndim == 1:
        return values.values
    trials: Floats = values.values.sum(axis=1)
    share: Floats = np.divide(values.values[:, 0], trials, out=np.zeros(len(trials)), where=trials != 0)
    return share


def trial_counts(values: Values) -> Floats | None:
    """Return the number of trials in each row of ``cbind(successes, failures)``; None for other responses."""
    if isinstance(values, Categories) or values.values.ndim == 1:
        return None
    total: Floats = values.values.sum(axis=1)
    return total


def outside_support(support: Support, values: Floats) -> NDArray[np.bool_]:
    """Return whether each value is outside the support of a family, shape (rows,)."""
    low, high = support.low, support.high
    beyond = (values <= low) | (values >= high) if support.open else (values < low) | (values > high)
    return beyond | (np.abs(values - np.round(values)) > ROUNDING) if support.whole else beyond
