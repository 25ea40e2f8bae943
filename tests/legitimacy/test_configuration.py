"""Ignored rules and changed severities: in the call, the environment, pyproject.toml and on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

import levelwise as lw
from helpers.command import run
from helpers.study import study
from levelwise.formula.syntax import Span
from levelwise.legitimacy.configuration.configure import Configuration, configure
from levelwise.legitimacy.report.report import Finding

R2 = "y ~ z + (x | school)"
R14 = "y ~ x:z + x + (1 | school)"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for what in ("POLICY", "IGNORE", "SEVERITY"):
        monkeypatch.delenv(f"LEVELWISE_{what}", raising=False)
    monkeypatch.chdir(tmp_path)


def project(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")


def test_the_default_applies_when_nothing_is_configured() -> None:
    assert configure() == Configuration()
    assert configure().text == ""
    assert lw.check(R2, study()).configured == ""


def test_an_ignored_error_leaves_a_legitimate_model_and_is_named() -> None:
    report = lw.check(R2, study(), ignore=["R2"])
    assert report.ok
    assert "R2" not in {finding.code for finding in report.findings}
    assert [finding.code for finding in report.ignored] == ["R2"]
    assert report.verdict == "Legitimate under the policy hlm with R2 ignored."
    assert report.configured == "R2 ignored"
    assert "R2 error: a random effect of x without a fixed counterpart" in str(report)
    assert lw.extract_eq(R2, study(), ignore="R2").report.ok
    assert lw.model(R2, study()).check(ignore=("r2",)).ok


def test_only_the_severity_changes() -> None:
    (plain,) = lw.check(R2, study()).errors
    (milder,) = (one for one in lw.check(R2, study(), severity={"R2": "note"}).notes if one.code == "R2")
    assert (milder.title, milder.reason, milder.span, milder.evidence) == (
        plain.title,
        plain.reason,
        plain.span,
        plain.evidence,
    )
    assert milder.repairs
    report = lw.check(R14, study(), severity={"R14": "error"})
    assert report.codes == ("R14",)
    assert report.errors[0].repairs == lw.check(R14, study()).warnings[0].repairs
    with pytest.raises(lw.IllegitimateModelError, match="R14 error"):
        lw.extract_eq(R14, study(), severity={"R14": "error"})


def test_repairs_are_judged_under_the_same_configuration() -> None:
    formula = "y ~ z + (x + x:z | school)"
    for repair in lw.check(formula, study(), severity={"R14": "error"}).errors[0].repairs:
        assert lw.check(repair, study(), severity={"R14": "error"}).ok


@pytest.mark.parametrize(
    ("own", "wanted", "expected"),
    [
        ("error", "error", "error"),
        ("error", "warning", "warning"),
        ("error", "note", "note"),
        ("warning", "error", "warning"),
        ("warning", "note", "note"),
        ("note", "error", "note"),
        ("note", "warning", "note"),
    ],
)
def test_milder_findings_of_a_rule_are_not_raised(own: str, wanted: str, expected: str) -> None:
    finding = Finding("R1", "t", own, Span(0, 1), (), "r")  # type: ignore[arg-type]
    assert configure(severity={"R1": wanted}).apply_to(finding).severity == expected


def test_a_severity_overrides_the_policy() -> None:
    assert lw.check(R2, study(), policy="mixed").ok
    assert lw.check(R2, study(), policy="mixed", severity={"R2": "error"}).codes == ("R2",)
    assert lw.check(R2, study(), policy="mixed", severity={"R2": "default"}).ok


def test_off_and_ignore_are_the_same() -> None:
    assert configure(severity={"R2": "off"}) == configure(severity={"R2": "ignore"}) == configure(ignore=["R2"])


def test_the_project_is_read_from_the_working_directory_upwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(
        tmp_path, '[tool.levelwise]\npolicy = "mixed"\nignore = ["R14"]\n[tool.levelwise.severity]\nR16 = "error"\n'
    )
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    expected = "policy mixed (pyproject.toml); R14 (pyproject.toml) ignored; R16 set to error (pyproject.toml)"
    assert configure().text == expected
    project(inner, '[project]\nname = "other"\n')  # says nothing of ours
    monkeypatch.chdir(inner)
    report = lw.check(R2, study())
    assert report.ok
    assert report.policy == "mixed"
    assert str(Path("..", "..", "pyproject.toml")) in report.configured
    project(inner, "[tool.levelwise]\n")
    assert configure() == Configuration()


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    project(tmp_path, '[tool.levelwise]\nignore = ["R2"]\n')
    assert lw.check(R2, study()).ok
    project(tmp_path, '[tool.levelwise]\nignore = ["R14"]\n')
    assert not lw.check(R2, study()).ok
    (tmp_path / "pyproject.toml").unlink()
    assert configure() == Configuration()


def test_the_call_overrides_the_environment_which_overrides_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(tmp_path, '[tool.levelwise]\npolicy = "off"\nignore = ["R1", "R3"]\nseverity = {R14 = "error"}\n')
    monkeypatch.setenv("LEVELWISE_POLICY", "mixed")
    monkeypatch.setenv("LEVELWISE_SEVERITY", "R14=note, r3=warning")
    monkeypatch.setenv("LEVELWISE_IGNORE", "R16 R4")
    found = configure(ignore=["R7"], severity={"R4": "default"})
    assert (found.policy, found.ignore) == ("mixed", {"R1", "R16", "R7"})
    assert found.severity == {"R14": "note", "R3": "warning"}
    assert found.text == (
        "policy mixed (LEVELWISE_POLICY); R1 (pyproject.toml), R7, R16 (LEVELWISE_IGNORE) ignored; "
        "R3 set to warning (LEVELWISE_SEVERITY); R14 set to note (LEVELWISE_SEVERITY)"
    )
    assert configure("hlm").policy == "hlm"
    assert "policy" not in configure("hlm").origins


def test_empty_variables_have_no_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    for what in ("POLICY", "IGNORE", "SEVERITY"):
        monkeypatch.setenv(f"LEVELWISE_{what}", " ")
    assert configure() == Configuration()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[tool.levelwise]\nignore = ["R41"]\n', r"no rule 'R41'; did you mean 'R4'"),
        ('[tool.levelwise.severity]\nR2 = "eror"\n', "did you mean 'error'"),
        ('[tool.levelwise]\npolicy = "mixd"\n', "did you mean 'mixed'"),
        ('[tool.levelwise]\nignored = ["R4"]\n', "did you mean 'ignore'"),
        ("[tool.levelwise]\nignore = 4\n", "codes of rules"),
        ('[tool.levelwise]\nseverity = "R4"\n', "pairs of a rule and a severity"),
        ("[tool.levelwise\n", "not valid TOML"),
        ("[tool]\nlevelwise = 1\n", "not a table"),
        ("[tool.levelwise]\npolicy = 3\n", "no policy '3'"),
        ("[tool.levelwise]\nignore = [[1]]\n", "no rule"),
        ("[tool.levelwise.severity]\nR2 = [1]\n", "no severity"),
    ],
)
def test_a_mistake_in_a_file_is_an_error_that_names_the_file(text: str, message: str, tmp_path: Path) -> None:
    project(tmp_path, text)
    with pytest.raises(lw.LevelwiseError, match=message) as caught:
        lw.check(R2, study())
    assert "pyproject.toml" in str(caught.value)
    result = run("check", R2)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_broken_file_without_our_section_does_not_matter(tmp_path: Path) -> None:
    project(tmp_path, "<<<<<<< HEAD\n")
    assert configure() == Configuration()
    (tmp_path / "pyproject.toml").unlink()
    (tmp_path / "pyproject.toml").mkdir()
    assert configure() == Configuration()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("POLICY", "hml", "did you mean 'hlm'"),
        ("IGNORE", "R99x", "no rule 'R99x'"),
        ("SEVERITY", "R2", "RULE=SEVERITY"),
        ("SEVERITY", "R2=grave", "no severity 'grave'"),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"LEVELWISE_{name}", value)
    with pytest.raises(lw.LevelwiseError, match=message) as caught:
        configure()
    assert f"LEVELWISE_{name}" in str(caught.value)


def test_wrong_arguments() -> None:
    with pytest.raises(lw.UnknownNameError, match="did you mean 'R1b'"):
        lw.check(R2, ignore=["R1bb"])
    with pytest.raises(lw.UnknownNameError, match="severity 'fatal'"):
        lw.check(R2, severity={"R2": "fatal"})
    with pytest.raises(lw.ConfigurationError, match="a rule and a severity"):
        lw.check(R2, severity=["R2"])  # type: ignore[arg-type]
    with pytest.raises(lw.ConfigurationError, match="codes of rules"):
        lw.check(R2, ignore=3)  # type: ignore[arg-type]


def test_the_command_line(tmp_path: Path) -> None:
    assert run("check", R2, "--ignore", "R14,R2").exit_code == 0
    assert run("check", R2, "--ignore", "R14", "--ignore", "R2").exit_code == 0
    assert run("check", R2, "--severity", "R2=warning").exit_code == 0
    assert run("check", R14, "--severity", "R14=error,R2=note").exit_code == 1
    assert run("write", R2, "--severity", "R2=note").exit_code == 0
    project(tmp_path, '[tool.levelwise]\nignore = ["R2"]\n')
    result = run("check", R2)
    assert (result.exit_code, "R2 (pyproject.toml) ignored" in result.stdout) == (0, True)
    assert run("check", R2, "--severity", "R2=default").exit_code == 1
    for wrong in (("--ignore", "R2x"), ("--severity", "R2"), ("--severity", "R2=x"), ("--policy", "x")):
        result = run("check", R2, "--data", "no such file", *wrong)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "no such file" not in result.stderr


def test_the_list_shows_what_is_configured_and_each_rule_is_explained(tmp_path: Path) -> None:
    project(tmp_path, '[tool.levelwise]\nignore = ["R2"]\n[tool.levelwise.severity]\nR14 = "error"\n')
    listed = run("list", "rules").stdout
    assert "R2   ignore " in listed
    assert "R14  error " in listed
    verbose = run("list", "rules", "--verbose").stdout
    for rule in lw.rules():
        explained = run("explain", rule.code.lower()).stdout
        assert explained.startswith(f"{rule.code} ")
        assert explained in verbose
        assert all(words in explained for words in (rule.title, rule.reason, rule.decides, rule.source))
        # an installed package has the pages in a folder of its own
        assert f"{rule.code}.md\n" in explained
    assert "R14 error (pyproject.toml; by default warning)" in run("explain", "R14").stdout
    unknown = run("explain", "R14b")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "did you mean" in unknown.stderr
