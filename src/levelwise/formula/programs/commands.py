"""Texts that are no formulas: commands of other programs, which are read or named, and typed equations."""

from __future__ import annotations

from levelwise.errors import FormulaSyntaxError, UnsupportedModelError
from levelwise.formula.expression import parse_tree
from levelwise.formula.programs import other_languages, sas, stata, typed_equations
from levelwise.formula.programs.reading import Reading
from levelwise.formula.syntax import Node, Operation, String
from levelwise.text.note import Note

_READERS = (
    (stata.is_stata, stata.as_formula),
    (sas.is_sas, sas.of_sas),
    (sas.is_spss, sas.of_spss),
)


def read(source: str) -> Reading | None:
    """Return what a text was read as that is no formula in lme4's language; None for one that is not recognised.

    Raises
    ------
    UnsupportedModelError
        For a text that is recognised, and that no formula of lme4 expresses or that is not read.
    """
    for recognised, as_formula in _READERS:
        if recognised(source):
            command = as_formula(source)
            tree = parse_tree(command.formula)
            assert isinstance(tree, Operation)  # built as a formula
            said = f"{command.name} is read as {command.formula}"
            said += f", with the family {command.family}" if command.family else ""
            said += f", with the residuals {command.residual}" if command.residual else ""
            family = None if command.family is None else _family(command.family)
            return Reading(tree, command.formula, (Note("other-program", said),), family, command.residual)
    name = other_languages.named(source)
    if name is not None:
        raise UnsupportedModelError(name)
    if typed_equations.is_equation(source):
        raise typed_equations.refusal(source)
    changed = typed_equations.equals_for_tilde(source)
    if changed is None:
        return None
    try:
        tree = parse_tree(changed)
    except FormulaSyntaxError:
        return None
    if not isinstance(tree, Operation) or tree.operator != "~":
        return None
    return Reading(
        tree, changed, (Note("other-program", "the sign between the response and the predictors is read as ~"),)
    )


def _family(text: str) -> Node:
    return String(text)
