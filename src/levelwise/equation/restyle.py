"""The options that change equations once a notation has written them, in the one order in which they are applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from levelwise.equation.tree import System
from levelwise.errors import OptionError
from levelwise.model.estimates import Estimates
from levelwise.model.priors import Priors
from levelwise.model.spec import ModelSpec
from levelwise.options import OPTIONS, SYSTEM_OPTIONS, Option, applied
from levelwise.vocabulary.letters import Accented

RESTYLING = frozenset(("greek", "intercept", "priors", "raw_tex", *(row.name for row in SYSTEM_OPTIONS)))
"""The names of the options that change equations once they are written."""

_DISPLAY = (
    "greek",
    "greek_colors",
    "index_factors",
    "index_variables",
    "intercept",
    "ital_vars",
    "subscript_colors",
    "swap_subscript_names",
    "swap_var_names",
    "triangle",
    "var_colors",
    "var_subscript_colors",
)
"""The options after which a system is for display; the proof interprets it as it was before."""


_ABOUT_ESTIMATES = ("estimates", "errors", "digits", "spread")
"""The options that need a fitted model."""


def restyled(
    system: System,
    spec: ModelSpec,
    options: Mapping[str, Any],
    rows: Iterable[Option],
    estimates: Estimates | None = None,
    *,
    priors: Priors | None = None,
) -> System:
    """Return a system with the options applied that change equations once they are written.

    Parameters
    ----------
    system : System
        The equations as a notation wrote them.
    spec : ModelSpec
        The model.
    options : mapping
        The options that were given, those of notations and formats among them.
    rows : iterable of Option
        The options that the notation takes.
    estimates : Estimates, optional
        The estimates of the parameters, of a fitted model.
    priors : Priors, optional
        The prior distributions of the parameters.

    Raises
    ------
    OptionError, UnknownNameError
        For an option that does not apply to the equations.
    """
    taken = [row for row in rows if row.name in RESTYLING]
    shown = shows_priors(options, taken, priors)
    if not shown and not any(row.name in options for row in taken):
        return system
    chosen = applied(options, taken)
    if estimates is None:
        _refuse_without_estimates({name: value for name, value in options.items() if not (shown and name == "digits")})
    named = system
    if chosen["level_labels"]:
        from levelwise.equation.level_names import with_level_names

        system = with_level_names(system, spec, chosen["level_labels"])
    if chosen["numbers"]:
        from levelwise.equation.counts import with_counts

        system = with_counts(system, spec)
    if (chosen["estimates"] or chosen["errors"]) and estimates is not None:
        system = _with_estimates(system, spec, chosen, estimates)
    if shown and priors is not None:
        from levelwise.equation.priors import with_priors

        system = with_priors(system, spec, priors, named, chosen["digits"])
    display = {name for name in _DISPLAY if name in chosen and chosen[name] != OPTIONS[name].default}
    if chosen.get("raw_tex") and not display & {"greek", "intercept"}:
        raise OptionError("raw_tex lets greek and intercept be TeX commands; without them, leave it out")
    if not display:
        return system
    return replace(_displayed(system, spec, chosen), unstyled=system.unstyled or system)


def shows_priors(options: Mapping[str, Any], rows: Iterable[Option], priors: Priors | None) -> bool:
    """Return whether the prior distributions are written, by default where the equations have their symbols.

    Raises
    ------
    OptionError
        If they are asked for while estimates replace the symbols.
    """
    if priors is None or not any(row.name == "priors" for row in rows):
        return False
    wanted, replaced = options.get("priors"), options.get("estimates") is True
    if wanted and replaced:
        message = "priors are distributions of parameters, which estimates=True replaces by numbers"
        raise OptionError(f'{message}; use estimates="below", or leave one of them out')
    return not replaced if wanted is None else bool(wanted)


def _refuse_without_estimates(options: Mapping[str, Any]) -> None:
    """Raise OptionError for options about estimates of a model that was not fitted."""
    given = [name for name in _ABOUT_ESTIMATES if options.get(name)]
    if given:
        raise OptionError(
            f"the option {given[0]} needs the estimates of a fitted model, and a formula has none; give the fitted "
            "model in place of the formula"
        )


def _with_estimates(system: System, spec: ModelSpec, chosen: Mapping[str, Any], estimates: Estimates) -> System:
    """Return a system with the estimates of its parameters, or with their standard errors alone."""
    from levelwise.equation.estimated import estimated

    if chosen.get("index_factors"):
        raise OptionError("index_factors writes one symbol for several coefficients, which have different estimates")
    return estimated(
        system,
        spec,
        estimates,
        digits=chosen["digits"],
        errors=chosen["errors"],
        spread=chosen["spread"],
        fix_signs=chosen["fix_signs"],
        place="below" if chosen["estimates"] == "below" else "instead" if chosen["estimates"] else "errors",
    )


def _displayed(system: System, spec: ModelSpec, chosen: Mapping[str, Any]) -> System:
    """Return a system as it is to be displayed."""
    from levelwise.equation.styles import colours, index_factors, index_variables, italics, letters, names, triangle

    if chosen.get("index_factors"):
        system = index_factors.by_index(system, spec)
    if chosen.get("greek") or chosen.get("intercept"):
        intercept = _letter(chosen, "intercept") or letters.INTERCEPT
        system = letters.with_letters(system, intercept, _letter(chosen, "greek") or letters.SLOPE)
    if chosen["index_variables"] is not None:
        with_indices = chosen["index_variables"]
        system = index_variables.indexed(system, spec) if with_indices else index_variables.without_indices(system)
    if chosen["triangle"] != "full":
        system = triangle.lower(system, "dots" if chosen["triangle"] == "dots" else "blank")
    # what concerns columns by their own names comes before these are swapped
    system = colours.with_variables_coloured(
        system, spec, chosen["var_colors"] or {}, chosen["var_subscript_colors"] or {}
    )
    if chosen["ital_vars"]:
        system = italics.in_italics(system, spec)
    system = names.swapped(system, spec, chosen["swap_var_names"] or {}, chosen["swap_subscript_names"] or {})
    return colours.with_coefficients_coloured(system, chosen["greek_colors"], chosen["subscript_colors"])


def _letter(chosen: Mapping[str, Any], name: str) -> Accented | None:
    letter: Accented | None = chosen[name]
    if letter is not None and letter.command and not chosen["raw_tex"]:
        raise OptionError(
            f"the option {name} is a TeX command, which needs raw_tex=True; otherwise give the name of a letter"
        )
    return letter
