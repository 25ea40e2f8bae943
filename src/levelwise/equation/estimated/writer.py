"""The numbers of parameters in the parts of an equation."""

from __future__ import annotations

from dataclasses import field, replace
from math import isnan, sqrt
from typing import Any, Literal

from levelwise.dataclass import dataclass
from levelwise.equation.estimated.numbers import signed, unsigned
from levelwise.equation.estimated.spreads import squared, with_deviations
from levelwise.equation.estimated.values import Values, is_covariance_matrix, is_parametric
from levelwise.equation.tree import (
    Brackets,
    Line,
    Matrix,
    Node,
    Number,
    Quantity,
    Range,
    Root,
    Row,
    Scaled,
    Scripted,
    Signed,
    Sum,
    Symbol,
    Text,
    UnderSet,
    Word,
)
from levelwise.equation.walk import printed_fields
from levelwise.model.parameters import (
    CommonDeviation,
    CommonVariance,
    MeanShare,
    Parameter,
    ResidualDeviation,
    ResidualVariance,
    StandardDeviation,
    Variance,
)

Spread = Literal["variance", "sd"]
"""Variances and covariances, or standard deviations and correlations."""

Place = Literal["instead", "below", "errors"]
"""Numbers in place of symbols, or below them; or standard errors alone below them."""

_VARIANCES = (Variance, CommonVariance, ResidualVariance)
_DEVIATIONS = (StandardDeviation, CommonDeviation, ResidualDeviation)


