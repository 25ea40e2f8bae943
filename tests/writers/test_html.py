"""HTML: a page of its own or a part of one, in which nothing runs and no name is markup."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

import levelwise as lw
from helpers.hostile_names import NAMES
from helpers.mathml import read
from levelwise.errors import OptionError
from levelwise.formula.syntax import quoted
from levelwise.options import Options
from levelwise.text.characters import plain
from levelwise.writers.document import Piece
from levelwise.writers.html import document

VOID = {"meta"}
M1 = lw.extract_eq("math ~ 1 + (1 | school)")


class Page(HTMLParser):
    """Reads HTML in which every element is closed where it must be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.seen}


def test_a_fragment_is_the_mathml_in_a_box_that_scrolls() -> None:
    written = M1.to("html")
    box = ET.fromstring(written)
    assert box.tag == "div"
    assert box.get("style") == "overflow-x:auto"
    inner = written.split("\n", 1)[1].rpartition("\n")[0]
    assert inner == M1.to("mathml")
    read(inner)


def test_a_page_stands_alone_and_runs_nothing() -> None:
    written = M1.to("html", fragment=False)
    page = Page(written)
    assert written.startswith("<!DOCTYPE html>")
    assert ("html", {"lang": "en"}) in page.seen
    assert page.texts["title"] == ["Model equations"]
    assert "color-scheme: light dark" in "".join(page.texts["style"])
    assert not page.tags() & {"script", "link", "img", "iframe", "object", "a"}
    assert not {name for _, attributes in page.seen for name in attributes} & {"src", "href", "onload"}
    assert M1.to("html") in written


def test_a_saved_page_is_whole_and_a_saved_fragment_is_not(tmp_path: Path) -> None:
    for ending in ("html", "htm"):
        assert M1.save(tmp_path / f"m1.{ending}").read_text("utf-8").startswith("<!DOCTYPE html>")
        assert M1.save(tmp_path / f"m1.{ending}", fragment=True).read_text("utf-8") == M1.to("html") + "\n"
    with pytest.raises(OptionError, match="mathml does not take"):
        M1.save(tmp_path / "m1.mml", fragment=True)


def test_captions_and_numbers() -> None:
    pieces = [Piece(M1.system, "A < B", 1), Piece(M1.system, "", 2), Piece(M1.system, "", 3, "m3")]
    page = Page(document(pieces, Options()))
    assert page.texts["title"] == ["A < B"]
    assert page.texts["figcaption"] == ["A < B"]
    assert page.texts["span"] == ["(1)", "(2)", "(3)"]
    assert [attributes["id"] for tag, attributes in page.seen if tag == "figure"] == ["eq-1", "eq-2", "eq-m3"]
    plain_page = Page(document([Piece(M1.system)], Options()))
    assert not plain_page.tags() & {"figcaption", "span"}


@pytest.mark.filterwarnings("ignore:a line is wider than the page")
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_no_name_is_markup(name: str) -> None:
    eq = lw.extract_eq(f"{quoted(name)} ~ 1 + (1 | {quoted(name + '4')})", policy="off")
    written = eq.to("html", fragment=False)
    page = Page(written)
    assert page.tags() == Page(M1.to("html", fragment=False)).tags() | {"mrow"}
    shown = " ".join(page.texts["mi"]).replace("\u00a0", " ")
    assert plain(name) in shown
    captions = Page(document([Piece(eq.system, name)], Options())).texts
    assert captions["title"] == captions["figcaption"] == [plain(name)]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", written)
    written.encode("utf-8")
