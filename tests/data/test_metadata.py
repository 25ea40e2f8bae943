"""Labels of variables and values, and units, that come with a table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import levelwise as lw

DATA = {"y": [1.5, 2.5, 4.0, 5.5], "x": [1.0, 2.0, 4.0, 3.0], "g": list("aabb")}
FORMULA = "y ~ x + (1 | g)"
LAYOUTS = (
    {"labels": {"x": "a covariate"}, "units": {"x": "m"}, "value_labels": {"x": {1: "low"}}},
    {"x": {"label": "a covariate", "units": "m", "value_labels": {1: "low"}}},
    {"x": {"long_name": "a covariate", "unit": "m", "value_labels": {1.0: "low"}}},
    {
        "variable_labels": {"x": "a covariate", "y": None},
        "unit": {"x": "m"},
        "variable_value_labels": {"x": {1: "low"}},
    },
)


def known(data: object) -> tuple[str, str, object]:
    schema = lw.extract_eq(FORMULA, data, policy="off").schema
    return schema.labels.get("x", ""), schema.units.get("x", ""), schema.value_labels.get("x")


@pytest.mark.parametrize("layout", LAYOUTS, ids=range(len(LAYOUTS)))
def test_pandas_keeps_them_in_attrs_in_two_layouts(layout: dict[str, object]) -> None:
    frame = pytest.importorskip("pandas").DataFrame(DATA)
    frame.attrs = {**layout, "something": 5, "else": {"a": {}}}
    assert known(frame) == ("a covariate", "m", {"1": "low"})


def test_arrow_keeps_them_in_its_schema() -> None:
    arrow = pytest.importorskip("pyarrow")
    table = arrow.table(DATA).replace_schema_metadata({"labels": json.dumps({"x": "a covariate"}), "units": "no JSON"})
    assert known(table) == ("a covariate", "", None)


def test_parquet_files_keep_the_attrs_of_pandas(tmp_path: Path) -> None:
    frame = pytest.importorskip("pandas").DataFrame(DATA)
    pytest.importorskip("pyarrow")
    polars = pytest.importorskip("polars")
    if not hasattr(polars, "read_parquet_metadata"):
        pytest.skip("this version of polars reads no metadata")
    frame.attrs = {"labels": {"x": "a covariate"}}
    frame.to_parquet(tmp_path / "data.parquet")
    assert known(lw.read(tmp_path / "data.parquet")) == ("a covariate", "", None)


def test_a_plugin_of_polars_keeps_them() -> None:
    polars = pytest.importorskip("polars")

    class Plugin:
        def __init__(self, frame: object) -> None:
            self.frame = frame

        def get_metadata(self) -> dict[str, object]:
            return {"labels": {"x": "a covariate"}}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(polars.DataFrame, "config_meta", property(Plugin), raising=False)
        assert known(polars.DataFrame(DATA)) == ("a covariate", "", None)


def test_what_the_caller_says_goes_first() -> None:
    frame = pytest.importorskip("pandas").DataFrame(DATA)
    frame.attrs = {"labels": {"x": "a covariate"}}
    eq = lw.extract_eq(FORMULA, frame, policy="off", labels={"x": "mine"})
    assert eq.schema.labels["x"] == "mine"
    labels = {row.label for row in eq.legend(labels={"x": "another"})}
    assert labels == {"", "another"}
