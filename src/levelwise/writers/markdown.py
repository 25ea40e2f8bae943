"""Markdown: LaTeX in what GitHub, pandoc (Quarto, R Markdown) or Jupyter take for a displayed equation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from levelwise.equation.tree import System
from levelwise.errors import OptionError
from levelwise.options import Options
from levelwise.text.characters import plain
from levelwise.writers.document import Piece, one_piece
from levelwise.writers.fitting.heights import divided
from levelwise.writers.latex_names import PANDOC
from levelwise.writers.latex_nodes import Spelling, rows

if TYPE_CHECKING:
    from levelwise.equation.legend import Entry
    from levelwise.writers.legends.clauses import Form

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+.!|$~^&@:=%-])")
_SPECIAL_WITHIN = re.compile(r"[\\`*_{}\[\]<>#|$~^&@:!]|--|==|\+\+|\.\.\.|(?<=www)\.")


def write(system: System, options: Options) -> str:
    """Return the equations as a displayed equation in Markdown.

    GitHub takes a fenced block of ``math``; within dollar signs it would change the backslashes. pandoc and Jupyter
    take two dollar signs. GitHub refuses operator names, and pandoc, which makes Word documents of notebooks, too,
    drops them: names are set by ``mathrm`` for GitHub and by ``text`` for the others. pandoc converts no colours. For
    it, a system taller than a page is divided into several equations, of which the last has the label.

    Parameters
    ----------
    system : System
        The equations.
    options : Options
        ``dialect``: ``github`` (the default), ``pandoc`` or ``jupyter``; ``label`` for pandoc; ``matrices``.

    Raises
    ------
    OptionError
        For a dialect of LaTeX, or a label where the dialect has none.
    """
    return _block(one_piece(system, options), options)


def document(pieces: Sequence[Piece], options: Options) -> str:
    """Return the equations of several models with their captions, as paragraphs."""
    return "\n\n".join(_captioned(piece, options) for piece in pieces)


def _captioned(piece: Piece, options: Options) -> str:
    caption = " ".join(piece.caption.split())
    below = (legend(piece.legend, piece.form, options),) if piece.legend else ()
    return "\n\n".join((*([literal(caption)] if caption else []), _block(piece, options), *below))


def literal(words: str) -> str:
    r"""Return words in which no character is Markdown.

    Examples
    --------
    >>> print(literal("a*b"))
    a\*b
    """
    return _SPECIAL.sub(r"\\\1", plain(words))


def legend(entries: Sequence[Entry], form: Form, options: Options) -> str:
    """Return a legend as a list, or as a paragraph that is one sentence."""
    from levelwise.writers.legends import latex as legends  # as legends are rarely asked for

    dialect = dialect_of(options)
    # between GitHub's dollar signs with backticks, Markdown changes nothing
    dollars = ("$`", "`$") if dialect == "github" else ("$", "$")
    return legends.markdown(entries, form, spelling_of(dialect, options["matrices"]), running, dollars)


def dialect_of(options: Options) -> str:
    """Return the dialect that is chosen.

    Raises
    ------
    OptionError
        For a dialect of LaTeX.
    """
    dialect: str = options["dialect"] or "github"
    if dialect in ("web", "latex"):
        raise OptionError(
            f"the format markdown takes the dialects github, pandoc and jupyter; {dialect} is one of latex"
        )
    return dialect


def running(words: str) -> str:
    """Return words within a line, where fewer characters have a meaning than in a paragraph of unknown words."""
    return _SPECIAL_WITHIN.sub(lambda match: "".join(f"\\{one}" for one in match[0]), plain(words))


def _block(piece: Piece, options: Options) -> str:
    dialect = dialect_of(options)
    if piece.label and dialect != "pandoc":
        raise OptionError(f"Markdown has labels in the dialect pandoc only, not in {dialect}")
    tag = f" \\tag{{{piece.number}}}" if piece.number and not piece.label and dialect != "pandoc" else ""
    spelling = spelling_of(dialect, options["matrices"])
    if dialect == "github":
        return f"```math\n{_aligned(piece.system, spelling)}{tag}\n```"
    if dialect == "jupyter":
        return f"$$\n{_aligned(piece.system, spelling)}{tag}\n$$"
    name = piece.label or (str(piece.number) if piece.number else "")
    # no page ends within an equation of Word or an `aligned` of LaTeX
    parts = (f"$$\n{_aligned(part, spelling)}\n$$" for part in divided(piece.system))
    return "\n\n".join(parts) + (f" {{#eq-{name}}}" if name else "")


def _aligned(system: System, spelling: Spelling) -> str:
    return f"\\begin{{aligned}}\n{rows(system, spelling)}\n\\end{{aligned}}"


def spelling_of(dialect: str, matrices: str) -> Spelling:
    """Return how a dialect spells mathematics."""
    match dialect:
        case "github":
            return Spelling(matrices, names="mathrm", close=True)
        case "jupyter":
            return Spelling(matrices, names="text", close=True)
        case _:
            return Spelling(matrices, "none", "text", PANDOC, close=True)
