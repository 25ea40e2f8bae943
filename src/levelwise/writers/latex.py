"""LaTeX: one ``aligned`` that amsmath, KaTeX and MathJax take, and what may stand around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from levelwise.equation.tree import Coloured, System
from levelwise.equation.walk import walk
from levelwise.errors import OptionError
from levelwise.options import Options
from levelwise.writers.document import Piece, one_piece
from levelwise.writers.fitting.heights import divided
from levelwise.writers.latex_names import caption
from levelwise.writers.latex_nodes import Spelling, rows

if TYPE_CHECKING:
    from levelwise.equation.legend import Entry
    from levelwise.writers.legends.clauses import Form

_ACCENTED = "\\usepackage[utf8]{inputenc}\n\\usepackage[T1]{fontenc}\n"

FOREIGN = r"""\usepackage{iftex}
\ifPDFTeX
  \usepackage[utf8]{inputenc}
  \IfFileExists{t2aenc.def}{\usepackage[T1,T2A]{fontenc}}{\usepackage[T1]{fontenc}}
  % a letter that pdfTeX has no font for is printed as its code point
  \makeatletter
  \def\lw@number#1:#2\relax{[\UTFviii@hexcodepoint{\decode@UTFviii#2\relax}]}
  \def\UTFviii@undefined@err#1{\expandafter\lw@number\string#1\relax}
  \makeatother
\else
  \usepackage{fontspec}
  % choose a font that has the letters: \setmainfont{...}
\fi
"""
"""What a document needs for names in other scripts than Latin and Greek: Cyrillic letters are printed where their fonts
are installed; pdfTeX has none for most others."""

_LATIN = 0x24F
"""The last code point of Latin letters, which the fonts of T1 have or are made of."""

_PAPER = {"a4": "a4paper", "letter": "letterpaper"}


def write(system: System, options: Options) -> str:
    """Return the equations as one ``aligned`` environment, or in what ``wrapping`` says.

    Parameters
    ----------
    system : System
        The equations.
    options : Options
        ``matrices`` is the spelling of vectors and matrices, ``dialect`` that of colours; ``wrapping``, ``fragment``
        and ``label`` say what stands around the equations.

    Raises
    ------
    OptionError
        For a dialect of Markdown, or a label without an equation that has a number.
    """
    wrapping = wrapping_of(options)
    if wrapping == "document":
        return document((one_piece(system, options),), options)
    written = rows(system, spelling_of(options, wrapping))
    environment = options.get("align_env") or "aligned"
    size = f"\\{options['font_size']}\n" if options.get("font_size") else ""
    if environment.startswith("align") and environment != "aligned":
        if wrapping != "aligned":
            raise OptionError(f"{environment} is a display by itself; align_env={environment} takes wrapping=aligned")
        return f"{size}\\begin{{{environment}}}\n{written}\n\\end{{{environment}}}"
    aligned = _aligned(written, environment)
    match wrapping:
        case "display":
            return f"{size}\\[\n{aligned}\n\\]"
        case "equation":
            return f"{size}\\begin{{equation}}{_label(options.get('label') or '')}\n{aligned}\n\\end{{equation}}"
        case _:
            return f"{size}{aligned}"


def document(pieces: Sequence[Piece], options: Options) -> str:
    """Return a document that pdflatex compiles, in which pages may break between the lines of a system.

    Parameters
    ----------
    pieces : sequence of Piece
        The equations, with their captions, numbers and labels.
    options : Options
        As for `write`, and ``paper``.
    """
    spelling = spelling_of(options, "document")
    size = f"\\{options['font_size']}\n" if options.get("font_size") else ""
    body = size + "\n\n".join(_piece(piece, spelling) for piece in pieces)
    coloured = any(isinstance(part, Coloured) for piece in pieces for part in walk(piece.system.lines))
    return complete(body, options, packages="\\usepackage{xcolor}\n" if coloured else "")


def complete(body: str, options: Options, *, packages: str = "") -> str:
    """Return a document that pdflatex compiles.

    Parameters
    ----------
    body : str
        What stands in it.
    options : Options
        ``paper``.
    packages : str
        The lines that load what the body needs besides amsmath.
    """
    head = (
        "\\documentclass[11pt]{article}\n",
        "" if body.isascii() else FOREIGN if ord(max(body)) > _LATIN else _ACCENTED,
        "\\usepackage{amsmath}\n",
        f"\\usepackage[{_PAPER[options.get('paper', 'a4')]},margin=25mm]{{geometry}}\n",
        packages,
        "\\allowdisplaybreaks\n\\renewcommand{\\arraystretch}{1.2}\n\\pagestyle{empty}\n",
    )
    return f"{''.join(head)}\n\\begin{{document}}\n\n{body}\n\n\\end{{document}}"


def _piece(piece: Piece, spelling: Spelling) -> str:
    above = f"\\noindent {caption(piece.caption)}\n" if piece.caption else ""
    written = rows(piece.system, spelling)
    below = _below(piece, spelling)
    if piece.number is None and not piece.label:
        return f"{above}\\begin{{align*}}\n{written}\n\\end{{align*}}{below}"
    label = _label(piece.label)
    if len(list(divided(piece.system))) == 1:
        return f"{above}\\begin{{equation}}{label}\n{_aligned(written)}\n\\end{{equation}}{below}"
    # a page may break between these rows, the last of which has the number
    *first, last = written.split(" \\\\\n")
    numbered = " \\\\\n".join([*(f"{row} \\notag" for row in first), last])
    return f"{above}\\begin{{align}}{label}\n{numbered}\n\\end{{align}}{below}"


def legend(entries: Sequence[Entry], form: Form, options: Options) -> str:
    """Return a legend as a list, or as a paragraph that is one sentence."""
    from levelwise.writers.legends import latex as legends  # as legends are rarely asked for

    return legends.latex(entries, form, spelling_of(options, wrapping_of(options)))


def _below(piece: Piece, spelling: Spelling) -> str:
    if not piece.legend:
        return ""
    from levelwise.writers.legends import latex as legends  # as legends are rarely asked for

    return f"\n\n{legends.latex(piece.legend, piece.form, spelling)}"


def wrapping_of(options: Options) -> str:
    """Return what stands around the equations.

    Raises
    ------
    OptionError
        For a label without an equation that has a number.
    """
    auto = {True: "display", False: "document", None: "aligned"}[options.get("fragment")]
    label = options.get("label")
    wrapping: str = options.get("wrapping") or ("equation" if label and auto != "document" else auto)
    if label and wrapping in ("aligned", "display"):
        raise OptionError(f"wrapping={wrapping} gives the equation no number, which its label needs; use equation")
    return wrapping


def spelling_of(options: Options, wrapping: str) -> Spelling:
    """Return how the chosen dialect spells what readers of LaTeX do not agree on.

    Raises
    ------
    OptionError
        For a dialect of Markdown.
    """
    dialect = options.get("dialect")
    if dialect in ("github", "pandoc", "jupyter"):
        raise OptionError(f"the format latex takes the dialects web and latex; {dialect} is a dialect of markdown")
    if dialect is None:
        dialect = "web" if wrapping == "aligned" else "latex"
    return Spelling(options["matrices"], dialect, close=wrapping != "aligned")


def _aligned(written: str, environment: str = "aligned") -> str:
    return f"\\begin{{{environment}}}\n{written}\n\\end{{{environment}}}"


def _label(name: str) -> str:
    return f"\n\\label{{eq:{name}}}" if name else ""
