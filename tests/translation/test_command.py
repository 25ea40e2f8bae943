"""``levelwise code`` and ``levelwise list software``."""

from __future__ import annotations

import levelwise as lw
from helpers.command import run
from levelwise.translation.table import SOFTWARE

M4 = "math ~ ses*sector + (ses | sch.id)"


def test_the_code_goes_to_standard_output_and_the_notes_to_standard_error() -> None:
    result = run("code", M4, "--for", "GLMMTMB", "--data", "hsb", "--factor", "sector=pub,cath")
    assert result.exit_code == 0
    expected = lw.model(M4, lw.datasets.load("hsb"), factors={"sector": ["pub", "cath"]}).code("glmmTMB")
    assert result.stdout == f"{expected}\n"
    assert "note: by default glmmTMB() uses maximum likelihood" in result.stderr


def test_what_cannot_be_expressed_is_an_error() -> None:
    result = run("code", M4, "--for", "stata")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'sch.id' is not a valid Stata variable name" in result.stderr
    assert "lme4, glmmTMB, nlme" in result.stderr
    result = run("code", M4, "--for", "lmer4", "--data", "missing.csv")
    assert result.exit_code == 2
    assert "there is no software 'lmer4'; did you mean 'lme4'?" in result.stderr


def test_the_software_is_listed() -> None:
    listed = run("list", "software").stdout
    for software in SOFTWARE.own.values():
        assert f"{software.name}\n    {software.title}\n    Source: {software.source}\n" in listed


def test_the_equations_have_the_code_of_their_model() -> None:
    equations = lw.extract_eq("math ~ ses + (ses | school)", notation="raudenbush-bryk")
    assert equations.code("SPSS") == lw.model("math ~ ses + (ses | school)").code("spss")
    assert repr(equations.code("lme4")).endswith("By default lmer() uses REML; REML = FALSE gives maximum likelihood.")
