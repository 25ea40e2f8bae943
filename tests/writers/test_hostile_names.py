"""Whatever a column, a category, a group or a value is called, every format shows it and nothing obeys it."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

import polars as pl
import pytest

import levelwise as lw
from helpers.hostile_names import NAMES, wanted
from helpers.latex import balanced
from levelwise.formula.syntax import quoted
from levelwise.text.characters import plain
from levelwise.writers.latex_names import CAPTION, NAME, PANDOC, TEXT, spelled
from levelwise.writers.unicode.boxes import display_width

COMMANDS = {
    "\\backslash": "\\",
    "\\char126": "~",
    "\\char94": "^",
    "\\textbackslash": "\\",
    "\\textasciitilde": "~",
    "\\textasciicircum": "^",
    "\\text": "",
    "\\alpha": "α",
    "\\Delta": "Δ",
    "\\mu": "µ",
}
TOKEN = re.compile(r"\{\}\^\{(?P<power>\d)\}|(?P<accent>\\=)\{(?P<base>\w)\}|\\char\d+|\\[A-Za-z]+|\\.|''|.", re.DOTALL)
NOTATIONS = ("equatiomatic", "raudenbush-bryk")


def shown(written: str) -> str:
    """Return what a reader sees of a name; any command, active or special character that is not ours fails."""
    seen: list[str] = []
    dollars = 0
    for match in TOKEN.finditer(written):
        token = match[0]
        if match["power"]:
            seen.append("¹²³"[int(match["power"]) - 1])
        elif match["accent"]:
            seen.append(match["base"] + "\u0304")
        elif token in COMMANDS:
            seen.append(COMMANDS[token])
        elif token[0] == "\\":
            assert token[1] in "{}_&%$# ", f"{token!r} in {written!r}"
            seen.append(token[1])
        elif token == "$":
            dollars += 1
        elif token not in ("{", "}"):
            assert token not in "%#~&_^", f"{token!r} in {written!r}"
            seen.append(token)
    assert dollars % 2 == 0
    return "".join(seen)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_latex_shows_the_name_and_runs_nothing(name: str) -> None:
    for place in (NAME, TEXT, CAPTION, PANDOC):
        written = spelled(name, place)
        assert balanced(written)
        assert shown(written).replace('"', "''") == wanted(name)
        assert written.isprintable() or " " in written
        written.encode("utf-8")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_drawings_show_the_name_on_one_line(name: str) -> None:
    drawn = plain(name)
    assert drawn.isprintable()
    assert drawn.strip()
    drawn.encode("utf-8")
    if name.isprintable():
        assert drawn.lstrip("◌") == unicodedata.normalize("NFC", name)


def written(name: str, notation: str) -> lw.Equations:
    """Return equations in which a name is response, predictor, category and grouping factor."""
    tick = quoted(name)
    eq = lw.extract_eq(
        f"{tick} ~ x*{quoted(name + '2')} + I({quoted(name + '3')}^2) + (x | {quoted(name + '4')})",
        factors={name + "2": ["a", name]},
        notation=notation,
        policy="off",
    )
    eq.verify()
    return eq


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_system_stays_one_system(name: str, notation: str) -> None:
    made = written(name, notation)
    for matrices in ("pmatrix", "array"):
        text = made.in_notation(notation, matrices=matrices).latex
        assert balanced(text)
        harmless = written("harmless", notation).in_notation(notation, matrices=matrices).latex
        for mark in ("\\begin", "\\end", " &", "\\left", "\\\\\n", "\\operatorname{"):
            assert text.count(mark) == harmless.count(mark), mark
        assert "\n\n" not in text
        inner = set(re.findall(r"\\[A-Za-z]+", text)) - set(re.findall(r"\\[A-Za-z]+", harmless))
        assert inner <= {*COMMANDS, "\\char"}


@pytest.mark.filterwarnings("ignore:a line is wider than the page")
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_notebooks_escape_the_name(name: str) -> None:
    bundle = written(name, "equatiomatic")._repr_mimebundle_()
    tags = Tags()
    tags.feed(bundle["text/latex"])
    assert not tags.seen
    assert bundle["text/latex"].replace("\\$", "").count("$$") == 2 + 2 * bundle["text/latex"].count("$$$")


@pytest.mark.parametrize("name", [name for name in NAMES if "\ud800" not in name], ids=ascii)
def test_reports_show_hostile_values_as_text(name: str) -> None:
    """No data frame takes half a surrogate."""
    data = pl.DataFrame(
        {
            "y": [1.0, 2, 4, 8, 3, 5],
            name + "x": [1.0, 1, 2, 2, 3, 3],
            "g": [name, name, name + "b", name + "b", name + "c", name + "c"],
        }
    )
    report = lw.check(f"y ~ {quoted(name + 'x')} + ({quoted(name + 'x')} | g)", data)
    assert not report.ok
    tags = Tags()
    tags.feed(report._repr_html_())
    table = {"table", "thead", "tbody", "tr", "td", "th"}
    assert tags.seen <= {"div", "p", "b", "br", "code", "details", "li", "mark", "small", "summary", "ul", *table}
    assert not tags.attributes - {"style"}
    for finding in report.errors:
        for repair in finding.repairs:
            assert lw.model(repair, data).columns


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_names_that_differ_in_case_are_two() -> None:
    eq = lw.extract_eq("y ~ case + Case + CASE + (1 | g)", notation="raudenbush-bryk")
    eq.verify()
    assert all(eq.latex.count(f"\\operatorname{{{name}}}") == 1 for name in ("case", "Case", "CASE"))


@pytest.mark.parametrize(
    ("one", "other"), [("caf\u00e9", "cafe\u0301"), ("x", "x\u200d"), ("a b", "a\u00a0b"), ("s", "\u202es")]
)
def test_names_that_look_alike_are_distinguished(one: str, other: str) -> None:
    """Nobody could tell them apart on the page."""
    notes = lw.model(f"y ~ {quoted(one)} + {quoted(other)} + (1 | g)").notes
    assert f"the columns {one!a} and {other!a} look alike when printed; rename one of them" in map(str, notes)
    assert not any("alike" in str(note) for note in lw.model("y ~ x + X + (1 | g)").notes)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_messages_send_no_commands_to_a_terminal(name: str) -> None:
    with pytest.raises(lw.LevelwiseError) as caught:
        lw.model(f"y ~ x + {quoted(name)} + (1 | g) + )")
    assert str(caught.value).replace("\n", "").isprintable()


A_FEW = [
    "a b",
    "$x",
    "50%",
    "back\\slash",
    "{z}",
    "a}b",
    "\\input{/etc/passwd}",
    "\\end{aligned}",
    "<script>alert(1)</script>",
    "it's",
    '"q"',
    "x_1^2",
    "#1&2~",
    "a`b",
    "a|b:c",
    "new\nline",
    "\u202eevil",
    "na\u00efve",
    "e\u0301te\u0301",
    "数学",
    "x.y",
    "1st",
    "if",
]


@pytest.mark.parametrize("notation", ["equatiomatic", "raudenbush-bryk"])
@pytest.mark.parametrize("name", A_FEW)
def test_any_name_is_written_safely(name: str, notation: str) -> None:
    tick = quoted(name)
    eq = lw.extract_eq(
        f"y ~ x*{tick} + (x | {tick})",
        levels={tick: name},
        factors={name: ["a_1", name]},
        notation=notation,
        policy="off",
    )
    eq.verify()
    for matrices in ("pmatrix", "array"):
        latex = eq.in_notation(notation, matrices=matrices).latex
        assert balanced(latex)
        assert (
            latex.count("\\begin{aligned}") - (matrices == "array") * latex.count("\\begin{array}{c} \\begin{aligned}")
            == 1
        )
        assert not any(command in latex for command in ("\\input", "\\end{aligned}\n  ", "<script>"))
        assert "\u202e" not in latex
    drawing = str(eq)
    assert "\u202e" not in drawing
    assert "new\nline" not in drawing


@pytest.mark.parametrize("name", A_FEW)
def test_drawings_keep_their_columns(name: str) -> None:
    """The brackets of a matrix stand one under another whatever the names in it are."""
    tick = quoted(name)
    eq = lw.extract_eq(f"y ~ x*{tick} + (x | g)", levels={tick: "g"}, policy="off")
    rows = [row for row in str(eq).splitlines() if "⎛" in row or "⎝" in row]
    opening = {display_width(row[: row.index(mark)]) for row in rows[-4:] for mark in "⎛⎝" if mark in row}
    assert opening
