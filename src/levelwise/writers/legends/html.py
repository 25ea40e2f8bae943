"""Legends in HTML: a table of symbols and words, or a paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.equation.legend import Entry, Prose
from levelwise.writers.legends.clauses import Form, explanation, sentence, symbols
from levelwise.writers.markup import escaped
from levelwise.writers.mathml import element

_SYMBOL = "text-align:left;font-weight:normal;vertical-align:baseline;white-space:nowrap;padding:0 1.5em 0.3em 0"
_WORDS = "text-align:left;vertical-align:baseline;padding:0 0 0.3em 0"


def html(entries: Sequence[Entry], form: Form) -> str:
    """Return a legend as a part of a page."""
    if form == "sentence":
        return f'<p class="legend">{_spelled(sentence(entries))}</p>'
    rows = "\n".join(
        f'<tr><th scope="row" style="{_SYMBOL}">{_spelled(symbols(entry))}</th>'
        f'<td style="{_WORDS}">{_spelled(explanation(entry))}</td></tr>'
        for entry in entries
    )
    return (
        f'<table class="legend" style="border-collapse:collapse;margin-top:1em">\n<tbody>\n{rows}\n</tbody>\n</table>'
    )


def _spelled(prose: Prose) -> str:
    return "".join(
        escaped(part)
        if isinstance(part, str)
        else f'<math xmlns="http://www.w3.org/1998/Math/MathML">{element(part)}</math>'
        for part in prose
    )
