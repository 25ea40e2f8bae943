"""The spellings of symbols, one table a format."""

from __future__ import annotations

from collections.abc import Mapping

GREEK: Mapping[str, str] = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ϵ",
    "varepsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "phi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
}
"""Greek letters by name; in LaTeX the name is the command."""

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
}
"""Operators of transformed variables that LaTeX spells otherwise."""

LATEX_NAME: Mapping[str, str] = {
    "\\": r"\backslash{}",
    "{": r"\{",
    "}": r"\}",
    "_": r"\_",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "~": r"\text{\textasciitilde}",
    "^": r"\text{\textasciicircum}",
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

LATEX_TEXT: Mapping[str, str] = {
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
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
}
"""What stands for a character in running text."""

SUBSCRIPTS: Mapping[str, str] = dict(
    zip("0123456789aehijklmnoprstuvxβγρφχ+-=()", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ₊₋₌₍₎", strict=True)
)
"""Characters that Unicode has as subscripts."""

SUPERSCRIPTS: Mapping[str, str] = dict(zip("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", strict=True))
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
}
"""Operators of transformed variables in Unicode."""
