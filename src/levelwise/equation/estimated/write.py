"""Equations with the estimates of their parameters, as a function from tree to tree."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.estimated.categories import by_category
from levelwise.equation.estimated.listed import with_lists
from levelwise.equation.estimated.notes import notes_on
from levelwise.equation.estimated.numbers import in_words
from levelwise.equation.estimated.single import fitted_values
from levelwise.equation.estimated.spreads import multiplied_out
from levelwise.equation.estimated.values import values_of
from levelwise.equation.estimated.writer import NumberWriter, Place, Spread
from levelwise.equation.tree import System
from levelwise.errors import OptionError
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import ResidualVariance
from levelwise.model.spec import ModelSpec
from levelwise.text.note import Note


def estimated(
    system: System,
    spec: ModelSpec,
    estimates: Estimates,
    *,
    digits: int | None = None,
    errors: bool = False,
    spread: Spread | None = None,
    fix_signs: bool = True,
    place: Place = "instead",
) -> System:
    """Return a system with the numbers of its parameters.

    Random effects, residuals and index letters remain symbols. A vector of fixed effects, and thresholds with a running
    index, remain symbols as well, and their numbers are listed. The equation of a model without groups is that of its
    fitted values, unless the system states a distribution.

    Parameters
    ----------
    system : System
        The equations with symbols.
    spec : ModelSpec
        The model.
    estimates : Estimates
        Its estimates; a parameter that has none remains a symbol, and a note says so.
    digits : int, optional
        Number of significant digits, by default 3, trailing zeros among them. No digit before the decimal point is
        rounded off.
    errors : bool
        Whether standard errors are printed below, in brackets.
    spread : {"variance", "sd"}, optional
        Print variances and covariances, or standard deviations and correlations; by default what the notation writes.
    fix_signs : bool
        Whether a negative number in a sum is subtracted; otherwise it is added with its sign.
    place : {"instead", "below", "errors"}
        Whether numbers replace the symbols, or stand below them; with ``errors``, standard errors alone stand below.

    Raises
    ------
    OptionError
        For a vector of coefficients whose columns are not listed, and for `spread` with numbers below symbols.

    Examples
    --------
    >>> from levelwise.equation.tree import Line, Sum, Symbol, System, Word
    >>> import levelwise as lw
    >>> from levelwise.model.parameters import FixedEffect
    >>> from levelwise.model.spec import LOCATION
    >>> alpha = FixedEffect(LOCATION, frozenset())
    >>> system = System((Line(Word("y"), "=", Symbol("alpha", of=alpha)),), "any")
    >>> estimated(system, lw.model("y ~ 1 + (1 | g)").spec, Estimates({alpha: 2.2})).lines[0].right
    Number(text='2.20')
    """
    if place != "instead" and spread is not None:
        raise OptionError("spread says which numbers replace symbols; it cannot be combined with numbers below symbols")
    errors = errors or place == "errors"
    shown = fitted_values(system, spec) if place == "instead" else system
    lines = by_category(shown, spec)
    values = values_of(lines, estimates)
    digits = digits or 3
    writer = NumberWriter(values, digits, errors, spread, fix_signs, place)
    if spread == "variance":
        lines, whole = multiplied_out(lines, values, digits), lines
        if lines is not whole:
            writer.printed.add("variances")
    written = tuple(map(writer.line, lines))
    if place != "errors":
        written = tuple(with_lists(written, spec, writer.alone))
    notes = notes_on(lines, spec, values, frozenset(writer.printed), errors=errors, place=place)
    if shown is not system and spec.is_linear and (variance := values.of(ResidualVariance())) is not None:
        text = f"the equation is that of the fitted values; the residual variance is {in_words(variance, digits)}"
        notes += (Note("fitted-values", text),)
    return replace(system, lines=written, notes=(*system.notes, *notes), unstyled=system.unstyled or system)
