"""How reports are displayed: on a terminal, in a pipe, in a notebook and as JSON, with control characters escaped."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

import levelwise as lw
from helpers.command import on_a_terminal, run
from helpers.study import FLAWED, SOUND, study
from levelwise.errors import caret
from levelwise.legitimacy.report.text import TextStyle, distinct_questions, short, text
from levelwise.text.characters import display_width

MN = "math ~ ses + sector + (sector | sch.id)"
MM = "math ~ ses*sector + (ses:sector | sch.id)"


def test_the_short_form_omits_evidence_and_shows_each_note_on_one_line() -> None:
    report = lw.check(MM, lw.datasets.load("hsb"))
    brief, whole = text(report, TextStyle(verbose=False)), text(report)
    assert brief.startswith("Legitimate under the policy hlm.\n\nR1b note: ses:sector varies within 70 of 160 groups")
    assert report.notes[0].reason not in brief
    assert report.notes[0].reason in whole
    assert whole == str(report)
    shown = text(lw.check(MN, lw.datasets.load("hsb")), TextStyle(verbose=False))
    assert "^^^^" in shown
    assert "Write instead:" in shown
    assert "1308" not in shown


@pytest.mark.parametrize("width", [40, 72, 100])
@pytest.mark.parametrize("formula", [MN, MM, "math ~ female*minority + (ses | sch.id)"])
def test_lines_end_at_the_width_of_the_terminal(width: int, formula: str) -> None:
    report = lw.check(formula, lw.datasets.load("hsb"))
    shown = text(report, TextStyle(width=width))
    repairs = {f"  {repair}" for finding in report.findings for repair in finding.repairs}
    evidence = [finding.evidence for finding in report.findings if finding.evidence is not None]
    whole = repairs.union(*(list(one.lines())[1:] for one in evidence))  # neither formulas nor tables are broken
    assert all(display_width(line) <= width for line in shown.splitlines() if line not in whole)
    words = [word for word in str(report).split() if "^" not in word]
    if width == 100:  # at less, a formula is shown in part
        assert [word for word in shown.split() if "^" not in word] == words


def test_colours_are_added_and_nothing_else() -> None:
    report = lw.check(MM + " + (sector | sch.id)", lw.datasets.load("hsb"))
    plain, coloured = text(report), text(report, TextStyle(colour=True))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_carets_are_aligned_under_wide_characters() -> None:
    shown, marks = caret("y ~ 数学 + (x | g)", 10, 15).split("\n")
    before = shown[: shown.index("x | g")]
    assert marks.index("^") == display_width(before)
    assert marks.count("^") == 5
    assert caret("y ~ 数学", 4, 6).endswith("\n      ^^^^")


def test_without_data_the_open_questions_are_listed_once_each() -> None:
    report = lw.check("y ~ a*b + (a | g) + (a | h) + (1 | k)")
    asked = distinct_questions(report)
    assert asked["whether a varies within the groups of g"] == ("R1", "R1b")
    assert len(report.undecided) == len(set(report.undecided))
    whole, brief = str(report), text(report, TextStyle(verbose=False))
    assert all(whole.count(question) == 1 for question in asked)
    assert whole.count("Needs data:") == brief.count("Needs data:") == 1
    assert lw.check("y ~ x + (1 | school)", study()).undecided == ()
    many = lw.check("y ~ a + b + c + d + e + f + h + (a + b + c + d + e + f + h | g)")
    shown = text(many, TextStyle(verbose=False))
    assert len(shown.splitlines()) < 12
    hidden = len(distinct_questions(many)) - 6
    assert f"and {hidden} more" in shown


@pytest.mark.parametrize(
    ("formula", "hints", "expected"),
    [
        ("y ~ x + (x | g)", {}, {"R1", "R1b", "R7"}),
        ("y ~ x + (1 | g)", {}, {"R7"}),
        ("y ~ w + (w | g)", {"levels": {"w": "g"}}, {"R7"}),  # R1 is decided
        ("y ~ poly(x, 2) + (x | g)", {}, {"R1", "R1b", "R2", "R7"}),
        ("y ~ 1 + (1 | a/b)", {}, {"R7", "R10"}),
        ("y ~ x*w + (1 | g)", {}, {"R7", "R16"}),
        ("y ~ x*w + (1 | g)", {"levels": {"w": "g"}}, {"R7"}),
        ("y ~ x*w + (x | g)", {}, {"R1", "R1b", "R7"}),
        ("y ~ f + (1 | g) + (0 + f | g)", {"factors": {"f": ["a", "b"]}}, {"R1", "R1b", "R2", "R4", "R7"}),
        ("y ~ x + (1 | g) + (0 + x | g)", {}, {"R1", "R1b", "R7"}),
        ("y ~ x", {}, set()),
    ],
)
def test_what_needs_data(formula: str, hints: dict[str, object], expected: set[str]) -> None:
    """Of the rules that were there first; others may ask more."""
    ours = {"R1", "R1b", "R2", "R3", "R4", "R7", "R10", "R14", "R16", "R26", "R30"}
    assert {one.code for one in lw.check(formula, **hints).undecided} & ours == expected  # type: ignore[arg-type]


def test_an_ignored_rule_lists_no_open_questions() -> None:
    assert "R1" not in {one.code for one in lw.check("y ~ x + (x | g)", ignore=["R1"]).undecided}


def test_one_line_per_finding() -> None:
    report = lw.check("math ~ ses + sector +\n  (sector | sch.id)", lw.datasets.load("hsb"))
    title = "a random slope of sector, which is constant within every level of sch.id"
    assert short(report).splitlines()[0] == f"formula:2:4: R1 error: {title}"
    result = run("check", MN, "--data", "hsb", "--format", "short")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == f"formula:1:24: R1 error: {title}"
    assert run("check", MN, "--data", "hsb", "--format", "short", "--policy", "off").stdout == ""


def test_control_characters_are_shown_and_not_obeyed() -> None:
    name = "`\x1b[31mx`"
    data = {"y": [1.0, 2, 3, 4], "\x1b[31mx": [1, 1, 2, 2], "g": ["a", "a", "b", "b"]}
    report = lw.check(f"y ~ {name} + ({name} | g)", data)
    assert not report.ok
    for shown in (str(report), text(report, TextStyle(verbose=False, width=60)), short(report), report._repr_html_()):
        assert "\x1b" not in shown


def test_the_schema_holds_for_every_report() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = lw.report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    seen = set()
    formulas = [*SOUND, *(one if isinstance(one, str) else one[0] for one in FLAWED), "y ~ x:z + (1 | school)"]
    for number, formula in enumerate(formulas):
        policy = ("hlm", "mixed", "off", None)[number % 4]
        ignore = ["R1", "R2"] if number % 3 == 0 else []
        for data in (study(), None):
            try:
                report = lw.check(formula, data, policy=policy, ignore=ignore)
            except lw.LevelwiseError:  # without data some formulas need hints
                continue
            values = json.loads(json.dumps(report.to_dict()))
            validator.validate(values)
            assert set(values) == set(schema["properties"])
            seen |= {"ignored"} if report.ignored else set()
            seen |= {"undecided"} if report.undecided else set()
            seen |= {finding.severity for finding in report.findings}
            for finding in values["findings"]:
                assert set(finding) == set(schema["$defs"]["finding"]["properties"])
    assert seen == {"ignored", "undecided", "error", "warning", "note"}
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**values, "version": 2})


def test_json_and_its_schema_on_the_command_line() -> None:
    assert json.loads(run("schema").stdout) == lw.report_schema()
    result = run("check", "y ~ x + (x | g)", "--format", "json")
    values = json.loads(result.stdout)
    assert result.stderr == ""
    assert values["model_notes"]
    assert values["levelwise"] == lw.__version__
    assert values["verdict"].startswith("Legitimate")


def test_notebooks_show_a_row_per_finding_with_its_place_marked() -> None:
    report = lw.check(MM + " + (sector | sch.id)", lw.datasets.load("hsb"))
    html = report._repr_html_()
    page = Page()
    page.feed(html)
    assert page.open == []
    assert html.count("<mark ") == len(report.findings)
    assert page.marked == [report.formula[f.span.start : f.span.end] for f in report.findings]
    assert html.count("<details>") == sum(bool(f.evidence and f.evidence.rows) for f in report.findings)
    without = lw.check("y ~ x + (x | g)")._repr_html_()
    assert "<table" not in without
    assert "Needs data" in without
    assert "R2" in lw.check("y ~ z + (x | school)", study(), ignore=["R2"])._repr_html_()


class Page(HTMLParser):
    """The tags that are open and the words that are marked."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.marked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "mark":
            self.marked.append(data)


