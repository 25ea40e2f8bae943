"""An entry of the table of functions, and the arguments of one call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from levelwise.data.columns import Floats, Values
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.constants import Constants, Vector
from levelwise.data.schema import Column
from levelwise.dataclass import dataclass
from levelwise.errors import DataError
from levelwise.formula.syntax import Argument, Call, Node, deparse
from levelwise.lazy_numpy import np

Compute = Callable[[Arithmetic, "Given"], Values]
Labels = Callable[[Node], tuple[str, ...]]
"""Gives the categories of a variable when there is no data, or says that they must be given."""

Shape = Callable[["Given", Labels], Column]


@dataclass(frozen=True)
class Function:
    """A function a formula may call.

    Attributes
    ----------
    name : str
        As it is written in a formula.
    parameters : tuple of str
        R's names of its arguments, in order; ``...`` takes any number.
    compute : callable
        Its values over all rows of a frame.
    shape : callable, optional
        What is known of its columns without data; by default one numeric column.
    needed : int
        How many of the parameters, from the first on, must be given.
    aliases : mapping of str to str
        Other names of arguments, as other packages write them.
    """

    name: str
    parameters: tuple[str, ...]
    compute: Compute
    shape: Shape | None = None
    needed: int = 1
    aliases: Mapping[str, str] = field(default_factory=dict)

    @property
    def usage(self) -> str:
        """How it is called, such as ``round(x, digits)``."""
        return f"{self.name}({', '.join('…' if one == '...' else one for one in self.parameters)})"

    def bind(self, node: Call, reader: Constants) -> Given:
        """Match a call's arguments with the parameters as R does: by name, by its beginning, by place.

        Raises
        ------
        DataError
            For an argument the function does not take, or one it needs.
        """
        values: dict[str, Node] = {}
        for argument in node.arguments:
            name = None if argument.name is None else self._parameter(argument.name)
            if argument.name is not None and name is None and "..." not in self.parameters:
                raise reader.error(f"{self.usage} takes no {argument.name}=", node)
            if name in values:
                raise reader.error(f"{self.usage} is given {name}= twice", node)
            if name is not None:
                values[name] = argument.value
        free = iter([name for name in self._by_place() if name not in values])
        rest: list[Argument] = []
        for argument in node.arguments:
            name = next(free, None) if argument.name is None else self._parameter(argument.name)
            if argument.name is None and name is not None:
                values[name] = argument.value
            elif name is None and "..." in self.parameters:
                rest.append(argument)
            elif name is None:
                raise reader.error(f"{self.usage} takes no more than {len(self.parameters)} arguments", node)
        for name in self.parameters[: self.needed]:
            if name not in values and not (name == "..." and rest):
                raise reader.error(f"{self.usage} needs {'a column' if name == '...' else name}", node)
        return Given(node, values, tuple(rest), reader)

    def _by_place(self) -> tuple[str, ...]:
        """Return the parameters that need no name: those before ``...``."""
        return self.parameters[: self.parameters.index("...")] if "..." in self.parameters else self.parameters

    def _parameter(self, name: str) -> str | None:
        if name in self.parameters:
            return name
        if name in self.aliases:
            return self.aliases[name]
        alike = [one for one in self._by_place() if one.startswith(name)]
        return alike[0] if len(alike) == 1 else None


@dataclass(frozen=True)
class Given:
    """The arguments of one call, by the names of the parameters; `rest` is what ``...`` took."""

    node: Call
    values: Mapping[str, Node]
    rest: tuple[Argument, ...]
    reader: Constants

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __getitem__(self, name: str) -> Node:
        return self.values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a choice of TRUE or FALSE."""
        return self.reader.flag(self[name]) if name in self else default

    def number(self, name: str, default: float) -> float:
        """Return a number."""
        return self.reader.number(self[name]) if name in self else default

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number between two others."""
        what = f"{name} of {self.node.function}()"
        return self.reader.whole(self[name], what, low, high) if name in self else default

    def vector(self, name: str) -> Vector:
        """Return numbers; none when the argument is not given."""
        return self.reader.vector(self[name]) if name in self else ()

    def texts(self, name: str) -> tuple[str, ...]:
        """Return categories; none when the argument is not given."""
        return self.reader.texts(self[name]) if name in self else ()

    def error(self, message: str) -> DataError:
        """Return an error that points at the call."""
        return self.reader.error(message, self.node)

    @property
    def text(self) -> str:
        """The call as R prints it."""
        return deparse(self.node)


def basis(given: Given, count: int) -> Column:
    """Return what is known of a basis of numbered columns; one column has no number, as in R."""
    if count == 1:
        return Column(given.text, "numeric")
    return Column(given.text, "basis", tuple(str(n + 1) for n in range(count)))


def finite(data: Arithmetic, node: Node) -> tuple[Floats, Floats]:
    """Return a column without infinite values, and its values without the missing ones."""
    x = data.numbers(node)
    if np.isinf(x).any():
        raise data.error(f"{deparse(node)} is infinite in some rows", node)
    return x, x[~np.isnan(x)]
