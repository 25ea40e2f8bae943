"""Pictures of equations: PDF, PNG and SVG."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import levelwise as lw
from helpers.command import run
from levelwise.cli.output import show_equations
from levelwise.writers.table import WRITERS

FORMULA = "math ~ ses + (ses | sch.id)"
PICTURES = [name for name, writer in WRITERS.own.items() if writer.extra == "image"]


def equations(response: str = "math") -> lw.Equations:
    return lw.extract_eq(FORMULA.replace("math", response))


def size(png: bytes) -> tuple[int, int]:
    """Return width and height of a PNG."""
    assert png.startswith(b"\x89PNG")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Return what a stand-in for the package is asked for; it draws the head of a PNG of two metres by one."""
    asked: list[dict[str, Any]] = []

    def compile_(source: bytes, *, root: str, **how: Any) -> bytes:
        asked.append({"source": source, "files": list(Path(root).iterdir()), **how})
        return bytes(16) + (630).to_bytes(4, "big") + (315).to_bytes(4, "big")

    monkeypatch.setitem(sys.modules, "typst", SimpleNamespace(compile=compile_))
    return asked


def test_the_pictures_are_pdf_png_and_svg() -> None:
    pytest.importorskip("typst")
    assert PICTURES == ["pdf", "png", "svg"]
    pdf, png, svg = map(equations().to, PICTURES)
    assert isinstance(pdf, bytes)
    assert pdf.startswith(b"%PDF-")
    assert isinstance(png, bytes)
    assert size(png)[0] > size(png)[1] > 100
    assert isinstance(svg, str)
    assert ET.fromstring(svg).tag.endswith("svg")


def test_pictures_are_read_aloud(compiler: list[dict[str, Any]]) -> None:
    spoken = equations().speech().splitlines()
    equations().to("pdf")
    assert f'alt: "{" ".join(spoken)}"'.encode() in compiler[0]["source"]


def test_colours_do_not_change_the_size() -> None:
    plain, coloured = (
        ET.fromstring(lw.extract_eq(FORMULA, notation="raudenbush-bryk", colours=colours).to("svg"))
        for colours in (False, True)
    )
    assert coloured.attrib["height"] == plain.attrib["height"]
    assert coloured.attrib["width"] == plain.attrib["width"]


def test_an_svg_is_labelled() -> None:
    pytest.importorskip("typst")
    named = equations('`a "b" <c>`')
    assert ET.fromstring(named.to("svg")).attrib["aria-label"] == " ".join(named.speech().splitlines())


@pytest.mark.filterwarnings("ignore:a line is wider than the page")
def test_pictures_are_cropped_and_reproducible() -> None:
    pytest.importorskip("typst")
    wide, narrow = (size(equations("m" * count).to("png", dpi=72)) for count in (60, 1))  # type: ignore[arg-type]
    assert wide[0] > narrow[0] + 200
    assert narrow[1] < 100
    assert all(equations().to(name) == equations().to(name) for name in PICTURES)


def test_dpi_is_the_number_of_pixels_per_inch() -> None:
    pytest.importorskip("typst")
    fine, coarse = (size(equations().to("png", dpi=dpi)) for dpi in (288, 72))  # type: ignore[arg-type]
    assert fine[0] / coarse[0] == pytest.approx(4, rel=0.02)
    assert size(equations().to("png")) == size(equations().to("png", dpi="300"))  # type: ignore[arg-type]
    picture = equations().to("png", dpi=254)
    assert isinstance(picture, bytes)
    assert picture[37:50] == b"pHYs" + (10_000).to_bytes(4, "big") * 2 + b"\x01"
    with pytest.raises(lw.OptionError, match="a whole number from 1 to 1200"):
        equations().to("png", dpi=1201)
    with pytest.raises(lw.OptionError, match="the format svg does not take the option dpi"):
        equations().to("svg", dpi=72)


def test_pictures_are_saved_from_python_and_on_the_command_line(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    for name in PICTURES:
        saved = equations().save(tmp_path / f"python.{name}").read_bytes()
        assert run("write", FORMULA, "-o", str(tmp_path / f"line.{name}")).exit_code == 0
        assert saved == (tmp_path / f"line.{name}").read_bytes()


def test_a_picture_is_drawn_in_an_empty_folder(compiler: list[dict[str, Any]]) -> None:
    equations('`#read("/etc/passwd")`').to("pdf")
    assert b'"#read(\\"/etc/passwd\\")"_i' in compiler[0]["source"]
    assert compiler[0]["files"] == []


def test_fonts_of_the_system_are_read_for_foreign_letters_only(compiler: list[dict[str, Any]]) -> None:
    for name in ("math", "数学"):
        equations(name).to("pdf")
    assert [asked["ignore_system_fonts"] for asked in compiler] == [True, False]


@pytest.mark.usefixtures("compiler")
def test_a_png_of_too_many_pixels_is_refused() -> None:
    with pytest.raises(lw.OptionError, match=r"more than 100,000,000 pixels: use dpi=179 at most, .* pdf and svg"):
        equations().to("png")
    assert equations().to("png", dpi=179)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    for name in PICTURES:
        with pytest.raises(lw.MissingExtraError, match=f"the format {name} needs .* typst, .*: pip install typst"):
            equations().to(name)


def test_a_picture_is_not_sent_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(isatty=lambda: True))
    with pytest.raises(lw.LevelwiseError, match="--output"):
        show_equations(b"%PDF-")
