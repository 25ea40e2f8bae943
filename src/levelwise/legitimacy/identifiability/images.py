"""What each variance parameter changes in the covariance of the data, seen through random probes.

The covariance matrix of the data is V(θ) = Σ θₖVₖ. Restricted maximum likelihood sees MVM, where M takes out what the
fixed part explains. V has as many rows as the data, so it is never formed: with probes U, an n×m matrix of normal
numbers, the image of a parameter is the m×m matrix U'MVₖMU = Σ over groups of (ZᵍMU)'(∂G/∂θₖ)(ZᵍMU), at the cost of a
pass over the rows. With as many probes as parameters, images depend on each other only where the MVₖM do: a matrix
that is not zero has a zero image for a set of probes whose dimension is smaller by m, and there are fewer independent
combinations than that.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from levelwise.data.columns import Floats
from levelwise.data.partition import Partition
from levelwise.dataclass import dataclass
from levelwise.design.column_space import ColumnSpace
from levelwise.design.columns import Design
from levelwise.design.linear_dependence import rescaled
from levelwise.lazy_numpy import np
from levelwise.legitimacy.identifiability.parameters import RESIDUAL, Direction, Parameter, directions, is_free
from levelwise.model.spec import ModelSpec

SEED = 20161
"""The seed of the probes: the same model gets the same answer."""

_PROBES = 12
_ENOUGH = (
    40  # more parameters get fewer probes than parameters; their images still are longer than there are parameters
)
_AT_ONCE = 20_000  # rows, so that what is summed stays near the processor
_ABSORBED = 1e-10  # an image below this part of its size before the fixed part is taken out is rounding
_COLLINEAR = 1e-10  # columns of a block whose independent part is smaller than this are left as they are


@dataclass(frozen=True, eq=False)
class Images:
    """The images of a model's variance parameters.

    Attributes
    ----------
    parameters : tuple of Parameter
        In the order of the rows.
    rows : ndarray, shape (parameters, entries)
        Each image as a vector of length one, or zero where the fixed part absorbs the parameter.
    mixing : ndarray, shape (parameters, parameters)
        How much a combination of the rows changes each parameter: the images are of better conditioned columns, by
        an invertible map of the parameters.
    """

    parameters: tuple[Parameter, ...]
    rows: Floats
    mixing: Floats


def probes_for(parameters: int) -> int:
    """Return how many probes tell a number of parameters apart."""
    if parameters <= _ENOUGH:
        return max(_PROBES, parameters)
    return max(_ENOUGH, int(np.sqrt(2 * parameters)) + _PROBES)


def images(
    spec: ModelSpec,
    design: Design,
    groups: Mapping[str, Partition],
    fixed: ColumnSpace,
    *,
    weights: Floats | None = None,
    residual: bool = True,
) -> Images:
    """Return the images of a model's variance parameters.

    Parameters
    ----------
    spec, design, groups : ModelSpec, Design, mapping of str to Partition
        The model, its columns and its groups.
    fixed : ColumnSpace
        The space of the fixed part.
    weights : ndarray, shape (rows,), optional
        The prior weights: the residual variance of a row is σ² over its weight.
    residual : bool
        Whether the family has a residual variance.
    """
    found = [directions(number, block) for number, block in enumerate(spec.blocks)]
    count = sum(map(len, found)) + int(residual)
    rows = len(next(iter(groups.values())).codes)
    probes = np.random.default_rng(SEED).standard_normal((rows, probes_for(count)))
    seen = fixed.residual(probes)
    upper = np.triu_indices(probes.shape[1])
    made: list[Floats] = []
    mixing = np.eye(count)
    for number, block in enumerate(spec.blocks):
        own = found[number]
        place = slice(len(made), len(made) + len(own))
        matrix = rescaled(design.matrix(block.effects))
        if is_free(block):
            matrix, back = _conditioned(matrix)
            mixing[place, place] = _mixing(own, back)
        lengths = np.linalg.norm(matrix, axis=0)
        sums = _sums(matrix, seen, groups[block.group])
        made.extend(_image(one, sums, lengths)[upper] for one in own)
    if residual:
        image = _residual(seen, weights)
        made.append((image if np.linalg.norm(image) > _ABSORBED * probes.size else np.zeros_like(image))[upper])
    stacked = np.array(made).reshape(count, -1)
    stacked[:, upper[0] != upper[1]] *= np.sqrt(2.0)  # an entry off the diagonal stands for two
    norms = np.linalg.norm(stacked, axis=1)
    norms[norms == 0] = 1.0
    parameters = (*(one.parameter for own in found for one in own), *([RESIDUAL] if residual else []))
    return Images(parameters, stacked / norms[:, None], mixing / norms)


def _conditioned(matrix: Floats) -> tuple[Floats, Floats]:
    """Return orthonormal columns, and the matrix that takes their random effects to those of the columns given.

    Columns that (nearly) depend on each other are only scaled: which of their parameters are confounded must show.
    """
    lengths = np.linalg.norm(matrix, axis=0)
    lengths[lengths == 0] = 1.0
    scaled = matrix / lengths
    if len(matrix) >= matrix.shape[1]:
        orthonormal, triangle = np.linalg.qr(scaled)
        if np.abs(np.diag(triangle)).min() > _COLLINEAR:
            return orthonormal, np.linalg.inv(triangle) / lengths[:, None]
    return scaled, np.diag(1 / lengths)


def _mixing(own: list[Direction], back: Floats) -> Floats:
    """Return what each entry of a covariance matrix G̃ adds to those of G = TG̃T'."""
    first = np.array([one.rows[0] for one in own])
    second = np.array([one.columns[0] for one in own])
    straight = back[np.ix_(first, first)] * back[np.ix_(second, second)]
    crossed = back[np.ix_(first, second)] * back[np.ix_(second, first)]
    mixing: Floats = np.where(first == second, straight, straight + crossed)
    return mixing


