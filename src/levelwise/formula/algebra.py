"""The algebra of terms (Wilkinson & Rogers 1973), as implemented by R's ``terms()``.

A term is a set of variables. During the expansion it is an integer whose bits stand for the variables, numbered by
first appearance, as in R; therefore ``b:a + a:b`` is one term.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from levelwise.errors import FormulaSyntaxError, LevelwiseError
from levelwise.formula.bars import find_bars
from levelwise.formula.covariance_calls import invalid_bar_message
from levelwise.formula.expanded import Term, Terms, Variable
from levelwise.formula.programs.terms import refuse_foreign_term
from levelwise.formula.syntax import CONSTANTS, Call, Formula, Name, Node, Number, Operation, deparse, names_in
from levelwise.vocabulary.covariance_structures import STRUCTURES

_WITH_CONDITIONS = frozenset({"I", "ifelse", "as.numeric", "as.integer", "factor", "as.factor", "C"})
"""Functions in whose arguments ``|`` is the logical "or"."""

MAX_TERMS = 5_000
"""Maximum number of terms in an expanded formula."""


def expand_side(side: Node | None, formula: Formula, columns: Sequence[str] | None, response: Node | None) -> Terms:
    """Expand a right-hand side without bars; None is an intercept alone."""
    algebra = _Algebra(formula, columns, response)
    masks = algebra.terms(side) if side is not None else []
    dropped = algebra.offset_mask
    kept = sorted((mask for mask in masks if not mask & dropped), key=int.bit_count)
    terms = tuple(Term(algebra.factors(mask)) for mask in kept)
    named = algebra.variables if response is None else algebra.variables[1:]
    return Terms(terms, algebra.intercept, tuple(algebra.offsets), tuple(named))


class _Algebra:
    """The state of one expansion, which is a fold from left to right: numbered variables, intercept and offsets."""

    def __init__(self, formula: Formula, columns: Sequence[str] | None, response: Node | None) -> None:
        self.source = formula.source
        self.columns = columns
        self.response = formula.response
        self.variables: list[Variable] = []
        self.numbers: dict[str, int] = {}
        self.intercept = True
        self.adding = True
        self.offsets: list[Node] = []
        self.offset_mask = 0
        if response is not None:
            self.variable(response)

    def variable(self, node: Node) -> int:
        text = deparse(node)
        number = self.numbers.get(text)
        if number is None:
            if type(node) is not Name:
                self.check_variable(node, text)
            elif node.text in CONSTANTS:
                raise self.error(f"{text} contains no column", node)
            number = self.numbers[text] = len(self.variables)
            self.variables.append(Variable(text, node))
        return 1 << number

    def check_variable(self, node: Node, text: str) -> None:
        """Reject an expression that contains no column, or that another program defines."""
        if type(node) is Call:
            foreign = refuse_foreign_term(node, self.source)
            if foreign is not None:
                raise foreign
        if not names_in(node):
            raise self.error(f"{text} contains no column", node)

    def factors(self, mask: int) -> tuple[Variable, ...]:
        found = []
        while mask:
            lowest = mask & -mask
            found.append(self.variables[lowest.bit_length() - 1])
            mask ^= lowest
        return tuple(found)

    def terms(self, node: Node) -> list[int]:
        if type(node) is Operation:
            operator, operands = node.operator, node.operands
            if operator in ("+", "-") and len(operands) == 2:
                return self.sum(node)
            if len(operands) == 1:
                return self.unary(node)
            if operator in ("*", ":", "/", "^") or operator == "%in%":
                return self.product(node)
            if operator in ("&", "&&", "<", ">", "<=", ">=", "==", "!="):
                return [self.variable(node)]
            raise self.error(f"the operator {operator} has no meaning between terms", node)
        if type(node) is Number:
            return self.constant(node)
        if type(node) is Name:
            return self.name(node)
        if not isinstance(node, Call):
            raise self.error("a string cannot be a term; enclose an unusual column name in backticks", node)
        if node.function not in _WITH_CONDITIONS and any(find_bars(argument.value) for argument in node.arguments):
            foreign = None if node.function in STRUCTURES else refuse_foreign_term(node, self.source)
            raise foreign or self.error(invalid_bar_message(node), node)
        mask = self.variable(node)
        if node.function == "offset":
            self.add_offset(node, mask)
        return [mask]

    def name(self, node: Name) -> list[int]:
        if node.text == ".":
            return self.dot(node)
        if node.text in ("TRUE", "FALSE"):
            return self.constant(Number(float(node.text == "TRUE"), node.text, node.span))
        return [] if node.text == "NULL" else [self.variable(node)]

    def sum(self, node: Operation) -> list[int]:
        """Expand a sum without recursion, because a long sum is a deep tree."""
        steps: list[tuple[str, Node]] = []
        left: Node = node
        while type(left) is Operation and left.operator in ("+", "-") and len(left.operands) == 2:
            steps.append((left.operator, left.operands[1]))
            left = left.operands[0]
        found = dict.fromkeys(self.terms(left))
        for operator, right in reversed(steps):
            if operator == "+":
                found.update(dict.fromkeys(self.terms(right)))
            else:
                for mask in self.removed(right):
                    found.pop(mask, None)
            if len(found) > MAX_TERMS:
                raise self.too_many(node)
        return list(found)

    def removed(self, node: Node) -> list[int]:
        self.adding = not self.adding
        masks = self.terms(node)
        self.adding = not self.adding
        return masks

    def unary(self, node: Operation) -> list[int]:
        (inner,) = node.operands
        if node.operator in ("(", "+"):
            return self.terms(inner)
        if node.operator == "-":
            self.removed(inner)
            return []
        return [self.variable(node)]

    def product(self, node: Operation) -> list[int]:
        operator, (left_node, right_node) = node.operator, node.operands
        left = self.terms(left_node)
        if operator == "^":
            return self.power(left, right_node, node)
        right = self.terms(right_node)
        # R's products with an intercept alone: 1*x is empty, x*1 is x
        if not left or (not right and operator == ":"):
            return []
        if not right:
            return left
        if operator == ":":
            return self.crossed(left, right, node)
        if operator == "*":
            return self.limit([*left, *right, *self.crossed(left, right, node)], node)
        whole = 0
        for mask in left if operator == "/" else right:
            whole |= mask
        if operator == "/":
            return self.limit([*left, *(whole | mask for mask in right)], node)
        return self.limit([mask | whole for mask in left], node)

    def power(self, masks: list[int], exponent: Node, node: Operation) -> list[int]:
        while type(exponent) is Operation and exponent.operator == "(":
            exponent = exponent.operands[0]
        if not isinstance(exponent, Number) or exponent.value < 1 or exponent.value % 1:
            raise self.error("the exponent must be a positive whole number, as in (a + b)^2", node)
        result = masks
        for _ in range(min(int(exponent.value), len(masks) + 1) - 1):
            result = self.crossed(result, masks, node)
        return result

    def crossed(self, left: list[int], right: list[int], node: Node) -> list[int]:
        if len(left) * len(right) > 50 * MAX_TERMS:
            raise self.too_many(node)
        return self.limit([a | b for a in left for b in right], node)

    def constant(self, node: Number) -> list[int]:
        if node.value not in (0, 1):
            message = f"the number {node.text} cannot be a term; only 1 and 0 can, to include or omit the intercept"
            raise self.error(message, node)
        self.intercept = (node.value == 1) == self.adding
        return []

    def dot(self, node: Name) -> list[int]:
        if self.columns is None:
            raise self.error(". stands for the other columns of the data, but there are no data", node)
        outside = {deparse(self.response), *names_in(self.response)}
        wanted = [name for name in self.columns if name not in outside]
        if len(wanted) > MAX_TERMS:
            raise self.too_many(node)
        return [self.variable(Name(name, node.span)) for name in wanted]

    def add_offset(self, node: Call, mask: int) -> None:
        if len(node.arguments) != 1:
            raise self.error("offset() takes one expression, as in offset(log(exposure))", node)
        if not self.offset_mask & mask:
            self.offset_mask |= mask
            self.offsets.append(node.arguments[0].value)

    def limit(self, masks: Iterable[int], node: Node) -> list[int]:
        kept = list(dict.fromkeys(masks))
        if len(kept) > MAX_TERMS:
            raise self.too_many(node)
        return kept

    def too_many(self, node: Node) -> LevelwiseError:
        return self.error(f"this expands to more than {MAX_TERMS:,} terms", node)

    def error(self, message: str, node: Node) -> FormulaSyntaxError:
        return FormulaSyntaxError(message, self.source, *node.span)
