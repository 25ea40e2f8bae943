"""Notes on equations with estimates."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.equation.estimated.values import Values
from levelwise.equation.estimated.writer import Place
from levelwise.equation.tree import Line, Symbol
from levelwise.equation.walk import walk
from levelwise.model.descriptions import described
from levelwise.model.parameters import FixedEffect, Parameter, Threshold
from levelwise.model.spec import LOCATION, ModelSpec
from levelwise.text.note import Note
from levelwise.text.sentences import listed

_SPREADS = {
    frozenset({"variances"}): "random effects and residuals have their variances and covariances as numbers",
    frozenset({"deviations"}): "random effects and residuals have their standard deviations and correlations as "
    "numbers",
    frozenset({"variances", "deviations"}): "numbers are variances, covariances, standard deviations or correlations, "
    "as the symbols in their places",
}


def notes_on(
    lines: tuple[Line, ...],
    spec: ModelSpec,
    values: Values,
    printed: frozenset[str],
    *,
    errors: bool,
    place: Place,
) -> tuple[Note, ...]:
    """Return the notes on lines whose parameters are printed as numbers.

    Parameters
    ----------
    lines : tuple of Line
        The lines with symbols.
    spec : ModelSpec
        The model.
    values : Values
        The values of its parameters.
    printed : frozenset of str
        What was printed: ``variances``, ``deviations``, ``errors``.
    errors : bool
        Whether standard errors were asked for.
    place : {"instead", "below", "errors"}
        Where the numbers stand.
    """
    about_errors = tuple(_about_errors(values, printed)) if errors else ()
    return about_errors if place == "errors" else (*_notes(lines, spec, values, printed), *about_errors)


def _about_errors(values: Values, printed: frozenset[str]) -> Iterator[Note]:
    kind = values.estimates.error_kind
    found = "errors" in printed
    yield Note("estimated-errors", f"the numbers in brackets are {kind}" if found else f"there are no {kind}")


def _notes(lines: tuple[Line, ...], spec: ModelSpec, values: Values, printed: frozenset[str]) -> Iterator[Note]:
    for key, blocks in values.shares.items():
        if len(blocks) > 1 and values.of(FixedEffect(LOCATION, key)) is not None:
            first, *others = (spec.blocks[block].name for block in blocks)
            whole = described(FixedEffect(LOCATION, key), spec)
            text = (
                f"{whole} is the sum of the means of several distributions, and only the sum is estimated; it is "
                f"printed as the mean in the distribution of {first}, and that of {listed(others)} is zero"
            )
            yield Note("estimated-sum", text)
    spreads = printed & {"variances", "deviations"}
    if spec.blocks and spreads:
        yield Note("estimated-spread", _SPREADS[spreads])
    missing = {
        described(node.of, spec): None
        for node in walk(lines)
        if isinstance(node, Symbol) and isinstance(node.of, Parameter) and _lacks_value(node.of, values)
    }
    if missing:
        text = f"there is no estimate of {listed(missing)}, which therefore remain{'s' * (len(missing) == 1)}"
        yield Note("not-estimated", f"{text} {'a symbol' if len(missing) == 1 else 'symbols'}")


def _lacks_value(parameter: Parameter, values: Values) -> bool:
    if isinstance(parameter, Threshold) and parameter.number is None:
        return not any(isinstance(one, Threshold) for one in values.estimates.values)
    return values.of(parameter) is None
