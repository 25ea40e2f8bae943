"""Columns whose names need backticks, recognised in a formula without them: ``test-score``, ``1st year``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from levelwise.dataclass import dataclass
from levelwise.errors import FormulaSyntaxError
from levelwise.formula.expression import parse_tree
from levelwise.formula.syntax import Formula, names_in, quoted
from levelwise.text.note import Note
from levelwise.text.sentences import listed

MAX_COLUMNS = 2_000
"""Maximum number of unusual names that are looked for."""


@dataclass(frozen=True)
class Quoted:
    """A formula with backticks around some names, and a note that lists them."""

    text: str
    note: Note


def with_backticks(source: str, columns: Sequence[str], formula: Formula | None = None) -> Quoted | None:
    """Return a formula with backticks around unusual names that it cannot be read without; None if there are none.

    Parameters
    ----------
    source : str
        The formula as typed.
    columns : sequence of str
        The columns of the data.
    formula : Formula, optional
        What it was read as; if all its names are columns, nothing is changed.
    """
    if formula is not None:
        known = set(columns)
        named = {*names_in(formula.response), *names_in(formula.right)} - {"."}
        if not columns or named <= known:
            return None
    odd = [name for name in columns if name.strip() and quoted(name) != name and "`" not in name and "\n" not in name]
    if not odd or len(odd) > MAX_COLUMNS:
        return None
    every = "|".join(re.escape(name) for name in sorted(odd, key=len, reverse=True))
    pattern = re.compile(rf"`[^`]*`|\"[^\"]*\"|'[^']*'|(?<![\w.])(?P<odd>{every})(?![\w.])")
    found: dict[str, None] = {}

    def quote(match: re.Match[str]) -> str:
        name = match["odd"]
        if name is None or _is_readable(name, columns):
            return match[0]
        found[name] = None
        return quoted(name)

    text = pattern.sub(quote, source)
    if not found:
        return None
    names = listed(f"{name} as {quoted(name)}" for name in found)
    said = f"names of columns that need backticks in a formula were read without them: {names}"
    return Quoted(text, Note("unusual-names", said))


def _is_readable(name: str, columns: Sequence[str]) -> bool:
    """Return whether the text of a name is also an expression of other columns, such as ``a-b``."""
    try:
        tree = parse_tree(name)
    except FormulaSyntaxError:
        return False
    return set(names_in(tree)) <= set(columns)