@dataclass(frozen=True)
class NumberWriter:
    """Writes the numbers of parameters; `printed` collects what it has written: variances, deviations, errors."""

    values: Values
    digits: int
    errors: bool
    spread: Spread | None
    fix_signs: bool
    place: Place
    printed: set[str] = field(default_factory=set)

    def line(self, line: Line) -> Line:
        """Return a line with numbers."""
        left = self.node(line.left) if isinstance(line.left, Row) else line.left
        right = self.node(line.right)
        return line if right is line.right and left is line.left else replace(line, left=left, right=right)

    def node(self, node: Node) -> Node:
        """Return a part with numbers."""
        match node:
            case Sum():
                return self.sum(node)
            case Matrix() if self.place == "instead" and is_covariance_matrix(node):
                return self.covariances(node)
            case Scaled(coefficient, factor):
                made = self.node(coefficient)
                return node if made is coefficient else replace(node, coefficient=made, factor=self.node(factor))
            case Symbol() if self.place == "errors":
                return self.with_error(node, node)
            case Scripted(base, sub, sup) if not is_parametric(node) or self.values.constant(node) is None:
                made = self.base(base)
                return node if made is base else Scripted(made, sub, sup)
        found = self.number(node)
        if found is not None:
            return found
        return node if isinstance(node, Symbol | Quantity | Range | Text | Word | Number) else self.parts(node)

    def base(self, node: Node) -> Node:
        """Return the base of a power with numbers: a number in brackets, unless it has no sign and no power of ten."""
        value = self.values.constant(node) if is_parametric(node) else None
        if value is None or self.place != "instead":
            return self.node(node)
        number = signed(value, self.digits)
        return number if isinstance(number, Number) else Brackets(number)

    def parts(self, node: Any) -> Any:
        """Return a part whose own parts have numbers."""
        if isinstance(node, tuple):
            made = tuple(self.parts(one) if isinstance(one, tuple) else self.entry(one) for one in node)
            return node if all(new is old for new, old in zip(made, node, strict=True)) else made
        names = printed_fields(node.__class__) or ()
        new = {name: self.parts(getattr(node, name)) for name in names if isinstance(getattr(node, name), tuple)}
        new |= {name: self.entry(getattr(node, name)) for name in names if name not in new}
        new = {name: part for name, part in new.items() if part is not getattr(node, name)}
        return replace(node, **new) if new else node

    def entry(self, one: Any) -> Any:
        """Return the value of a field with numbers, if it is a part of an equation."""
        return self.node(one) if printed_fields(one.__class__) is not None else one

    # --- numbers ------------------------------------------------------------------------------

    def number(self, node: Node) -> Node | None:
        """Return the number of a parameter, or of a product or power of parameters; None for anything else."""
        if self.place == "errors" or not is_parametric(node):
            return None
        value = self.values.constant(node)
        if value is None:
            return None
        number = self.spelled(node, value)
        if self.place == "below":
            error = self.error(node)
            below = number if error is None else Row((number, Text(" "), Brackets(error)))
            return UnderSet(node, below)
        return self.with_error(number, node)

    def spelled(self, node: Node, value: float) -> Node:
        """Return a number with its sign; a variance perhaps as a square, a standard deviation as a root."""
        kind = self.kind(node)
        if kind == "variances" and self.spread == "sd":
            self.printed.add("deviations")
            return squared(sqrt(max(value, 0.0)), self.digits)
        if kind == "deviations" and self.spread == "variance":
            self.printed.add("variances")
            return Root(signed(value**2, self.digits))
        self.printed.add(kind)
        return signed(value, self.digits)

    @staticmethod
    def kind(node: Node) -> str:
        """Return whether a part is a variance or covariance, a standard deviation, or neither."""
        match node:
            case Scripted(Symbol() as base, (), (Number("2"),)) if isinstance(base.of, _DEVIATIONS):
                return "variances"
            case Symbol(of=meaning) if isinstance(meaning, _DEVIATIONS):
                return "deviations"
            case Symbol(of=meaning) if isinstance(meaning, _VARIANCES):
                return "variances"
        return "variances" if isinstance(node, Row) else ""

    def error(self, node: Node) -> Node | None:
        """Return the standard error of a single parameter, if errors are asked for and it has one."""
        if not self.errors or not isinstance(node, Symbol):
            return None
        if self.place == "errors" and isinstance(node.of, MeanShare):
            return None  # it is that of a sum
        if self.spread == "sd" and isinstance(node.of, _VARIANCES):
            return None
        if self.spread == "variance" and isinstance(node.of, _DEVIATIONS):
            return None
        error = self.values.error(node.of)
        if error is None:
            return None
        self.printed.add("errors")
        return signed(error, self.digits)

    def with_error(self, number: Node, node: Node) -> Node:
        """Return a number with the standard error of its parameter below, if there is one."""
        error = self.error(node)
        return number if error is None else UnderSet(number, Brackets(error))

    def alone(self, parameter: Parameter) -> Node | None:
        """Return a parameter in a list of numbers; None if it has no estimate."""
        value = self.values.of(parameter)
        if value is None:
            return None
        return self.with_error(signed(value, self.digits), Symbol("", of=parameter))

    def covariances(self, matrix: Matrix) -> Node:
        """Return a covariance matrix with numbers, perhaps as a product with that of the correlations."""
        cells = self.values.matrix(matrix)
        if cells is None or self.spread != "sd":
            return Matrix(tuple(tuple(map(self.node, row)) for row in matrix.rows))
        self.printed.add("deviations")
        return with_deviations(cells, self.digits)

    # --- sums ---------------------------------------------------------------------------------

    def sum(self, node: Sum) -> Node:
        """Return a sum; of the parts of a mean only that with the sum is printed."""
        terms = tuple(term for term in node.terms if not (self.place == "instead" and self._is_idle_share(term[1])))
        if not terms:
            return Number("0")
        made = tuple(map(self.term, terms))
        return node if all(new is old for new, old in zip(made, node.terms, strict=False)) else Sum(made)

    def _is_idle_share(self, node: Node) -> bool:
        if not isinstance(node, Symbol) or not isinstance(node.of, MeanShare):
            return False
        return self.values.of(node.of) == 0.0 and self.values.shares[node.of.key][0] != node.of.block

    def term(self, term: Signed) -> Signed:
        """Return a term of a sum with its number, whose sign may be that of the term."""
        sign, node = term
        coefficient = node.coefficient if isinstance(node, Scaled) else node
        value = self.values.constant(coefficient) if is_parametric(coefficient) else None
        if self.place == "errors" and value is not None:
            return (sign, self.with_error(node, coefficient))
        if value is None or self.place == "below":
            made = self.node(node)
            return term if made is node else (sign, made)
        number = unsigned(value, self.digits)
        whole = replace(node, coefficient=number) if isinstance(node, Scaled) else number
        whole = self.with_error(whole, coefficient)
        if value >= 0 or isnan(value):
            return (sign, whole)
        if self.fix_signs:
            return ("-" if sign == "+" else "+", whole)
        return (sign, Sum((("-", whole),)))
