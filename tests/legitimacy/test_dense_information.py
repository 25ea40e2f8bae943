"""The dense reference of variance identifiability is itself right: by hand, by fractions, by the information matrix."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest

import levelwise as lw
from helpers.dense_information import RESIDUAL, Dense, Parameter, Point, a_point, dense, derivative, parameters_of
from helpers.draws import seeds
from helpers.modular import PRIME, fractions, modulo, null_of, rational, reconstructed, reduced
from helpers.variance_cases import CASES, Case, drawn
from helpers.variance_designs import groups, waves
from levelwise.vocabulary.covariance_structures import STRUCTURES

LINEAR = frozenset({"us", "diag", "homdiag", "homcs", "homtoep"})
BY_NAME = {case.name: case for case in CASES}


@cache
def reference(name: str) -> Dense:
    case = BY_NAME[name]
    return dense(case.model(), residual=case.residual)


def null(name: str) -> list[list[Fraction]]:
    return [list(vector) for vector in reference(name).null]


# the designs


def test_there_are_enough_designs_of_both_kinds() -> None:
    assert len(BY_NAME) == len(CASES) >= 80
    assert sum(case.identified for case in CASES) >= 80
    assert sum(not case.identified for case in CASES) >= 80


@pytest.mark.parametrize("name", BY_NAME)
def test_the_rank_is_the_one_derived_by_hand(name: str) -> None:
    case, found = BY_NAME[name], reference(name)
    assert len(found.X) <= 160
    assert (found.rank, len(found.parameters), found.exact) == (case.rank, case.parameters, case.exact)
    if found.exact and not case.identified:
        assert len(found.null) == case.parameters - case.rank  # at a point of small fractions, too


@pytest.mark.parametrize("name", [case.name for case in CASES if not case.delicate])
def test_floats_give_the_same_rank(name: str) -> None:
    found = reference(name)
    assert found.numeric_rank == found.rank
    assert found.rank == 0 or found.gap > 1e-3
    assert (found.singular[found.rank :] < 1e-11).all()
    linear = set(structures(found)) <= LINEAR
    if found.exact and linear and found.rank < len(found.parameters):
        exact = np.array([[float(v) for v in vector] for vector in found.null]).reshape(-1, len(found.parameters))
        inside = found.numeric_null
        assert np.allclose(exact @ inside.T @ inside, exact, rtol=0, atol=1e-7 * np.abs(exact).max(initial=1.0))


def structures(found: Dense) -> list[str]:
    return [name for name, _, _ in found.blocks]


@pytest.mark.parametrize("name", [case.name for case in CASES if not case.delicate])
def test_the_rank_is_that_of_the_restricted_likelihoods_information(name: str) -> None:
    """Its entries are tr(P V_k P V_l) / 2 (Searle, Casella & McCulloch 1992, section 6.6), at any θ."""
    found = reference(name)
    slopes = [slope_of(found, one) for one in found.parameters]
    slopes = [slope / max(float(np.linalg.norm(slope)), 1e-300) for slope in slopes]
    v = np.eye(len(found.X)) / 2
    for _, z, codes in found.blocks:
        scaled = z / np.maximum(np.linalg.norm(z, axis=0), 1e-300)
        v = v + (scaled @ scaled.T) * (codes[:, None] == codes)
    inverse = np.linalg.inv(v)
    x = found.X / np.linalg.norm(found.X, axis=0)
    p = inverse - inverse @ x @ np.linalg.pinv(x.T @ inverse @ x) @ x.T @ inverse
    products = [p @ slope for slope in slopes]
    information = np.array([[float((a * b.T).sum()) / 2 for b in products] for a in products])
    small = np.diag(information) < 1e-14  # of matrices of length one: zero
    information[small] = information[:, small] = 0
    lengths = np.sqrt(np.where(small, 1, np.diag(information)))
    assert np.linalg.matrix_rank(information / np.outer(lengths, lengths), tol=1e-9, hermitian=True) == found.rank


def slope_of(found: Dense, one: Parameter) -> Any:
    """∂V/∂θ by Kronecker's product, of the columns scaled as their structure lets them be."""
    if one is RESIDUAL:
        return np.diag(1 / found.weights) if found.weights is not None else np.eye(len(found.X))
    structure, z, codes = found.blocks[one.block]
    z = z @ found._changes[one.block]
    size, count = z.shape[1], codes.max() + 1
    at = a_point(size)
    point = Point([float(s) for s in at.deviations], float(at.variance), [float(r) for r in at.correlations])
    slope = np.array(derivative(one, structure, size, point), dtype=float)
    crossed = np.zeros((len(z), count * size))
    for row, code in enumerate(codes):
        crossed[row, code * size : (code + 1) * size] = z[row]
    return crossed @ np.kron(np.eye(count), slope) @ crossed.T


