"""Repaired formulas, made by editing the author's own text as little as possible."""

from __future__ import annotations

from collections.abc import Iterable

from levelwise.formula.bars import find_bars, without_bars
from levelwise.formula.parser import parse
from levelwise.formula.syntax import Formula, Span, deparse
from levelwise.modeling.spec import Block, ModelSpec


class Text:
    """The formula as text that can be edited; a pasted call is first reduced to its formula.

    Parameters
    ----------
    formula : Formula
        What was typed.
    """

    def __init__(self, formula: Formula) -> None:
        clean = formula if not formula.notes else parse(str(formula))
        self.source = clean.source.strip()
        lead = len(clean.source) - len(clean.source.lstrip())
        self.formula = clean
        original = [bar.span for bar in find_bars(formula.right)]
        own = [Span(bar.span.start - lead, bar.span.end - lead) for bar in find_bars(clean.right)]
        self._places = dict(zip(original, own, strict=True))
        self.right_start = clean.right.span.start - lead

    def with_bar(self, block: Block, effects: str) -> str:
        """Return the formula with other effects in the bar of a block."""
        return self._with_bar_text(block.span, f"{effects} {self._sign(block.span)} {self._group(block.span)}")

    def with_group(self, block: Block, group: str) -> str:
        """Return the formula with another grouping factor in the bar of a block."""
        place = self._places[block.span]
        effects = self.source[place.start : place.end].rpartition("|")[0].rstrip("|").rstrip()
        return self._with_bar_text(block.span, f"{effects} {self._sign(block.span)} {group}")

    def without_bar(self, block: Block) -> str | None:
        """Return the formula without the bar of a block; None when its place is not plain."""
        start, end = self._brackets(self._places[block.span])
        if start is None or end is None:
            return None
        before, after = self.source[:start].rstrip(), self.source[end:].lstrip()
        if before.endswith("+"):
            return f"{before[:-1].rstrip()} {after}".rstrip()
        if after.startswith("+"):
            return f"{before} {after[1:].lstrip()}"
        return f"{before} 1" if before.endswith("~") and not after else None

    def with_fixed(self, labels: Iterable[str]) -> str | None:
        """Return the formula with further fixed terms, written before the first bar."""
        added = " + ".join(labels)
        places = list(self._places.values())
        if not added or not places:
            return None
        start, _ = self._brackets(places[0])
        if start is None:
            return None
        before = self.source[:start].rstrip()
        if not before.endswith(("+", "~")):
            return None
        return f"{before} {added} + {self.source[start:]}"

    def straightened(self) -> str:
        """Return the formula with every bar added by ``+``."""
        fixed, _ = without_bars(self.formula.right)
        return self.rebuilt(["1" if fixed is None else deparse(fixed)])

    def rebuilt(self, fixed: Iterable[str]) -> str:
        """Return the formula with another fixed part and the same bars, added by ``+``."""
        parts = list(fixed) or ["1"]
        for bar in find_bars(self.formula.right):
            sign = "||" if bar.double else "|"
            parts.append(f"({deparse(bar.effects)} {sign} {deparse(bar.group)})")
        return f"{deparse(self.formula.response)} ~ {' + '.join(parts)}"

    def _with_bar_text(self, span: Span, text: str) -> str:
        place = self._places[span]
        return self.source[: place.start] + text + self.source[place.end :]

    def _sign(self, span: Span) -> str:
        place = self._places[span]
        return "||" if "||" in self.source[place.start : place.end] else "|"

    def _group(self, span: Span) -> str:
        place = self._places[span]
        return self.source[place.start : place.end].rpartition("|")[2].strip()

    def _brackets(self, place: Span) -> tuple[int | None, int | None]:
        """Return where the round brackets around a bar start and end."""
        before, after = self.source[: place.start].rstrip(), self.source[place.end :]
        gap = len(after) - len(after.lstrip())
        if not before.endswith("(") or not after.lstrip().startswith(")"):
            return None, None
        return len(before) - 1, place.end + gap + 1


def bar_side(spec: ModelSpec, block: Block, without: Iterable[str]) -> str | None:
    """Return the left side of a block's bar without some terms (``""`` is the intercept); None if empty.

    The blocks that ``||`` made of one bar count together.
    """
    dropped = set(without)
    own = [b for b in spec.blocks if b.span == block.span and b.group == block.group]
    terms = list(dict.fromkeys(column.term for b in own for column in b.effects))
    kept = [term for term in terms if term not in dropped]
    labels = [term for term in kept if term]
    if "" in kept:
        return " + ".join(labels) or "1"
    return " + ".join(["0", *labels]) if labels else None
