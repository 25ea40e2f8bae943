"""Several fitted models as aligned systems."""

from __future__ import annotations

from functools import cache

import pytest

import levelwise as lw


@cache
def fits() -> tuple[lw.Fit, ...]:
    hsb = lw.datasets.load("hsb")
    return tuple(lw.lmer(f"math ~ {fixed} + (1 | sch.id)", hsb) for fixed in ("1", "ses", "ses + meanses"))


def test_each_system_has_the_estimates_of_its_model() -> None:
    together = lw.extract_eq(list(fits()), notation="raudenbush-bryk", estimates=True)
    assert [str(one) for one in together] == [
        str(lw.extract_eq(one, notation="raudenbush-bryk", estimates=True)) for one in fits()
    ]
    assert together.changes == ("adds the fixed coefficient of ses", "adds the fixed coefficient of meanses")
    text = str(together)
    assert all(number in text for number in ("12.6", "8.61", "2.39", "4.77", "3.68"))
    together.verify()


def test_formulas_and_fits_stand_together() -> None:
    first, formula = fits()[0], "math ~ ses + sector + (1 | sch.id)"
    hsb = lw.datasets.load("hsb")
    together = lw.extract_eq([first, formula], hsb, factors={"sector": ["pub", "cath"]}, notation="hox")
    assert str(together[0]) == str(lw.extract_eq(first, notation="hox"))
    assert "cath" in str(together[1])


def test_what_belongs_to_formulas_is_no_argument_of_fits() -> None:
    with pytest.raises(lw.OptionError, match="a fit has its data"):
        lw.extract_eq(list(fits()), lw.datasets.load("hsb"))
    with pytest.raises(lw.UnsupportedModelError, match="not an int"):
        lw.extract_eq([fits()[0], 3])
    with pytest.raises(lw.OptionError, match="estimates needs the estimates of a fitted model"):
        lw.extract_eq([fits()[0], "math ~ ses + (1 | sch.id)"], estimates=True)