SMALL = [case.name for case in CASES if case.exact and len(next(iter(case.table().values()))) <= 24]


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_the_rank_modulo_a_prime_is_that_of_the_fractions(name: str) -> None:
    """M = I − X(X'X)⁻X' in fractions, every entry of M V_k M, Gauss's elimination."""
    found = reference(name)
    exact = found._fractions
    assert exact is not None
    x, columns, weights = exact
    x = x[:, echelon(x)[1]]
    inverse = solved(x.T @ x, x.T)
    m = np.array([[Fraction(int(i == j)) for j in range(len(x))] for i in range(len(x))], dtype=object) - x @ inverse
    images = []
    for one in found.parameters:
        if one is RESIDUAL:
            v = np.diag(1 / weights)
        else:
            structure, z, codes = found.blocks[one.block]
            slope = np.array(derivative(one, structure, z.shape[1], a_point(z.shape[1])), dtype=object)
            v = columns[one.block] @ slope @ columns[one.block].T * (codes[:, None] == codes).astype(int)
        images.append((m @ v @ m).ravel().tolist())
    distinct = {tuple(row) for row in zip(*images, strict=True)}
    matrix = np.array([[Fraction(v) for v in row] for row in distinct], dtype=object)
    assert len(echelon(matrix)[1]) == found.rank
    for vector in found.null:
        assert not (matrix @ np.array(vector, dtype=object)).any()


def echelon(matrix: Any) -> tuple[Any, list[int]]:
    rows, pivots = [list(row) for row in matrix], []
    for column in range(matrix.shape[1]):
        at = next((n for n in range(len(pivots), len(rows)) if rows[n][column]), None)
        if at is None:
            continue
        place = len(pivots)
        rows[place], rows[at] = rows[at], rows[place]
        rows[place] = [v / rows[place][column] for v in rows[place]]
        for n, row in enumerate(rows):
            if n != place and row[column]:
                rows[n] = [v - row[column] * w for v, w in zip(row, rows[place], strict=True)]
        pivots.append(column)
    return rows, pivots


def solved(matrix: Any, right: Any) -> Any:
    size = len(matrix)
    rows, pivots = echelon(np.concatenate([matrix, right], axis=1))
    assert pivots[:size] == list(range(size))
    return np.array([row[size:] for row in rows[:size]], dtype=object)


# null vectors by hand; entries in the order (0,0), (1,0), (1,1) …, σ² last


def test_a_group_level_slope_is_identified_in_a_sum_with_its_covariance() -> None:
    """w = 0 shows τ00, w = 1 shows τ00 + 2τ01 + τ11."""
    assert null("w") == [[0, Fraction(-1, 2), 1, 0]]
    assert reference("w").confounded == {Parameter(0, "entry", 1, 0), Parameter(0, "entry", 1, 1)}


def test_with_two_other_values_all_three_entries_are_confounded() -> None:
    """w = 3 and w = 7: (w − 3)(w − 7) = w² − 10w + 21 is zero at both."""
    assert null("w37") == [[21, -5, 1, 0]]


def test_two_common_times() -> None:
    """σ² up by one, τ00 down by one: τ01 up by one; the variance at t = 1 wants τ11 down by two."""
    assert null("two-common") == [[-1, 1, -2, 1]]


def test_a_random_effect_of_each_row_is_the_residual() -> None:
    assert null("obs") == [[-1, 1]]
    assert null("obs-same-weights") == [[Fraction(-1, 3), 1]]


def test_an_unstructured_matrix_holds_the_residual() -> None:
    assert null("us-3") == [[-1, 0, -1, 0, 0, -1, 1]]


def test_two_names_of_a_partition() -> None:
    assert null("twin") == [[-1, 1, 0]]


def test_a_fixed_effect_hides_its_variance_and_covariances() -> None:
    assert null("fixed-g") == [[1, 0]]
    assert null("fixed-slopes") == [[0, 1, 0, 0], [0, 0, 1, 0]]


def test_compound_symmetry_beside_an_intercept() -> None:
    """11' of the intercept is the block's variance and covariance together; I of the residual is its variance."""
    parameters = list(reference("1+homcs-4").parameters)
    assert [one.kind for one in parameters] == ["entry", "variance", "covariance", "residual"]
    assert null("1+homcs-4") == [[-1, 1, 1, 0], [0, -1, 0, 1]]


