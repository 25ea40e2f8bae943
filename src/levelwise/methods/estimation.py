"""The sentences about how a model was fitted."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.model.estimates import Estimates

_METHODS = {
    "REML": "by restricted maximum likelihood",
    "ML": "by maximum likelihood",
    "Laplace": "by maximum likelihood with the Laplace approximation",
    "posterior mean": "by Bayesian methods; the estimates are posterior means",
    "posterior mode": "by Bayesian methods; the estimates are posterior modes",
}


def estimation(estimates: Estimates | None) -> Iterator[str]:
    """Yield sentences about the fit; none of a model that was not fitted."""
    if estimates is None:
        return
    method = _METHODS.get(estimates.method, f"by {estimates.method}" if estimates.method else "")
    software = f" with {estimates.software}" if estimates.software else ""
    main, mark, rest = method.partition("; ")
    if method or software:
        yield f"The model was fitted {main}{software}{mark}{rest}.".replace("fitted  with", "fitted with")
    if estimates.errors and estimates.error_kind != "standard errors":
        yield f"{estimates.error_kind[0].upper()}{estimates.error_kind[1:]} are reported."
    if estimates.converged is False:
        yield "The optimiser did not converge, and the estimates should not be reported."
    if estimates.singular:
        yield "The fit is singular: a variance is estimated as zero, or random effects as perfectly correlated."
