"""The requirements on notations, tested on random formulas over real rows: facts come from the data, not from hints."""

from __future__ import annotations

import pytest

import levelwise as lw
from helpers.draws import seeds
from helpers.study import study
from helpers.study_formulas import formulas


@pytest.mark.parametrize("seed", seeds(2))
def test_laws_and_reports_hold(seed: int) -> None:
    written = 0
    for formula in formulas(10, seed):
        model = lw.model(formula, study())
        report = model.check()
        assert str(report)
        for finding in report.findings:
            assert 0 <= finding.span.start < finding.span.end <= len(formula)
        for notation in lw.notations():
            try:
                equations = model.equations(notation.name, policy="off")
            except lw.UnsupportedModelError:  # outside the scope of some notations
                assert notation.name not in ("equatiomatic", "raudenbush-bryk")
                continue
            equations.verify()
            written += 1
    assert written >= 20