def test_the_handouts_overlapping_intercepts() -> None:
    found = reference("m7")
    names = [(one.block, one.kind, one.first, one.second) for one in found.confounded]
    assert sorted(names) == [(0, "entry", 0, 0), (1, "entry", 0, 0)]


# balanced layouts: the rank is that of the expected mean squares


def test_balanced_layouts_have_the_rank_of_their_expected_mean_squares() -> None:
    """Searle, Casella & McCulloch (1992), *Variance Components*, chapter 4: a levels, b levels, n copies."""
    a, b = 4, 5
    for n, name in ((2, "crossed-twice"), (1, "crossed-no-copies")):
        squares = [[b * n, 0, n, 1], [0, a * n, n, 1], [0, 0, n, 1], *([[0, 0, 0, 1]] if n > 1 else [])]
        assert reference(name).rank == np.linalg.matrix_rank(squares)
    for n, name in ((3, "nested"), (1, "nested-rows")):
        squares = [[3 * n, n, 1], [0, n, 1], *([[0, 0, 1]] if n > 1 else [])]
        assert reference(name).rank == np.linalg.matrix_rank(squares)


# structures


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("structure", STRUCTURES)
def test_derivatives_are_those_of_the_structures_matrix(structure: str, size: int) -> None:
    known = STRUCTURES[structure]
    dice = np.random.default_rng(size)
    variances, shared = dice.uniform(0.5, 2, size), 1.3
    correlations = dice.uniform(-0.5, 0.5, size)
    parameters = parameters_of(0, structure, size)
    start = dict.fromkeys(parameters, 1.0)
    for one in parameters:
        if one.kind == "entry" and one.first == one.second:
            start[one] = float(variances[one.first])
        elif one.kind == "variance":
            start[one] = shared
        elif one.kind != "entry":
            start[one] = float(correlations[max(one.first - 1, 0)])

    def matrix(values: dict[Parameter, float]) -> Any:
        g = np.zeros((size, size))
        for p in range(size):
            for q in range(size):
                lag = abs(p - q)
                equal = known.equal
                v = [values[Parameter(0, "variance") if equal else Parameter(0, "entry", n, n)] for n in (p, q)]
                if lag == 0:
                    g[p, q] = v[0]
                elif known.correlation == "free":
                    g[p, q] = values[Parameter(0, "entry", max(p, q), min(p, q))]
                elif known.correlation != "none":
                    far = lag if known.correlation == "lag" else 0
                    linear = Parameter(0, "covariance", far)
                    r = values.get(Parameter(0, "correlation", far), 0.0)
                    power = lag if known.correlation == "power" else 1
                    g[p, q] = values[linear] if linear in values else r**power * np.sqrt(v[0] * v[1])
        return g

    at = Point(np.sqrt(variances).tolist(), shared, correlations.tolist())
    for one in parameters:
        up, down = ({**start, one: start[one] + step} for step in (1e-6, -1e-6))
        numeric = (matrix(up) - matrix(down)) / 2e-6
        assert np.allclose(derivative(one, structure, size, at), numeric, atol=1e-8)


@pytest.mark.parametrize(
    ("structure", "count"),
    [
        ("us", 10),
        ("diag", 4),
        ("homdiag", 1),
        ("cs", 5),
        ("homcs", 2),
        ("ar1", 2),
        ("hetar1", 5),
        ("toep", 7),
        ("homtoep", 4),
    ],
)
def test_structures_of_four_columns_have_that_many_parameters(structure: str, count: int) -> None:
    assert len(set(parameters_of(0, structure, 4))) == count
    assert len(parameters_of(0, structure, 1)) == 1


def test_the_rank_is_lower_at_a_special_point() -> None:
    """Under cs with equal variances, σ² and the variances are not identifiable: the point must not be symmetric."""
    half, found = Fraction(1, 2), reference("cs-3")
    assert found.rank_at([a_point(3)]) == found.rank == 5
    assert found.rank_at([Point([Fraction(1)] * 3, Fraction(1), [half] * 3)]) == 4
    assert found.rank_at([Point([Fraction(1), Fraction(2), Fraction(3)], Fraction(1), [Fraction(0)] * 3)]) == 4
    assert reference("toep-3").rank_at([Point([Fraction(1)] * 3, Fraction(1), [half, half / 3, half])]) == 5


# what must not matter


def same(name: str, other: Case) -> bool:
    found = dense(other.model(), residual=other.residual)
    return (found.rank, len(found.parameters)) == (reference(name).rank, len(reference(name).parameters))


