"""What fell short in the first version comes out right."""

from __future__ import annotations

import pytest

from helpers.faults import Case, cases, shortfalls


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{kind}-{case['id']}") for kind, case in cases()])
def test_it_comes_out_right(case: Case) -> None:
    if "needs" in case:
        pytest.importorskip(case["needs"])
    assert shortfalls(case) == [], case["why"]
