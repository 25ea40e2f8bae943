"""The elements of OMML, whatever they hold: runs of letters and of text, and what has properties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from xml.sax.saxutils import escape

from levelwise.dataclass import dataclass

NOTHING = "\u200b"
"""A space of no width: it stands where a part is empty, for which Word would draw a dotted square."""

Tag = Literal["e", "sub", "sup", "num", "den", "lim"]
"""Elements that hold a part of another."""

Justified = Literal["left", "center", "right"]
"""Where the cells of a column stand."""

_FONT = '<w:rFonts w:ascii="Cambria Math" w:hAnsi="Cambria Math"/>'


@dataclass(frozen=True)
class Elements:
    """Makes elements in a colour, six hexadecimal digits, or in that of the text."""

    colour: str = ""

    def run(self, text: str, style: str = "") -> str:
        """Return letters and signs of mathematics; nothing for an empty string."""
        if not text:
            return ""
        properties = f"<m:rPr>{style}</m:rPr>" if style else ""
        coloured = self._run_properties() if self.colour else ""
        kept = ' xml:space="preserve"' if text.isspace() else ""
        return f"<m:r>{properties}{coloured}<m:t{kept}>{escape(text)}</m:t></m:r>"

    def text(self, text: str) -> str:
        """Return normal text, its spaces preserved; nothing for an empty string."""
        if not text:
            return ""
        properties = f"<m:rPr><m:nor/></m:rPr>{self._run_properties()}"
        return f'<m:r>{properties}<m:t xml:space="preserve">{escape(text)}</m:t></m:r>'

    def element(self, name: str, parts: str, settings: str = "") -> str:
        """Return an element with its properties first; its own signs, such as a fraction bar, have its colour."""
        if self.colour:
            settings += f"<m:ctrlPr>{self._run_properties()}</m:ctrlPr>"
        properties = f"<m:{name}Pr>{settings}</m:{name}Pr>" if settings else ""
        return f"<m:{name}>{properties}{parts}</m:{name}>"

    def holding(self, tag: Tag, content: str) -> str:
        """Return an element that holds a part, never an empty one."""
        return f"<m:{tag}>{content or self.text(NOTHING)}</m:{tag}>"

    def delimited(self, inner: str, left: str = "(", right: str = ")") -> str:
        """Return a part in brackets."""
        settings = "" if left == "(" else f'<m:begChr m:val="{left}"/><m:endChr m:val="{right}"/>'
        return self.element("d", self.holding("e", inner), settings)

    def grid(self, rows: Sequence[Sequence[str]], columns: Sequence[Justified], gap: str = "") -> str:
        """Return rows of cells in columns.

        Text of no width starts what is not centred: it gives a relation sign a left operand, and LibreOffice, which
        does not read how columns are justified, sets cells that start with text flush left.
        """
        starts = ["" if where == "center" else self.text(NOTHING) for where in columns]
        cells = "\n".join(
            f"<m:mr>{''.join(self.holding('e', start + cell) for start, cell in zip(starts, row, strict=True))}</m:mr>"
            for row in rows
        )
        justified = "".join(
            f'<m:mc><m:mcPr><m:count m:val="1"/><m:mcJc m:val="{where}"/></m:mcPr></m:mc>' for where in columns
        )
        return self.element("m", f"\n{cells}\n", f'<m:plcHide m:val="1"/>{gap}<m:mcs>{justified}</m:mcs>')

    def _run_properties(self) -> str:
        """Return the properties that a run has in Word's own language: the font of mathematics, also for text."""
        colour = f'<w:color w:val="{self.colour}"/>' if self.colour else ""
        return f"<w:rPr>{_FONT}{colour}</w:rPr>"