@pytest.mark.parametrize(
    ("arguments", "environment", "coloured"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color",), {"NO_COLOR": "1"}, True),
        (("--no-color",), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours_when_output_is_piped(arguments: tuple[str, ...], environment: dict[str, str], coloured: bool) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    command = [sys.executable, "-m", "levelwise", "check", "y ~ z + (x | g)", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, env=kept | environment, check=False, encoding="utf-8"
    )
    assert done.returncode == 1
    assert ("\x1b[" in done.stdout) is coloured


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(("more", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_on_a_terminal_there_are_colours_and_lines_fit(more: dict[str, str], coloured: bool) -> None:
    status, shown = on_a_terminal("check", "y ~ z + (x | g)", "--verbose", COLUMNS="60", **more)
    assert status == 1
    assert ("\x1b[" in shown) is coloured
    lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()
    assert len(lines) > 5
    assert max(map(len, lines)) <= 60


def test_write_shows_findings_as_check_does() -> None:
    result = run("write", MM, "--data", "hsb")
    report = lw.check(MM, lw.datasets.load("hsb"))
    assert result.exit_code == 0
    assert result.stderr == f"note: {len(report.notes)} notes (R1b, R17); --verbose shows them\n"
    graver = run("write", MM, "--data", "hsb", "--severity", "R17=warning")
    assert "R17 warning" in graver.stderr
    assert str(report) in run("write", MM, "--data", "hsb", "--verbose").stderr
