"""Laws of the verdict: the order of bars never changes it, and no further bar makes a model legitimate."""

from __future__ import annotations

import random

import pytest

import levelwise as lw
from helpers.draws import seeds
from helpers.variance_cases import Table, drawn_parts
from levelwise.errors import DataError

MORE = (
    "(1 | g)",
    "(1 | h)",
    "(x | g)",
    "(1 | f)",
    "(x || g)",
    "(f || h)",
    "(0 + f | g)",
    "diag(x | h)",
    "cs(0 + f | g)",
)


def errors(formula: str, table: Table) -> frozenset[str]:
    """Return the codes of the errors; a slope without a mean, which most random models have, is none here."""
    return frozenset(one.code for one in lw.check(formula, table, policy="mixed").errors)


@pytest.mark.parametrize("seed", seeds(60))
def test_the_order_of_bars_never_changes_the_verdict(seed: int) -> None:
    fixed, bars, table = drawn_parts(seed)
    dice = random.Random(seed)
    try:
        while len(bars) < 3:
            bars.append(dice.choice(MORE))
        texts = [" + ".join((fixed, *order)) for order in (bars, bars[::-1], dice.sample(bars, len(bars)))]
        found = {text: errors(text, table) for text in texts}
    except DataError:
        pytest.skip("no model")
    assert len(set(found.values())) == 1, found


@pytest.mark.parametrize("seed", seeds(60))
def test_no_bar_makes_an_illegitimate_model_legitimate(seed: int) -> None:
    fixed, bars, table = drawn_parts(seed)
    try:
        before = errors(" + ".join((fixed, *bars)), table)
        if not before:
            pytest.skip("a legitimate model")
        for bar in random.Random(seed).sample(MORE, 3):
            for longer in ([*bars, bar], [bar, *bars]):
                text = " + ".join((fixed, *longer))
                assert errors(text, table), (text, before)
    except DataError:
        pytest.skip("no model")


REDUNDANT = (
    "(1 | g) + (t | g)",
    "(t | g) + (1 | g)",
    "(1 | g) + (t || g)",
    "(0 + t | g) + (t | g)",
    "(f | g) + (1 | g)",
)


@pytest.mark.parametrize("bars", REDUNDANT)
def test_a_repeated_effect_does_not_hide_what_is_not_identified(bars: str) -> None:
    table: Table = {"g": [n // 2 for n in range(60)], "t": [0, 1] * 30, "y": [n * n % 17 for n in range(60)]}
    table["f"] = [f"k{t}" for t in table["t"]]
    fixed = "y ~ f + " if "f |" in bars else "y ~ t + "
    report = lw.check(fixed + bars, table)
    # without a covariance there are three parameters for three numbers
    assert ("R5" in {one.code for one in report.errors}) == ("||" not in bars)


def test_a_double_bar_does_not_hide_what_is_not_identified() -> None:
    table: Table = {"g": [n // 3 for n in range(60)], "f": ["a", "b", "c"] * 20, "y": [n * n % 17 for n in range(60)]}
    report = lw.check("y ~ f + (f || g)", table)
    assert {one.code for one in report.errors} == {"R5"}
    assert report.errors[0].columns[-1] == "σ²"
