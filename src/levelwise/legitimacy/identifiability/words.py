"""The null vectors in words: "τ₀₁ and τ₁₁ enter only as 2τ₀₁ + τ₁₁"."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.data.columns import Floats
from levelwise.dataclass import dataclass
from levelwise.lazy_numpy import np
from levelwise.legitimacy.identifiability.decide import NULL, Identifiability
from levelwise.legitimacy.identifiability.parameters import Parameter
from levelwise.model.spec import Block, ModelSpec
from levelwise.text.sentences import listed

_LARGEST = 12  # of the whole numbers in a combination
_NEAR = 1e-4  # from a whole number
_SHOWN = 4  # combinations written out
_NAMED = 8  # parameters named one by one
_SORTED = 60  # confounded parameters of which the combinations are looked for; nobody would read those of more

_SUBSCRIPTS = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")


@dataclass(frozen=True, eq=False)
class ConfoundedSet:
    """Parameters that the data show in fewer combinations than there are parameters.

    Attributes
    ----------
    parameters : tuple of Parameter
        Those that cannot be told apart.
    combinations : ndarray, shape (combinations, parameters)
        The combinations that the data show; none where they show nothing of a parameter. None (the object) where there
        are too many to be looked for.
    """

    parameters: tuple[Parameter, ...]
    combinations: Floats | None

    @property
    def leaves_no_trace(self) -> bool:
        """Whether the data show nothing of the parameters."""
        return self.combinations is not None and len(self.combinations) == 0


def confounded_sets(found: Identifiability) -> tuple[ConfoundedSet, ...]:
    """Return the parameters that cannot be told apart, those that have to do with each other together."""
    null = found.null
    if not len(null):
        return ()
    touched = np.abs(null).max(axis=0) > NULL
    if touched.sum() > _SORTED:
        return (ConfoundedSet(tuple(found.parameters[n] for n in np.flatnonzero(touched)), None),)
    # the null vectors' orthogonal complement: what the data show, in rows with as many zeros as there can be
    _, values, right = np.linalg.svd(null, full_matrices=True)
    rank = int((values > NULL * values[0]).sum())
    shown = _reduced(right[rank:])
    groups: list[set[int]] = [{int(n)} for n in np.flatnonzero(touched)]
    for row in shown:
        own = set(np.flatnonzero(np.abs(row) > NULL).tolist()) & set(np.flatnonzero(touched).tolist())
        joined = [group for group in groups if group & own]
        groups = [group for group in groups if not group & own] + ([set().union(*joined)] if joined else [])
    made: list[ConfoundedSet] = []
    for group in sorted(groups, key=min):
        members = sorted(group)
        rows = shown[:, members]
        rows = rows[np.abs(rows).max(axis=1) > NULL] / found.units[members] if len(rows) else rows
        made.append(ConfoundedSet(tuple(found.parameters[n] for n in members), rows))
    return tuple(made)


def _reduced(rows: Floats) -> Floats:
    """Bring rows to reduced echelon form, the largest entries as pivots."""
    rows = rows.copy()
    done = 0
    for column in range(rows.shape[1]):
        if done == len(rows):
            break
        pivot = done + int(np.abs(rows[done:, column]).argmax())
        if abs(rows[pivot, column]) <= NULL:
            rows[done:, column] = 0.0
            continue
        rows[[done, pivot]] = rows[[pivot, done]]
        rows[done] /= rows[done, column]
        others = np.arange(len(rows)) != done
        rows[others] -= np.outer(rows[others, column], rows[done])
        done += 1
    rows[np.abs(rows) <= NULL * np.abs(rows).max(initial=1.0)] = 0.0
    return rows


def account(spec: ModelSpec, confused: Sequence[ConfoundedSet]) -> str:
    """Say of all that is confounded in which combinations it enters."""
    unseen = [symbol(spec, one) for each in confused if each.leaves_no_trace for one in each.parameters]
    said = [_sentence(spec, each) for each in confused if not each.leaves_no_trace]
    if unseen:
        said.append(f"{_first(unseen)} {'leaves' if len(unseen) == 1 else 'leave'} no trace in the data")
    more = len(said) - _SHOWN
    return "; ".join(said[:_SHOWN]) + (f"; and so on for {more} more" if more > 0 else "")


def _sentence(spec: ModelSpec, confounded: ConfoundedSet) -> str:
    """Say in which combinations some parameters enter: in whole numbers, or that there are fewer of them."""
    names = [symbol(spec, one) for one in confounded.parameters]
    if confounded.combinations is None:
        return f"{_first(names)} cannot be told apart"
    rows = [_whole(row) for row in confounded.combinations]
    linear = all(one.kind != "correlation" for one in confounded.parameters)
    if linear and len(rows) <= _SHOWN and all(row is not None for row in rows):
        return f"{listed(names)} enter only as {listed(_sum(names, row) for row in rows if row is not None)}"
    return f"{_first(names)} cannot be told apart"


def _whole(row: Floats) -> list[int] | None:
    """Return a combination in the smallest whole numbers; None where they are not small."""
    weights = np.where(np.abs(row) > NULL * np.abs(row).max(), row, 0.0)
    weights = weights / np.abs(weights[weights != 0]).min()
    for multiple in range(1, _LARGEST + 1):
        whole = np.round(weights * multiple)
        if np.abs(weights * multiple - whole).max() < _NEAR and np.abs(whole).max() <= _LARGEST:
            return [int(number) for number in whole * np.sign(whole[np.flatnonzero(whole)[0]])]
    return None


def _sum(names: Sequence[str], weights: Sequence[int]) -> str:
    parts: list[str] = []
    for name, weight in zip(names, weights, strict=True):
        if weight:
            sign = "− " if weight < 0 else "+ "
            parts.append(f"{sign if parts else ''}{'' if abs(weight) == 1 else abs(weight)}{name}")
    return " ".join(parts)


def symbol(spec: ModelSpec, parameter: Parameter) -> str:
    """Return a parameter's symbol: τ with the numbers of its effects, ρ, σ²; beside other blocks, with its block."""
    if parameter.kind == "residual":
        return "σ²"
    apart = ("," if max(parameter.rows, default=0) > 9 else "").join
    where = f"[{spec.blocks[parameter.block].name}]" if len(spec.blocks) > 1 else ""
    if parameter.kind == "correlation":
        return f"ρ{apart(map(str, parameter.rows)).translate(_SUBSCRIPTS)}{where}"
    rows = parameter.rows * 2 if len(parameter.rows) == 1 else parameter.rows
    return f"τ{apart(map(str, rows)).translate(_SUBSCRIPTS)}{where}"


def meaning(spec: ModelSpec, parameter: Parameter) -> str:
    """Say what a parameter is."""
    if parameter.kind == "residual":
        return "the residual variance"
    block = spec.blocks[parameter.block]
    if parameter.kind == "correlation":
        lag = f" at lag {parameter.rows[0]}" if parameter.rows else ""
        return f"the correlation{lag} of the effects of {block.group}"
    if not parameter.rows:
        return f"the variance that all effects of {block.group} share"
    if len(parameter.rows) == 1:
        return f"the variance of the {_effect(block, parameter.rows[0])} of {block.group}"
    first, second = (_effect(block, row) for row in parameter.rows)
    return f"the covariance of the {first} and the {second} of {block.group}"


def _effect(block: Block, number: int) -> str:
    effect = block.effects[number]
    if not effect.cells:
        return "intercepts"
    return f"{'slopes' if any(cell.kind == 'numeric' for cell in effect.cells) else 'effects'} of {effect.name}"


def _first(names: Sequence[str]) -> str:
    """List names, the first of them where there are very many."""
    more = len(names) - _NAMED
    return listed((*names[:_NAMED], f"{more} more") if more > 1 else names)