def _sums(matrix: Floats, seen: Floats, groups: Partition) -> Floats:
    """Return Z'MU of every group, shape (columns, groups, probes)."""
    rows, size = len(seen), groups.size
    sums = np.empty((matrix.shape[1], size, seen.shape[1]))
    edges = np.append(groups.starts, rows)
    shares = np.unique(np.append(np.searchsorted(groups.starts, np.arange(0, rows, _AT_ONCE)), size))
    for first, last in pairwise(shares.tolist()):
        own = slice(edges[first], edges[last]) if groups.order is None else groups.order[edges[first] : edges[last]]
        part, starts = seen[own], groups.starts[first:last] - edges[first]
        for number in range(matrix.shape[1]):
            np.add.reduceat(part * matrix[own, number, None], starts, axis=0, out=sums[number, first:last])
    return sums


def _image(direction: Direction, sums: Floats, lengths: Floats) -> Floats:
    """Return the image of one parameter, shape (probes, probes); what is only rounding is zero."""
    size = sums.shape[2]
    image = np.zeros((size, size))
    for row, column, weight in zip(direction.rows, direction.columns, direction.weights, strict=True):
        image += weight * (sums[row].T @ sums[column])
    image = (image + image.T) / 2
    rounding = _ABSORBED * _size(direction, lengths) * size
    return image if np.linalg.norm(image) > rounding else np.zeros_like(image)


def _size(direction: Direction, lengths: Floats) -> float:
    """Return the size of what a parameter adds to the covariance matrix of the data, as the sum of its diagonal."""
    return float(np.abs(direction.weights * lengths[direction.rows] * lengths[direction.columns]).max()) or 1.0


def _residual(seen: Floats, weights: Floats | None) -> Floats:
    if weights is None:
        return seen.T @ seen
    usable = weights > 0
    return (seen[usable] / weights[usable, None]).T @ seen[usable]
