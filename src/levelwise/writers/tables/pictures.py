"""Pictures of tables of models, drawn by Typst."""

from __future__ import annotations

from levelwise.equation.model_table import ModelTable
from levelwise.options import Options
from levelwise.writers.markup import escaped
from levelwise.writers.tables import typst
from levelwise.writers.typst_pictures import drawn, drawn_png


def pdf(table: ModelTable, options: Options) -> bytes:
    """Return a table as a PDF of one page."""
    return drawn(typst.write(table, options), format="pdf")


def svg(table: ModelTable, options: Options) -> str:
    """Return a table as an SVG, whose letters are outlines."""
    labelled = f'<svg role="img" aria-label="{escaped(table.caption or "Fitted models")}" '
    return drawn(typst.write(table, options), format="svg").decode().rstrip("\n").replace("<svg ", labelled, 1)


def png(table: ModelTable, options: Options) -> bytes:
    """Return a table as a PNG, black on white; ``dpi`` is the number of pixels per inch."""
    return drawn_png(typst.write(table, options), options["dpi"])
