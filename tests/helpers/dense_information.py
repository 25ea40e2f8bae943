"""Which variance parameters a design tells apart, computed the long way: every matrix dense, every step exact.

The covariance of the rows is V(θ) = Σ_blocks Z (I ⊗ G(θ)) Z' + σ² W⁻¹ (W the prior weights). REML sees θ only through
N'V(θ)N, where the columns of N span what is orthogonal to the fixed part. So it can tell the parameters apart (near
almost every θ) iff the matrices N' ∂V/∂θ_k N are linearly independent. Two authorities that share nothing but V:

* **exact**: every number of the design is read as the fraction it is, and the rank taken modulo the prime 2^127 − 1. A
  structure that is not linear in its parameters is differentiated at a random point modulo the prime. Such a rank can
  only be too small, and that with a chance of about 1e-35.
* **floats**: M ∂V/∂θ_k M with M = I − QQ', columns of length one, singular values; predictors are orthonormalised
  first where that is an invertible map of θ.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import levelwise as lw
from helpers.modular import PRIME, SECOND, Exact, Floats, Residue, fractions, modulo, null_of, reconstructed, reduced

TOLERANCE = 1e-8
NOTHING = 1e-11  # M V M below this part of V is zero
WITHOUT_SCALE = frozenset({"binomial", "bernoulli", "poisson", "cbind"})


class Parameter(NamedTuple):
    """A variance parameter: of which block (−1: the residual), what it is, and of which columns.

    `kind` is ``entry`` (a variance or a covariance of columns `first` and `second`), ``variance`` (shared by all
    columns), ``covariance`` (shared, at distance `first`; 0 for any distance), ``correlation`` (likewise) or
    ``residual``.
    """

    block: int
    kind: str
    first: int = 0
    second: int = 0


RESIDUAL = Parameter(-1, "residual")


def parameters_of(block: int, structure: str, size: int) -> list[Parameter]:
    """Return the parameters of a block's covariance matrix."""
    variances = [Parameter(block, "entry", p, p) for p in range(size)]
    shared = [Parameter(block, "variance")]
    distances = range(1, size)
    some = size > 1
    return {
        "us": [Parameter(block, "entry", p, q) for p in range(size) for q in range(p + 1)],
        "diag": variances,
        "homdiag": shared,
        "cs": variances + [Parameter(block, "correlation")] * some,
        "homcs": shared + [Parameter(block, "covariance")] * some,
        "ar1": shared + [Parameter(block, "correlation")] * some,
        "hetar1": variances + [Parameter(block, "correlation")] * some,
        "toep": variances + [Parameter(block, "correlation", lag) for lag in distances],
        "homtoep": shared + [Parameter(block, "covariance", lag) for lag in distances],
    }[structure]


class Point(NamedTuple):
    """Where the derivatives are taken: standard deviations, the variance they share, correlations by distance."""

    deviations: Sequence[Any]
    variance: Any
    correlations: Sequence[Any]


def derivative(parameter: Parameter, structure: str, size: int, at: Point) -> list[list[Any]]:
    """Return ∂G/∂θ of one parameter, by the definition of its structure; in whatever numbers `at` is given."""
    s, v, r = at
    kind, first, second = parameter.kind, parameter.first, parameter.second

    def correlation(p: int, q: int) -> Any:
        lag = abs(p - q)
        return 1 if lag == 0 else r[0] if structure == "cs" else r[0] ** lag if structure == "hetar1" else r[lag - 1]

    def entry(p: int, q: int) -> Any:
        lag = abs(p - q)
        if kind == "entry" and structure in ("us", "diag"):
            return int({p, q} == {first, second})
        if kind == "entry":  # G_pq = ρ s_p s_q, and ∂/∂(s²) = ∂/∂s / 2s
            if p == q:
                return int(p == first)
            return 0 if first not in (p, q) else correlation(p, q) * (s[q] if p == first else s[p]) / (2 * s[first])
        if kind == "variance":
            return r[0] ** lag if structure == "ar1" else int(p == q)
        if kind == "covariance":
            return int(lag > 0 if first == 0 else lag == first)
        if structure == "ar1":
            return v * lag * r[0] ** (lag - 1) if lag else 0
        if structure == "hetar1":
            return s[p] * s[q] * lag * r[0] ** (lag - 1) if lag else 0
        return s[p] * s[q] * int(lag > 0 if first == 0 else lag == first)

    return [[entry(p, q) for q in range(size)] for p in range(size)]


