"""Our dataclasses behave as the standard library's do."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import pprint
from collections.abc import Callable, Hashable, Mapping
from dataclasses import FrozenInstanceError, field, fields, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

import pytest

from levelwise.dataclass import dataclass as ours

T = TypeVar("T")
Make = Callable[..., Any]


@ours(frozen=True)
class Point:
    """A point."""

    x: int
    y: float = 0.5
    name: str = field(default="p", compare=False)
    note: str = field(default="", repr=False)
    more: Mapping[str, int] = field(default_factory=dict, compare=False)

    @cached_property
    def twice(self) -> int:
        return 2 * self.x


@ours(frozen=True)
class Deeper(Point):
    z: int = 3


@ours(frozen=True)
class Content(Generic[T]):
    items: tuple[T, ...]


@ours(frozen=True)
class Named(Content[int]):
    """No field of its own."""


@ours(frozen=True, eq=False)
class Itself:
    x: int


@ours()
class Changing:
    x: int
    found: list[int] = field(default_factory=list)


@ours(frozen=True)
class Empty:
    pass


@ours(frozen=True)
class Spoken:
    text: str

    def __repr__(self) -> str:
        return "spoken"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spoken)

    __hash__ = None  # type: ignore[assignment]


def standard(cls: type[Any], **options: bool) -> type[Any]:
    """Return the same class as the standard library makes it."""
    body = {name: value for name, value in vars(cls).items() if name in cls.__annotations__}
    body |= {"__annotations__": dict(cls.__annotations__), "__module__": __name__, "__qualname__": cls.__qualname__}
    return dataclasses.dataclass(**options)(type(cls.__name__, (), body))


THEIRS = standard(Point, frozen=True)


def both(make: Callable[[Make], Any]) -> tuple[Any, Any]:
    return make(Point), make(THEIRS)


@pytest.mark.parametrize(
    "make",
    [
        lambda cls: repr(cls(1)),
        lambda cls: repr(cls(1, name="q", more={"a": 1})),
        lambda cls: [(one.name, one.type, one.compare, one.repr, one.init) for one in fields(cls)],
        lambda cls: [one.name for one in fields(cls(1))],
        lambda cls: cls.__match_args__,
        lambda cls: str(inspect.signature(cls)).replace(" -> None", "").partition("x")[0],
        lambda cls: list(inspect.signature(cls).parameters),
        lambda cls: cls(1) == cls(1, name="other"),
        lambda cls: cls(1) == cls(1, note="other"),
        lambda cls: cls(1) != cls(2),
        lambda cls: cls(1) == 1,
        lambda cls: hash(cls(1)) == hash(cls(1, name="other")),
        lambda cls: len({cls(1), cls(1.0), cls(2)}),
        lambda cls: repr(replace(cls(1), y=2.0)),
        lambda cls: dataclasses.asdict(cls(1)),
        lambda cls: dataclasses.astuple(cls(1)),
        lambda cls: dataclasses.is_dataclass(cls) and dataclasses.is_dataclass(cls(1)),
        lambda cls: isinstance(cls(1), Hashable),
        lambda cls: repr(copy.deepcopy(cls(1, more={"b": 2}))),
        lambda cls: cls(1).more is cls(1).more,
        lambda cls: cls.y,
    ],
)
def test_it_is_as_the_standard_library_has_it(make: Callable[[Make], Any]) -> None:
    mine, theirs = both(make)
    assert mine == theirs


@pytest.mark.parametrize("make", [lambda cls: cls(), lambda cls: cls(1, 2, 3, 4, 5, 6), lambda cls: cls(1, w=2)])
def test_wrong_arguments_are_refused_alike(make: Callable[[Make], Any]) -> None:
    for cls in (Point, THEIRS):
        with pytest.raises(TypeError):
            make(cls)


def test_a_frozen_object_does_not_change() -> None:
    point = Point(1)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'x'"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'x'"):
        del point.x  # type: ignore[misc]
    assert point.twice == 2  # a cached property is no field


def test_what_is_not_frozen_changes_and_has_no_hash() -> None:
    one = Changing(1)
    one.x = 2
    assert one == Changing(2)
    assert Changing(1).found is not Changing(1).found
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


def test_a_class_inherits_fields() -> None:
    assert repr(Deeper(1)) == "Deeper(x=1, y=0.5, name='p', more={}, z=3)"
    assert Deeper(1) != Point(1)
    assert [one.name for one in fields(Deeper)] == ["x", "y", "name", "note", "more", "z"]
    assert Named((1, 2)) == Named((1, 2)) != Content((1, 2))
    assert repr(Named((1,))) == "Named(items=(1,))"


def test_objects_compared_by_identity() -> None:
    assert Itself(1) != Itself(1)
    assert len({Itself(1), Itself(1)}) == 2


def test_a_class_without_fields() -> None:
    assert Empty() == Empty()
    assert hash(Empty()) == hash(Empty())
    assert repr(Empty()) == "Empty()"


def test_methods_of_its_own_are_kept() -> None:
    assert repr(Spoken("a")) == "spoken"
    assert Spoken("a") == Spoken("b")


def test_match_takes_it_apart() -> None:
    match Deeper(7, 1.0):
        case Point(x, y):
            assert (x, y) == (7, 1.0)
        case _:
            pytest.fail("no match")


def test_what_was_pickled_is_equal_in_a_process_that_made_none() -> None:
    @ours(frozen=True)
    class Fresh:
        x: int

    made = object.__new__(Fresh)  # as pickle does it
    made.__dict__.update(x=1)
    assert made == Fresh(1)
    assert hash(made) == hash(Fresh(1))
    assert repr(made).endswith("Fresh(x=1)")
    assert pickle.loads(pickle.dumps(Point(1, more={"a": 1}))) == Point(1)


def test_it_is_pretty_printed() -> None:
    assert pprint.pformat(Point(1)).startswith("Point(x=1")
