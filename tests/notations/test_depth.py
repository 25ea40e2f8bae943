"""Deep, crossed and repeated factors in the notations of levels: letters, and models that are out of reach."""

from __future__ import annotations

from itertools import pairwise

import pytest

import levelwise as lw

NOTATIONS = ("raudenbush-bryk", "snijders-bosker", "hox", "combined", "mlwin")
CHAIN = "abcdef"


def deep(depth: int) -> tuple[str, dict[str, str]]:
    labels = CHAIN[:depth]
    bars = " + ".join(f"(1 | {one})" for one in labels)
    return f"y ~ x*w + {bars} + (0 + x | a)", dict(pairwise(labels))


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("depth", [1, 2, 3, 4, 5])
def test_up_to_six_levels_are_written(notation: str, depth: int) -> None:
    formula, nesting = deep(depth)
    lw.extract_eq(formula, notation=notation, nesting=nesting, levels={"w": "a"}, policy="off").verify()


@pytest.mark.parametrize("notation", NOTATIONS)
def test_more_levels_than_letters_are_refused(notation: str) -> None:
    labels = [f"g{n}" for n in range(9)]
    nesting = dict(pairwise(labels))
    formula = "y ~ 1 + " + " + ".join(f"(1 | {one})" for one in labels)
    message = r"this notation has letters for \d levels, but the model has 10; the notation equatiomatic can write it"
    with pytest.raises(lw.UnsupportedModelError, match=message):
        lw.extract_eq(formula, notation=notation, nesting=nesting)
    lw.extract_eq(formula, nesting=nesting).verify()


@pytest.mark.parametrize(
    ("notation", "part"),
    [
        ("raudenbush-bryk", r"d_{0jk} + f_{0jk}"),
        ("snijders-bosker", r"Q_{0jk} + V_{0jk}"),
        ("hox", r"d_{0jk} + w_{0jk}"),
        ("combined", r"d_{0jk} + d_{1jk} \, {\operatorname{x}_{ijk}} + f_{0jk}"),
        ("mlwin", r"d_{0jk} + f_{0jk}"),
    ],
)
def test_a_second_block_of_a_cell_has_a_letter_of_its_own(notation: str, part: str) -> None:
    formula = "y ~ x + z + (1 | a) + (1 | b) + (x | a:b) + (z | a:b)"
    equations = lw.extract_eq(formula, notation=notation, policy="off")
    equations.verify()
    assert part in equations.latex


@pytest.mark.parametrize("notation", [*NOTATIONS, "singer-willett"])
def test_five_blocks_of_one_factor_have_five_letters(notation: str) -> None:
    formula = "y ~ x + " + " + ".join(["(x | g)"] * 5)
    equations = lw.extract_eq(formula, notation=notation, policy="off")
    equations.verify()
    assert "^{2}_{" not in equations.latex


def test_the_scope_of_two_levels_names_other_notations() -> None:
    with pytest.raises(lw.UnsupportedModelError, match="has 2 grouping factors; raudenbush-bryk, snijders-bosker, hox"):
        lw.extract_eq("y ~ x + (1 | g) + (1 | h)", notation="singer-willett")
    with pytest.raises(lw.UnsupportedModelError, match="has no grouping factor"):
        lw.extract_eq("y ~ x", notation="singer-willett")
