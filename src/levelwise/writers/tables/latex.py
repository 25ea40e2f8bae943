"""Tables of models in LaTeX, for the package booktabs, and in Markdown."""

from __future__ import annotations

from levelwise.equation.legend import Prose
from levelwise.equation.model_table import ModelTable
from levelwise.options import Options
from levelwise.writers.latex import complete
from levelwise.writers.latex_names import caption
from levelwise.writers.latex_nodes import Spelling, inline
from levelwise.writers.tables.grid import GridCell, GridLine, digits_of, grid, hidden, padding

_SPELLING = Spelling("pmatrix", "latex", close=True)


def write(table: ModelTable, options: Options) -> str:
    """Return a ``tabular``, in a ``table`` if it has a caption; or a document if ``fragment`` is False."""
    lines = grid(table)
    tails = padding(lines)
    each = 2 if table.beside else 1
    labels = 2 if table.has_symbols else 1
    align = "l" * labels + ("r@{ }r" if table.beside else "r") * len(table.columns)
    heads = " & ".join(f"\\multicolumn{{{each}}}{{r}}{{{caption(name)}}}" for name in table.columns)
    body = "\n".join(_row(line, tails, labels) for line in lines)
    made = (
        f"\\begin{{tabular}}{{{align}}}\n\\toprule\n{' & ' * labels}{heads} \\\\\n\\midrule\n{body}\n\\bottomrule\n"
        f"\\end{{tabular}}"
    )
    if table.notes:
        made += f"\n\n\\smallskip\n{{\\footnotesize {' '.join(map(caption, table.notes))}\\par}}"
    if table.caption:
        made = (
            f"\\begin{{table}}\n\\centering\n\\caption{{{caption(table.caption)}}}\n\\medskip\n{made}\n\\end{{table}}"
        )
    if options.get("fragment") is not False:
        return made
    return complete(f"\\noindent\n{made}" if not table.caption else made, options, packages="\\usepackage{booktabs}\n")


def _row(line: GridLine, tails: list[str], labels: int) -> str:
    if line.kind == "heading":
        return f"\\multicolumn{{{labels + len(tails)}}}{{l}}{{\\itshape {_prose(line.label)}}} \\\\"
    symbol = [_prose(line.symbol)] if labels == 2 else []
    cells = [_cell(cell, hidden(cell, tail)) for cell, tail in zip(line.cells, tails, strict=True)]
    return f"{' & '.join((*symbol, _prose(line.label), *cells))} \\\\"


def _cell(cell: GridCell, after: str) -> str:
    if cell.figure is None:
        return caption(cell.words) if cell.words else ""
    digits, power = digits_of(cell.figure)
    minus = "\N{MINUS SIGN}"
    whole = digits.replace(minus, "-").replace(",", "{,}")
    if power:
        whole += f" \\times 10^{{{power.replace(minus, '-')}}}"
    in_brackets = f"({whole})" if cell.bracket else whole
    return f"${in_brackets}$" + (f"\\phantom{{{after}}}" if after else "")


def _prose(prose: Prose) -> str:
    return "".join(caption(part) if isinstance(part, str) else f"${inline(part, _SPELLING)}$" for part in prose)
