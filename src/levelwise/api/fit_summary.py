"""The summary of a fitted model as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import nan, sqrt

from levelwise.api.variance_rows import VarianceRow, variance_rows
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import Dispersion, FixedEffect
from levelwise.model.spec import LOCATION, ModelSpec
from levelwise.text.characters import display_width
from levelwise.text.sentences import counted, listed

_METHODS = {"REML": "REML", "ML": "maximum likelihood", "Laplace": "maximum likelihood (Laplace approximation)"}


def summary(spec: ModelSpec, estimates: Estimates, criteria: str, remarks: Sequence[str]) -> str:
    """Return the estimates of a model as text, with the criteria of its fit and remarks at the end."""
    kind = "Linear" if spec.is_linear else "Generalized linear"
    lines = [f"{kind} mixed model fitted by {_METHODS[estimates.method]}, {estimates.software}"]
    lines.append(f"Formula: {spec.source}")
    if not spec.is_linear:
        lines.append(f"Family: {spec.family} ({spec.link} link)")
    lines += [criteria, "", "Random effects:"]
    random = _random_rows(variance_rows(spec, estimates))
    lines += _table(("Group", "Effect", "Variance", "SD", "Correlation"), random, words=2)
    dispersion = estimates.values.get(Dispersion())
    if dispersion is not None:
        lines.append(f"Dispersion: {_number(dispersion)}")
    groups = [f"{label}, {size:,}" for label, size in estimates.groups.items()]
    lines += [f"{counted(estimates.n or 0, 'row')}; groups: {listed(groups)}", "", "Fixed effects:"]
    effects = [(column.name, FixedEffect(LOCATION, column.key)) for column in spec.fixed]
    fixed = ((name, *map(_number, (estimates.values[one], estimates.errors[one]))) for name, one in effects)
    lines += _table(("", "Estimate", "SE"), fixed, words=1)
    return "\n".join([*lines, "", *remarks])


def _random_rows(rows: Sequence[VarianceRow]) -> Iterator[tuple[str, ...]]:
    """Yield a line for each variance, with the correlations with the effects above it in the block."""
    variances = {(row.group, row.effect): row.value for row in rows if row.other is None}
    for (group, effect), value in variances.items():
        pairs = [row for row in rows if row.other is not None and (row.group, row.other) == (group, effect)]
        correlations = " ".join(f"{_correlation(pair, variances):.2f}" for pair in pairs)
        yield (group, effect or "", _number(value), _number(sqrt(max(value, 0.0))), correlations)


def _correlation(pair: VarianceRow, variances: dict[tuple[str, str | None], float]) -> float:
    product = variances[pair.group, pair.effect] * variances[pair.group, pair.other]
    return pair.value / sqrt(product) if product > 0 else nan


def _number(value: float) -> str:
    return f"{value:#.5g}".rstrip(".")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], words: int) -> list[str]:
    """Return the lines of a table, whose first columns are words and the others numbers."""
    every = [head, *rows]
    widths = [max(map(display_width, column)) for column in zip(*every, strict=True)]
    lines = []
    for row in every:
        blanks = [" " * (width - display_width(cell)) for cell, width in zip(row, widths, strict=True)]
        cells = [
            cell + blank if place < words else blank + cell
            for place, (cell, blank) in enumerate(zip(row, blanks, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return lines
