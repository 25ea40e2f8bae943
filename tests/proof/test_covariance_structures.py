"""Every notation writes and proves every covariance structure of random effects, and the proof tells them apart."""

from itertools import product

import pytest

import levelwise as lw
from helpers.mutants import mutants
from levelwise.errors import UnsupportedModelError, VerificationError
from levelwise.proof.verify import verify
from levelwise.vocabulary.covariance_structures import STRUCTURES

NOTATIONS = tuple(notation.name for notation in lw.notations())
FACTORS = {f"f{size}": list("abcd"[:size]) for size in (2, 3, 4)}
EXCHANGEABLE = ("homdiag", "homcs")  # effects in another order have the same matrix
SIDES = ("1 + x1", "0 + f2", "0 + f3", "1 + x1 + x2", "0 + f4", "1 + x1 + x2 + x3")
BARS = ("{one}({side} | g)", "{one}({side} | g) + (1 | h)", "{one}({side} | school/g)")


def written(structure: str, side: str, notation: str, bar: str = BARS[0]) -> lw.Equations:
    fixed = "x1 + x2 + x3" if "x" in side else "x1"
    text = bar.format(one="" if structure == "us" else structure, side=side)
    try:
        return lw.extract_eq(f"y ~ {fixed} + {text}", notation=notation, policy="off", factors=FACTORS)
    except UnsupportedModelError as error:
        if notation not in ("barr", "nlme", "singer-willett"):
            raise
        pytest.skip(str(error))


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("structure", STRUCTURES)
def test_every_structure_is_written_and_proved_with_two_three_and_four_effects(structure: str, notation: str) -> None:
    for side in SIDES:
        written(structure, side, notation).verify()


@pytest.mark.slow
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize(("structure", "bar"), list(product(STRUCTURES, BARS[1:])))
def test_so_it_is_with_further_factors(structure: str, bar: str, notation: str) -> None:
    for side in SIDES:
        written(structure, side, notation, bar).verify()


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("side", ["0 + f2", "0 + f3"])
def test_one_structure_is_not_accepted_for_another(side: str, notation: str) -> None:
    options = {"columns": True} if any(row.name == "columns" for row in lw.notation(notation).options) else {}
    every = {}
    for structure in STRUCTURES:
        found = written(structure, side, notation)
        every[structure] = found.in_notation(notation, **options) if options else found
    for one, other in product(every, every):
        first, second = every[one], every[other]
        if first.system.lines == second.system.lines:
            continue
        with pytest.raises(VerificationError):
            verify(first.system, second.spec, lw.notation(notation).conventions(second.spec))


@pytest.mark.slow
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("structure", [one for one in STRUCTURES if one not in EXCHANGEABLE])
def test_mutants_of_the_matrix_are_refused(structure: str, notation: str) -> None:
    eq = written(structure, "0 + f3", notation)
    conventions = lw.notation(notation).conventions(eq.spec)
    for mutant in mutants(eq.system):
        if mutant != eq.system:
            with pytest.raises((VerificationError, ValueError)):
                verify(mutant, eq.spec, conventions)
