"""No option is silently ignored: it changes the equations, is an error, or is named in a note."""

from __future__ import annotations

from typing import Any

import pytest

import levelwise as lw
from levelwise.api.path import equations_to_format, equations_to_page, spec_to_equations
from levelwise.equation.tree import System
from levelwise.errors import LevelwiseError
from levelwise.notations.table import NOTATIONS, rows_of
from levelwise.options import OPTIONS, Options
from levelwise.writers.table import WRITERS

FACTOR = {"f": ["a", "b", "c"]}
MODELS: dict[str, lw.Model] = {
    "single level": lw.model("y ~ x + f", factors=FACTOR),
    "random intercepts": lw.model("y ~ x + (1 | g)"),
    "random slopes": lw.model("y ~ x*w + f + (x | g)", levels={"w": "g"}, factors=FACTOR),
    "three levels": lw.model("y ~ x + (x | a) + (1 | b)", nesting={"a": "b"}),
    "crossed": lw.model("y ~ x + (x | s) + (1 | i)"),
    "binary": lw.model("y ~ x", family="binomial"),
    "binary in groups": lw.model("y ~ x + (1 | g)", family="binomial"),
    "ordinal": lw.model("y ~ x + (1 | g)", family="cumulative", factors={"y": ["low", "middle", "high"]}),
    "nominal": lw.model("y ~ x + (1 | g)", family="multinomial", factors={"y": ["low", "middle", "high"]}),
    "correlated residuals": lw.model("y ~ x + (1 | g)", residual="ar1(x | g)"),
}
VALUES: dict[str, tuple[Any, ...]] = {
    "columns": (True,),
    "compact": (True, False),
    "greek": ("kappa",),
    "greek_colors": ("red", ("red", None, "blue")),
    "index_factors": (True,),
    "index_variables": (True, False),
    "intercept": ("kappa",),
    "ital_vars": (True,),
    "level_labels": ({"observation": "pupils"},),
    "logit_notation": (True,),
    "matrices": ("array",),
    "mean_separate": (True, False),
    "numbers": (True,),
    "raw_tex": (True,),
    "show_distribution": (True, False),
    "subscript_colors": ("red",),
    "swap_subscript_names": ({"b": "B"},),
    "swap_var_names": ({"x": "X"},),
    "triangle": ("dots", "lower"),
    "underbrace": (True,),
    "var_colors": ({"x": "red"},),
    "var_subscript_colors": ({"f": "red"},),
}
LIMITS = frozenset(["line_width", "operator_location", "terms_per_line", "width", "wrap"])
"""Options that act where lines are too long."""

OF_ESTIMATES = frozenset(["digits", "errors", "estimates", "fix_signs", "spread"])
"""Options that need a fitted model, as in tests/equation/test_estimated.py."""

OF_PRIORS = frozenset(["priors"])
"""Options that need priors, as in tests/equation/test_priors.py."""

OF_THE_OUTPUT = frozenset(
    ["align_env", "colours", "dialect", "dpi", "font_size", "fragment", "label", "paper", "wrapping"]
)
"""Options of what is around the equations, and the colours that follow from what symbols mean."""


def written(model: lw.Model, notation: str, options: dict[str, Any]) -> tuple[System, object] | None:
    """Return the equations and what is compared; None if the model or an option is refused."""
    try:
        system = spec_to_equations(model.spec, NOTATIONS.own[notation], Options(options))
    except LevelwiseError:
        return None
    if not options.keys() & {"compact", "matrices"}:
        return system, system.lines
    latex = WRITERS.own["latex"]
    chosen = Options(options)
    return system, equations_to_format(equations_to_page(system, latex, chosen), latex, chosen)


def test_every_option_is_in_the_table_or_needs_no_note() -> None:
    assert {*VALUES, *LIMITS, *OF_THE_OUTPUT, *OF_ESTIMATES, *OF_PRIORS} == set(OPTIONS)
    assert all(OPTIONS[name].idle or name in ("columns", "index_factors", "logit_notation") for name in VALUES)


