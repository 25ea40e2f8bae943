"""What a parameter is, whatever the number of its block: the same in all models that have it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from levelwise.model.parameters import VaryingCoefficient
from levelwise.model.spec import ModelSpec


def identity(meaning: Any, spec: ModelSpec) -> object:
    """Return a meaning with the names of blocks in place of their numbers, which differ from model to model."""
    if isinstance(meaning, VaryingCoefficient):
        return ("VaryingCoefficient", meaning.key, len(meaning.place))
    if isinstance(meaning, frozenset):
        return frozenset(identity(one, spec) for one in meaning)
    if not is_dataclass(meaning):
        return meaning
    parts = ((one.name, getattr(meaning, one.name)) for one in fields(meaning))
    return (type(meaning).__name__, *(_block(name, value, spec) for name, value in parts))


def _block(name: str, value: Any, spec: ModelSpec) -> object:
    match name:
        case "block":
            return spec.blocks[value].name
        case "blocks":
            return tuple(spec.blocks[number].name for number in value)
        case "key":
            return value
        case _:
            return identity(value, spec)
