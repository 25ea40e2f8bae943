"""The residuals in R's nlme: the arguments ``correlation`` and ``weights``.

Sources: Pinheiro & Bates (2000), *Mixed-Effects Models in S and S-PLUS*, sections 5.2 and 5.3; ``?nlme::corClasses``,
``?nlme::varClasses``. ``lme()`` takes a correlation within the groups of the innermost grouping factor of ``random``.
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.formula.syntax import Name, deparse, quoted
from levelwise.model.spec import CorrelatedResiduals, ModelSpec
from levelwise.translation.parts import chain_of, own_parts
from levelwise.translation.refusal import InexpressibleError
from levelwise.vocabulary.covariance_structures import RESIDUAL_STRUCTURES

_CLASSES: Mapping[str, str] = {"power": "corAR1", "common": "corCompSymm", "free": "corSymm"}


def arguments(spec: ModelSpec) -> list[str]:
    """Return the arguments for the correlations and the variances of the residuals, and for the prior weights."""
    found: list[str] = []
    if spec.residual.correlation is not None:
        found.append(f"correlation = {_correlation(spec, spec.residual.correlation)}")
    functions: list[str] = []
    if spec.residual.variances is not None:
        variable = spec.residual.variances.variable
        if not isinstance(variable, Name):
            raise InexpressibleError(
                f"varIdent() needs a column, not the expression {deparse(variable)}", "make it a column of the data"
            )
        functions.append(f"varIdent(form = ~ 1 | {deparse(variable)})")
    if spec.weights is not None:
        functions.append(f"varFixed(~ I(1 / {quoted(spec.weights)}))")
    if functions:
        whole = functions[0] if len(functions) == 1 else f"varComb({', '.join(functions)})"
        found.append(f"weights = {whole}")
    return found


def _correlation(spec: ModelSpec, known: CorrelatedResiduals) -> str:
    kind = RESIDUAL_STRUCTURES[known.structure].correlation
    name = "corCAR1" if known.structure == "car1" else _CLASSES.get(kind)
    if name is None:
        raise InexpressibleError(f"nlme has no correlation structure {known.structure}")
    order = "1" if known.order is None or kind == "common" else deparse(known.order)
    if known.order is not None and not isinstance(known.order, Name) and kind != "common":
        raise InexpressibleError(f"{name}() needs a column, not the expression {order}", "make it a column of the data")
    consecutive = all(one.isdecimal() for one in known.occasions)
    if known.by_position or (kind == "free" and not consecutive):
        raise InexpressibleError(
            f"{name}() needs whole numbers, but {order} is a factor",
            "make a column of their positions, 1, 2, …",
        )
    return f"{name}(form = ~ {order} | {_groups(spec, known)})"


def _groups(spec: ModelSpec, known: CorrelatedResiduals) -> str:
    """Return the groups of a correlation: all nested factors down to its own."""
    chain = chain_of(spec) or ()
    if not spec.levels:  # gls() has no other groups
        return "/".join(map(quoted, reversed(known.group.parts)))
    if not chain or chain[-1].group.label != known.group.label:
        raise InexpressibleError(
            f"lme() correlates residuals within the innermost grouping factor only, not within {known.group.label}"
        )
    parts = [own_parts(level, chain[:place]) for place, level in enumerate(chain)]
    if any(len(own) != 1 for own in parts):
        raise InexpressibleError(f"{known.group.label} is a combination of columns", "make it a column of the data")
    return "/".join(quoted(own[0]) for own in parts)
