"""The combined notation: one equation, and the braces of its parts."""

from __future__ import annotations

from dataclasses import replace

import pytest

import levelwise as lw
from levelwise.equation.tree import Sum, System, UnderBrace

DEEP = "y ~ x*w*v + (x | g) + (x + w | h)"
HINTS = {"levels": {"w": "g", "v": "h"}, "nesting": {"g": "h"}, "policy": "off"}


def test_random_effects_come_last_from_the_coarsest_groups_on() -> None:
    text = lw.extract_eq(DEEP, notation="combined", **HINTS).to("text").splitlines()[0]
    assert text.strip().endswith("+ u₀₀ₖ + u₁₀ₖ xᵢⱼₖ + u₀₁ₖ wⱼₖ + r₀ⱼₖ + r₁ⱼₖ xᵢⱼₖ + eᵢⱼₖ")


@pytest.mark.parametrize("family", ["gaussian", "poisson", "cumulative"])
def test_braces_are_proved(family: str) -> None:
    equations = lw.extract_eq(DEEP, notation="combined", family=family, underbrace=True, **HINTS)
    equations.verify()
    swapped = _swapped(equations.system)
    with pytest.raises(lw.VerificationError, match="brace"):
        replace(equations, system=swapped).verify()


def _swapped(system: System) -> System:
    """Put the label of each brace below the other."""
    lines = []
    for line in system.lines:
        if isinstance(line.right, Sum) and len(line.right.terms) == 2:
            (_, one), (_, two) = line.right.terms
            if isinstance(one, UnderBrace) and isinstance(two, UnderBrace):
                parts = (("+", replace(one, label=two.label)), ("+", replace(two, label=one.label)))
                line = replace(line, right=Sum(parts))  # type: ignore[arg-type]
        lines.append(line)
    return replace(system, lines=tuple(lines))


def test_braces_that_are_too_wide_are_broken() -> None:
    equations = lw.extract_eq(DEEP, notation="combined", underbrace=True, **HINTS)
    assert equations.latex.count("underbrace") == 2
    wrapped = equations.to("latex", line_width=30)
    assert wrapped.count("underbrace") > 2
    assert max(len(line) for line in equations.to("text", width=60).splitlines()) <= 60
