"""The printed form of a variable: its expression, its category and the indices of its columns and means."""

from __future__ import annotations

from collections.abc import Iterable

from levelwise.equation.tree import (
    Quantity,
)
from levelwise.errors import VerificationError
from levelwise.formula import syntax
from levelwise.formula.powers import is_raw, raw_power
from levelwise.formula.statements import is_statement
from levelwise.formula.syntax import Name, deparse, names_in, quoted
from levelwise.model.spec import Cell
from levelwise.proof.canonical import Canonical, canonical, means_in
from levelwise.proof.expression import PrintedMean, Reading, read
from levelwise.proof.indices import Indices


def check_variable(indices: Indices, quantity: Quantity, cell: Cell, unit: str) -> None:
    """Check the printed form of a design cell: its expression, its category, its indices."""
    reading = read(quantity.body, indices.columns)
    if cell.kind == "offset":
        node = next(offset for offset in indices.spec.offsets if deparse(offset) == cell.variable)
        called = ("offset", (None, canonical(node)))
        check_expression(reading, (canonical(node), called), cell.variable)
    else:
        node = indices.spec.variables[cell.variable]
        check_expression(reading, tuple(_expressions(node, cell, reading.label)), cell.variable)
    check_column_indices(indices, reading, node, unit)


def check_expression(reading: Reading, wanted: tuple[Canonical, ...], what: str) -> None:
    """Check that a variable is printed as one of the given expressions."""
    if reading.expression not in wanted:
        raise VerificationError(f"{what} is printed as another expression")


def check_column_indices(indices: Indices, reading: Reading, node: syntax.Node, unit: str) -> None:
    """Check the indices of the columns of a variable and of the means in it, in the equation of a unit."""
    for one in reading.indices:
        if one.letters != indices.of_columns(one.names, unit):
            raise VerificationError(f"the indices of {' and '.join(one.names)} are not those that determine it")
    owns = [indices.of_columns(mean.names, unit) for mean in reading.means]
    check_means(indices, reading, node, owns, unit)


def check_means(indices: Indices, reading: Reading, node: syntax.Node, owns: list[tuple[str, ...]], unit: str) -> None:
    """Check the means in a variable whose columns have given indices."""
    wanted = list(means_in(node))
    if len(wanted) != len(reading.means):
        raise VerificationError(f"the means in {deparse(node)} are not printed as such")
    for printed, (_, group), own in zip(reading.means, wanted, owns, strict=True):
        _check_mean(indices, printed, group, own, unit)


def _check_mean(
    indices: Indices, printed: PrintedMean, group: syntax.Node | None, own: tuple[str, ...], unit: str
) -> None:
    """Check the subscript of a mean: its indices, and a dot for each index over which it is taken.

    A mean of variables with one index has that of its group and no dots.
    """
    single = indices.conventions.variables == "unit"
    if group is None:
        if printed.letters or printed.group is not None or printed.dots != (0 if single else len(own)):
            raise VerificationError(f"the grand mean of {' and '.join(printed.names)} has the subscript of a group")
        return
    names = names_in(group)
    label = next((one.group.label for one in indices.spec.levels if set(one.group.parts) == set(names)), None)
    if label is not None and (home := indices.spec.home(tuple(Cell(quoted(name)) for name in names))) is not None:
        label = home
    kept = indices.of_columns(names, unit) if label is None else indices.of_group(label, unit)
    inside = indices.determines(kept, own) if single else set(own) <= set(kept)
    if label is None or not own:
        name = names[0] if isinstance(group, Name) else deparse(group)
        right = printed.group == name and not printed.dots and printed.letters == (own if inside else kept)
    else:
        dots = 0 if inside or single else len(set(own) - set(kept))
        same = printed.letters == own if inside else set(printed.letters) == set(kept)
        right = printed.group is None and printed.dots == dots and same
    if not right:
        raise VerificationError(f"the mean of {' and '.join(printed.names)} is not that of {deparse(group)}")


def _expressions(node: syntax.Node, cell: Cell, label: str | None) -> Iterable[Canonical]:
    """Return the expressions as which a design cell may be printed, given the printed category or column."""
    whole = canonical(node)
    if label is None:
        if cell.kind == "numeric" or (cell.label == "TRUE" and is_statement(node)):
            yield whole
        elif cell.kind == "basis" and (power := raw_power(node, cell.label)) is not None:
            yield canonical(power)
        return
    shown = {cell.label} if cell.label.strip() else {f'"{cell.label}"'}
    if label not in shown:
        return
    yield whole
    if cell.kind == "basis" and isinstance(node, syntax.Call) and node.arguments:
        name = f"raw.{node.function}" if is_raw(node) else node.function
        arguments = tuple((one.name, canonical(one.value)) for one in node.arguments)
        yield (name, *arguments)
        yield (name, *arguments[:1])