@pytest.mark.parametrize("name", ["w", "w3*x", "two-common", "f3*x", "crossed-slopes", "cs-3", "nested-wb", "tight"])
def test_the_order_of_rows_and_the_names_of_groups_do_not_matter(name: str) -> None:
    case = BY_NAME[name]
    table = case.table()
    count = len(table["y"])
    order = sorted(range(count), key=lambda row: (row * 7919) % 101)

    def turned() -> dict[str, list[Any]]:
        names = {"g": "s{}", "a": "s{}", "b": "s{}", "id": "s{}"}
        moved = {key: [values[row] for row in order] for key, values in table.items()}
        return {k: [names[k].format(v) for v in values] if k in names else values for k, values in moved.items()}

    assert same(name, Case(name, case.formula, turned, case.rank, case.parameters, ""))


@pytest.mark.parametrize(
    ("name", "column"), [("w", "w"), ("w3", "w3"), ("w3*x", "x"), ("two-groups-own", "x"), ("square", "x")]
)
def test_shift_and_scale_do_not_matter_to_unstructured_blocks(name: str, column: str) -> None:
    case = BY_NAME.get(name, BY_NAME["four-groups-own"])
    table = case.table()
    moved = {**table, column: [3 * v - 17 for v in table[column]]}
    assert same(case.name, Case(name, case.formula, lambda: moved, case.rank, case.parameters, ""))


@pytest.mark.parametrize("seed", seeds(20))
def test_fractions_and_floats_agree_on_random_designs(seed: int) -> None:
    formula, table = drawn(seed)
    try:
        found = dense(lw.model(formula, table))
    except lw.DataError:  # a factor of one category
        return
    assert found.numeric_rank == found.rank
    if found.exact and set(structures(found)) <= LINEAR:
        assert all(found.seen(vector) < 1e-9 for vector in found.null)


@pytest.mark.parametrize("name", ["w", "w37", "two-common", "crossed-no-copies", "shifted-two", "m7", "twin"])
def test_a_null_vector_is_not_identified_and_its_neighbours_are(name: str) -> None:
    found = reference(name)
    (vector,) = found.null
    assert found.seen(vector) < 1e-9
    for number, value in enumerate(vector):
        near = [*vector[:number], value + max(abs(value), 1), *vector[number + 1 :]]
        assert found.seen(near) > 1e-7


@pytest.mark.parametrize("name", [case.name for case in CASES if case.delicate])
def test_floats_resolve_all_delicate_designs_but_one(name: str) -> None:
    """Of a year and a constant, ∂/∂ρ and ∂/∂τ of compound symmetry differ by 1e-12 of their lengths."""
    assert (reference(name).numeric_rank == reference(name).rank) == (name != "shifted-cs")


# numbers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, "1/10"),
        (0.1 * 3, "3/10"),
        (1 / 3, "1/3"),
        (-2 / 7, "-2/7"),
        (3e-6, "3/1000000"),
        (1e6, "1000000"),
        (0.0, "0"),
    ],
)
def test_floats_are_read_as_the_fractions_they_were_computed_from(value: float, expected: str) -> None:
    assert rational(value) == Fraction(expected)


@pytest.mark.parametrize("value", [2**0.5, np.pi, np.log(3), 0.1234567890123])
def test_other_floats_are_not_guessed(value: float) -> None:
    assert rational(value) is None
    assert fractions(np.array([[1.0, value]])) is None


@pytest.mark.parametrize("value", ["0", "1", "-1/2", "355/113", "-1000000000001/3"])
def test_fractions_come_back_from_their_residues(value: str) -> None:
    residue = modulo(np.array([Fraction(value)], dtype=object), PRIME)[0]
    assert reconstructed(int(residue), PRIME) == Fraction(value)


def test_elimination() -> None:
    matrix = np.array([[0, 2, 4], [0, 1, 2], [0, 3, 7]], dtype=object)
    rows, pivots = reduced(matrix, PRIME)
    assert pivots == [1, 2]
    assert rows.tolist() == [[0, 1, 0], [0, 0, 1]]
    basis, free = null_of(matrix, PRIME)
    assert (basis.tolist(), free) == ([[1, 0, 0]], [0])


def test_without_fractions_only_floats_decide() -> None:
    found = dense(lw.model("y ~ poly(t, 2) + (poly(t, 2) | id)", waves(3)()))
    assert not found.exact
    assert found.rank == found.numeric_rank == 6


def test_weights_are_in_the_residual_variance() -> None:
    found = dense(lw.model("y ~ x + (1 | obs)", groups(), weights="size"))
    assert found.weights is not None
    assert found.identified
