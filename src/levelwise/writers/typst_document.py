"""Typst documents: what goes around block equations so that they compile by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.writers.typst_names import string

LOOK = """\
#set text(size: 11pt)
#set math.mat(row-gap: 0.3em, column-gap: 0.8em)"""
"""How equations are set that are not part of another document."""

# an equation that fits on a page is kept on one, with a single number
_PAGES = """\
#show math.equation.where(block: true): set block(breakable: true)
#show math.equation.where(block: true): equation => layout(page => {
  let fits = measure(equation, width: page.width).height <= page.height
  if fits { block(breakable: false, equation) } else { equation }
})
"""


def document(
    blocks: Sequence[str], captions: Sequence[str], *, numbered: bool, paper: str = "a4", look: str = ""
) -> str:
    """Return a document with block equations, one below the other.

    Parameters
    ----------
    blocks : sequence of str
        The equations, each ``$ … $``.
    captions : sequence of str
        A caption for each, set as a paragraph before it; empty for none.
    numbered : bool
        Whether the equations have numbers.
    paper : str
        The name of a paper size in Typst, such as ``a4`` or ``us-letter``. The page of a single equation has that width
        and is as high as needed.
    look : str
        Further rules on how equations look.
    """
    alone = len(blocks) == 1
    page = f'#set page(paper: "{paper}", {"height: auto, " if alone else ""}margin: 25mm)'
    numbers = '#set math.equation(numbering: "(1)")\n' if numbered else ""
    head = f"{page}\n{LOOK}\n{look}{numbers}{'' if alone else _PAGES}"
    parts = [f"\n{_caption(caption)}{block}" for block, caption in zip(blocks, captions, strict=True)]
    return head + "\n".join(parts)


def _caption(caption: str) -> str:
    """Return a paragraph that stays on the page of the equation after it."""
    return f"#block(sticky: true, {string(caption)})\n" if caption else ""
