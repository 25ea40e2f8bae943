"""HTML: equations in MathML, as a page that needs no other file and runs nothing, or as a fragment of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from levelwise.equation.tree import System
from levelwise.options import Options
from levelwise.writers import mathml
from levelwise.writers.document import Piece
from levelwise.writers.markup import escaped

if TYPE_CHECKING:
    from levelwise.equation.legend import Entry
    from levelwise.writers.legends.clauses import Form

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1.125rem/1.5 system-ui, sans-serif; max-width: 75rem; margin: 0 auto; padding: 1rem; }}
figure {{ margin: 1.5rem 0; }}
.numbered {{ display: flex; align-items: center; gap: 1rem; }}
.equation {{ flex: 1; min-width: 0; }}
figcaption {{ margin-bottom: 0.5rem; }}
@media print {{
  figcaption {{ break-after: avoid; }}
  .equation {{ overflow: visible !important; }}
}}
</style>
</head>
<body>
<main>
{figures}
</main>
</body>
</html>"""

_FRAGMENT = """\
<div class="equation" style="overflow-x:auto">
{math}
</div>"""


def write(system: System, options: Options) -> str:
    """Return the equations as a part of a page.

    Parameters
    ----------
    system : System
        The equations.
    options : Options
        As of the format ``mathml``.
    """
    return _FRAGMENT.format(math=mathml.write(system, options))


def document(pieces: Sequence[Piece], options: Options) -> str:
    """Return a page with equations, one below the other; one that is wider than the screen scrolls by itself.

    Parameters
    ----------
    pieces : sequence of Piece
        The equations. Numbers stand to the right of them; a link ``#eq-1``, or ``#eq-m4`` for a label, leads there.
    options : Options
        As of the format ``mathml``.
    """
    figures = "\n".join(_figure(piece, write(piece.system, options), _below(piece, options)) for piece in pieces)
    title = next((piece.caption for piece in pieces if piece.caption), "Model equations")
    return page(title, figures)


def page(title: str, content: str) -> str:
    """Return a page that needs no other file and runs nothing."""
    return _PAGE.format(title=escaped(title), figures=content)


def legend(entries: Sequence[Entry], form: Form, options: Options) -> str:
    """Return a legend as a part of a page: a table, or a paragraph."""
    from levelwise.writers.legends.html import html  # as legends are rarely asked for

    del options
    return html(entries, form)


def _figure(piece: Piece, block: str, below: str) -> str:
    above = f"<figcaption>{escaped(piece.caption)}</figcaption>\n" if piece.caption else ""
    if piece.number is None:
        return f"<figure>\n{above}{block}\n{below}</figure>"
    name = f"eq-{piece.label or piece.number}"
    beside = f'<div class="numbered">\n{block}\n<span>({piece.number})</span>\n</div>'
    return f'<figure id="{name}">\n{above}{beside}\n{below}</figure>'


def _below(piece: Piece, options: Options) -> str:
    return f"{legend(piece.legend, piece.form, options)}\n" if piece.legend else ""
