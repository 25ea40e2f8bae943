"""The dictionary of symbols between two notations of one model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from levelwise.comparison.quantities import quantities
from levelwise.dataclass import dataclass
from levelwise.equation.tree import Brackets, Node, Number, Sum, System
from levelwise.model.descriptions import described
from levelwise.model.spec import ModelSpec
from levelwise.text.characters import plain
from levelwise.writers.latex_nodes import Spelling, inline
from levelwise.writers.markdown import literal
from levelwise.writers.unicode.boxes import Box, grid, line
from levelwise.writers.unicode.nodes import draw

NONE = "–"
"""In place of the symbol of a quantity for which a notation has none."""


_MARKDOWN = Spelling(names="mathrm", close=True)


@dataclass(frozen=True)
class Pair:
    """One parameter or quantity, and its symbols in two notations.

    Attributes
    ----------
    meaning : str
        What it is, in words.
    here, there : Node or None
        How it is printed; None where the notation has no symbol for it.
    """

    meaning: str
    here: Node | None
    there: Node | None


class SymbolDictionary(Mapping[str, str]):
    """Which symbol of one notation is which of another: a mapping from LaTeX to LaTeX.

    Only what both notations have a symbol for is a key; `pairs` lists the rest, too. The other notation may have a sum,
    such as a mean in two parts, or a difference, such as a coefficient minus its mean, in place of a single symbol.

    Parameters
    ----------
    here, there : System
        The equations of the same model.
    spec : ModelSpec
        The model.

    Examples
    --------
    >>> import levelwise as lw
    >>> eq = lw.extract_eq("math ~ ses + (1 | school)", notation="raudenbush-bryk")
    >>> print(eq.symbols_in("equatiomatic").pairs[0].meaning)
    the intercept
    """

    def __init__(self, here: System, there: System, spec: ModelSpec) -> None:
        self.notations = (here.notation, there.notation)
        ours, theirs = quantities(here), quantities(there)
        self.pairs = tuple(
            Pair(described(meaning, spec), *_positive(ours.get(meaning), theirs.get(meaning)))
            for meaning in dict.fromkeys((*ours, *theirs))
            if not isinstance(ours.get(meaning), Number)
        )

    @cached_property
    def _entries(self) -> dict[str, str]:
        return {
            inline(pair.here): inline(pair.there)
            for pair in self.pairs
            if pair.here is not None and pair.there is not None
        }

    def __getitem__(self, symbol: str) -> str:
        return self._entries[symbol]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __str__(self) -> str:
        head = tuple(map(line, ("meaning", *self.notations)))
        rows = [(line(plain(pair.meaning)), _drawn(pair.here), _drawn(pair.there)) for pair in self.pairs]
        tall = any(box.height > 1 for row in rows for box in row)
        spaced = [one for row in rows for one in (((line(""),),) if tall else ()) + (row,)]
        return "\n".join(text.rstrip() for text in grid([head, *spaced], where="left").lines)

    __repr__ = __str__

    def to_markdown(self) -> str:
        """Return the dictionary as a table in Markdown, with mathematics between dollar signs."""
        head = ("meaning", *self.notations)
        rows = [head, ("---",) * 3, *(_cells(pair) for pair in self.pairs)]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


def _positive(here: Node | None, there: Node | None) -> tuple[Node | None, Node | None]:
    """Return two symbols of a quantity of which the first is not negative, with the sign of the second changed."""
    match here:
        case Sum((("-", symbol),)):
            return symbol, None if there is None else _negative(there)
    return here, there


def _negative(node: Node) -> Node:
    match node:
        case Sum((("-", symbol),)):
            return symbol
        case Sum():
            return Sum((("-", Brackets(node)),))
    return Sum((("-", node),))


def _drawn(node: Node | None) -> Box:
    return line(NONE) if node is None else draw(node)


def _cells(pair: Pair) -> tuple[str, ...]:
    symbols = (NONE if one is None else f"${inline(one, _MARKDOWN)}$" for one in (pair.here, pair.there))
    return tuple(cell.replace("|", "\\|") for cell in (literal(pair.meaning), *symbols))
