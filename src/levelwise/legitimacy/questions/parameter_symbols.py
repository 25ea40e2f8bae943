"""The symbols that covariance parameters have in the notation of a case."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.equation.parameter_nodes import parameter_nodes
from levelwise.errors import LevelwiseError
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.model.descriptions import described
from levelwise.model.parameters import Meaning, Parameter
from levelwise.options import applied


def symbol(case: Case, parameter: Parameter) -> str:
    """Return the symbol of a parameter in the notation of the case, or a description where it has none.

    A parameter without a symbol of its own is the entry of a covariance matrix, such as ``ρσ₀σ₁``.
    """
    return _symbols(case).get(parameter) or described(parameter, case.spec)


@cached_on_case
def _symbols(case: Case) -> Mapping[Meaning, str]:
    from levelwise.writers.unicode.scripts import on_a_line  # few checks need it

    try:
        system = case.notation.write(case.prepared.spec, applied({}, case.notation.options))
    except LevelwiseError:  # the notation cannot write the model
        return {}
    return {meaning: on_a_line(node) for meaning, node in parameter_nodes(system).items()}
