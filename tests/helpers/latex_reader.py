"""A plain check that LaTeX's groups and environments close in order."""

from __future__ import annotations

import re

_MARK = re.compile(r"\\begin\{(\w+)\}|\\end\{(\w+)\}|\\left|\\right|\\.|[{}]", re.DOTALL)


def balanced(latex: str) -> bool:
    stack: list[str] = []
    for match in _MARK.finditer(latex):
        token = match[0]
        if match[1]:
            stack.append(match[1])
        elif match[2]:
            if not stack or stack.pop() != match[2]:
                return False
        elif token in ("{", "\\left"):
            stack.append(token)
        elif token in ("}", "\\right") and (not stack or stack.pop() != {"}": "{", "\\right": "\\left"}[token]):
            return False
    return not stack
