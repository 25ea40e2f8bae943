"""A function that a formula may call, and a call with its arguments matched to the parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from levelwise.data.columns import Floats, Numbers, Values
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.constants import ConstantReader, Vector
from levelwise.data.schema import Column
from levelwise.dataclass import dataclass
from levelwise.errors import DataError
from levelwise.formula.syntax import Argument, Call, Node, deparse
from levelwise.lazy_numpy import np

Compute = Callable[[Arithmetic, "BoundCall"], Values]
Labels = Callable[[Node], tuple[str, ...]]
"""Returns the categories of a variable without data, or raises DataError when they must be given."""

Shape = Callable[["BoundCall", Labels], Column]


@dataclass(frozen=True)
class Function:
    """A function that a formula may call.

    Attributes
    ----------
    name : str
        The name in a formula.
    parameters : tuple of str
        R's names of the arguments, in order; ``...`` takes any number.
    compute : callable
        Computes the values over all rows of a frame.
    shape : callable, optional
        Describes the result without data; by default one numeric column.
    required : int
        The number of parameters, from the first on, that must be given.
    aliases : mapping of str to str
        Names that other packages give to the arguments.
    uses_all_rows : bool
        Whether the value in a row depends on other rows.
    """

    name: str
    parameters: tuple[str, ...]
    compute: Compute
    shape: Shape | None = None
    required: int = 1
    aliases: Mapping[str, str] = field(default_factory=dict)
    uses_all_rows: bool = False

    @property
    def usage(self) -> str:
        """The function with its parameters, such as ``round(x, digits)``."""
        return f"{self.name}({', '.join('…' if one == '...' else one for one in self.parameters)})"

    def bind(self, node: Call, reader: ConstantReader) -> BoundCall:
        """Match the arguments of a call to the parameters as R does: by name, by partial name, by position.

        Raises
        ------
        DataError
            For an unknown argument, or if a required one is missing.
        """
        values: dict[str, Node] = {}
        for argument in node.arguments:
            name = None if argument.name is None else self._parameter(argument.name)
            if argument.name is not None and name is None and "..." not in self.parameters:
                raise reader.error(f"{self.usage} has no argument {argument.name}", node)
            if name in values:
                raise reader.error(f"the argument {name} of {self.usage} is given twice", node)
            if name is not None:
                values[name] = argument.value
        free = iter([name for name in self._positional() if name not in values])
        rest: list[Argument] = []
        for argument in node.arguments:
            name = next(free, None) if argument.name is None else self._parameter(argument.name)
            if argument.name is None and name is not None:
                values[name] = argument.value
            elif name is None and "..." in self.parameters:
                rest.append(argument)
            elif name is None:
                raise reader.error(f"{self.usage} takes at most {len(self.parameters)} arguments", node)
        for name in self.parameters[: self.required]:
            if name not in values and not (name == "..." and rest):
                raise reader.error(f"{self.usage} requires {'a column' if name == '...' else name}", node)
        return BoundCall(node, values, tuple(rest), reader)

    def _positional(self) -> tuple[str, ...]:
        """Return the parameters that can be given by position: those before ``...``."""
        return self.parameters[: self.parameters.index("...")] if "..." in self.parameters else self.parameters

    def _parameter(self, name: str) -> str | None:
        if name in self.parameters:
            return name
        if name in self.aliases:
            return self.aliases[name]
        matches = [one for one in self._positional() if one.startswith(name)]
        return matches[0] if len(matches) == 1 else None


@dataclass(frozen=True)
class BoundCall:
    """A call whose arguments are matched to the parameters of its function.

    Attributes
    ----------
    node : Call
        The call as written.
    values : mapping of str to Node
        The arguments by the names of the parameters.
    rest : tuple of Argument
        The arguments matched to ``...``.
    reader : ConstantReader
        Reads constant arguments.
    """

    node: Call
    values: Mapping[str, Node]
    rest: tuple[Argument, ...]
    reader: ConstantReader

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __getitem__(self, name: str) -> Node:
        return self.values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    @property
    def function(self) -> str:
        """The name of the function."""
        return self.node.function

    @property
    def text(self) -> str:
        """The call as R prints it."""
        return deparse(self.node)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a logical argument."""
        return self.reader.flag(self[name]) if name in self else default

    def number(self, name: str, default: float) -> float:
        """Return a numeric argument."""
        return self.reader.number(self[name]) if name in self else default

    def integer(self, name: str, default: int, low: int, high: int) -> int:
        """Return an integer argument between two bounds."""
        what = f"{name} of {self.function}()"
        return self.reader.integer(self[name], what, low, high) if name in self else default

    def vector(self, name: str) -> Vector:
        """Return an argument that is a vector of numbers; empty if it is not given."""
        return self.reader.vector(self[name]) if name in self else ()

    def strings(self, name: str) -> tuple[str, ...]:
        """Return an argument that lists strings or categories; empty if it is not given."""
        return self.reader.strings(self[name]) if name in self else ()

    def is_null(self, name: str) -> bool:
        """Return whether an argument is not given, or given as NULL."""
        return name not in self or deparse(self[name]) == "NULL"

    def error(self, message: str) -> DataError:
        """Return an error that points at the call."""
        return self.reader.error(message, self.node)


def logical_shape(call: BoundCall, _: Labels) -> Column:
    """Return the description of a logical column."""
    return Column(call.text, "logical", ("FALSE", "TRUE"))


def numbered_shape(call: BoundCall, count: int) -> Column:
    """Return the description of `count` numbered columns; a single column has no number, as in R."""
    if count == 1:
        return Column(call.text, "numeric")
    return Column(call.text, "basis", numbered_suffixes(count))


def numbered_suffixes(count: int) -> tuple[str, ...]:
    """Return the suffixes 1, 2, … that R gives to the columns of a basis."""
    return tuple(str(n + 1) for n in range(count))


def numbered_columns(x: Floats, columns: Floats) -> Numbers:
    """Return columns computed from the values of `x` that are not missing, missing where `x` is.

    A single column has no number, as in R.
    """
    every = np.full((len(x), columns.shape[1]), np.nan)
    every[~np.isnan(x)] = columns
    if columns.shape[1] == 1:
        return Numbers(every[:, 0])
    return Numbers(every, numbered_suffixes(columns.shape[1]))


def finite_values(data: Arithmetic, node: Node) -> tuple[Floats, Floats]:
    """Return a column, which must not be infinite anywhere, and those of its values that are not missing."""
    x = data.numbers(node)
    if np.isinf(x).any():
        raise data.error(f"{deparse(node)} is infinite in some rows", node)
    return x, x[~np.isnan(x)]
