"""Variables: each is printed as in the model, with exactly the indices that determine it (requirement 4)."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.transform import transform
from levelwise.equation.tree import (
    Index,
    Line,
    Node,
    Quantity,
    Symbol,
    System,
    UnderSet,
)
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.model.parameters import Mean, Stacked
from levelwise.model.spec import Cell
from levelwise.notations.conventions import Conventions
from levelwise.proof import first_line, symbol_indices
from levelwise.proof.canonical import canonical
from levelwise.proof.expression import read
from levelwise.proof.indices import Indices
from levelwise.proof.matrix_contents import weights_in
from levelwise.proof.printed_variable import check_column_indices, check_expression, check_variable
from levelwise.proof.reading import is_structure
from levelwise.proof.symbol_indices import OF_OBSERVATION


def check(system: System, indices: Indices) -> None:
    """Check every variable of a system, and the indices of every symbol.

    Raises
    ------
    VerificationError
        When a variable is printed like another one, in two ways, or with the wrong indices.
    """
    printed: dict[Node, Cell] = {}
    bodies: dict[Cell, Node] = {}
    for number, line in enumerate(system.lines):
        if is_structure(line):
            continue
        of_observation = number == 0 or _is_about_mean(line)
        unit = indices.conventions.observation if of_observation else symbol_indices.index_of(line)
        for node in walk(line):
            if isinstance(node, Quantity) and node.of is not None:
                if node.of.kind != "offset":
                    _check_one_way(_without_units(node, indices.conventions), node.of, printed, bodies)
                check_variable(indices, node, node.of, unit)
            elif isinstance(node, Symbol) and isinstance(node.of, OF_OBSERVATION):
                symbol_indices.check_observation(indices, node)
            elif isinstance(node, Symbol) and isinstance(node.of, Stacked):
                symbol_indices.check_stacked(indices, node, node.of)
            elif isinstance(node, UnderSet):
                symbol_indices.check_size(indices, node)
        if of_observation:
            symbol_indices.check_observation_line(indices, line)
        else:
            symbol_indices.check_line(indices, line)
        if number and isinstance(line.left, Symbol) and isinstance(line.left.of, Stacked):
            _check_data(indices, line.left.of, line.right)
    first_line.check(indices, system.lines[0].left, system.lines[0].right)


def _check_one_way(quantity: Quantity, cell: Cell, printed: dict[Node, Cell], bodies: dict[Cell, Node]) -> None:
    """Check that no two variables are printed alike, and none in two ways (requirement 1)."""
    if printed.setdefault(quantity.body, cell) != cell:
        raise VerificationError(f"{cell.variable} is printed like another variable")
    if bodies.setdefault(cell, quantity.body) != quantity.body:
        raise VerificationError(f"{cell.variable} is printed in two ways")


def _without_units(quantity: Quantity, conventions: Conventions) -> Quantity:
    """Return a variable with the index of its own unit, where variables have such an index: u_j in place of u_j[i]."""
    if conventions.variables != "unit":
        return quantity
    return replace(quantity, body=transform(quantity.body, _with_own_index))


def _with_own_index(node: Node | Line) -> Node | Line:
    return replace(node, at="") if isinstance(node, Index) else node


def _is_about_mean(line: Line) -> bool:
    return any(isinstance(node, Symbol) and isinstance(node.of, Mean) for node in walk(line.left))


def _check_data(indices: Indices, of: Stacked, right: Node) -> None:
    """Check the response or the weights where a vector or a matrix is said to contain them."""
    if of.kind == "outcomes":
        reading = read(right, indices.columns)
        check_expression(reading, (canonical(indices.spec.response.node),), indices.spec.response.text)
        check_column_indices(indices, reading, indices.spec.response.node, "")
    elif of.kind == "weights":
        name, own = weights_in(right)
        if name != indices.spec.weights or own != indices.of_columns((name,), ""):
            raise VerificationError("the matrix of the weights does not contain the weights of the model")
