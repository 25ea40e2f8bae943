"""Notes on reference categories that R may choose otherwise, and on values that `factors=` names."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import levelwise as lw


def data(labels: list[str]) -> pl.DataFrame:
    rows = range(24)
    return pl.DataFrame(
        {
            "y": [float(i * 7 % 5) for i in rows],
            "x": [labels[i % len(labels)] for i in rows],
            "g": [i // 4 for i in rows],
            "n": [i % 2 for i in rows],
        }
    )


def notes(formula: str, frame: Any, code: str, **options: Any) -> list[str]:
    return [note.text for note in lw.model(formula, frame, **options).notes if note.code == code]


@pytest.mark.parametrize(
    ("labels", "theirs"),
    [
        (["PhD & more", "high school"], "high school"),
        (["clerk", "Doctor", "baker"], "baker"),
        (["Zebra", "ape"], "ape"),
        (["zoo", "Äpfel"], "Äpfel"),
        (["18-25", "<18", "65+"], "<18"),
        (["Yes", "yes"], "yes"),
    ],
)
@pytest.mark.parametrize("lazily", [False, True])
def test_both_references_are_named(labels: list[str], theirs: str, lazily: bool) -> None:
    frame = data(labels)
    (note,) = notes("y ~ x + (1 | g)", frame.lazy() if lazily else frame, "reference-category")
    assert f"{min(labels)!r}" in note
    assert f"R takes {theirs!r}" in note


@pytest.mark.parametrize("labels", [["F", "M"], ["A", "b"], ["10", "9"], ["A-b", "Ab"], ["court", "long"]])
def test_the_same_reference_needs_no_note(labels: list[str]) -> None:
    assert not notes("y ~ x + (1 | g)", data(labels), "reference-category")


@pytest.mark.parametrize(
    ("formula", "options"),
    [
        ("y ~ 0 + x + (1 | g)", {}),
        ("y ~ n + (1 | x)", {}),
        ("y ~ relevel(x, 'b') + (1 | g)", {}),
        ("y ~ x + (1 | g)", {"factors": {"x": ["b", "C"]}}),
        ("y ~ x + (1 | g)", {"contrasts": {"x": "sum"}}),
    ],
)
def test_a_chosen_reference_needs_no_note(formula: str, options: dict[str, Any]) -> None:
    assert not notes(formula, data(["b", "C"]), "reference-category", **options)


def test_a_categorical_has_an_order_of_its_own() -> None:
    frame = data(["b", "C"]).with_columns(pl.col("x").cast(pl.Enum(["C", "b"])))
    assert not notes("y ~ x + (1 | g)", frame, "reference-category")


@pytest.mark.parametrize("lazily", [False, True])
def test_named_values_are_told(lazily: bool) -> None:
    frame = data(["a"]).lazy() if lazily else data(["a"])
    (note,) = notes("y ~ n + (1 | g)", frame, "named-values", factors={"n": ["cath", "pub"]})
    assert "0 is called cath, 1 is called pub" in note
    for hint in ([1, 0], {0: "pub", 1: "cath"}, True):
        assert not notes("y ~ n + (1 | g)", frame, "named-values", factors={"n": hint})
