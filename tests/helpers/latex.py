"""When two LaTeX strings are the same equation.

White space outside ``\\text{}`` and names, the spelling of matrices, ``\\left( \\right)``, the order of scripts, braces
around single tokens, alignment outside matrices, names of functions and the outer ``aligned`` do not count.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\\begin\{\w+\}(?:\{c+\})?|\\end\{\w+\}|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)

_SPACES = ("\\ ", "\\quad", "\\qquad")


def without_braces(latex: str) -> str:
    """Return LaTeX without the braces around names that only set the space beside a sign."""
    return re.sub(r"(?<![}_^a-z])\{(\\operatorname\{[^{}]*\}(?:_\{[^{}]*\})?)\}", r"\1", latex)


def canonical(latex: str) -> list[str]:
    """Return the lines of a system, each in one canonical spelling."""
    tokens = [t for t in _TOKEN.findall(latex) if not t.isspace() or "\n" not in t]
    reader = _Reader(tokens)
    rows = reader.rows(None)
    if len(rows) == 1 and len(rows[0]) == 1 and rows[0][0].startswith("ALIGNED["):
        return rows[0][0][len("ALIGNED[") : -1].split(" ;; ")
    return ["".join(cells) for cells in rows]


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def rows(self, end: str | None) -> list[list[str]]:
        """Read rows and cells up to an end token."""
        rows: list[list[str]] = [[""]]
        while self.at < len(self.tokens):
            token = self.peek()
            if end is not None and token == end:
                self.at += 1
                break
            if token == "&":
                self.at += 1
                rows[-1].append("")
            elif token in ("\\\\", "\\cr"):
                self.at += 1
                rows.append([""])
                if self.tokens[self.at : self.at + 5] == list("[2pt]"):  # room between two rows
                    self.at += 5
            else:
                rows[-1][-1] += self.atom()
        return [row for row in rows if any(row)]

    def group(self) -> str:
        """Read a braced group or a single token."""
        while self.peek().isspace():
            self.at += 1
        if self.peek() != "{":
            return self.base()
        self.at += 1
        content = ""
        while self.peek() != "}":
            content += self.atom()
        self.at += 1
        return content

    def raw_group(self) -> str:
        """Read a braced group's text as it stands."""
        while self.peek().isspace():
            self.at += 1
        assert self.next() == "{"
        depth, content = 1, ""
        while True:
            token = self.next()
            depth += (token == "{") - (token == "}")
            if depth == 0:
                return content
            content += token

    def atom(self) -> str:
        if self.peek().isspace() or self.peek() in _SPACES:
            self.at += 1
            return ""
        base = self.base()
        sub = sup = ""
        while True:
            ahead = self.at
            while self.peek().isspace():
                self.at += 1
            if self.peek() == "_":
                self.at += 1
                sub += self.group()
            elif self.peek() == "^":
                self.at += 1
                sup += self.group()
            else:
                self.at = ahead
                break
        return base + (f"_<{sub}>" if sub else "") + (f"^<{sup}>" if sup else "")

    def base(self) -> str:
        token = self.next()
        if token in ("\\left", "\\right"):
            while self.peek().isspace():
                self.at += 1
            inside = self.next()
            if token == "\\left" and inside == "(":
                return self.delimited()
            return inside
        if token == "{":
            self.at -= 1
            return self.group()
        if token == "\\operatorname":
            return _name(self.raw_group())
        if token == "\\text":
            return f"\\text{{{self.raw_group()}}}"
        if token.startswith("\\begin{"):
            return self.environment(token)
        return {"\\dots": "\\ldots"}.get(token, token)

    def delimited(self) -> str:
        """Read from ``\\left(`` to its ``\\right)``; an array alone in it is a matrix."""
        content = ""
        while self.peek() != "\\right":
            content += self.atom()
        self.at += 1
        while self.peek().isspace():
            self.at += 1
        assert self.next() == ")"
        return content[len("ARRAY") :] if content.startswith("ARRAY[") else f"({content})"

    def environment(self, token: str) -> str:
        name = re.match(r"\\begin\{(\w+)\}", token)
        assert name is not None
        rows = self.rows(f"\\end{{{name[1]}}}")
        if name[1] == "aligned":
            return "ALIGNED[" + " ;; ".join("".join(row) for row in rows) + "]"
        if len(rows) == 1 and rows[0][0].startswith("ALIGNED["):
            rows = [[cell] for cell in rows[0][0][len("ALIGNED[") : -1].split(" ;; ")]
        body = "[" + " ;; ".join(" && ".join(row) for row in rows) + "]"
        return f"ARRAY{body}" if name[1] == "array" else body


def _name(content: str) -> str:
    r"""Spell ``\operatorname{\log(x)}`` as ``\log(\operatorname{x})``, and ``\ `` as a space."""
    call = re.fullmatch(r"(\\[A-Za-z]+)\((.*)\)", content)
    if call is None:
        return f"\\operatorname{{{content.replace(chr(92) + ' ', ' ')}}}"
    inner = call[2].replace("\\ ", " ").split()
    parts = [part if re.fullmatch(r"[-+*/]|\d+(\.\d+)?", part) else f"\\operatorname{{{part}}}" for part in inner]
    return f"{call[1]}({''.join(parts)})"


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
