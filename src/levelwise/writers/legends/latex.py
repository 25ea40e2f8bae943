"""Legends in LaTeX and Markdown, whose mathematics is LaTeX between dollar signs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from levelwise.equation.legend import Entry, Prose
from levelwise.writers.latex_names import caption
from levelwise.writers.latex_nodes import Spelling, inline
from levelwise.writers.legends.clauses import WHERE, Form, clauses, sentence


def latex(entries: Sequence[Entry], form: Form, spelling: Spelling) -> str:
    """Return a legend as a paragraph, or as a list with an item for each symbol."""
    if form == "sentence":
        return f"\\noindent {_spelled(sentence(entries), spelling)}"
    items = "\n".join(f"  \\item {_spelled(clause, spelling)}" for clause in clauses(entries))
    return f"\\noindent {WHERE}\n\\begin{{itemize}}\\setlength{{\\itemsep}}{{0pt}}\n{items}\n\\end{{itemize}}"


def markdown(
    entries: Sequence[Entry], form: Form, spelling: Spelling, escaped: Callable[[str], str], dollars: tuple[str, str]
) -> str:
    """Return a legend in Markdown.

    Parameters
    ----------
    entries : sequence of Entry
        The legend.
    form : {"list", "sentence"}
        Whether each symbol has an item.
    spelling : Spelling
        How the dialect spells mathematics.
    escaped : callable
        Escapes running text.
    dollars : tuple of str
        What stands before and after mathematics in a line.
    """

    def written(prose: Prose) -> str:
        return "".join(
            escaped(part) if isinstance(part, str) else f"{dollars[0]}{inline(part, spelling)}{dollars[1]}"
            for part in prose
        )

    if form == "sentence":
        return written(sentence(entries))
    items = "\n".join(f"- {written(clause)}" for clause in clauses(entries))
    return f"{WHERE}\n\n{items}"


def _spelled(prose: Prose, spelling: Spelling) -> str:
    return "".join(caption(part) if isinstance(part, str) else f"${inline(part, spelling)}$" for part in prose)
