"""Repaired formulas, made by editing the formula as typed as little as possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from levelwise.formula.bars import find_bars, grouping_parts, without_bars
from levelwise.formula.parser import alone, parse
from levelwise.formula.syntax import Formula, Node, Number, Span, deparse
from levelwise.legitimacy.repairs.splice import Written, around_bar, bar_text, splice
from levelwise.legitimacy.repairs.summands import pruned, removes_intercept, steps_of
from levelwise.model.spec import Block

Place = tuple[Span, str]
"""A bar, by its span in the formula, and one of its grouping factors."""

Changes = Mapping[Place, str | None]
"""The new left side of each changed bar, by factor; None removes the factor from the bar."""


class FormulaEditor:
    """Edits the text of a formula; a pasted call is first reduced to its formula.

    Parameters
    ----------
    formula : Formula
        The formula as typed.
    """

    def __init__(self, formula: Formula) -> None:
        clean = alone(formula)
        self.source = clean.source
        self.formula = clean
        pairs = zip(find_bars(formula.right), find_bars(clean.right), strict=True)
        self.bars = tuple(
            Written(old.span, new, tuple(grouping_parts(new.group, clean.source)[::-1])) for old, new in pairs
        )

    def edited(self, changes: Changes | None = None, added: Iterable[str] = ()) -> str:
        """Return the formula with changed bars, and with further fixed terms before the first bar."""
        changes, labels = changes or {}, " + ".join(added)
        text = self.source
        for number, written in reversed(list(enumerate(self.bars))):
            insert = labels if number == 0 else ""
            bars = self._bars(written, changes)
            if bars is None and not insert:
                continue
            around = around_bar(text, written.bar)
            parts = [
                *([insert] if insert else []),
                *([text[slice(*around)]] if bars is None and around else bars or []),
            ]
            spliced = None if around is None else splice(text, around, " + ".join(parts))
            if spliced is None:
                return self.rebuilt(without_bars(self.formula.right)[0], added, changes)
            text = spliced
        return text.strip()

    def rebuilt(self, fixed: Node | None, added: Iterable[str] = (), changes: Changes | None = None) -> str:
        """Return the formula with another fixed part, or none, and every bar added by ``+``."""
        parts = [*([] if fixed is None else [deparse(fixed, exact=True)]), *added] or ["1"]
        for written in self.bars:
            bars = self._bars(written, changes or {})
            parts.extend([bar_text(deparse(written.bar.effects, exact=True), written, None)] if bars is None else bars)
        return f"{deparse(self.formula.response, exact=True)} ~ {' + '.join(parts)}"

    def with_added_bars(self) -> str:
        """Return the formula with every bar added by ``+``."""
        return self.rebuilt(without_bars(self.formula.right)[0] or Number(1.0, "1"))

    def with_intercept(self, added: Iterable[str] = ()) -> str:
        """Return the formula with a fixed intercept."""
        return self.rebuilt(pruned(without_bars(self.formula.right)[0], removes_intercept), added)

    def without_terms(self, labels: Iterable[str], added: Iterable[str]) -> str:
        """Return the formula without some fixed terms that are summands of their own, and with other terms added."""
        dropped = set(labels)
        fixed = without_bars(self.formula.right)[0]
        return self.rebuilt(pruned(fixed, lambda sign, node: sign == "+" and deparse(node) in dropped), added)

    def steps(self, block: Block) -> tuple[str, ...]:
        """Return the grouping factors of a block's bar as typed: ``a``, ``b`` and ``c`` for ``a/b/c``."""
        return tuple(deparse(node) for node in steps_of(self._written(block).bar.group))

    def with_steps(self, block: Block, steps: Iterable[str]) -> str:
        """Return the formula with other grouping factors in a block's bar, nested in the given order."""
        span = self._written(block).bar.group.span
        return (self.source[: span.start] + "/".join(steps) + self.source[span.end :]).strip()

    def rewritten(self, block: Block, pattern: str) -> str | None:
        """Return the formula with a block's bar, including its brackets or call, rewritten by a pattern."""
        bar = self._written(block).bar
        around = around_bar(self.source, bar)
        if around is None:
            return None
        side, group = (self.source[slice(*node.span)] for node in (bar.effects, bar.group))
        return (self.source[: around[0]] + pattern.format(side=side, group=group) + self.source[around[1] :]).strip()

    def uncorrelated(self, block: Block) -> str | None:
        """Return the formula with a block's effects uncorrelated; None if they are already, or have a structure."""
        written = self._written(block)
        if written.bar.double or written.bar.call is not None or len(block.effects) < 2:
            return None
        effects, group = (self.source[slice(*part.span)] for part in (written.bar.effects, written.bar.group))
        around = around_bar(self.source, written.bar)
        plain = all(cell.kind == "numeric" for effect in block.effects for cell in effect.cells)
        # under || lme4 keeps the columns of a factor correlated
        bar = f"({effects} || {group})" if plain else f"diag({effects} | {group})"
        if around is None:
            return None
        return (self.source[: around[0]] + bar + self.source[around[1] :]).strip()

    def with_bar(self, block: Block, effects: str, group: str) -> str:
        """Return the formula with another bar in place of a block's bar and its covariance structure."""
        written = self._written(block)
        around = around_bar(self.source, written.bar)
        bar = f"{effects} {'||' if written.bar.double else '|'} {group}"
        start, end = around or written.bar.span
        return (self.source[:start] + (f"({bar})" if around else bar) + self.source[end:]).strip()

    def with_nesting(self, outer: Block, inner: Block) -> str:
        """Return the formula with the factor of one bar nested in that of another: ``(1 | a/b)``."""
        other = self._written(inner)
        nested = FormulaEditor(parse(self.with_steps(outer, (*self.steps(outer), *self.steps(inner)))))
        again = nested.bars[self.bars.index(other)]
        return nested.edited({(again.typed, group.label): None for group in again.groups})

    def depth(self, block: Block) -> int:
        """Return the number of factors outside a block's factor in its bar."""
        return next(n for n, group in enumerate(self._written(block).groups) if group.label == block.group)

    def same_side(self, block: Block, side: str) -> dict[Place, str | None]:
        """Return the changes that give all factors of a block's bar the same left side."""
        return {(block.span, group.label): side for group in self._written(block).groups}

    def effects(self, block: Block) -> str:
        """Return the left side of a block's bar as typed."""
        return self.source[slice(*self._written(block).bar.effects.span)]

    def _written(self, block: Block) -> Written:
        return next(written for written in self.bars if written.typed == block.span)

    def _bars(self, written: Written, changes: Changes) -> list[str] | None:
        """Return the bars that replace a bar; None if it is unchanged."""
        places = [(written.typed, group.label) for group in written.groups]
        if not any(place in changes for place in places):
            return None
        own = self.source[slice(*written.bar.effects.span)]
        sides = [changes.get(place, own) for place in places]
        if sides[0] is not None and all(side == sides[0] for side in sides):
            return [bar_text(sides[0], written, None, self.source[slice(*written.bar.group.span)])]
        pairs = zip(sides, written.groups, strict=True)
        return [bar_text(side, written, group) for side, group in pairs if side is not None]