@pytest.mark.parametrize("columns", [False, True])
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("notation", list(NOTATIONS.own))
def test_an_option_changes_the_equations_or_is_an_error_or_is_noted(
    notation: str, model: str, *, columns: bool
) -> None:
    if columns and notation not in OPTIONS["columns"].notations:
        return
    with_columns = {"columns": True} if columns else {}
    plain = written(MODELS[model], notation, with_columns)
    if plain is None:
        pytest.skip("outside the scope of the notation")
    taken = {row.name for row in rows_of(NOTATIONS.own[notation])}
    silent = []
    for option, value in [(option, value) for option, values in VALUES.items() for value in values]:
        of_a_format = option in ("compact", "matrices")
        if option not in taken and not of_a_format:
            continue  # an error
        given = {**with_columns, option: OPTIONS[option].read(value)}
        found = written(MODELS[model], notation, given)
        without = written(MODELS[model], notation, {**with_columns, option: OPTIONS[option].default})
        if found is None or without is None or found[1] != without[1] or given == with_columns:
            continue
        noted = any(note.code == "no-effect" and option in note.text for note in found[0].notes)
        opposite = isinstance(value, bool) and written(MODELS[model], notation, {**with_columns, option: not value})
        as_it_is = isinstance(value, bool) and (not opposite or opposite[1] != found[1])
        if noted == as_it_is:
            silent.append((option, value))
    assert not silent


NOTES: list[tuple[str, dict[str, Any], str]] = [
    ("lme4", {"ital_vars": True}, "no name of a variable or category is written; columns=True lists the columns"),
    ("lme4", {"ital_vars": True, "columns": True}, ""),
    ("lme4", {"triangle": "dots"}, "no covariance or correlation matrix is written out; columns=True lists"),
    ("hox", {"triangle": "dots"}, ""),
    ("lme4", {"greek_colors": ["red", "red", "red"]}, "the entry 3 of the option greek_colors changes nothing here"),
    ("lme4", {"swap_var_names": {"x": "X", "g": "G"}}, "no variable of that name is written"),
    ("hox", {"swap_var_names": {"x": "X", "g": "G"}}, ""),
    ("hox", {"swap_var_names": {"x": "x"}}, ""),
    ("barr", {"level_labels": {"g": "pupils"}}, "the names stand in the legend alone"),
    (
        "equatiomatic",
        {"level_labels": {"g": "schools", "observation": "pupils"}},
        "the entry for observation of the option level_labels changes nothing here",
    ),
    ("equatiomatic", {"greek": "beta"}, ""),
    ("equatiomatic", {"greek": "zeta", "raw_tex": True}, "neither greek nor intercept is a command of TeX"),
    ("equatiomatic", {"greek": r"\zeta", "raw_tex": True}, ""),
]


@pytest.mark.parametrize(("notation", "options", "expected"), NOTES)
def test_the_note_says_why_nothing_changes(notation: str, options: dict[str, Any], expected: str) -> None:
    eq = lw.extract_eq("y ~ x + (x | g)", notation=notation, **options)
    notes = [note.text for note in eq.notes if note.code == "no-effect"]
    assert len(notes) == bool(expected)
    assert all(expected in note for note in notes)


def test_a_kept_option_is_noted_in_the_notation_in_which_it_changes_nothing() -> None:
    eq = lw.extract_eq("y ~ f + (1 | g)", factors=FACTOR, notation="gelman-hill", index_factors=True, ital_vars=True)
    other = eq.in_notation("lme4")
    assert [note.text[:21] for note in other.notes if note.code == "no-effect"] == ["the option ital_vars "]
    assert other.in_notation("gelman-hill").latex == eq.latex


def test_an_option_of_a_format_warns_where_it_changes_nothing() -> None:
    eq = lw.extract_eq("y ~ x + (1 | g)", notation="hox")
    with pytest.warns(lw.LevelwiseWarning, match="the option matrices changes nothing here: no vector or matrix"):
        eq.to("latex", matrices="array")
    with pytest.warns(lw.LevelwiseWarning, match="the option compact changes nothing here: no covariance matrix"):
        eq.to("text", compact=True)


@pytest.mark.parametrize("option", ["greek", "intercept"])
@pytest.mark.parametrize("notation", [name for name in NOTATIONS.own if name != "equatiomatic"])
def test_the_error_about_a_letter_shows_a_call_that_changes_it(notation: str, option: str) -> None:
    formula = "y ~ x + (1 | s) + (1 | i)" if notation == "barr" else "y ~ x + (x | g)"
    with pytest.raises(lw.OptionError, match=r"notation=lw\.notation") as caught:
        lw.extract_eq(formula, notation=notation, **{option: "zeta"})
    shown = str(caught.value).partition(f'lw.notation("{notation}").replace(')[2].partition(")")[0]
    field, _, letter = shown.partition("=")
    changed = lw.notation(notation).replace(**{field: letter.strip('"')})  # type: ignore[attr-defined]
    assert lw.extract_eq(formula, notation=changed).latex != lw.extract_eq(formula, notation=notation).latex
