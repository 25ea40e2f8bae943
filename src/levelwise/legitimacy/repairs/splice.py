"""Bars in the text of a formula: where they are, with their brackets, and how they are replaced."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.formula.bars import TypedBar
from levelwise.formula.expanded import Group
from levelwise.formula.syntax import Span, deparse, quoted


@dataclass(frozen=True)
class Written:
    """A bar in the text: the span in which it was typed, its content, and its factors from the outermost inwards."""

    typed: Span
    bar: TypedBar
    groups: tuple[Group, ...]


def bar_text(side: str, written: Written, group: Group | None, label: str | None = None) -> str:
    """Return a bar with another left side; its covariance structure is kept unless only an intercept is left."""
    if group is not None:
        label = group.label if len(group.parts) > 1 else quoted(group.label)
    label, call = label or deparse(written.bar.group), written.bar.call
    if call is None or side == "1":
        return f"({side} {'||' if written.bar.double and side != '1' else '|'} {label})"
    others = "".join(f", {argument.name} = {deparse(argument.value)}" for argument in call.arguments[1:])
    return f"{call.function}({side} | {label}{others})"


def around_bar(text: str, bar: TypedBar) -> tuple[int, int] | None:
    """Return the start and end of a bar with its brackets, or with the call of its covariance structure."""
    if bar.call is not None:
        return bar.call.span
    return _brackets(text, bar.span)


def _brackets(text: str, place: Span) -> tuple[int, int] | None:
    """Return the start and end of the parentheses around a bar."""
    before, after = text[: place.start].rstrip(), text[place.end :]
    if not before.endswith("(") or not after.lstrip().startswith(")"):
        return None
    return len(before) - 1, place.end + len(after) - len(after.lstrip()) + 1


def splice(text: str, around: tuple[int, int], new: str) -> str | None:
    """Replace a bar by a sum, or remove it with its ``+``; None if it is not a summand."""
    before, after = text[: around[0]].rstrip(), text[around[1] :]
    rest = after.lstrip()
    if not before.endswith(("+", "~")) or (rest and not rest.startswith("+")):
        return None
    if new:
        return text[: around[0]] + new + after
    if before.endswith("+"):
        return f"{before[:-1].rstrip()}{after}"
    return f"{before} {rest[1:].lstrip() if rest else '1'}"
