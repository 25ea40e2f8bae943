"""What shows itself at a plain prompt, and what reports, equations and notes compare, pickle and print as."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace

import pytest

import levelwise as lw

SOUND, FLAWED = "math ~ ses + (ses | sch.id)", "math ~ ses + sector + (sector | sch.id)"


@pytest.mark.parametrize("data", [None, "hsb"], ids=["without data", "with data"])
def test_a_report_and_its_findings_show_their_text(data: str | None) -> None:
    frame = None if data is None else lw.datasets.load(data)
    report = lw.check(FLAWED, frame, levels=None if data else {"sector": "sch.id"})
    assert repr(report) == str(report)
    (finding,) = report.errors
    assert repr(finding) == str(finding)
    without_carets = [line for line in finding.describe(FLAWED).split("\n") if line.strip(" ^") and line[2:] != FLAWED]
    assert str(finding).split("\n") == without_carets
    for one in (report, finding):
        assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one
    assert replace(finding, title="another") != finding
    assert replace(report, policy="mixed") != report


def test_a_report_is_true_when_the_model_is_legitimate() -> None:
    sound, flawed = lw.check(SOUND), lw.check(FLAWED, levels={"sector": "sch.id"})
    assert (bool(sound), bool(flawed)) == (True, False) == (sound.ok, flawed.ok)
    assert lw.check(FLAWED, policy="off")


def test_equations_show_their_text() -> None:
    eq = lw.extract_eq(SOUND, matrices="array")
    assert str(eq) == eq.to("text")
    assert repr(eq).startswith(f"{eq}\n\nWithout data, these predictors are assigned to level 1 unless levels= ")
    on_data = lw.extract_eq(SOUND, lw.datasets.load("hsb"))
    assert repr(on_data) == str(on_data)
    assert on_data._repr_markdown_() == on_data.to("jupyter")
    again = pickle.loads(pickle.dumps(eq))
    assert (again.spec, again.system, again.report, again.options) == (eq.spec, eq.system, eq.report, eq.options)
    assert again.latex == eq.latex


def test_a_note_is_its_text_with_a_code() -> None:
    (note,) = lw.model(SOUND).notes
    assert isinstance(note, lw.Note)
    assert str(note) == note.text
    assert note.code == "assumed-level-1"
    assert repr(note) == f"Note(code='assumed-level-1', text={note.text!r})"
    assert pickle.loads(pickle.dumps(note)) == note == lw.Note(note.code, note.text)
    assert len({note, lw.Note(note.code, note.text), lw.Note("other", note.text)}) == 2
