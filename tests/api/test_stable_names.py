"""Names whose meaning stays: other programs rely on them, so that a change here is a change of the interface."""

from __future__ import annotations

import levelwise as lw

DATA = {
    "y": [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8],
    "x": [2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5],
    "z": [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0],
    "n": [1.0, 2.0, 1.0, 2.0] * 3,
    "g": ["a"] * 4 + ["b"] * 4 + ["c"] * 4,
}
FORMULA = "y ~ x + z + offset(n) + (x | g)"


def test_the_spec() -> None:
    spec = lw.model(FORMULA, DATA, weights="n").spec
    assert [column.name for column in spec.fixed] == ["(Intercept)", "x", "z"]
    assert [(block.group, [effect.name for effect in block.effects]) for block in spec.blocks] == [
        ("g", ["(Intercept)", "x"])
    ]
    assert spec.rows == 12
    assert [level.size for level in spec.levels] == [3]
    assert len(spec.offsets) == 1
    assert spec.weights == "n"
    assert spec.link == "identity"
    assert spec.source.source == FORMULA
    without = lw.model(FORMULA).spec
    assert (without.rows, without.levels[0].size, without.weights) == (None, None, None)


def test_the_family_is_equal_to_its_name() -> None:
    spec = lw.model("y ~ x + (1 | g)", DATA, family="negbinomial").spec
    assert spec.family == "nbinom2"
    assert spec.family != "poisson"
    assert str(spec.family) == "nbinom2"
    assert {spec.family: "found"}["nbinom2"] == "found"  # type: ignore[index]
    assert spec.link == "log"


def test_the_report() -> None:
    report = lw.check("y ~ x + z + (z | g)", levels={"z": "g"})
    assert report.ok is False
    assert [finding.code for finding in report.errors] == ["R1"]
    assert [finding.severity for finding in (*report.warnings, *report.notes)] == [
        *["warning"] * len(report.warnings),
        *["note"] * len(report.notes),
    ]
    assert report.findings == (*report.errors, *report.warnings, *report.notes)
    assert [str(note) for note in report.model_notes] == [note.text for note in report.model_notes]
    assert report.model_notes
    assert all(isinstance(one.question, str) for one in report.undecided)
    assert report.undecided


def test_the_finding() -> None:
    finding = lw.check("y ~ x + z + (z | g)", DATA).errors[0]
    assert (finding.code, finding.severity) == ("R1", "error")
    assert "z" in finding.title
    assert "z" in finding.reason
    assert finding.evidence is not None
    assert "y ~ x + z + (1 | g)" in finding.repairs


def test_the_model() -> None:
    model = lw.model(FORMULA, DATA)
    assert model.columns == ("(Intercept)", "x", "z")
    assert model.blocks == (("g", ("(Intercept)", "x")),)
    assert model.notes == ()
    assert [str(note) for note in lw.model(FORMULA).notes]