def a_point(size: int) -> Point:
    """Return a point of small fractions, no two alike: there null vectors are small fractions, too."""
    deviations = [Fraction(p + 2, p + 3) for p in range(size)]
    return Point(deviations, Fraction(7, 5), [Fraction(1, 3 + lag) for lag in range(size)])


def a_random_point(size: int, dice: random.Random) -> Point:
    """Return a point modulo the prime: almost no polynomial that is not zero everywhere is zero there."""
    one, *rest = [Residue(dice.randrange(1, PRIME)) for _ in range(2 * size + 1)]
    return Point(rest[:size], one, rest[size:])


# numbers as fractions


# the answer


@dataclass(frozen=True, eq=False)
class Dense:
    """A design's matrices and what follows from them.

    Attributes
    ----------
    X : ndarray, shape (rows, columns)
        The fixed part.
    blocks : sequence of (structure, Z, codes)
        The random part.
    weights : ndarray or None
        Prior weights: the residual variance of a row is σ² / weight.
    residual : bool
        Whether the family has a residual scale σ².
    """

    X: Floats
    blocks: tuple[tuple[str, Floats, NDArray[np.intp]], ...]
    weights: Floats | None = None
    residual: bool = True

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every variance parameter; σ² is the last."""
        every = [one for k, (name, z, _) in enumerate(self.blocks) for one in parameters_of(k, name, z.shape[1])]
        return (*every, *[RESIDUAL] * self.residual)

    @cached_property
    def exact(self) -> bool:
        """Whether every number of the design is a fraction."""
        return self._fractions is not None

    @cached_property
    def rank(self) -> int:
        """How many combinations of the parameters the design shows: exact where it can be, else by floats."""
        if not self.exact:
            return self.numeric_rank
        dice = random.Random(1)
        return self.rank_at([a_random_point(z.shape[1], dice) for _, z, _ in self.blocks])

    def rank_at(self, points: Sequence[Point]) -> int:
        """Return the exact rank at one point of the structures that are not linear; some points show less."""
        return len(reduced(self._images(points, PRIME), PRIME)[1])

    @property
    def identified(self) -> bool:
        """Whether all parameters are separately identifiable."""
        return self.rank == len(self.parameters)

    @cached_property
    def null(self) -> tuple[tuple[Fraction, ...], ...]:
        """A basis of the directions in which θ can move unseen, at `a_point` of structures that are not linear.

        Only of exact designs.
        """
        points = [a_point(z.shape[1]) for _, z, _ in self.blocks]
        basis, _ = null_of(self._images(points, PRIME), PRIME)
        result = tuple(tuple(reconstructed(int(v), PRIME) for v in vector) for vector in basis)
        assert not any(value is None for vector in result for value in vector), "no small fractions"
        if result:
            checked = self._images(points, SECOND) @ modulo(np.array(result, dtype=object).T, SECOND) % SECOND
            assert not checked.any(), "the null vectors of one prime are not those of another"
        return result  # type: ignore[return-value]

    @property
    def confounded(self) -> frozenset[Parameter]:
        """The parameters whose own value the design does not show; the others are identified."""
        return frozenset(
            one for number, one in enumerate(self.parameters) if any(vector[number] for vector in self.null)
        )

    @cached_property
    def singular(self) -> Floats:
        """The singular values of the images M ∂V/∂θ M, each of length one (or zero), largest first."""
        return self._svd[1]

    @cached_property
    def numeric_rank(self) -> int:
        """The rank by floats."""
        values = self.singular
        return int((values > TOLERANCE * values[0]).sum()) if len(values) and values[0] > 0 else 0

    @property
    def gap(self) -> float:
        """The smallest singular value that counts, as a part of the largest: small ones are delicate."""
        return float(self.singular[self.numeric_rank - 1] / self.singular[0]) if self.numeric_rank else 0.0

    @cached_property
    def numeric_null(self) -> Floats:
        """An orthonormal basis of the null space by floats, one vector a row, in the parameters as they are.

        Of structures that are not linear it is taken at `a_point` of the columns after their change.
        """
        left, _, right = self._svd
        assert left is not None
        free = right[self.numeric_rank :]
        vectors = np.linalg.solve(self._change, (free / self._lengths).T)
        return np.linalg.qr(vectors / np.abs(vectors).max(axis=0, initial=1e-300))[0].T

    def seen(self, direction: Sequence[Any]) -> float:
        """Say how much of a change of θ shows, by floats: 0 for a null vector, about 1 for most others.

        It is the length of the change's image M V M as a part of the lengths its parameters have each alone.
        """
        moved = self._lengths * (self._change @ np.array([float(value) for value in direction]))
        return float(np.linalg.norm(self._scaled @ moved) / max(float(np.linalg.norm(moved)), 1e-300))

    # exact

    @cached_property
    def _fractions(self) -> tuple[Exact, list[Exact], Exact] | None:
        weights = np.ones(len(self.X)) if self.weights is None else self.weights
        every = [fractions(self.X), *(fractions(z) for _, z, _ in self.blocks), fractions(weights)]
        if any(one is None for one in every):
            return None
        return every[0], every[1:-1], every[-1]  # type: ignore[return-value]

    def _images(self, points: Sequence[Point], prime: int) -> Exact:
        """Return the distinct rows of the matrix whose columns are N' ∂V/∂θ N, on and above their diagonals."""
        assert self._fractions is not None
        x, columns, weights = self._fractions
        contrasts, free = null_of(modulo(x.T, prime), prime)
        images = []
        for one in self.parameters:
            if one is RESIDUAL:
                v = np.diag(modulo(1 / weights, prime))
            else:
                structure, z, codes = self.blocks[one.block]
                slope = np.array(derivative(one, structure, z.shape[1], points[one.block]), dtype=object)
                slope = modulo(slope, prime)
                own = modulo(columns[one.block], prime)
                v = np.where(codes[:, None] == codes, own @ slope % prime @ own.T % prime, 0)
            images.append(_sandwich(contrasts, free, v, prime)[np.triu_indices(len(free))])
        rows = {tuple(row) for row in zip(*(image.tolist() for image in images), strict=True)}
        rows.add((0,) * len(images))
        return np.array(sorted(rows), dtype=object)

    # floats

    @cached_property
    def _svd(self) -> tuple[Floats, Floats, Floats]:
        left, values, right = np.linalg.svd(self._scaled, full_matrices=False)
        return left, values, right

    @cached_property
    def _scaled(self) -> Floats:
        return self._numeric_images[0]

    @property
    def _lengths(self) -> Floats:
        return self._numeric_images[1]

    @cached_property
    def _numeric_images(self) -> tuple[Floats, Floats]:
        basis = orthonormal(self.X)
        images, lengths = [], []
        for one in self.parameters:
            if one is RESIDUAL:
                v = np.eye(len(self.X)) if self.weights is None else np.diag(1 / self.weights)
            else:
                structure, z, codes = self.blocks[one.block]
                own = z @ self._changes[one.block]
                at = a_point(z.shape[1])
                point = Point(
                    [float(s) for s in at.deviations], float(at.variance), [float(r) for r in at.correlations]
                )
                v = (own @ np.array(derivative(one, structure, z.shape[1], point), dtype=float) @ own.T) * (
                    codes[:, None] == codes
                )
            image = v - basis @ (basis.T @ v)
            image = image - (image @ basis) @ basis.T
            length = float(np.linalg.norm(image))
            lengths.append(length if length > NOTHING * np.linalg.norm(v) else 1.0)
            images.append(image.ravel() / lengths[-1] if length > NOTHING * np.linalg.norm(v) else 0 * image.ravel())
        return np.stack(images, axis=1), np.array(lengths)

    @cached_property
    def _changes(self) -> list[Floats]:
        """For each block the matrix that its columns are multiplied by, which only renames the parameters."""
        return [change_of(structure, z) for structure, z, _ in self.blocks]

    @cached_property
    def _change(self) -> Floats:
        """The matrix T of θ' = Tθ, of the parameters after the change of columns."""
        count = len(self.parameters)
        result = np.eye(count)
        for k, (structure, z, _) in enumerate(self.blocks):
            back = np.linalg.inv(self._changes[k])
            mine = [n for n, one in enumerate(self.parameters) if one.block == k]
            for column in mine:
                one = self.parameters[column]
                if structure == "us":
                    g = np.zeros((z.shape[1], z.shape[1]))
                    g[one.first, one.second] = g[one.second, one.first] = 1.0
                    moved = back @ g @ back.T
                    for row in mine:
                        other = self.parameters[row]
                        result[row, column] = moved[other.first, other.second]
                elif one.kind == "entry":
                    result[column, column] = back[one.first, one.first] ** 2
        return result


