"""Scripts of Python: imports, statements, and the call that builds a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from levelwise.translation.code import Code
from levelwise.translation.languages.python import PythonModel

_WIDTH = 100


def call(function: str, arguments: Iterable[str], name: str = "model") -> str:
    """Return a call that keeps the model, with a line for each argument if it is long."""
    every = tuple(arguments)
    short = f"{name} = {function}({', '.join(every)})"
    if len(short) <= _WIDTH:
        return short
    lines = "\n".join(f"    {one}," for one in every)
    return f"{name} = {function}(\n{lines}\n)"


def script(
    software: str, words: PythonModel, imports: Sequence[str], lines: Sequence[str], notes: tuple[str, ...]
) -> Code:
    """Return the code of a model: imports, the statements that make columns, the call."""
    code = "\n".join((*words.imports, *imports, "", *words.statements, *lines))
    need = "import numpy as np"
    if "np." in code and need not in code:
        code = f"{need}\n{code}"
    return Code(code, software, notes)
