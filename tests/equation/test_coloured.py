"""Fixed and random effects in colours."""

from __future__ import annotations

from itertools import combinations

import pytest

import levelwise as lw
from levelwise.equation.coloured import FIXED, RANDOM, coloured
from levelwise.equation.tree import Coloured, Symbol
from levelwise.equation.walk import walk
from levelwise.model.parameters import Covariance, FixedEffect, RandomEffect, ResidualVariance, Variance

EQ = lw.extract_eq("math ~ ses + (ses | school)", notation="raudenbush-bryk")


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour: str) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def test_colours_show_the_parts_of_the_model() -> None:
    system = coloured(EQ.system)
    found = {type(part.inner.of): part.colour for part in walk(system) if isinstance(part, Coloured)}  # type: ignore[union-attr]
    assert found == {FixedEffect: FIXED, RandomEffect: RANDOM, Variance: RANDOM, Covariance: RANDOM}
    plain = [part.of for part in walk(system) if isinstance(part, Symbol) and isinstance(part.of, ResidualVariance)]
    assert len(plain) == 1
    for part in walk(coloured(lw.extract_eq("y ~ x + (x | g)").system)):
        if isinstance(part, Symbol):
            assert not any(isinstance(inner, Coloured) for inner in walk((*part.sub, *part.sup)))


def test_only_colours_differ() -> None:
    assert EQ.to("latex", colours=True).count("{\\color{#0072B2}{\\gamma") == EQ.latex.count("\\gamma") == 2
    assert "color" not in EQ.latex
    assert EQ.to("mathml", colours=True).count(FIXED) == 2
    with pytest.raises(lw.OptionError, match="text does not take the option colours"):
        EQ.to("text", colours=True)


def test_colours_have_contrast_and_survive_colour_blindness() -> None:
    """Contrast as WCAG 2.2 defines it; dichromats as Viénot, Brettel & Mollon (1999) simulate them."""
    for colour in (FIXED, RANDOM):
        assert 1.05 / (luminance(colour) + 0.05) > 4.5
    protan = [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]]
    deutan = [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]]
    for matrix in (protan, deutan):
        seen = [
            [sum(weight * part for weight, part in zip(row, linear(colour), strict=True)) for row in matrix]
            for colour in (FIXED, RANDOM, "#000000")
        ]
        for one, other in combinations(seen, 2):
            assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.15


def test_vectors_and_matrices_have_the_colour_of_their_part() -> None:
    system = coloured(lw.extract_eq("y ~ x + (x | g)", notation="laird-ware").system)
    colour_of = {
        node.inner.name: node.colour
        for node in walk(system.lines)
        if isinstance(node, Coloured) and isinstance(node.inner, Symbol)
    }
    assert colour_of == {"beta": FIXED, "b": RANDOM, "D": RANDOM}
