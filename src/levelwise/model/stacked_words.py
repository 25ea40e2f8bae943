"""The vectors and matrices of the matrix form in words, with their dimensions where they are known."""

from __future__ import annotations

from levelwise.model.spec import ModelSpec
from levelwise.text.sentences import listed


def stacked_words(kind: str, blocks: tuple[int, ...], unit: str, spec: ModelSpec) -> str:
    """Return a description of a vector or a matrix.

    Parameters
    ----------
    kind, blocks, unit
        The attributes of `levelwise.model.parameters.Stacked`.
    spec : ModelSpec
        The model.

    Examples
    --------
    >>> import levelwise as lw
    >>> spec = lw.model("math ~ ses + (ses | school)").spec
    >>> stacked_words("covariances", (0,), "school", spec)
    'the covariance matrix of the effects of a group of school (2 × 2)'
    """
    within = f" in a group of {unit}" if unit else ""
    rows = f"{spec.rows}" if spec.rows is not None and (not unit or kind == "memberships") else "n"
    effects = sum(len(spec.blocks[number].effects) for number in blocks)
    match kind:
        case "outcomes":
            return f"the vector of the values of {spec.response.text}{within}"
        case "fixed effects":
            return f"the vector of the fixed effects ({len(spec.fixed)})"
        case "fixed columns":
            return f"the design matrix of the fixed effects{within}{_size(rows, len(spec.fixed), unit)}"
        case "random effects":
            return f"the vector of the random effects of {_whose(blocks, unit, spec)} ({_count(blocks, unit, spec)})"
        case "random vector":
            return f"the random variable whose value is the vector of the random effects of {_whose(blocks, '', spec)}"
        case "random columns":
            columns = effects if unit else _count(blocks, unit, spec)
            return f"the design matrix of the effects over {_groups(blocks, spec)}{within}{_size(rows, columns, unit)}"
        case "raw columns":
            return f"the columns of the effects over {_groups(blocks, spec)}{_size(rows, effects, unit)}"
        case "memberships":
            size = spec.level(unit).size
            return f"the indicators of the groups of {unit}{'' if size is None else _size(rows, size, '')}"
        case "covariances" if unit:
            return f"the covariance matrix of the effects of a group of {unit} ({effects} × {effects})"
        case "covariances":
            return f"the covariance matrix of the random effects of {_whose(blocks, unit, spec)}"
        case "covariance factor":
            own = f" of a group of {unit}" if unit else ""
            relative = " divided by the residual variance" if spec.is_linear else ""
            return f"the lower triangular factor of the covariance matrix of the effects{own}{relative}"
        case "covariance parameters":
            return "the vector of the covariance parameters"
        case "deviations":
            return f"the standard deviations of the effects over {_groups(blocks, spec)} ({effects})"
        case "correlations":
            return f"the correlation matrix of the effects over {_groups(blocks, spec)} ({effects} × {effects})"
        case "residuals":
            return f"the vector of the residuals{within}"
        case "predictors":
            return f"the vector of the linear predictors{within}"
        case "offsets":
            return f"the vector of the offsets{within}"
        case "weights":
            return f"the diagonal matrix of the weights {spec.weights}{within}"
        case _:
            return "the identity matrix"


def _groups(blocks: tuple[int, ...], spec: ModelSpec) -> str:
    return listed(tuple(dict.fromkeys(spec.blocks[number].group for number in blocks)), "and")


def _whose(blocks: tuple[int, ...], unit: str, spec: ModelSpec) -> str:
    return f"a group of {unit}" if unit else f"all groups of {_groups(blocks, spec)}"


def _count(blocks: tuple[int, ...], unit: str, spec: ModelSpec) -> str:
    """Return the length of a vector of random effects, as a product where the number of groups is not known."""
    if unit:
        return str(sum(len(spec.blocks[number].effects) for number in blocks))
    sizes = [spec.level(spec.blocks[number].group).size for number in blocks]
    counts = [len(spec.blocks[number].effects) for number in blocks]
    if None in sizes:
        return "q"
    return str(sum(count * size for count, size in zip(counts, sizes, strict=True) if size is not None))


def _size(rows: str, columns: object, unit: str) -> str:
    return f" (one row for each observation, {columns} columns)" if unit else f" ({rows} × {columns})"
