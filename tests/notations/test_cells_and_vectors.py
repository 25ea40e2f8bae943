"""Cells of crossed factors, and the order and the means of random effects in their vectors."""

from __future__ import annotations

from itertools import product

import pytest

import levelwise as lw

RB = "raudenbush-bryk"
COMPLETE = [(a, b) for a, b in product("pqrs", "uvw") for _ in range(2)]


def _data(cells: list[tuple[str, str]]) -> dict[str, list[object]]:
    return {
        "y": [float(n * 7 % 11) for n in range(len(cells))],
        "a": [a for a, _ in cells],
        "b": [b for _, b in cells],
    }


@pytest.mark.parametrize(
    ("cells", "part"),
    [
        (COMPLETE, r"\text{, for a:b jk = 1,} \dots \text{,JK}"),
        (COMPLETE[2:], r"\text{, for each cell jk of a:b}"),
    ],
)
def test_cells_have_a_bound_only_in_complete_crossings(cells: list[tuple[str, str]], part: str) -> None:
    eq = lw.extract_eq("y ~ 1 + (1 | a) + (1 | b) + (1 | a:b)", _data(cells), notation=RB, policy="off")
    assert part in eq.latex
    eq.verify()


def test_without_data_no_crossing_is_known_to_be_complete() -> None:
    eq = lw.extract_eq("y ~ 1 + (1 | a) + (1 | b) + (1 | a:b)", notation=RB)
    assert "for each cell jk of a:b" in eq.to("text")
    assert "for each cell j k of a by b" in eq.speech()


def test_a_second_block_of_a_cell_has_a_letter() -> None:
    eq = lw.extract_eq("y ~ x + z + (1 | a) + (1 | b) + (x | a:b) + (z | a:b)", notation=RB, policy="off")
    assert r"\pi_{0jk} &= \theta_{0} + d_{0jk} + f_{0jk} + b_{00j} + c_{00k}" in eq.latex
    eq.verify()


def test_a_random_intercept_comes_first_in_the_levels_form() -> None:
    eq = lw.extract_eq("y ~ 0 + x + (x | g)", notation=RB)
    assert r"\begin{pmatrix} u_{0j} \\ u_{1j} \end{pmatrix}" in eq.latex
    eq.verify()
    default = lw.extract_eq("y ~ 0 + x + (x | g)")
    assert r"\begin{pmatrix} \beta_{1j} \\ \alpha_{j} \end{pmatrix}" in default.latex


def test_a_moderated_slope_of_a_group_level_predictor_has_its_own_mean() -> None:
    levels = {"treat": "district:school", "funds": "district"}
    eq = lw.extract_eq("y ~ ses + treat*funds + (treat | district) + (1 | district:school)", levels=levels)
    assert r"\gamma_{0}^{\gamma_{1}} + \gamma_{1}^{\gamma_{1}}(\operatorname{funds})" in eq.latex
    assert r"\times" not in eq.latex
    eq.verify()


def test_pairs_of_long_numbers_are_separated_by_semicolons() -> None:
    slopes = " + ".join(f"x{n}" for n in range(1, 11))
    eq = lw.extract_eq(f"y ~ {slopes} + w + (x10 + w | b) + (1 | b:a)", levels={"w": "b:a"}, notation=RB, policy="off")
    assert r"\tau_{\beta0,1;10,0}" in eq.latex
    eq.verify()


def test_rows_of_means_have_room() -> None:
    eq = lw.extract_eq("math ~ ses*sector + (ses | school)", levels={"sector": "school"})
    assert r"(\operatorname{sector}) \\[2pt] \gamma_{0}^{\beta_{1}}" in eq.latex
    assert r"\alpha_{j} \\ \beta_{1j}" in eq.latex
