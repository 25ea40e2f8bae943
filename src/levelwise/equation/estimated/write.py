"""Equations with the estimates of their parameters, as a function from tree to tree."""

from __future__ import annotations

from dataclasses import field, replace
from math import isnan, sqrt
from typing import Any, Literal

from levelwise.dataclass import dataclass
from levelwise.equation.estimated.categories import by_category
from levelwise.equation.estimated.listed import with_lists
from levelwise.equation.estimated.notes import notes_on
from levelwise.equation.estimated.numbers import signed, unsigned
from levelwise.equation.estimated.single import fitted_values
from levelwise.equation.estimated.spreads import multiplied_out, squared, with_deviations
from levelwise.equation.estimated.values import Values, is_covariance_matrix, is_parametric, values_of
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
    System,
    Text,
    UnderSet,
    Word,
)
from levelwise.equation.walk import printed_fields
from levelwise.errors import OptionError
from levelwise.model.estimates import Estimates
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
from levelwise.model.spec import ModelSpec
from levelwise.text.note import Note

Spread = Literal["variance", "sd"]
"""Variances and covariances, or standard deviations and correlations."""

Place = Literal["instead", "below"]
"""Numbers in place of symbols, or below them."""

_VARIANCES = (Variance, CommonVariance, ResidualVariance)
_DEVIATIONS = (StandardDeviation, CommonDeviation, ResidualDeviation)


def estimated(
    system: System,
    spec: ModelSpec,
    estimates: Estimates,
    *,
    digits: int | None = None,
    errors: bool = False,
    spread: Spread | None = None,
    fix_signs: bool = True,
    place: Place = "instead",
) -> System:
    """Return a system with the numbers of its parameters.

    Random effects, residuals and index letters remain symbols. A vector of fixed effects, and thresholds with a running
    index, remain symbols as well, and their numbers are listed. The equation of a model without groups is that of its
    fitted values, unless the system states a distribution.

    Parameters
    ----------
    system : System
        The equations with symbols.
    spec : ModelSpec
        The model.
    estimates : Estimates
        Its estimates; a parameter that has none remains a symbol, and a note says so.
    digits : int, optional
        Number of significant digits, by default 3, trailing zeros among them. No digit before the decimal point is
        rounded off.
    errors : bool
        Whether standard errors are printed below, in brackets.
    spread : {"variance", "sd"}, optional
        Print variances and covariances, or standard deviations and correlations; by default what the notation writes.
    fix_signs : bool
        Whether a negative number in a sum is subtracted; otherwise it is added with its sign.
    place : {"instead", "below"}
        Whether numbers replace the symbols, or stand below them.

    Raises
    ------
    OptionError
        For a vector of coefficients whose columns are not listed, and for `spread` with numbers below symbols.

    Examples
    --------
    >>> from levelwise.equation.tree import Line, Sum, Symbol, System, Word
    >>> import levelwise as lw
    >>> alpha = FixedEffect(LOCATION, frozenset())
    >>> system = System((Line(Word("y"), "=", Symbol("alpha", of=alpha)),), "any")
    >>> estimated(system, lw.model("y ~ 1 + (1 | g)").spec, Estimates({alpha: 2.2})).lines[0].right
    Number(text='2.20')
    """
    if place == "below" and spread is not None:
        raise OptionError("spread says which numbers replace symbols; it cannot be combined with numbers below symbols")
    shown = fitted_values(system, spec) if place == "instead" else system
    lines = by_category(shown, spec)
    values = values_of(lines, estimates)
    digits = digits or 3
    writer = _Writer(values, digits, errors, spread, fix_signs, place)
    if spread == "variance":
        lines, whole = multiplied_out(lines, values, digits), lines
        if lines is not whole:
            writer.printed.add("variances")
    written = tuple(with_lists(map(writer.line, lines), spec, writer.alone))
    notes = notes_on(lines, spec, values, frozenset(writer.printed), errors=errors)
    if shown is not system and spec.is_linear and (variance := values.of(ResidualVariance())) is not None:
        text = f"the equation is that of the fitted values; the residual variance is {variance:.{digits}g}"
        notes += (Note("fitted-values", text),)
    return replace(system, lines=written, notes=(*system.notes, *notes), unstyled=system.unstyled or system)


@dataclass(frozen=True)
class _Writer:
    values: Values
    digits: int
    errors: bool
    spread: Spread | None
    fix_signs: bool
    place: Place
    printed: set[str] = field(default_factory=set)

    def line(self, line: Line) -> Line:
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
        if value is None or self.place == "below":
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
        return self.node(one) if printed_fields(one.__class__) is not None else one

    # --- numbers ------------------------------------------------------------------------------

    def number(self, node: Node) -> Node | None:
        """Return the number of a parameter, or of a product or power of parameters; None for anything else."""
        if not is_parametric(node):
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
        error = self.error(node)
        return number if error is None else UnderSet(number, Brackets(error))

    def alone(self, parameter: Parameter) -> Node | None:
        """Return a parameter in a list of numbers; None if it has no estimate."""
        value = self.values.of(parameter)
        if value is None:
            return None
        return self.with_error(signed(value, self.digits), Symbol("", of=parameter))

    def covariances(self, matrix: Matrix) -> Node:
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
        sign, node = term
        coefficient = node.coefficient if isinstance(node, Scaled) else node
        value = self.values.constant(coefficient) if is_parametric(coefficient) else None
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
