"""Dataclasses that cost next to nothing until they are used.

`dataclasses.dataclass` compiles six methods for each class when its module is imported. Of the hundred classes that
``levelwise write`` imports, about half are used, and compiling their methods took longer than writing the equation.
Here the methods of a class are made when one of them is first called, and only ``__init__`` is compiled. In all else
these classes are dataclasses: `dataclasses.fields`, `dataclasses.replace`, ``match``, `copy` and `pickle` treat them as
such. They have no slots.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

_LATER = ("__dataclass_fields__", "__dataclass_params__", "__match_args__", "__init__", "__repr__")
_COMPARING = ("__eq__", "__hash__")


def _dataclass(*, frozen: bool = False, eq: bool = True) -> Callable[[type[Any]], type[Any]]:
    """Make a dataclass; see `dataclasses.dataclass`."""

    def decorated(cls: type[Any]) -> type[Any]:
        for name in _LATER + _COMPARING if eq else _LATER:
            if name not in vars(cls):
                setattr(cls, name, _Later(name))
        if frozen:
            cls.__setattr__ = cls.__delattr__ = _refuse  # type: ignore[assignment]
        return cls

    return decorated


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - type checkers know it
else:
    dataclass = _dataclass


class _Later:
    """An attribute that is made, with the others of its class, when it is first asked for."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, cls: type[Any]) -> Any:
        for one in cls.__mro__:
            if vars(one).get(self.name) is self:
                _complete(one)
        return getattr(cls if instance is None else instance, self.name)


def _complete(cls: type[Any]) -> None:
    """Give a class its attributes in place of what stands for them."""
    plain: Any = _without_methods(cls)
    fields = dataclasses.fields(plain)
    frozen = plain.__dataclass_params__.frozen = cls.__setattr__ is _refuse
    made = {name: vars(plain)[name] for name in _LATER if name in vars(plain)}
    made |= {"__init__": _initialiser(fields), "__repr__": _repr, **_comparisons(fields, frozen=frozen)}
    for name, attribute in made.items():
        if isinstance(vars(cls).get(name), _Later):
            setattr(cls, name, attribute)


def _without_methods(cls: type[Any]) -> type[Any]:
    """Return a dataclass that has the fields of a class, those that it inherits too, and nothing else."""
    types: dict[str, Any] = {}
    body: dict[str, Any] = {"__module__": cls.__module__, "__doc__": cls.__name__, "__annotations__": types}
    for one in reversed(cls.__mro__):
        if "__dataclass_fields__" in vars(one):
            types |= one.__annotations__
            body |= {name: vars(one)[name] for name in one.__annotations__ if name in vars(one)}
    return dataclasses.dataclass(init=False, repr=False, eq=False)(type(cls.__name__, (), body))


def _initialiser(fields: Sequence[dataclasses.Field[Any]]) -> Any:
    """Compile the method that makes an object."""
    parameters, lines, names = ["self"], [], {"_set": object.__setattr__, "_missing": dataclasses.MISSING}
    for field in fields:
        name = value = field.name
        if field.default_factory is not dataclasses.MISSING:
            names[f"_make_{name}"] = field.default_factory
            parameters.append(f"{name}=_missing")
            value = f"_make_{name}() if {name} is _missing else {name}"
        elif field.default is not dataclasses.MISSING:
            names[f"_default_{name}"] = field.default
            parameters.append(f"{name}=_default_{name}")
        else:
            parameters.append(name)
        lines.append(f"    _set(self, {name!r}, {value})")
    code = "\n".join((f"def __init__({', '.join(parameters)}):", *(lines or ["    pass"])))
    exec(code, names)  # noqa: S102 - the standard library does the same; all of the code stands above
    return names["__init__"]


def _comparisons(fields: Sequence[dataclasses.Field[Any]], *, frozen: bool) -> dict[str, Any]:
    """Make the methods that compare two objects by the values of their fields."""
    compared = [field.name for field in fields if field.compare]
    values: Callable[[object], object] = attrgetter(*compared) if compared else type

    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def numbered(self: object) -> int:
        return hash(values(self))

    return {"__eq__": equal, "__hash__": numbered if frozen else None}


def _repr(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse(_: object, name: str, *value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")
