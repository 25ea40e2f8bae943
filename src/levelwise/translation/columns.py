"""The columns of a model in languages whose commands take columns only: each other variable is computed beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from levelwise.dataclass import dataclass
from levelwise.formula.syntax import Call, Name, Node, Operation, names_in
from levelwise.model.spec import Cell, DesignColumn, ModelSpec
from levelwise.translation.contrasts import Coding, coding_of
from levelwise.translation.languages.expressions import Language, refusal, written
from levelwise.translation.made_columns import MadeColumn, fresh_name, made_columns, replaced
from levelwise.translation.parts import Term, column_of, names_of, response_values, stored_values
from levelwise.translation.refusal import InexpressibleError

_FACTORS = frozenset({"factor", "as.factor", "ordered", "as.ordered", "C"})


@dataclass(frozen=True)
class Statements:
    """How a language makes columns.

    Attributes
    ----------
    language : Language
        Its expressions.
    compute : callable
        Returns the statement that gives a new column the value of an expression, from its name, the expression and the
        columns in it.
    summarise : callable
        Returns the statements of a group mean, a centred or a scaled variable.
    recode : callable
        Returns the statement that gives a new column a number for each category of another, from both names, the
        categories and the numbers.
    combine : callable
        Returns the statement that numbers the combinations of columns, from the new name and the columns.
    """

    language: Language
    compute: Callable[[str, str, tuple[str, ...]], str]
    summarise: Callable[[MadeColumn, str], Iterable[str]]
    recode: Callable[[str, str, tuple[str, ...], tuple[float, ...]], str]
    combine: Callable[[str, tuple[str, ...]], str]


@dataclass(frozen=True)
class Factor:
    """A column that the language itself treats as a factor."""

    column: str
    categories: tuple[str, ...]
    coding: Coding


class Columns:
    """The columns of a model, made as they are named; `statements` collects how."""

    def __init__(self, spec: ModelSpec, how: Statements) -> None:
        self.spec, self.how = spec, how
        made, self._by = made_columns(spec)
        self._taken = [*names_of(spec), *(column.name for column in made)]
        lower = [name.lower() for name in names_of(spec)]
        twice = next((name for name in names_of(spec) if lower.count(name.lower()) > 1), None)
        if twice is not None and how.language.software != "Stata":
            raise InexpressibleError(
                f"{how.language.software} ignores case, in which {twice} and another name differ",
                "rename one of them",
            )
        self.statements: list[str] = []
        self._numeric: dict[Node, str] = {}
        self._cells: dict[Cell, str] = {}
        self._products: dict[DesignColumn, str] = {}
        self._groups: dict[tuple[str, ...], str] = {}
        self._response: str | None = None
        for column in made:
            self.statements += how.summarise(column, written(column.inner, how.language))

    def expression(self, node: Node) -> str:
        """Return the column with the values of an expression, made if it is none."""
        node = replaced(node, self._by)
        while (isinstance(node, Operation) and node.operator == "(") or (
            isinstance(node, Call) and node.function == "I" and len(node.arguments) == 1
        ):
            node = node.operands[0] if isinstance(node, Operation) else node.arguments[0].value
        if isinstance(node, Name):
            return self.how.language.name(node.text)
        if node not in self._numeric:
            value = written(node, self.how.language)
            name = self.fresh(value)
            names = tuple(map(self.how.language.name, names_in(node)))
            self.statements.append(self.how.compute(name, value, names))
            self._numeric[node] = name
        return self._numeric[node]

    def factor(self, variable: str) -> Factor | None:
        """Return a variable as a factor of the language; None if it is numeric or logical."""
        column, node = column_of(self.spec, variable), self.spec.variables[variable]
        if not column.is_factor or column.kind == "logical" or len(column.categories) < 2:
            return None
        base = node
        if isinstance(node, Call) and node.function in _FACTORS and (len(node.arguments) == 1 or node.function == "C"):
            base = node.arguments[0].value
        if not isinstance(base, Name):
            raise refusal(node, self.how.language)
        return Factor(base.text, stored_values(column), coding_of(column))

    def cell(self, cell: Cell) -> str:
        """Return the column of numbers that a cell contributes to a product."""
        if cell.kind == "basis":
            raise refusal(self.spec.variables[cell.variable], self.how.language)
        if cell not in self._cells:
            self._cells[cell] = self._cell(cell)
        return self._cells[cell]

    def product(self, column: DesignColumn) -> str:
        """Return the one column of numbers that a design column is."""
        names = [self.cell(cell) for cell in column.cells]
        if len(names) == 1:
            return names[0]
        if column not in self._products:
            name = self.fresh("_".join(names))
            self.statements.append(self.how.compute(name, " * ".join(names), tuple(names)))
            self._products[column] = name
        return self._products[column]

    def copy(self, name: str) -> str:
        """Return a copy of a column, which the language may treat as a factor although the column is none."""
        made, source = self.fresh(f"{name}_occasion"), self.how.language.name(name)
        self.statements.append(self.how.compute(made, source, (source,)))
        return made

    def group(self, parts: tuple[str, ...]) -> str:
        """Return the column of a grouping factor, made if it is a combination."""
        names = tuple(map(self.how.language.name, parts))
        if len(names) == 1:
            return names[0]
        if parts not in self._groups:
            name = self.fresh("_".join(parts))
            self.statements.append(self.how.combine(name, names))
            self._groups[parts] = name
        return self._groups[parts]

    def success(self) -> str:
        """Return the response of a binary model, as zeros and ones."""
        response = self.spec.response
        if response.success is None or len(response.categories) != 2:
            return self.expression(response.node)
        if not isinstance(response.node, Name):
            raise refusal(response.node, self.how.language)
        name = self.fresh(f"{response.node.text}_{response.success}")
        self.statements.append(
            self.how.recode(name, self.how.language.name(response.node.text), response_values(self.spec), (0.0, 1.0))
        )
        return name

    def numbered(self) -> str:
        """Return the response of an ordinal or multinomial model, with numbers for its categories from 1 on."""
        response = self.spec.response
        if not response.categories:
            return self.expression(response.node)
        if not isinstance(response.node, Name):
            raise refusal(response.node, self.how.language)
        if self._response is None:
            self._response = self.fresh(f"{response.node.text}_code")
            numbers = tuple(map(float, range(1, len(response.categories) + 1)))
            source = self.how.language.name(response.node.text)
            self.statements.append(self.how.recode(self._response, source, response_values(self.spec), numbers))
        return self._response

    def is_native(self, term: Term) -> bool:
        """Return whether the factors of a term have treatment contrasts or an indicator for each category."""
        return all(
            cell.kind != "basis"
            and column_of(self.spec, cell.variable).kind != "logical"
            and (cell.kind != "contrast")
            and self._is_plain(cell.variable)
            for column in term.columns
            for cell in column.cells
        )

    def fresh(self, text: str) -> str:
        """Return a name for a new column."""
        name = fresh_name(text, self._taken)
        self._taken.append(name)
        return name

    def _is_plain(self, variable: str) -> bool:
        factor = self.factor(variable)
        return factor is None or factor.coding.kind == "treatment"

    def _cell(self, cell: Cell) -> str:
        column = column_of(self.spec, cell.variable)
        node = self.spec.variables[cell.variable]
        if cell.kind == "numeric":
            return self._number(node)
        if column.kind == "logical":
            true = self.expression(node)
            if cell.label == "TRUE":
                return true
            if cell.kind != "indicator":
                raise refusal(node, self.how.language)
            name = self.fresh(f"not_{true}")
            self.statements.append(self.how.compute(name, f"1 - {true}", (true,)))
            return name
        factor = self.factor(cell.variable)
        assert factor is not None  # a factor that is not logical
        if cell.kind == "contrast":
            numbers = factor.coding.columns[cell.position]
        else:
            numbers = tuple(float(place == cell.position) for place in range(len(factor.categories)))
        name = self.fresh(f"{factor.column}_{cell.label}")
        source = self.how.language.name(factor.column)
        self.statements.append(self.how.recode(name, source, factor.categories, numbers))
        return name

    def _number(self, node: Node) -> str:
        """Return a numeric variable; one that is a factor of unknown categories cannot be written."""
        if isinstance(node, Call) and node.function in _FACTORS:
            raise InexpressibleError("the categories of a factor are not known", "list them in factors=")
        return self.expression(node)
