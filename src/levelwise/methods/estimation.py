"""The sentences about how a model was fitted."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.model.estimates import Estimates

_METHODS = {
    "REML": "by restricted maximum likelihood",
    "ML": "by maximum likelihood",
    "Laplace": "by maximum likelihood with the Laplace approximation",
    "posterior mean": "by Bayesian methods; coefficients are posterior means, and variances are squares of the "
    "posterior means of standard deviations",
    "posterior mode": "by Bayesian methods; the estimates are posterior modes",
    "posterior mean (variational Bayes)": "by variational Bayes; coefficients are means of the approximate posterior, "
    "and variances are computed from the means of the logarithms of standard deviations",
    "quasi-likelihood": "by quasi-likelihood",
    "GEE": "by generalized estimating equations",
}

_QUADRATURE = "adaptive Gauss-Hermite quadrature"


def estimation(estimates: Estimates | None) -> Iterator[str]:
    """Yield sentences about the fit; none of a model that was not fitted."""
    if estimates is None:
        return
    method = _METHODS.get(estimates.method, f"by {estimates.method}" if estimates.method else "")
    if estimates.method.startswith(_QUADRATURE):
        method = f"by maximum likelihood with {estimates.method}"
    software = f" using {estimates.software}" if estimates.software else ""
    main, mark, rest = method.partition("; ")
    if method or software:
        yield f"The model was fitted {main}{software}{mark}{rest}.".replace("fitted  using", "fitted using")
    for note in estimates.notes:
        if note.code == "working-correlation":
            yield f"{note.text.partition('; the equations')[0]}."
    if estimates.errors and estimates.error_kind != "standard errors":
        yield f"{estimates.error_kind[0].upper()}{estimates.error_kind[1:]} are reported."
    if estimates.converged is False:
        yield "The optimiser did not converge, and the estimates should not be reported."
    if estimates.singular:
        yield "The fit is singular: an estimated covariance matrix of random effects is not of full rank."
