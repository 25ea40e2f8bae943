"""Blocks of random effects as other programs list them, level by level, written as lme4's bars."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.formula.syntax import quoted

Block = tuple[str, str, tuple[str, ...]]
"""A covariance structure (``||`` for a double bar), effects, and grouping columns, the outermost first."""


def bars_of(blocks: Sequence[Block]) -> list[str]:
    """Return the bars of blocks: ``(1 | a/b)`` where those of a and of b in a have the same effects.

    Examples
    --------
    >>> bars_of([("", "1", ("a",)), ("", "1", ("a", "b")), ("||", "x", ("c",))])
    ['(1 | a/b)', '(x || c)']
    """
    bars: list[str] = []
    at = 0
    while at < len(blocks):
        structure, effects, names = blocks[at]
        deepest = at
        while (
            len(names) == 1
            and deepest + 1 < len(blocks)
            and blocks[deepest + 1][:2] == (structure, effects)
            and blocks[deepest + 1][2][:-1] == blocks[deepest][2]
        ):
            deepest += 1
        if deepest > at:
            group = "/".join(quoted(name) for name in blocks[deepest][2])
        else:
            group = ":".join(quoted(name) for name in reversed(names))
        at = deepest + 1
        if structure == "||":
            bars.append(f"({effects} {'|' if effects == '1' else '||'} {group})")
        else:
            bars.append(f"{'' if effects == '1' else structure}({effects} | {group})")
    return bars
