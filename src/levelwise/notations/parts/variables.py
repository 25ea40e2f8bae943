"""The printed form of a variable: its expression over columns, as a tree."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Comma,
    Index,
    Number,
    Operator,
    Quantity,
    Root,
    Row,
    Scaled,
    Scripted,
    Signed,
    Symbol,
    Times,
    Word,
)
from levelwise.equation.tree import Node as MathNode
from levelwise.formula import syntax
from levelwise.formula.centring import centring
from levelwise.formula.powers import is_raw, raw_power
from levelwise.formula.statements import is_statement
from levelwise.formula.syntax import (
    CONSTANTS,
    PART,
    PI,
    SHORT_LOGICALS,
    Call,
    Name,
    Operation,
    String,
    deparse,
    is_plain_category,
    names_in,
)
from levelwise.model.spec import Cell, ModelSpec
from levelwise.notations.parts import group_means

Indexer = Callable[[str], tuple[Index, ...]]
"""A function that returns the indices of a column, given its name."""


def no_indices(_: str) -> tuple[Index, ...]:
    """Return no index for any column or group."""
    return ()


class Namer:
    """Typesets the variables of one model, each in a unique way.

    Parameters
    ----------
    spec : ModelSpec
        The model.
    indexer : callable
        Returns the indices of a column.
    unit : callable
        Returns the indices of a group, given the label of the grouping factor.
    """

    dotted = True
    """Whether a mean has a dot for each index over which it is taken."""

    def __init__(self, spec: ModelSpec, indexer: Indexer = no_indices, unit: Indexer = no_indices) -> None:
        self.spec = spec
        self.indexer = indexer
        self.unit = unit
        self._columns = {self.typeset(node) for node in spec.variables.values() if isinstance(node, Name)}
        nodes = (*spec.variables.values(), *spec.offsets, spec.response.node)
        self._names = frozenset(name for node in nodes for name in names_in(node))
        self._bodies: dict[str, MathNode] = {}
        self._bases: dict[MathNode, str] = {}

    def body(self, variable: str) -> MathNode:
        """Return a variable's expression without category or suffix."""
        found = self._bodies.get(variable)
        if found is None:
            node = self.spec.variables[variable]
            found = self.typeset(node)
            if found in self._bodies.values() or (found in self._columns and not isinstance(node, Name)):
                # two variables that would look alike, as x and I(x): the one that is no column keeps its text
                found = self._as_text(node)
            self._bodies[variable] = found
        return found

    def _as_text(self, node: syntax.Node) -> MathNode:
        """Return an expression as typed, with the indices of its columns."""
        return _indexed(Word(deparse(node)), self.indices_of(node))

    def response(self) -> MathNode:
        """Return the response, a comparison in brackets."""
        node = self.spec.response.node
        return Brackets(self.typeset(node)) if is_statement(node) else self.typeset(node)

    def bare(self) -> Namer:
        """Return a namer that prints no indices."""
        return Namer(self.spec)

    def determines(self, kept: tuple[Index, ...], own: tuple[Index, ...]) -> bool:
        """Return whether some indices determine others."""
        return set(own) <= set(kept)

    def indices_of(self, node: syntax.Node) -> tuple[Index, ...]:
        """Return the indices of all columns of an expression."""
        return tuple({index: None for name in names_in(node) for index in self.indexer(name)})

    def offsets(self) -> list[Signed]:
        """Return the offsets of the model as terms of a sum."""
        return [("+", self.offset(offset)) for offset in self.spec.offsets]

    def term(self, coefficient: MathNode, cells: tuple[Cell, ...]) -> Signed:
        """Return a coefficient times the product of cells, if there are any, as a term of a sum."""
        return ("+", Scaled(coefficient, self.product(cells)) if cells else coefficient)

    def quantity(self, cell: Cell) -> Quantity:
        """Return the printed form of a design cell."""
        node = self.spec.variables[cell.variable]
        if cell.kind == "basis" and isinstance(node, Call) and node.arguments and node.function != PART:
            return Quantity(self._basis(node, cell), cell)
        body = self.body(cell.variable)
        if cell.kind != "numeric" and not (cell.label == "TRUE" and is_statement(node)):
            body = _labelled(body, cell.label)
        return Quantity(body, cell)

    def product(self, cells: Sequence[Cell]) -> MathNode:
        """Return cells joined by a multiplication sign."""
        if len(cells) == 1:
            return self.quantity(cells[0])
        return Times(tuple(_factor(self.quantity(cell)) for cell in cells))

    def offset(self, node: syntax.Node) -> Quantity:
        """Return a term whose coefficient is one."""
        body = self.typeset(node)
        return Quantity(Brackets(body) if isinstance(body, Row) else body, Cell(deparse(node), kind="offset"))

    def _basis(self, node: Call, cell: Cell) -> MathNode:
        """Return a column of a basis, poly₂(x); further arguments are printed only if two columns would look alike.

        Raw powers are printed as such, x and x².
        """
        if (power := raw_power(node, cell.label)) is not None:
            whole = self.typeset(power)
            variables = map(self.typeset, self.spec.variables.values())  # x + poly(x, 2, raw = TRUE) has x twice
            if whole not in variables and self._bases.setdefault(whole, cell.variable) == cell.variable:
                return whole
        name = _basis_name(node, cell)
        first, *others = node.arguments
        short = Apply(name, (self._argument(first),))
        plain = all(isinstance(a.value, syntax.Number) or a.name is not None for a in others)
        if plain and self._bases.setdefault(short, cell.variable) == cell.variable:
            return short
        return Apply(name, tuple(self._argument(a) for a in node.arguments))

    def typeset(self, node: syntax.Node) -> MathNode:
        """Return an expression over columns as a tree."""
        if isinstance(node, Name):
            return _indexed(Word(node.text), () if node.text in CONSTANTS else self.indexer(node.text))
        if isinstance(node, syntax.Number):
            return Symbol("pi") if node.text == PI.text else Number(deparse(node))
        if isinstance(node, String):
            return Word(deparse(node))
        if isinstance(node, Operation):
            return self._operation(node)
        if node.function == "I" and len(node.arguments) == 1:
            return self.typeset(node.arguments[0].value)
        if node.function == "sqrt" and len(node.arguments) == 1:
            return Root(self.typeset(node.arguments[0].value))
        if node.function == PART:
            inner = node.arguments[0].value
            single = (
                isinstance(inner, Call) and inner.function == "scale" and isinstance(inner.arguments[0].value, Name)
            )
            return self.typeset(inner) if single else self._as_text(node)  # scale(x) has one column only
        known = centring(node)
        if known is not None:
            return group_means.printed(known, self)
        if node.function == "C" and node.arguments:
            # the subscript says the contrasts, unless the factor stands in the model by itself, too
            inner = node.arguments[0].value
            return self._as_text(node) if deparse(inner) in self.spec.variables else self.typeset(inner)
        return Apply(Word(node.function), tuple(self._argument(a) for a in node.arguments))

    def _argument(self, argument: syntax.Argument) -> MathNode:
        if argument.name is None:
            return self.typeset(argument.value)
        value = argument.value
        option = Word(deparse(value)) if value in SHORT_LOGICALS else self.typeset(value)
        return Row((Word(argument.name), Operator("="), option))

    def _operation(self, node: Operation) -> MathNode:
        if node.operator == "(":
            return Brackets(self.typeset(node.operands[0]))
        if len(node.operands) == 1:
            return Row((Operator(node.operator), self._operand(node.operands[0])))
        if node.operator == "%in%" and (members := _set(node.operands[1])):
            shown = tuple(self._member(one) for one in members)
            return Row((self._operand(node.operands[0]), Operator("%in%"), Brackets(_listed(shown), "curly")))
        left, right = (self._operand(operand) for operand in node.operands)
        if node.operator == "^":
            base = left if isinstance(node.operands[0], Name) else _bracketed(left)
            return Scripted(base, sup=(_unbracketed(right),))
        return Row((left, Operator(node.operator), right))

    def _member(self, node: syntax.Node) -> MathNode:
        """Return a member of a set; a category has no quotation marks unless it could be taken for something else."""
        if isinstance(node, String) and is_plain_category(node.value) and node.value not in self._names:
            return Word(node.value)
        return self.typeset(node)

    def _operand(self, node: syntax.Node) -> MathNode:
        """Return an operand; a call that is printed as a sum is put in brackets."""
        printed = self.typeset(node)
        return Brackets(printed) if isinstance(node, Call) and isinstance(printed, Row) else printed


