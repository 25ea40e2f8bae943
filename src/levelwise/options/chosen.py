"""The values that are chosen for options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from levelwise.dataclass import dataclass
from levelwise.options.option import Option


@dataclass(frozen=True, eq=False)
class Options(Mapping[str, Any]):
    """Options by name, with values as read by their rows.

    Examples
    --------
    >>> options = Options({"matrices": "array"})
    >>> options["matrices"], options
    ('array', Options(matrices='array'))
    """

    _values: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    # without the KeyError that Mapping catches
    def __contains__(self, name: object) -> bool:
        return name in self._values

    def get(self, name: str, default: Any = None, /) -> Any:
        """Return the value of an option, or the default if it has none."""
        return self._values.get(name, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Options({', '.join(f'{name}={value!r}' for name, value in self.items())})"


def applied(chosen: Mapping[str, Any], options: Iterable[Option]) -> Options:
    """Return the values of all options of a notation or format: those chosen, and the defaults of the others."""
    return Options({row.name: row.read(chosen[row.name]) if row.name in chosen else row.default for row in options})
