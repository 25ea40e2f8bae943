"""``levelwise fit``: the equations with the estimates, or a table."""

from __future__ import annotations

from pathlib import Path

import levelwise as lw
from helpers.command import run

FORMULA = "Reaction ~ Days + (Days | Subject)"
FIT = ("fit", FORMULA, "--data", "sleepstudy")


def test_fit_prints_the_estimated_equations() -> None:
    result = run(*FIT, "--notation", "hox", "--option", "digits=4")
    assert result.exit_code == 0
    for number in ("251.4", "10.47", "612.1", "35.07"):
        assert number in result.stdout
    fit = lw.lmer(FORMULA, lw.datasets.load("sleepstudy"))
    assert result.stdout == lw.extract_eq(fit, notation="hox", estimates=True, digits=4).latex + "\n"


def test_fit_prints_standard_errors_when_asked() -> None:
    assert "(6.82)" in run(*FIT, "--errors", "--to", "text").stdout


def test_fit_prints_a_table() -> None:
    reml, ml = (run(*FIT, "--summary", *more).stdout for more in ((), ("--ml",)))
    assert "fitted by REML" in reml
    assert "Days           10.467  1.5458" in reml
    assert "fitted by maximum likelihood" in ml


def test_a_summary_is_written_to_a_file_of_text_only(tmp_path: Path) -> None:
    path = tmp_path / "fit.txt"
    assert run(*FIT, "--summary", "-o", str(path)).stdout == ""
    assert path.read_text(encoding="utf-8") == run(*FIT, "--summary").stdout
    refused = run(*FIT, "--summary", "-o", str(tmp_path / "fit.docx"))
    assert (refused.exit_code, "must end in .txt" in refused.stderr) == (2, True)
    assert not (tmp_path / "fit.docx").exists()


def test_a_summary_refuses_what_would_change_nothing_in_it() -> None:
    result = run(*FIT, "--summary", "--to", "html", "--errors", "--option", "digits=4")
    assert result.exit_code == 2
    assert "--errors, --to and --option would change nothing" in " ".join(result.stderr.split())


def test_fit_writes_a_document(tmp_path: Path) -> None:
    path = tmp_path / "model.tex"
    assert run(*FIT, "-o", str(path)).exit_code == 0
    assert "251" in path.read_text(encoding="utf-8")


def test_fit_does_not_fit_what_is_illegitimate() -> None:
    result = run("fit", "math ~ sector + (sector | sch.id)", "--data", "hsb")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "R1" in result.stderr


def test_fit_needs_data_and_random_effects() -> None:
    for arguments, words in (((FORMULA,), "give --data"), (("Reaction ~ Days", "sleepstudy"), "no random effects")):
        result = run("fit", *arguments)
        assert result.exit_code == 2
        assert words in result.stderr
