"""What a document is made of, in any format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from levelwise.dataclass import dataclass
from levelwise.writers.writer import Writer

if TYPE_CHECKING:
    from levelwise.equation.legend import Entry
    from levelwise.equation.tree import System
    from levelwise.options import Options
    from levelwise.writers.legends.clauses import Form


@dataclass(frozen=True)
class Piece:
    """The equations of one model in a document.

    Attributes
    ----------
    system : System
        The equations.
    caption : str
        What is printed above them; empty for nothing.
    number : int or None
        Their number in the document; None for none.
    label : str
        Their name for cross references; empty for none.
    legend : tuple of Entry
        What their symbols mean, printed below them; empty for nothing.
    form : {"list", "sentence"}
        The form of the legend.
    """

    system: System
    caption: str = ""
    number: int | None = None
    label: str = ""
    legend: tuple[Entry, ...] = ()
    form: Form = "list"


class DocumentWriter(Writer, Protocol):
    """A format whose files can hold the equations of several models."""

    def document(self, pieces: Sequence[Piece], options: Options, /) -> str | bytes:
        """Return a complete file; `options` has a value for each option of the format."""


def one_piece(system: System, options: Mapping[str, Any]) -> Piece:
    """Return the piece of a document that holds one system: it has a number if it has a label."""
    label = options.get("label") or ""
    return Piece(system, number=1 if label else None, label=label)
