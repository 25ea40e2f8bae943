"""The table of several fitted models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from levelwise.equation.model_table import ModelTable, TableSection
from levelwise.tables.fit_rows import fit_rows, not_comparable
from levelwise.tables.fitted_model import FittedModel
from levelwise.tables.parameter_rows import Spread, parameter_sections
from levelwise.text.sentences import listed


def model_table(
    models: Sequence[FittedModel],
    names: Sequence[str],
    *,
    digits: int = 3,
    errors: bool = True,
    beside: bool = False,
    spread: Spread = "variance",
    caption: str = "",
) -> ModelTable:
    """Return the table of several fitted models.

    Parameters
    ----------
    models : sequence of FittedModel
        The models, in the order of the columns.
    names : sequence of str
        The headings of the columns.
    digits : int
        Number of significant digits of estimates and their standard errors.
    errors, beside : bool
        Whether the table has standard errors, and whether they stand beside the estimates.
    spread : {"variance", "sd"}
        Whether random effects and residuals have variances and covariances, or standard deviations and correlations.
    caption : str
        What stands above the table.
    """
    sections = parameter_sections(models, digits=digits, errors=errors, spread=spread)
    fits = TableSection("Fit", tuple(fit_rows(models)))
    has_errors = any(
        cell is not None and cell.error is not None for one in sections for row in one.rows for cell in row.cells
    )
    notes = tuple(_notes(models, has_errors=has_errors))
    return ModelTable(tuple(names), (*sections, fits), notes, caption, beside and has_errors)


def _notes(models: Sequence[FittedModel], *, has_errors: bool) -> Iterator[str]:
    """Yield the sentences below a table."""
    if has_errors:
        kinds = list(dict.fromkeys(one.estimates.error_kind for one in models if one.estimates.errors))
        words = listed(kinds)
        yield f"{words[0].upper()}{words[1:]} in parentheses."
    responses = list(dict.fromkeys(one.spec.response.text for one in models))
    families = list(dict.fromkeys(f"{one.spec.family} ({one.spec.link})" for one in models if not one.spec.is_linear))
    if len(responses) == 1:
        family = (
            f", family {families[0]}" if len(families) == 1 and all(not one.spec.is_linear for one in models) else ""
        )
        yield f"Response: {responses[0]}{family}."
    for reason in not_comparable(models):
        yield f"AIC and BIC are omitted: {reason}."
    for place, one in enumerate(models, 1):
        if one.estimates.converged is False:
            yield f"Model {place} did not converge."
        if one.estimates.singular:
            yield f"Model {place} is singular: an estimated covariance matrix of random effects is not of full rank."
    software = list(dict.fromkeys(one.estimates.software for one in models if one.estimates.software))
    if software:
        yield f"Software: {listed(software)}."
