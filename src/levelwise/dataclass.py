"""Dataclasses whose methods are compiled only when they are needed.

`dataclasses.dataclass` compiles six methods for each class when its module is imported. Of the hundred classes that
``levelwise write`` imports, about half are used, and compiling their methods took longer than writing the equation.
Here ``__init__`` is compiled when the first object is created, and the comparisons when two objects are first compared.
In all other respects these classes are dataclasses: `dataclasses.fields`, `dataclasses.replace`, ``match``, `copy` and
`pickle` treat them as such. They have no slots.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

_DESCRIBING = ("__dataclass_fields__", "__dataclass_params__")
_LATER = (*_DESCRIBING, "__match_args__", "__init__", "__repr__")
_COMPARING = ("__eq__", "__hash__")


def _dataclass(
    *,
    frozen: bool = False,
    eq: bool = True,
    repr: bool = True,  # noqa: A002 - the name in the standard library
) -> Callable[[type[Any]], type[Any]]:
    """Return a decorator that makes a class a dataclass; see `dataclasses.dataclass`."""

    def decorated(cls: type[Any]) -> type[Any]:
        for name in _LATER + _COMPARING if eq else _LATER:
            if name not in vars(cls) and (repr or name != "__repr__"):
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
    """A placeholder for an attribute that is computed when it is first accessed."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, cls: type[Any]) -> Any:
        for one in cls.__mro__:
            if vars(one).get(self.name) is self:
                _complete(one, _MAKERS.get(self.name, _methods))
        return getattr(cls if instance is None else instance, self.name)


def _complete(cls: type[Any], made: Callable[[type[Any]], dict[str, Any]]) -> None:
    """Replace placeholders of a class by the attributes themselves."""
    for name, attribute in made(cls).items():
        if isinstance(vars(cls).get(name), _Later):
            setattr(cls, name, attribute)


def _methods(cls: type[Any]) -> dict[str, Any]:
    fields = _fields(cls)
    return {"__init__": _initialiser(fields), "__repr__": _repr, "__match_args__": tuple(fields)}


def _comparisons(cls: type[Any]) -> dict[str, Any]:
    """Compile the methods that compare two objects by the values of their fields."""
    values = _fields(cls).items()
    compared = [name for name, value in values if not isinstance(value, dataclasses.Field) or value.compare]
    one, other = (f"({''.join(f'{name}.{field}, ' for field in compared)})" for name in ("self", "other"))
    made = _compiled(
        "def __eq__(self, other):",
        f"    return {one} == {other} if other.__class__ is self.__class__ else NotImplemented",
        "def __hash__(self):",
        f"    return hash({one})",
    )
    return {"__eq__": made["__eq__"], "__hash__": made["__hash__"] if cls.__setattr__ is _refuse else None}


def _description(cls: type[Any]) -> dict[str, Any]:
    """Return the attributes by which the standard library describes a dataclass."""
    types = {name: kind for one in reversed(cls.__mro__) for name, kind in vars(one).get("__annotations__", {}).items()}
    body = {name: value for name, value in _fields(cls).items() if value is not dataclasses.MISSING}
    body |= {"__module__": cls.__module__, "__doc__": cls.__name__, "__annotations__": types}
    plain: Any = dataclasses.dataclass(init=False, repr=False, eq=False)(type(cls.__name__, (), body))
    plain.__dataclass_params__.frozen = cls.__setattr__ is _refuse
    return {name: vars(plain)[name] for name in _DESCRIBING}


def _fields(cls: type[Any]) -> dict[str, Any]:
    """Return what a class and its bases assign to each field; `dataclasses.MISSING` if nothing."""
    found: dict[str, Any] = {}
    for one in reversed(cls.__mro__):
        if "__dataclass_fields__" in vars(one):
            names = [name for name, kind in one.__annotations__.items() if not str(kind).startswith("ClassVar")]
            found |= {name: vars(one).get(name, dataclasses.MISSING) for name in names}
    return found


def _initialiser(fields: Mapping[str, Any]) -> Any:
    """Compile the method ``__init__``."""
    parameters, lines, names = ["self"], [], {"_set": object.__setattr__, "_missing": dataclasses.MISSING}
    for name, assigned in fields.items():
        default: Any = assigned
        make: Any = dataclasses.MISSING
        if isinstance(assigned, dataclasses.Field):
            default, make = assigned.default, assigned.default_factory
        value = name
        if make is not dataclasses.MISSING:
            names[f"_make_{name}"] = make
            parameters.append(f"{name}=_missing")
            value = f"_make_{name}() if {name} is _missing else {name}"
        elif default is not dataclasses.MISSING:
            names[f"_default_{name}"] = default
            parameters.append(f"{name}=_default_{name}")
        else:
            parameters.append(name)
        lines.append(f"    _set(self, {name!r}, {value})")
    return _compiled(f"def __init__({', '.join(parameters)}):", *(lines or ["    pass"]), **names)["__init__"]


def _compiled(*lines: str, **names: Any) -> dict[str, Any]:
    """Return the functions that lines of code define, as the standard library does; all code comes from this file."""
    exec("\n".join(lines), names)  # noqa: S102
    return names


_MAKERS = dict.fromkeys(_DESCRIBING, _description) | dict.fromkeys(_COMPARING, _comparisons)
"""The functions that compute the attributes; `_methods` computes all others."""


def _repr(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse(_: object, name: str, *value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")
