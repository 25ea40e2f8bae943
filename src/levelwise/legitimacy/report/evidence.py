"""The evidence for a finding: a small table."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from levelwise.dataclass import dataclass
from levelwise.text.characters import display_width, plain


@dataclass(frozen=True)
class Evidence:
    """The evidence for a finding: a small table with a caption, a header and rows of strings."""

    caption: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self, wrapped: Callable[[str], str] = str) -> Iterator[str]:
        """Return the caption, wrapped by `wrapped`, and the rows with aligned columns."""
        yield wrapped(f"{plain(self.caption)}{':' if self.rows else ''}")
        if not self.rows:
            return
        rows = [[plain(cell) for cell in row] for row in (self.header, *self.rows)]
        columns = [_aligned(column) for column in zip(*rows, strict=True)]
        yield from (f"  {'  '.join(cells)}".rstrip() for cells in zip(*columns, strict=True))


def _aligned(cells: tuple[str, ...]) -> list[str]:
    """Pad cells to the same width: numbers are aligned right, words left."""
    width = max(map(display_width, cells))
    blanks = [" " * (width - display_width(cell)) for cell in cells]
    words = any(any(c.isalpha() for c in cell) for cell in cells[1:])
    return [cell + blank if words else blank + cell for cell, blank in zip(cells, blanks, strict=True)]
