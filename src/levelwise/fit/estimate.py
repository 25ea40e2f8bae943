"""From a prepared model to its estimates: design, engine, a second attempt, and parameters of ours."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from time import perf_counter

from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.errors import LevelwiseError, UnsupportedModelError
from levelwise.fit.design import FitDesign, fit_design
from levelwise.fit.engine import Engine, EngineResult
from levelwise.fit.table import ENGINES, engine_for
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import (
    Covariance,
    Dispersion,
    FixedEffect,
    Parameter,
    ResidualVariance,
    Variance,
)
from levelwise.model.spec import LOCATION
from levelwise.progress import progress
from levelwise.text.note import Note


@dataclass(frozen=True, eq=False)
class FittedDesign:
    """The estimates of a model, with the columns on which they were made.

    Attributes
    ----------
    design : FitDesign
        The columns.
    result : EngineResult
        What the engine returned.
    estimates : Estimates
        The same numbers under the parameters of the model.
    seconds : float
        How long the engine took.
    """

    design: FitDesign
    result: EngineResult
    estimates: Estimates
    seconds: float


def fitted_design(prepared: PreparedModel, engine: str | Engine | None = None, *, reml: bool = True) -> FittedDesign:
    """Fit a model whose rows are in memory.

    An engine that does not converge makes a second attempt.

    Raises
    ------
    DataError, UnsupportedModelError
        For a model that cannot be fitted.
    MissingExtraError
        When the package of the engine is not installed.
    """
    design = fit_design(prepared, reml=reml)
    chosen = engine_for(design, engine)
    with progress("fitting the model"):
        start = perf_counter()
        result = _attempt(chosen, design)
        again = not result.converged
        if again:
            second = _attempt(chosen, design, patient=True)
            result = second if second.converged or not second.loglik < result.loglik else result
        seconds = perf_counter() - start
    return FittedDesign(design, result, _estimates(prepared, design, result, again=again), seconds)


def _attempt(engine: Engine, design: FitDesign, *, patient: bool = False) -> EngineResult:
    """Return what an engine finds; an exception of its own, or of its compiled code, is an error that names it."""
    try:
        return engine.fit(design, patient=patient)
    except (LevelwiseError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        text = " ".join(str(error).split()) or type(error).__name__
        message = f"{engine.name} could not fit the model: {text}"
        others = [name for name, one in ENGINES.own.items() if name != engine.name and not one.refusal(design)]
        hint = f"; try engine={others[0]!r}" if others else '; model(…).code("lme4") writes it for R'
        raise UnsupportedModelError(message + hint) from error


def _estimates(prepared: PreparedModel, design: FitDesign, result: EngineResult, *, again: bool) -> Estimates:
    fixed = [FixedEffect(LOCATION, column.key) for column in prepared.spec.fixed]
    values: dict[Parameter, float] = dict(zip(fixed, map(float, result.coefficients), strict=True))
    for part, matrix in zip(design.parts, result.covariances, strict=True):
        for place, effect in enumerate(part.effects):
            values[Variance(effect)] = float(matrix[place, place])
        for one, other in combinations(range(len(part.effects)), 2):
            values[Covariance(frozenset((part.effects[one], part.effects[other])))] = float(matrix[one, other])
    if result.sigma is not None:
        values[ResidualVariance()] = result.sigma**2
    if result.dispersion is not None:
        values[Dispersion()] = result.dispersion
    return Estimates(
        values,
        dict(zip(fixed, map(float, result.errors), strict=True)),
        software=result.software,
        method=("REML" if design.reml else "ML") if design.is_linear else "Laplace",
        n=len(design.y),
        groups={level.group.label: level.size for level in prepared.spec.levels if level.size is not None},
        loglik=result.loglik,
        converged=result.converged,
        singular=result.singular,
        notes=tuple(_notes(result, again=again)),
    )


def _notes(result: EngineResult, *, again: bool) -> Iterator[Note]:
    """Yield remarks on the convergence and the singularity of a fit, then those of the engine."""
    if not result.converged:
        text = (
            f"{result.software} did not converge, even on a second attempt; the estimates are those at which it "
            "stopped and should not be reported"
        )
        yield Note("not-converged", text)
    elif again:
        yield Note("converged-late", f"{result.software} converged only on the second attempt")
    if result.singular:
        text = (
            "the fit is singular: an estimated covariance matrix of random effects is not of full rank, as with a "
            "variance of zero or a correlation of 1 or −1; the random effects may be too complex for the data"
        )
        yield Note("singular", text)
    yield from result.notes
