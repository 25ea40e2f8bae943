"""What each variance parameter contributes to the covariance matrix of the data, projected onto random probes.

The covariance matrix of the data is V(θ) = Σ θₖVₖ. Restricted maximum likelihood depends on it through MVM, where M
projects out the fixed part. V has as many rows as the data and is never formed: with probes U, an n×m matrix of
uniform draws, the image of a parameter is the m×m matrix U'MVₖMU = Σ over groups of (ZᵍMU)'(∂G/∂θₖ)(ZᵍMU),
which takes one pass over the rows. With as many probes as parameters, the images are linearly dependent only where the
MVₖM are, with probability one: the probes for which the image of a nonzero matrix vanishes form a set of codimension m,
and the linear combinations of the matrices have a smaller dimension than that.
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.data.columns import Floats
from levelwise.data.partition import Partition
from levelwise.dataclass import dataclass
from levelwise.design.column_space import ColumnSpace
from levelwise.design.columns import Design
from levelwise.design.linear_dependence import rescaled
from levelwise.design.probes import probes
from levelwise.lazy_numpy import np
from levelwise.legitimacy.identifiability.parameters import Direction, directions, is_free
from levelwise.legitimacy.identifiability.residual_images import ResidualData, residual_images
from levelwise.legitimacy.identifiability.size import probe_count
from levelwise.model.model_parameters import residual_parameters
from levelwise.model.parameters import Parameter, ResidualVariance
from levelwise.model.spec import ModelSpec

SEED = 20161
"""The seed of the probes: the same model gets the same answer."""

_ABSORBED = 1e-10  # an image below this fraction of its size before projecting out the fixed part is rounding error
_COLLINEAR = 1e-10  # columns of a block are not orthogonalised if one has a smaller independent part than this


@dataclass(frozen=True, eq=False)
class Images:
    """The images of a model's variance parameters.

    Attributes
    ----------
    parameters : tuple of Parameter
        The parameters, in the order of the rows.
    rows : ndarray, shape (parameters, entries)
        Each image as a vector of length one, or zero where the fixed part absorbs the parameter.
    mixing : ndarray, shape (parameters, parameters)
        The invertible map from combinations of the rows to changes in the parameters: the images are computed for
        better conditioned columns.
    """

    parameters: tuple[Parameter, ...]
    rows: Floats
    mixing: Floats


def images(
    spec: ModelSpec,
    design: Design,
    groups: Mapping[str, Partition],
    fixed: ColumnSpace,
    *,
    weights: Floats | None = None,
    residual: bool = True,
    structure: ResidualData | None = None,
) -> Images:
    """Return the images of a model's variance parameters; see `identify` for the arguments."""
    found = [directions(spec, number) for number in range(len(spec.blocks))]
    of_residual = len(residual_parameters(spec)) if structure is not None else int(residual)
    count = sum(map(len, found)) + of_residual
    rows = design.rows
    random = probes(rows, probe_count(count), SEED)
    seen = fixed.residual(random)
    upper = np.triu_indices(random.shape[1])
    made: list[Floats] = []
    mixing = np.eye(count)
    for block, own in zip(spec.blocks, found, strict=True):
        if not own:
            continue
        place = slice(len(made), len(made) + len(own))
        matrix = rescaled(design.matrix(block.effects))
        if is_free(block):
            matrix, back = _conditioned(matrix)
            mixing[place, place] = _mixing(own, back)
        lengths = np.linalg.norm(matrix, axis=0)
        sums = _sums(matrix, seen, groups[block.group])
        made.extend(_image(one, sums, lengths)[upper] for one in own)
    parameters: list[Parameter] = [one.parameter for own in found for one in own]
    noise: list[tuple[Parameter, Floats]] = []
    if structure is not None:
        noise = residual_images(spec, seen, structure, weights)
    elif residual:
        noise = [(ResidualVariance(), _residual(seen, weights))]
    for parameter, image in noise:
        parameters.append(parameter)
        made.append((image if np.linalg.norm(image) > _ABSORBED * random.size else np.zeros_like(image))[upper])
    stacked = np.array(made).reshape(count, -1)
    stacked[:, upper[0] != upper[1]] *= np.sqrt(2.0)  # each off-diagonal entry stands for two
    norms = np.linalg.norm(stacked, axis=1)
    norms[norms == 0] = 1.0
    return Images(tuple(parameters), stacked / norms[:, None], mixing / norms)


def _conditioned(matrix: Floats) -> tuple[Floats, Floats]:
    """Return orthonormal columns, and the matrix that maps their random effects to those of the given columns.

    (Nearly) collinear columns are only scaled, so as to show which of their parameters are confounded.
    """
    lengths = np.linalg.norm(matrix, axis=0)
    lengths[lengths == 0] = 1.0
    scaled = matrix / lengths
    if matrix.shape[1] == 1:
        return scaled, np.diag(1 / lengths)
    if len(matrix) >= matrix.shape[1]:
        orthonormal, triangle = np.linalg.qr(scaled)
        if np.abs(np.diag(triangle)).min() > _COLLINEAR:
            return orthonormal, np.linalg.inv(triangle) / lengths[:, None]
    return scaled, np.diag(1 / lengths)


def _mixing(own: list[Direction], back: Floats) -> Floats:
    """Return the contribution of each entry of a covariance matrix G̃ to the entries of G = TG̃T'."""
    first = np.array([one.rows[0] for one in own])
    second = np.array([one.columns[0] for one in own])
    straight = back[np.ix_(first, first)] * back[np.ix_(second, second)]
    crossed = back[np.ix_(first, second)] * back[np.ix_(second, first)]
    mixing: Floats = np.where(first == second, straight, straight + crossed)
    return mixing


def _sums(matrix: Floats, seen: Floats, groups: Partition) -> Floats:
    """Return Z'MU for each group, shape (columns, groups, probes)."""
    sums = np.empty((matrix.shape[1], groups.size, seen.shape[1]))
    for number in range(matrix.shape[1]):
        own = np.ascontiguousarray(matrix[:, number])
        for probe in range(seen.shape[1]):
            sums[number, :, probe] = np.bincount(groups.codes, seen[:, probe] * own, groups.size)
    return sums


def _image(direction: Direction, sums: Floats, lengths: Floats) -> Floats:
    """Return the image of one parameter, shape (probes, probes); rounding error is set to zero."""
    size = sums.shape[2]
    image = np.zeros((size, size))
    for row, column, weight in zip(direction.rows, direction.columns, direction.weights, strict=True):
        image += weight * (sums[row].T @ sums[column])
    image = (image + image.T) / 2
    rounding = _ABSORBED * _size(direction, lengths) * size
    return image if np.linalg.norm(image) > rounding else np.zeros_like(image)


def _size(direction: Direction, lengths: Floats) -> float:
    """Return the size of a parameter's contribution to the covariance matrix of the data, as the sum of a diagonal."""
    return float(np.abs(direction.weights * lengths[direction.rows] * lengths[direction.columns]).max()) or 1.0


def _residual(seen: Floats, weights: Floats | None) -> Floats:
    if weights is None:
        return seen.T @ seen
    usable = weights > 0
    return (seen[usable] / weights[usable, None]).T @ seen[usable]
