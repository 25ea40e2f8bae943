"""Reports as text, as HTML and as plain values; policies; the table of rules."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import pytest

import levelwise as lw
from helpers.study import study
from levelwise.data.frames.frame import Frame
from levelwise.data.hints import Hints
from levelwise.design.assemble import assemble
from levelwise.legitimacy.check import check

MN = """\
Not a legitimate model under the policy hlm: R1.

R1 error: a random slope of sector, which is constant within every level of sch.id
  math ~ ses + sector + (sector | sch.id)
                         ^^^^^^^^^^^^^^^
sector is constant within every level of sch.id, so no group has a slope of sector that could differ from that of \
another group; its effect is a difference between groups and belongs in the fixed part.
ρ_αⱼβ₂ⱼ and σ²_β₂ⱼ enter the likelihood only through 2ρ_αⱼβ₂ⱼ + σ²_β₂ⱼ (ρ_αⱼβ₂ⱼ is the covariance of the intercepts \
and the slopes of sector over sch.id; σ²_β₂ⱼ is the variance of the slopes of sector over sch.id). sector is constant \
within all 160 groups of sch.id:
  sch.id     ses  sector
    1224  -1.528       0
    1224  -0.588       0
    1308   0.422       1
    1308   0.562       1
Write instead:
  math ~ ses + sector + (1 | sch.id)
  math ~ ses + sector + (ses | sch.id)

R17 note: ses mixes effects within and between the groups of sch.id
  math ~ ses + sector + (sector | sch.id)
         ^^^^^^^^^^^^
ses varies both within and between the groups of sch.id, and the two effects need not be equal: its coefficient \
is a weighted average of them. That is common practice. If the research question concerns one of the two, separate \
them by adding the group mean, together with the predictor itself or with its deviation from the group mean.
Variance between and within the groups of sch.id:
  predictor  total  between  within  share between
  ses        0.608    0.162   0.446            27%"""


def test_a_report_as_text() -> None:
    report = lw.check("math ~ ses + sector + (sector | sch.id)", lw.datasets.load("hsb"))
    assert str(report) == MN
    assert "\x1b" not in str(report)


def test_a_legitimate_model_takes_one_line() -> None:
    report = lw.check("y ~ x + (x | class)", study())
    assert str(report) == "Legitimate under the policy hlm."
    assert (report.ok, report.codes, report.findings) == (True, (), ())


def test_the_handouts_table_of_a_product_is_the_evidence() -> None:
    note = lw.check("math ~ ses*sector + (ses:sector | sch.id)", lw.datasets.load("hsb")).notes[0]
    assert note.evidence is not None
    assert note.evidence.header == ("sch.id", "ses", "sector", "ses:sector")
    assert [row[3] for row in note.evidence.rows] == ["0", "0", "0.422", "0.562"]


def test_codes_name_each_error_once_and_the_most_severe_first() -> None:
    report = lw.check("y ~ x + x:z + (w | school) + (w | rater)", study())
    assert report.codes == ("R1", "R2")
    severities = [finding.severity for finding in report.findings]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert report.findings == (*report.errors, *report.warnings, *report.notes)


def test_policies() -> None:
    formula = "y ~ z + (x | school)"
    assert lw.check(formula, study()).codes == ("R2",)
    mixed = lw.check(formula, study(), policy="mixed")
    assert mixed.ok
    assert [finding.code for finding in mixed.warnings] == ["R2"]
    assert mixed.warnings[0].repairs
    off = lw.check("y ~ w + (w | school)", study(), policy="off")
    assert (off.ok, off.findings, off.policy) == (True, (), "off")
    assert "off" in str(off)
    with pytest.raises(lw.UnknownNameError, match="mixed"):
        lw.check(formula, study(), policy="mixd")


def test_repairs_can_be_left_out() -> None:
    built = assemble("y ~ z + (x | school)", Frame(study()), Hints())
    (finding,) = check(built, repairs=False).errors
    assert finding.repairs == ()


def test_a_report_as_plain_values() -> None:
    report = lw.check("y ~ x + w + (w | school)", study())
    values = json.loads(json.dumps(report.to_dict()))
    assert values["version"] == 1
    assert set(values) == set(lw.report_schema()["required"])
    (finding,) = (one for one in values["findings"] if one["severity"] == "error")
    assert set(finding) == {
        "code",
        "title",
        "severity",
        "start",
        "end",
        "columns",
        "reason",
        "evidence",
        "repairs",
    }
    assert report.formula[finding["start"] : finding["end"]] == "w | school"
    assert finding["evidence"]["header"] == ["school", "x", "w"]


def test_the_repaired_formula_has_no_errors() -> None:
    for formula in ("y ~ w + (w + z | school)", "y ~ x | school", "y ~ z + (x | school)"):
        report = lw.check(formula, study())
        assert not report.ok
        assert report.repaired is not None
        assert lw.check(report.repaired, study()).ok
    sound = lw.check("y ~ x + (x | school)", study())
    assert sound.repaired == "y ~ x + (x | school)"
    constant = study().with_columns(y=1.0)
    assert lw.check("y ~ x + (1 | school)", constant).repaired is None


def test_html_escapes_everything_the_user_wrote() -> None:
    frame = study().rename({"w": "<script>", "school": "a&b"})
    html = lw.check("y ~ `<script>` + (`<script>` | `a&b`)", frame)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "a&amp;b" in html


def test_findings_are_frozen() -> None:
    report = lw.check("y ~ z + (x | school)", study())
    with pytest.raises(FrozenInstanceError):
        report.policy = "off"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        report.findings[0].code = "R0"  # type: ignore[misc]


def test_every_rule_has_a_criterion_and_a_reason() -> None:
    for rule in lw.rules():
        assert rule.decides
        assert rule.reason
        assert rule.severity in ("error", "warning", "note")
