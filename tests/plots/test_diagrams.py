"""Diagrams of a model's levels."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import polars as pl
import pytest

import levelwise as lw
from helpers.command import run
from helpers.study import study
from helpers.svg import words
from levelwise.plots.diagram.levels import ROWS


def test_two_levels() -> None:
    drawn = str(lw.model("math ~ ses*sector + (ses | sch.id)", lw.datasets.load("hsb")).diagram())
    assert drawn.splitlines() == [
        "sch.id: 160 groups",
        "   14 to 67 rows each (median 47)",
        "   predictors: sector",
        "   random: (Intercept), ses",
        "└─ rows: 7,185",
        "      response: math",
        "      predictors: ses",
    ]


def test_three_nested_levels_and_a_crossed_factor() -> None:
    diagram = lw.model("y ~ x + w + v + (x | school/class) + (1 | rater)", study()).diagram()
    boxes = {box.name: box for box in diagram.tiers.boxes}
    assert {name: box.tier for name, box in boxes.items()} == {"school": 0, "rater": 0, "class:school": 1, ROWS: 2}
    assert boxes["class:school"].inside == ("school",)
    assert set(boxes[ROWS].inside) == {"class:school", "rater"}
    assert boxes["school"].lines == ("60 rows each", "predictors: w", "random: (Intercept), x")
    assert boxes["class:school"].lines == ("15 rows each", "predictors: v", "random: (Intercept), x")
    assert [one.description for one in diagram.tiers.crossings] == [
        "school and rater are crossed: all 48 combinations occur",
        "rater and class:school are crossed: all 192 combinations occur",
    ]
    svg = diagram.to("svg")
    assert isinstance(svg, str)
    drawn = words(svg)
    assert drawn.count("×") == 1
    assert {"school: 8 groups", "rater: 6 groups", "class:school: 32 groups", "rows: 480"} <= set(drawn)


def test_a_cell_of_crossed_factors_lies_in_both() -> None:
    tiers = lw.model("y ~ x + (1 | school) + (1 | rater) + (1 | school:rater)", study()).diagram().tiers
    (cell,) = [box for box in tiers.boxes if box.name == "school:rater"]
    assert cell.inside == ("rater", "school")
    assert tiers.boxes[-1].inside == ("school:rater",)


def test_partial_crossing_and_almost_nesting_are_described_by_counts() -> None:
    frame = pl.DataFrame(
        {
            "y": [1.0, 3.0, 2.0, 5.0, 4.0, 2.0, 1.0, 3.0],
            "a": [1, 1, 1, 1, 2, 2, 2, 2],
            "b": list("ppqqrrsp"),
        }
    )
    (crossing,) = lw.model("y ~ 1 + (1 | a) + (1 | b)", frame).diagram().tiers.crossings
    assert crossing.description == (
        "a and b are crossed: 5 of 8 combinations occur (62%); 3 of 4 groups of b occur in only one group of a"
    )


def test_large_numbers_are_written_out() -> None:
    rows = pl.select(g=pl.int_range(10_000) // 2_500, y=(pl.int_range(10_000) * 7) % 11)
    diagram = lw.model("y ~ 1 + (1 | g)", rows.lazy()).diagram()
    assert "2,500 rows each" in str(diagram)
    ends = rows.with_columns(g=pl.int_range(10_000) // 6_000)
    assert "4,000 to 6,000 rows each (median 5,000)" in str(lw.model("y ~ 1 + (1 | g)", ends).diagram())


def test_an_average_number_of_rows_is_written_out() -> None:
    rows = pl.select(g=pl.int_range(600_000) // 2_500, y=(pl.int_range(600_000) * 7) % 11)
    diagram = lw.model("y ~ 1 + (1 | g)", rows.lazy()).diagram()
    assert "2,500 rows each on average" in str(diagram)


def test_nearly_all_combinations_are_not_all() -> None:
    pairs = [(a, b) for a in range(20) for b in range(20) if (a, b) != (3, 4)]
    frame = {"y": [(7 * a + b) % 11 for a, b in pairs], "a": [a for a, _ in pairs], "b": [b for _, b in pairs]}
    (crossing,) = lw.model("y ~ 1 + (1 | a) + (1 | b)", frame).diagram().tiers.crossings
    assert crossing.description == "a and b are crossed: 399 of 400 combinations occur (over 99%)"


def test_without_data_numbers_are_unknown() -> None:
    diagram = lw.model("y ~ x + (x | school/class) + (1 | rater)").diagram()
    assert "school: unknown number of groups" in str(diagram)
    assert "school and rater are crossed, as far as is known without data" in str(diagram)
    assert "median" not in str(diagram)
    nested = lw.model("y ~ w + (1 | class) + (1 | school)", nesting={"class": "school"}, levels={"w": "school"})
    assert [(box.name, box.inside) for box in nested.diagram().tiers.boxes] == [
        ("school", ()),
        ("class", ("school",)),
        (ROWS, ("class",)),
    ]


def test_without_random_terms_there_is_one_box() -> None:
    (box,) = lw.model("y ~ x", study()).diagram().tiers.boxes
    assert (box.head, box.lines, box.inside) == ("rows: 480", ("response: y", "predictors: x"), ())


def test_equal_partitions_are_drawn_one_below_the_other() -> None:
    tiers = lw.model("y ~ x + (1 | school) + (1 | twin)", study()).diagram().tiers
    assert [(box.name, box.tier) for box in tiers.boxes] == [("twin", 0), ("school", 1), (ROWS, 2)]
    tiers = lw.model("y ~ x + (1 | school/twin)", study()).diagram().tiers
    assert [(box.name, box.tier) for box in tiers.boxes] == [("school", 0), ("twin:school", 1), (ROWS, 2)]


def test_the_first_of_many_crossings_are_described() -> None:
    diagram = lw.model("y ~ x + " + " + ".join(f"(1 | g{number})" for number in range(8))).diagram()
    assert len(diagram.tiers.crossings) == 28
    assert str(diagram).splitlines()[-1] == "× and 16 more pairs of crossed factors"


def test_no_boxes_overlap_and_all_text_is_inside_the_picture() -> None:
    formula = "y ~ x + w + (x | school/class) + (1 | rater) + (1 | school:rater) + (1 | seat) + (1 | year)"
    figure = lw.model(formula, study()).diagram().figure
    (axes,) = figure.axes
    places = [patch.get_window_extent() for patch in axes.patches]
    assert len(places) == 7
    for number, one in enumerate(places):
        assert not any(one.overlaps(other) for other in places[:number])
    whole = figure.bbox
    for text in axes.texts:
        extent = text.get_window_extent()
        assert whole.x0 <= extent.x0
        assert extent.x1 <= whole.x1


def test_hostile_names_stay_names() -> None:
    frame = {"y$": [1.0, 2.0, 3.0, 5.0], "x_{": [1.0, 2.0, 2.0, 1.0], "g\n<&": ["a", "a", "b", "b"]}
    diagram = lw.model("`y$` ~ `x_{` + (1 | `g\n<&`)", frame).diagram()
    svg = diagram.to("svg")
    assert isinstance(svg, str)
    assert "response: `y$`" in words(svg)
    assert len(str(diagram).splitlines()) == 6
    assert ET.fromstring(svg).attrib["aria-label"].startswith("The levels of")


def test_a_lazy_table_has_the_same_diagram() -> None:
    formula = "y ~ x + w + (x | school/class) + (1 | rater)"
    assert str(lw.model(formula, study().lazy()).diagram()) == str(lw.model(formula, study()).diagram())


@pytest.mark.parametrize("name", ["d.svg", "d.png", "d.pdf", "d.txt"])
def test_the_command_line_draws(name: str, tmp_path: Path) -> None:
    formula = "math ~ ses + (ses | sch.id)"
    assert run("diagram", formula, "--data", "hsb").stdout.startswith("sch.id: 160 groups\n")
    assert run("diagram", formula, "--data", "hsb", "-o", str(tmp_path / name)).exit_code == 0
    assert (tmp_path / name).stat().st_size > 50
    assert run("diagram", formula, "-o", str(tmp_path / "d.gif")).exit_code == 2