def change_of(structure: str, z: Floats) -> Floats:
    """Return the change of columns that a structure allows: any, of each column's scale, or none."""
    size = z.shape[1]
    lengths = np.linalg.norm(z, axis=0) / np.sqrt(len(z))
    lengths[lengths == 0] = 1.0
    if structure != "us":
        return np.diag(1 / lengths) if structure in ("diag", "cs", "hetar1", "toep") else np.eye(size)
    first = np.diag(1 / lengths)
    center = np.eye(size)
    constant = [p for p in range(size) if z[:, p].all() and (z[:, p] == z[0, p]).all()]
    for p in range(size):
        if constant and p not in constant:
            center[constant[0], p] = -(z @ first)[:, p].mean() / (z @ first)[0, constant[0]]
    first = first @ center
    lengths = np.linalg.norm(z @ first, axis=0)
    first = first / np.where(lengths == 0, 1.0, lengths)
    _, triangle = np.linalg.qr(z @ first)
    if len(triangle) < size or np.abs(np.diag(triangle)).min() < 1e-7:
        return first  # columns that repeat each other
    return first @ np.linalg.inv(triangle) * np.sqrt(len(z))


def orthonormal(columns: Floats) -> Floats:
    """Return an orthonormal basis of what columns span, the constant taken out first when it is among them."""
    constant = np.array([bool(c.all() and (c == c[0]).all()) for c in columns.T], dtype=bool)
    rest = columns
    parts = []
    if constant.any():
        one = np.ones((len(columns), 1)) / np.sqrt(len(columns))
        parts.append(one)
        rest = columns[:, ~constant] - columns[:, ~constant].mean(axis=0)
    lengths = np.linalg.norm(rest, axis=0)
    rest = rest[:, lengths > 0] / lengths[lengths > 0]
    if rest.shape[1]:
        left, values, _ = np.linalg.svd(rest, full_matrices=False)
        parts.append(left[:, values > 1e-10 * values[0]])
    return np.concatenate([*parts, np.empty((len(columns), 0))], axis=1)


def _sandwich(contrasts: Exact, free: list[int], v: Exact, prime: int) -> Exact:
    """Return N'VN; N is the identity in its free rows, so only the few others are multiplied."""
    rest = [row for row in range(len(v)) if row not in set(free)]
    if not rest or not free:
        return v[np.ix_(free, free)]
    others = contrasts[:, rest]
    left = (v[free] + others @ v[rest]) % prime
    return (left[:, free] + left[:, rest] @ others.T) % prime


def dense(model: lw.Model, *, residual: bool | None = None) -> Dense:
    """Make the reference of a model with data."""
    design, spec = model.design(), model.spec
    blocks = tuple(
        (block.covariance, np.asarray(one.Z), np.asarray(one.codes))
        for block, one in zip(spec.blocks, design.blocks, strict=True)
    )
    scale = spec.family not in WITHOUT_SCALE if residual is None else residual
    return Dense(np.asarray(design.X), blocks, design.weights, scale)
