"""Without data everything runs where click alone is installed."""

from __future__ import annotations

import json

import pytest

from helpers.absent import WITH_NUMPY, answer, command, python

FORMULAS = [
    "math ~ ses*sector + (ses | sch.id)",
    "y ~ x + (x || g) + (1 | h)",
    "y ~ x + (1 | a/b/c)",
    "y ~ 0 + poly(x, 2) + ns(z, df = 3) + log(x) + I(x^2 + exp(1)) + (1 | g)",
    "y ~ cut(x, c(0, 1.5, 3)) + cut(z, seq(0, 10, by = 2.5), labels = FALSE) + (x | g)",
    "y ~ factor(x, levels = 1:3) + ordered(z, levels = c('l', 'm', 'h')) + (1 | g)",
    "y ~ C(factor(x, levels = 1:3), contr.helmert) + C(factor(z, levels = 1:3), cbind(c(-1, 0, 1))) + (1 | g)",
    "y ~ x + gm(x, g) + cwc(x, g) + (1 | g)",
    "cbind(s, n - s) ~ x + (1 | g)",
    "y ~ x + ar1(0 + t | g)",
    "y ~ x + offset(2*w) + (x | g)",
    "y ~ female + (ses | school)",
]
HINTS = {
    "factors": {"f": ["a", "b", "c"], "o": {"1": "low", "2": "high"}},
    "levels": {"x": "g"},
    "nesting": {"g": "h"},
}
EVERYTHING = """
import json
import levelwise as lw
from levelwise.errors import LevelwiseError

found = []
for formula, options in json.loads(sys.argv[1]):
    try:
        model = lw.model(formula, **options)
        report = model.check()
        found.append([str(report), json.dumps(report.to_dict()), list(model.columns), str(model.diagram())])
        for notation in lw.notations():
            for policy in ("hlm", "off"):
                equations = lw.extract_eq(formula, notation=notation.name, policy=policy, **options)
                equations.verify()
                light = [one.name for one in lw.formats() if one.extra is None]
                found.append([equations.to(name) for name in light] + [str(note) for note in equations.notes])
    except LevelwiseError as error:
        found.append(f"{type(error).__name__}: {error}")
assert "numpy" not in sys.modules
print(json.dumps(found))
"""
MODELS = [
    *((formula, {}) for formula in FORMULAS),
    ("y ~ x*f + o + (x | g) + (1 | h)", HINTS),
    *(
        ("y ~ f + (1 | g)", {"factors": {"f": ["a", "b", "c"]}, "contrasts": {"f": contrasts}})
        for contrasts in (
            *("sum", "helmert", "poly", "diff", "SAS", {"treatment": "b"}, {"poly": [1, 2, 4]}, {"lin": [-1, 0, 1]}),
            *([[1, 0], [0, 1], [-1, -1]], [[1, 2], [2, 4], [3, 6]], [[1], [2]], "none of them"),
        )
    ),
]


def test_the_answers_are_the_same_with_and_without_numpy() -> None:
    asked = json.dumps(MODELS)
    without = answer(EVERYTHING, asked, without=WITH_NUMPY)
    assert without == answer(EVERYTHING.replace("numpy", "polars"), asked)
    assert sum(isinstance(one, list) for one in without) > 50


@pytest.mark.parametrize(
    "arguments",
    [
        ("write", FORMULAS[0]),
        ("write", FORMULAS[0], "--to", "text", "--notation", "raudenbush-bryk"),
        ("write", "y ~ f + (1 | g)", "--factor", "f=a,b,c", "--contrast", "f=poly", "-v"),
        ("check", FORMULAS[0], "-v"),
        ("check", FORMULAS[-1], "--format", "json"),
        ("check", FORMULAS[-1], "--format", "short"),
        ("diagram", FORMULAS[0]),
        ("explain", "R5"),
        ("list", "rules", "-v"),
        ("list", "datasets"),
        ("list", "notations"),
        ("list", "formats"),
        ("schema",),
        ("--help",),
        ("write", "--help"),
        ("write", "y ~ x +"),
    ],
    ids=" ".join,
)
def test_the_command_line_needs_click_alone(arguments: tuple[str, ...]) -> None:
    done = command(*arguments, without=WITH_NUMPY)
    expected = command(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (expected.returncode, expected.stdout, expected.stderr)


def test_writing_imports_no_numpy() -> None:
    """Click may import what it likes (colorama on Windows)."""
    absent = f"assert not {set(WITH_NUMPY)!r} & set(sys.modules), sorted(sys.modules)"
    done = command("write", FORMULAS[0], then=absent)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("code", ["lw.model('y ~ x + (1 | g)', {'y': [1.0, 2.0], 'x': [1, 2]})", "lw.read('hsb')"])
def test_data_without_numpy_say_what_is_missing(code: str) -> None:
    caught = f"""
import levelwise as lw
try:
    {code}
except lw.MissingExtraError as error:
    print(error)
"""
    message = "a model with data needs the package numpy, which is not installed: pip install numpy"
    assert python(caught, without=WITH_NUMPY).stdout.strip() == message
