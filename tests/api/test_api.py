"""The public face: functions, notebooks, hints, errors, lightness."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import levelwise as lw
from levelwise.writers.table import WRITERS

M4 = "math ~ ses*sector + (ses | sch.id)"
SECTOR = {"sector": ["pub", "cath"]}


def test_import_is_light() -> None:
    """What `python -X importtime -c "import levelwise"` lists holds no data-frame or modelling package."""
    command = [sys.executable, "-X", "importtime", "-c", "import levelwise"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "levelwise" in imported
    assert not imported & {
        "numpy",
        "polars",
        "pandas",
        "pyarrow",
        "narwhals",
        "click",
        "statsmodels",
        "bambi",
    }


@pytest.mark.parametrize(
    "module", [m.name for m in pkgutil.walk_packages(lw.__path__, "levelwise.") if "__main__" not in m.name]
)
def test_examples_in_docstrings_run(module: str) -> None:
    result = doctest.testmod(importlib.import_module(module))
    assert result.failed == 0


def test_every_public_name_exists() -> None:
    for name in lw.__all__:
        assert getattr(lw, name) is not None
    assert set(lw.__all__) <= set(dir(lw))
    with pytest.raises(AttributeError):
        lw.nothing  # noqa: B018


def test_hints_stand_in_for_data() -> None:
    hsb = lw.datasets.load("hsb")
    with_data = lw.extract_eq(M4, hsb, factors=SECTOR)
    without = lw.extract_eq(M4, levels={"sector": "sch.id"}, factors=SECTOR)
    assert with_data.latex == without.latex
    assert any("ses" in str(note) and "level 1" in str(note) for note in without.notes)


@pytest.mark.parametrize("kind", ["polars", "lazy", "pandas", "arrow", "mapping"])
def test_every_frame_gives_the_same(kind: str) -> None:
    hsb = lw.datasets.load("hsb")
    frame: object = {
        "polars": lambda: hsb,
        "lazy": hsb.lazy,
        "pandas": hsb.to_pandas,
        "arrow": hsb.to_arrow,
        "mapping": lambda: hsb.to_dict(as_series=False),
    }[kind]()
    eq = lw.extract_eq(M4, frame, factors=SECTOR, notation="raudenbush-bryk")
    assert eq.latex == lw.extract_eq(M4, hsb, factors=SECTOR, notation="raudenbush-bryk").latex


@pytest.mark.parametrize("hint", [["pub", "cath"], {0: "pub", 1: "cath"}, {0: "pub", 1.0: "cath"}])
def test_a_numeric_column_declared_a_factor(hint: object) -> None:
    model = lw.model("math ~ sector + (1 | sch.id)", lw.datasets.load("hsb"), factors={"sector": hint})  # type: ignore[dict-item]
    assert model.columns == ("(Intercept)", "sectorcath")
    own = lw.model("math ~ sector + (1 | sch.id)", lw.datasets.load("hsb"), factors={"sector": True})
    assert own.columns == ("(Intercept)", "sector1")


def test_rows_with_missing_values_are_dropped_and_counted() -> None:
    frame = pl.DataFrame(
        {
            "y": [1.0, 2, 3, None, 5, 6],
            "x": [1.0, None, 2, 3, 4, 5],
            "g": ["a", "a", "b", "b", None, "c"],
            "z": [None] * 6,
        }
    )
    model = lw.model("y ~ x + (1 | g)", frame)
    assert model.spec.rows == 3
    assert any("3 of 6 rows" in str(note) for note in model.notes)


def test_unused_categories_are_dropped_and_order_is_kept() -> None:
    frame = pd.DataFrame(
        {"y": range(6), "f": pd.Categorical(list("cabcab"), ["c", "a", "b", "unused"]), "g": list("uvwuvw")}
    )
    assert lw.model("y ~ f + (1 | g)", frame).columns == ("(Intercept)", "fa", "fb")
    enum = pl.DataFrame(
        {"y": range(6), "f": pl.Series(list("cabcab"), dtype=pl.Enum(["c", "a", "b"])), "g": list("uvwuvw")}
    )
    assert lw.model("y ~ f + (1 | g)", enum).columns == ("(Intercept)", "fa", "fb")
    text = pa.table({"y": range(6), "f": list("BaCBaC"), "g": list("uvwuvw")})
    assert lw.model("y ~ f + (1 | g)", text).columns == ("(Intercept)", "fC", "fa")


def test_nesting_and_counts_come_from_the_data() -> None:
    model = lw.model("score ~ wave + (1 | district) + (1 | school) + (1 | student)", lw.datasets.load("growth"))
    assert [group for group, _ in model.blocks] == ["student", "school", "district"]
    within = {level.group.label: level.within for level in model.spec.levels}
    assert within == {"student": {"school", "district"}, "school": {"district"}, "district": frozenset()}


ERRORS = [
    ("math ~ sess + (1 | sch.id)", {}, lw.UnknownNameError, "did you mean 'ses'"),
    ("math ~ ses + (1 | school)", {}, lw.UnknownNameError, "school"),
    ("math ~ logg(ses) + (1 | sch.id)", {}, lw.UnknownNameError, "did you mean 'log'"),
    ("math ~ ses + (1 | sch.id)", {"notation": "raudenbusch"}, lw.UnknownNameError, "raudenbush-bryk"),
    ("math ~ ses + (1 | sch.id)", {"policy": "strict"}, lw.UnknownNameError, "policy"),
    ("math ~ ses + (1 | sch.id)", {"matrix": "array"}, lw.UnknownNameError, "matrices"),
    ("math ~ ses + (1 | sch.id)", {"matrices": "brackets"}, lw.LevelwiseError, "pmatrix"),
    ("math ~ ses + (1 | sch.id)", {"family": "poisson"}, lw.IllegitimateModelError, "R22"),
    ("math ~ ses + (1 | sch.id)", {"weights": "wt"}, lw.UnknownNameError, "wt"),
    ("math ~ ses + (1 | sch.id)", {"factors": {"sectr": True}}, lw.UnknownNameError, "sector"),
    ("math ~ sector + (1 | sch.id)", {"factors": {"sector": ["a", "b", "c"]}}, lw.DataError, "0, 1"),
    ("math ~ sector + (1 | sch.id)", {"factors": {"sector": "pub,cath"}}, lw.DataError, "must be a list"),
    ("math ~ ses + (1 | sch.id)", {"levels": {"ses": "sch.id"}}, lw.DataError, "varies within"),
    ("math ~ ses + (1 | sch.id)", {"levels": {"ses": "school"}}, lw.UnknownNameError, "sch.id"),
    ("gender ~ ses + (1 | sch.id)", {}, lw.DataError, "not numeric"),
    ("math ~ log(gender) + (1 | sch.id)", {}, lw.DataError, "is categorical"),
    ("math ~ poly(sector, 2) + (1 | sch.id)", {}, lw.DataError, "distinct values"),
]


@pytest.mark.parametrize(("formula", "options", "kind", "message"), ERRORS)
def test_errors_name_the_mistake(formula: str, options: dict[str, object], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        lw.extract_eq(formula, lw.datasets.load("hsb"), **options)  # type: ignore[arg-type]


BAD_DATA = [
    ({}, "no rows"),
    ({"y": [], "x": [], "g": []}, "no rows"),
    ({"y": [1, 2], "x": [1, 2, 3], "g": [1, 1]}, "columns of equal length"),
    ("hsb", "not a data frame"),
    ({"y": [None, None], "x": [1, 2], "g": [1, 2]}, "no row is complete"),
    ({"y": [1, 2, 3], "x": ["a", "a", "a"], "g": [1, 2, 2]}, "only one category"),
]


@pytest.mark.parametrize(("data", "message"), BAD_DATA)
def test_unusable_data_is_an_error(data: object, message: str) -> None:
    with pytest.raises(lw.DataError, match=message):
        lw.extract_eq("y ~ x + (1 | g)", data)


def test_notebooks_get_every_representation() -> None:
    eq = lw.extract_eq("y ~ x + (1 | g)")
    bundle = eq._repr_mimebundle_()
    assert set(bundle) == {"text/latex", "text/markdown", "text/plain"}
    # Quarto takes the Markdown
    assert bundle["text/latex"] == eq._repr_latex_() == eq._repr_markdown_()
    assert bundle["text/latex"].startswith(eq.to("jupyter"))
    assert bundle["text/latex"].endswith(
        "Without data, these predictors are assigned to level 1 unless levels= says otherwise: x."
    )
    assert bundle["text/markdown"] == bundle["text/latex"]
    assert bundle["text/plain"] == repr(eq)
    assert set(eq._repr_mimebundle_(include={"text/latex"})) == {"text/latex"}
    assert set(eq._repr_mimebundle_(exclude=["text/latex"])) == {"text/markdown", "text/plain"}
    assert set(eq._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}
    report = lw.check("y ~ `<b>` + (z | g)")
    assert "&lt;b&gt;" in report._repr_html_()
    assert "<b>`" not in report._repr_html_()


def test_marimo_typesets_the_markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    """judges/notebooks.py runs the real one."""
    marimo = SimpleNamespace(md=lambda text: SimpleNamespace(_mime_=lambda: ("text/html", f"<p>{text}")))
    monkeypatch.setitem(sys.modules, "marimo", marimo)
    eq = lw.extract_eq("y ~ x + (1 | g)")
    assert eq._mime_() == ("text/html", f"<p>{eq._repr_markdown_()}")


def test_equations_too_wide_for_a_page_are_wrapped_in_notebooks() -> None:
    eq = lw.extract_eq("y ~ a*b*c*d + (1 | g)", notation="raudenbush-bryk", policy="off")
    assert eq._repr_latex_().count("\\\\\n") > eq.latex.count("\\\\\n")
    unwrapped = eq.in_notation("raudenbush-bryk", wrap=False)
    assert unwrapped._repr_latex_().count("\\\\\n") == eq.latex.count("\\\\\n")


def test_the_file_ending_decides_the_format(tmp_path: Path) -> None:
    eq = lw.extract_eq("y ~ x + (1 | g)")
    assert eq.save(tmp_path / "m.tex").read_text(encoding="utf-8") == eq.to("latex", wrapping="document") + "\n"
    assert (
        eq.save(tmp_path / "m.tex", fragment=True).read_text(encoding="utf-8")
        == eq.to("latex", wrapping="display") + "\n"
    )
    assert eq.save(tmp_path / "m.TEX", wrapping="aligned").read_text(encoding="utf-8") == eq.latex + "\n"
    assert eq.save(str(tmp_path / "m.txt")).read_text(encoding="utf-8") == str(eq) + "\n"
    with pytest.raises(lw.UnknownNameError, match=r"\.tex"):
        eq.save(tmp_path / "m.texx")
    with pytest.raises(lw.LevelwiseError, match="cannot be written"):
        eq.save(tmp_path / "nowhere" / "m.tex")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["m.TEX", "m.tex", "m.txt"]


def test_a_warning_points_to_the_users_line(tmp_path: Path) -> None:
    slopes = " + ".join(f"x{n}" for n in range(1, 10))
    eq = lw.extract_eq(f"y ~ {slopes} + ({slopes} | g)", policy="off")
    calls = (
        lambda: eq.to("html"),
        lambda: eq.save(tmp_path / "m.tex"),
        lambda: lw.document([eq], tmp_path / "m.tex"),
        eq._repr_mimebundle_,
        eq._repr_markdown_,
    )
    for call in calls:
        with pytest.warns(lw.LevelwiseWarning, match="compact=False") as caught:
            call()
        assert {warning.filename for warning in caught} == {__file__}


def test_public_lists() -> None:
    assert {one.name for one in lw.notations()} >= {"equatiomatic", "raudenbush-bryk"}
    assert {one.name for one in lw.formats()} >= {"latex", "text"}
    codes = [rule.code for rule in lw.rules()]
    assert codes == ["R1", "R1b", *(f"R{number}" for number in range(2, 35))]
    assert all(len(rule.reason) > 25 for rule in lw.rules())
    with pytest.raises(lw.UnknownNameError, match="latex"):
        WRITERS.named("latx")


def test_offsets_and_weights_are_written() -> None:
    for notation in ("equatiomatic", "raudenbush-bryk"):
        eq = lw.extract_eq("y ~ x + offset(log(n)) + (1 | g)", weights="w", offset="z", notation=notation)
        eq.verify()
        assert r"\log(" in eq.latex
        assert r"\sigma^{2} / {\operatorname{w}_{i" in eq.latex


def test_mean_goes_on_its_own_line_when_asked() -> None:
    short = lw.extract_eq("y ~ x + (1 | g)", mean_separate=True)
    assert r"\mu &=" in short.latex
    long = lw.extract_eq("y ~ a + b + c + d + (1 | g)", mean_separate=False)
    assert r"\mu &=" not in long.latex
    short.verify()
    long.verify()


def test_a_path_is_not_a_table_but_can_be_read() -> None:
    with pytest.raises(lw.DataError, match=r"a string is not a data frame; .*levelwise\.read\(\) reads a file"):
        lw.check("y ~ x + (1 | g)", "students.csv")
