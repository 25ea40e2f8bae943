"""The spellings of symbols, one table a format."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.equation.tree import Delimiters
from levelwise.vocabulary.letters import GREEK

SIGNS: Mapping[str, str] = {"sum": "∑", "prime": "′", "top": "ᵀ", "ast": "∗"}
"""Signs that are symbols, by name; in LaTeX the name is the command. The last one marks a transpose."""

COMMANDS: Mapping[str, str] = {**GREEK, **SIGNS}
"""All symbols whose name is not what is printed."""

MATHML_SYMBOLS: Mapping[str, str] = {"phi": "ϕ", "varphi": "φ", "top": "⊤"}
"""Symbols that MathML spells otherwise, to look as they do in TeX."""

LATEX_FUNCTIONS = frozenset(
    ["arg", "cos", "cosh", "cot", "coth", "csc", "det", "exp", "log", "max", "min", "sec", "sin", "sinh", "tan", "tanh"]
)
"""Functions that LaTeX has a command for."""

LATEX_OPERATORS: Mapping[str, str] = {
    "*": r"\cdot",
    "<=": r"\leq",
    ">=": r"\geq",
    "==": "=",
    "!=": r"\neq",
    "!": r"\lnot",
    "&": r"\land",
    "&&": r"\land",
    "|": r"\lor",
    "||": r"\lor",
    "%in%": r"\in",
    "kronecker": r"\otimes",
    "khatri-rao": r"\ast",
}
"""Operators that LaTeX spells otherwise: those of transformed variables, and two products of matrices."""

LATEX_NAME: Mapping[str, str] = {
    "\\": r"\backslash{}",
    "{": r"\{",
    "}": r"\}",
    "_": r"\_",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "~": r"\text{\char126{}}",
    "^": r"\text{\char94{}}",
    "'": r"\text{'}",
    "`": r"\text{`}",
    '"': r"\text{''}",
    " ": r"\ ",
    "<": "{<}",
    ">": "{>}",
    "=": "{=}",
    "+": "{+}",
    ":": "{:}",
    ",": "{,}",
    "|": "{|}",
}
"""What stands for a character in a name, which LaTeX sets in mathematics."""

LATEX_ESCAPES: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "_": r"\_",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
"""What stands for a character in running text that LaTeX or pandoc reads."""

LATEX_TEXT: Mapping[str, str] = {
    "{": r"\{",
    "}": r"\}",
    "~": r"\char126{}",
    "^": r"\char94{}",
    '"': "''",
}
LATEX_TEXT_SIGNS: Mapping[str, str] = {
    **{escaped: LATEX_ESCAPES[escaped] for escaped in "_&%$#"},
    "\\": r"\backslash",
    "<": "<",
    ">": ">",
    "|": "|",
}
"""What stands for a character in running text that a browser reads, as text and as mathematics."""

LATEX_SIGNS: Mapping[str, str] = {
    "µ": r"\mu",
    "×": r"\times",
    "÷": r"\div",
    "±": r"\pm",
    "·": r"\cdot",
    "¬": r"\lnot",
    "°": r"{}^{\circ}",
    "¹": "{}^{1}",
    "²": "{}^{2}",
    "³": "{}^{3}",
    "∞": r"\infty",
    "≤": r"\leq",
    "≥": r"\geq",
    "≠": r"\neq",
    "→": r"\rightarrow",
}
"""Signs that LaTeX has as commands of mathematics, beside the Greek letters."""

LATEX_ACCENTS: Mapping[str, str] = dict(
    zip(
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c",
        (r"\`", r"\'", r"\^", r"\~", r"\=", r"\u", r"\.", '\\"', r"\r", r"\H", r"\v"),
        strict=True,
    )
)
"""Combining accents as LaTeX puts them on a letter."""

TYPST_VARIANTS: Mapping[str, str] = {
    "epsilon": "epsilon.alt",
    "varepsilon": "epsilon",
    "vartheta": "theta.alt",
    "varpi": "pi.alt",
    "varrho": "rho.alt",
    "varsigma": "sigma.alt",
    "varphi": "phi.alt",
}
"""Greek letters whose name in Typst is not that in LaTeX."""

TYPST_OPERATORS: Mapping[str, str] = {
    "+": "+",
    "-": "-",
    "*": "dot.op",
    "/": r"\/",
    ":": 'class("normal", :)',
    "<": "<",
    ">": ">",
    "=": "=",
    "<=": "<=",
    ">=": ">=",
    "==": "=",
    "!=": "!=",
    "!": "not",
    "&": "and",
    "&&": "and",
    "|": "or",
    "||": "or",
    "%in%": "in",
    "kronecker": "⊗",
    "khatri-rao": "∗",
}
"""Operators in Typst."""

SUBSCRIPTS: Mapping[str, str] = dict(
    zip("0123456789aehijklmnoprstuvxβγρφχ+-=()", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ₊₋₌₍₎", strict=True)
)
"""Characters that Unicode has as subscripts."""

SUPERSCRIPTS: Mapping[str, str] = dict(zip("0123456789+-=()ᵀ′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵀ′", strict=True))
"""Characters that Unicode has as superscripts and fonts have too."""

TEXT_OPERATORS: Mapping[str, str] = {
    "*": "·",
    "-": "−",
    "<=": "≤",
    ">=": "≥",
    "==": "=",
    "!=": "≠",
    "!": "¬",
    "&": "∧",
    "&&": "∧",
    "|": "∨",
    "||": "∨",
    "%in%": "∈",
    "kronecker": "⊗",
    "khatri-rao": "∗",
}
"""Operators in Unicode."""

BRACKETS: Mapping[Delimiters, tuple[str, str]] = {
    "round": ("(", ")"),
    "square": ("[", "]"),
    "angle": ("⟨", "⟩"),
    "curly": ("{", "}"),
    "bar": ("|", "|"),
    "opening": ("[", ""),
    "closing": ("", "]"),
}
"""The two brackets of a kind in Unicode."""

LATEX_COLOURS = frozenset(
    (
        *("black", "blue", "brown", "cyan", "darkgray", "gray", "green", "lightgray", "lime", "magenta", "olive"),
        *("orange", "pink", "purple", "red", "teal", "violet", "white", "yellow"),
    )
)
"""The colours of CSS that LaTeX's xcolor has under the same name."""
