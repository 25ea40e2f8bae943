"""The proof knows conventions, not notations: systems in the style of other books are accepted, mutants not."""

from __future__ import annotations

import pytest

from helpers.mutants import systems
from helpers.respelled import STYLES, spec_of
from levelwise.errors import VerificationError
from levelwise.proof.verify import verify

CASES = [(style, formula) for style, (_, formulas) in STYLES.items() for formula in formulas]


@pytest.mark.parametrize(("style", "formula"), CASES)
def test_a_respelled_system_is_accepted_and_each_mutant_refused(style: str, formula: str) -> None:
    system, conventions = STYLES[style][0](formula)
    spec = spec_of(formula)
    verify(system, spec, conventions)
    survivors = []
    count = 0
    for what, mutant in systems(system, style):
        count += 1
        try:
            verify(mutant, spec, conventions)
        except VerificationError:
            continue
        survivors.append((what, mutant.lines[int(what.split()[1])]))
    assert count > 40
    assert not survivors, survivors[:3]
