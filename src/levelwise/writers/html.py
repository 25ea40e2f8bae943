"""HTML: equations in MathML, as a page that needs no other file and runs nothing, or as a fragment of one."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.equation.tree import System
from levelwise.options import Options
from levelwise.writers import mathml
from levelwise.writers.markup import escaped

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
    """Return the equations as a part of a page, or as a page that holds them.

    Parameters
    ----------
    system : System
        The equations.
    options : Options
        ``fragment``: False for a page; None and True for the equations alone.
    """
    block = _FRAGMENT.format(math=mathml.write(system, options))
    return document([block], [""], numbered=False, title="Model equations") if options["fragment"] is False else block


def document(blocks: Sequence[str], captions: Sequence[str], *, numbered: bool, title: str) -> str:
    """Return a page with equations, one below the other; one that is wider than the screen scrolls by itself.

    Parameters
    ----------
    blocks : sequence of str
        The equations as parts of a page.
    captions : sequence of str
        A caption for each, above it; empty for none.
    numbered : bool
        Whether the equations have numbers, to the right of them; a link ``#eq-1`` leads to the first.
    title : str
        The title of the page.
    """
    figures = [
        _figure(block, caption, number if numbered else None)
        for number, (block, caption) in enumerate(zip(blocks, captions, strict=True), 1)
    ]
    return _PAGE.format(title=escaped(title), figures="\n".join(figures))


def _figure(block: str, caption: str, number: int | None) -> str:
    above = f"<figcaption>{escaped(caption)}</figcaption>\n" if caption else ""
    if number is None:
        return f"<figure>\n{above}{block}\n</figure>"
    return (
        f'<figure id="eq-{number}">\n{above}<div class="numbered">\n{block}\n<span>({number})</span>\n</div>\n</figure>'
    )
