"""R34 and the codes of R24: what the values of a column suggest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import levelwise as lw
from levelwise.legitimacy.rules.r24_missing_codes import codes_in


def rows(response: Any) -> dict[str, Any]:
    rng = np.random.default_rng(4)
    return {"y": list(response), "x": rng.normal(size=len(response)), "g": np.arange(len(response)) // 10}


RNG = np.random.default_rng(2)
RESPONSES = [
    (RNG.integers(0, 2, 200), "binomial"),
    (RNG.integers(0, 2, 200).astype(bool), "binomial"),
    (RNG.integers(1, 3, 200), "binomial"),
    (RNG.poisson(3, 200), "poisson"),
    (RNG.integers(1, 8, 200), "ordinal"),
    (RNG.integers(-2, 3, 200), "ordinal"),
    (RNG.poisson(40, 200), ""),
    (RNG.integers(1, 9, 200) / 2, ""),
    (RNG.integers(2001, 2006, 200), ""),
    (RNG.integers(0, 2, 20), ""),  # few rows
]


@pytest.mark.parametrize(("response", "family"), RESPONSES)
def test_a_family_is_named_for_a_gaussian_response(response: Any, family: str) -> None:
    own = [one for one in lw.check("y ~ x + (1 | g)", rows(response)).findings if one.code == "R34"]
    assert [one.severity for one in own] == (["note"] if family else [])
    assert all(family in one.reason for one in own)


CODES = [
    ([*range(45, 100), -99, -99], (-99.0,)),
    ([*range(18, 81), 999], (999.0,)),
    ([*range(18, 96), 99], ()),
    ([1, 2, 3, 4, 5, 99], (99.0,)),
    ([0, 1, 0, 1, 1, -9, -8], (-9.0, -8.0)),
    ([*range(-120, 80)], ()),  # -99 among its neighbours
    ([-2.5, 0.3, 1.2, -99], (-99.0,)),
    ([-1, 0, 1], ()),
    ([-99, -99, -99, -99, 1, 2], ()),  # most rows
    ([1200, 3400, 5000, 9999], (9999.0,)),
    ([*range(300, 999), 999], ()),
]


@pytest.mark.parametrize(("values", "codes"), CODES)
def test_codes_of_missing_values(values: list[float], codes: tuple[float, ...]) -> None:
    assert codes_in(np.array(values, dtype=float)) == codes


def test_a_code_is_no_group() -> None:
    data = rows(np.random.default_rng(5).normal(size=200))
    data["g"] = np.where(np.arange(200) % 40 == 3, -99, data["g"] + 1)
    (finding,) = (one for one in lw.check("y ~ x + (1 | g)", data).findings if one.code == "R24")
    assert finding.title == "g is -99 in 5 rows, probably a code of missing values"
    assert "such rows count as a group" in finding.reason
