"""The terms of a model of bambi with the design columns and the random effects that are theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from levelwise.adapters.assembled import design_of
from levelwise.adapters.given_columns import matched, same_values
from levelwise.data.columns import Floats
from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.errors import UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.parameters import RandomEffect
from levelwise.model.spec import DesignColumn


@dataclass(frozen=True, eq=False)
class Term:
    """A term of bambi: its name in the draws, and its columns in ours.

    Attributes
    ----------
    label : str
        The name of its draws, which may be an alias.
    own : object
        The term of bambi.
    columns : tuple of DesignColumn
        Its columns, in the order of its draws.
    """

    label: str
    own: Any
    columns: tuple[DesignColumn, ...]


@dataclass(frozen=True, eq=False)
class GroupTerm:
    """A group-specific term of bambi, such as ``ses|school``.

    Attributes
    ----------
    label : str
        The name of its draws, which may be an alias.
    spread : str
        The name of the draws of its standard deviations.
    own : object
        The term of bambi.
    effects : tuple of RandomEffect
        Its effects, in the order of its draws.
    group : str
        The label of its grouping factor.
    """

    label: str
    spread: str
    own: Any
    effects: tuple[RandomEffect, ...]
    group: str


def components(model: Any) -> Mapping[str, Any]:
    """Return the parts of a model by the names of the parameters of its distribution."""
    found: Mapping[str, Any] = model.parameters if hasattr(model, "parameters") else model.components  # 0.21 renamed it
    return found


def mean_of(model: Any) -> Any:
    """Return the part of a model that has the terms of the mean."""
    return components(model)[model.family.likelihood.parent]


def common_terms(bambi: Any, model: PreparedModel) -> tuple[Term, ...]:
    """Return the terms with coefficients that are the same in all groups.

    Raises
    ------
    UnsupportedModelError
        When their columns are not those of the model.
    """
    component = mean_of(bambi)
    known = {} if component.design.common is None else component.design.common.terms
    terms = {name: term for name, term in known.items() if str(term.kind) != "offset"}
    matrices = {name: _matrix(term.data) for name, term in terms.items()}
    names = [name for name, matrix in matrices.items() for _ in range(matrix.shape[1])]
    whole = np.hstack(list(matrices.values())) if matrices else np.empty((design_of(model).rows, 0))
    free = iter(matched(model.spec.fixed, design_of(model), whole, names, "bambi"))
    return tuple(
        Term(
            component.terms[name].alias or name,
            component.terms[name],
            tuple(next(free) for _ in range(matrix.shape[1])),
        )
        for name, matrix in matrices.items()
    )


def group_terms(bambi: Any, model: PreparedModel) -> tuple[GroupTerm, ...]:
    """Return the group-specific terms.

    Raises
    ------
    UnsupportedModelError
        When their columns are not those of the model.
    """
    return tuple(_group_terms(bambi, model))


def _group_terms(bambi: Any, model: PreparedModel) -> Iterator[GroupTerm]:
    taken: set[RandomEffect] = set()
    for name, own in mean_of(bambi).group_specific_terms.items():
        parts = set(name.partition("|")[2].replace("`", "").split(":"))
        blocks = [
            (number, block)
            for number, block in enumerate(model.spec.blocks)
            if set(model.spec.level(block.group).group.parts) == parts
        ]
        effects: list[RandomEffect] = []
        for values in _matrix(own.predictor).T:
            fits = [
                RandomEffect(number, column.key)
                for number, block in blocks
                for column in block.effects
                if same_values(design_of(model).column(column), np.broadcast_to(values, design_of(model).rows))
            ]
            left = [effect for effect in fits if effect not in taken]
            if not left:
                raise UnsupportedModelError(f"the columns of {name} in bambi are not those of the formula")
            effects.append(left[0])
            taken.add(left[0])
        label = own.alias or name
        spread = getattr(own, "hyperprior_alias", {}).get("sigma", f"{label}_sigma")
        yield GroupTerm(label, spread, own, tuple(effects), model.spec.blocks[effects[0].block].group)


def _matrix(values: Any) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    return array.reshape(len(array), -1) if array.ndim else array.reshape(1, 1)