def _basis_name(node: Call, cell: Cell) -> MathNode:
    """Return the function of a basis with the label of a column: a number, or a name such as a category."""
    label = Number(cell.label) if cell.label.isdecimal() else Word(cell.label)
    return Scripted(Word(f"raw.{node.function}" if is_raw(node) else node.function), (label,))


def _set(node: syntax.Node) -> list[syntax.Node]:
    """Return the members of a set, c("a", "b"); none of anything else."""
    named = isinstance(node, Call) and node.function == "c" and all(one.name is None for one in node.arguments)
    return [one.value for one in node.arguments] if isinstance(node, Call) and named else []


def _listed(nodes: Sequence[MathNode]) -> Row:
    return Row(tuple(part for place, one in enumerate(nodes) for part in ((Comma(), one) if place else (one,))))


def _factor(quantity: Quantity) -> MathNode:
    """Put a sum or a comparison in brackets if it is one of several factors."""
    return Brackets(quantity) if isinstance(quantity.body, Row) else quantity


def _indexed(word: MathNode, indices: tuple[Index, ...]) -> MathNode:
    return Scripted(word, sub=indices) if indices else word


def _labelled(body: MathNode, label: str) -> MathNode:
    """Put a category in the subscript of a variable, before its indices."""
    word = Word(label if label.strip() else f'"{label}"')
    if isinstance(body, Scripted) and not body.sup:
        return Scripted(body.base, (word, Comma(), *body.sub))
    if isinstance(body, Row):
        body = Brackets(body)
    return Scripted(body, (word,))


def _bracketed(node: MathNode) -> MathNode:
    return node if isinstance(node, Brackets | Apply | Number) else Brackets(node)


def _unbracketed(node: MathNode) -> MathNode:
    return node.inner if isinstance(node, Brackets) else node
