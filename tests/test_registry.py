"""Notations and formats of other packages: loaded when asked for; a broken one is named and breaks nothing else."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

import levelwise as lw
from helpers.command import run
from levelwise.notations.table import NOTATIONS
from levelwise.writers.table import WRITERS

FORMULA = "y ~ x + (1 | g)"

NOTATION = """
from levelwise.notations.table import NOTATIONS
from levelwise.options.values import switch
from levelwise.options import OPTIONS, Option, applied

name, title, source = "plain", "ours under another name", "a test"
options = (Option("loud", switch(), False, "mark the equations"), OPTIONS["mean_separate"])


def conventions(spec):
    return NOTATIONS.named("equatiomatic").conventions(spec)


def write(spec, chosen):
    from dataclasses import replace

    ours = NOTATIONS.named("equatiomatic")
    system = ours.write(spec, applied({"mean_separate": chosen["mean_separate"]}, ours.options))
    return replace(system, notation="loud" if chosen["loud"] else "plain")
"""

WRITER = """
from levelwise.options.values import whole_number
from levelwise.options import OPTIONS, Option


class Bytes:
    name, title, suffixes, media_type, extra = "bytes", "as many zeros", (".bin",), "application/x-zeros", None
    options = (Option("size", whole_number(1), 3, "number of zeros"), OPTIONS["width"])

    def write(self, system, options):
        return bytes(options["size"])


writer = Bytes()
"""


class Site:
    """A folder on the path in which distributions are installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, distribution: str, entries: dict[str, str], module: str = "", source: str = "") -> None:
        info = self.folder / f"{distribution.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n", encoding="utf-8")
        lines = [f"[{key.partition('/')[0]}]\n{key.partition('/')[2]} = {value}" for key, value in entries.items()]
        (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
        if module:
            (self.folder / f"{module}.py").write_text(source, encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    yield Site(tmp_path)
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.fixture
def good(site: Site) -> Site:
    site.install("nice-notation", {"levelwise.notations/plain": "nice_notation"}, "nice_notation", NOTATION)
    site.install("nice-format", {"levelwise.writers/bytes": "nice_format:writer"}, "nice_format", WRITER)
    return site


@pytest.fixture
def broken(good: Site) -> Site:
    good.install("sad-import", {"levelwise.notations/sad": "sad_import"}, "sad_import", "import no_such_module_at_all")
    good.install("sad-format", {"levelwise.writers/sadder": "sad_format:writer"}, "sad_format", "writer = object()")
    good.install("sad-kind", {"levelwise.writers/kind": "sad_kind:Kind"}, "sad_kind", "class Kind: name = 'kind'")
    suffixes = WRITER.replace('(".bin",)', '".bin"').replace('"bytes"', '"suffix"')
    good.install("sad-suffix", {"levelwise.writers/suffix": "sad_suffix:writer"}, "sad_suffix", suffixes)
    good.install("sad-name", {"levelwise.writers/other": "sad_name:writer"}, "sad_name", WRITER)
    good.install("sad-exit", {"levelwise.notations/exit": "sad_exit"}, "sad_exit", "raise SystemExit(3)")
    return good


BROKEN = {
    "sad-import": "ModuleNotFoundError",
    "sad-format": "it lacks name, title, suffixes",
    "sad-kind": "it is the class Kind",
    "sad-suffix": "its attribute suffixes is of type str",
    "sad-name": "its attribute name is 'bytes'",
    "sad-exit": "SystemExit: 3",
}


@pytest.mark.usefixtures("good")
def test_a_notation_of_another_package_writes_with_its_own_options_and_ours() -> None:
    eq = lw.extract_eq(FORMULA, notation="plain", loud="true", mean_separate=True)
    assert (eq.notation, eq.options) == ("loud", {"loud": True, "mean_separate": True})
    assert r"\mu &=" in eq.latex
    assert eq.in_notation("equatiomatic").options == eq.options
    with pytest.raises(lw.OptionError, match="equatiomatic does not take the option loud; the notation plain does"):
        lw.extract_eq(FORMULA, loud=True)
    assert "plain" in {notation.name for notation in lw.notations()}
    listing = run("list", "options").stdout
    assert "loud: true or false (default: false)\n    mark the equations\n    For the notation plain" in listing
    assert "For the notations equatiomatic and plain" in listing


@pytest.mark.usefixtures("good")
def test_a_format_of_another_package_writes_bytes(tmp_path: Path) -> None:
    eq = lw.extract_eq(FORMULA, width=50)
    assert eq.to("bytes") == bytes(3)
    assert eq.save(tmp_path / "m.bin", size=5).read_bytes() == bytes(5)
    assert lw.extract_eq(FORMULA, size=4).to("bytes") == bytes(4)
    with pytest.raises(lw.OptionError, match="latex does not take the option size; the format bytes does"):
        eq.to("latex", size=4)
    done = run("write", FORMULA, "--to", "bytes", "--option", "size=2")
    assert done.stdout_bytes == bytes(2)
    run("write", FORMULA, "--output", str(tmp_path / "n.bin"))
    assert (tmp_path / "n.bin").read_bytes() == bytes(3)


@pytest.mark.usefixtures("broken")
def test_nothing_of_another_package_is_loaded_until_it_is_needed(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        eq = lw.extract_eq(FORMULA, notation="raudenbush-bryk", matrices="array")
        eq.save(tmp_path / "m.tex")
        assert eq.to("bytes") == bytes(3)
        with pytest.raises(lw.UnknownNameError, match="did you mean 'plain'"):
            lw.extract_eq(FORMULA, notation="plane")
        with pytest.raises(lw.UnknownNameError, match="did you mean 'sadder'"):
            eq.to("sader")
        with pytest.raises(lw.UnknownNameError, match="did you mean 'latex'"):
            eq.to("latx")
    assert not {"nice_notation", "sad_import", "sad_format", "sad_kind"} & set(sys.modules)


@pytest.mark.usefixtures("broken")
def test_what_cannot_be_loaded_is_named_and_breaks_nothing_else(tmp_path: Path) -> None:
    with pytest.warns(lw.LevelwiseWarning) as caught:
        names = {one.name for one in (*lw.notations(), *lw.formats())}
    assert names == {*NOTATIONS.own, *WRITERS.own, "plain", "bytes"}
    messages = [str(warning.message) for warning in caught]
    assert len(messages) == len(BROKEN)
    for distribution, reason in BROKEN.items():
        assert any(f"of the package {distribution} can" in message and reason in message for message in messages)
    with pytest.warns(lw.LevelwiseWarning, match="sad"):
        lw.extract_eq(FORMULA).save(tmp_path / "m.bin")


@pytest.mark.usefixtures("broken")
@pytest.mark.filterwarnings("ignore::levelwise.LevelwiseWarning")
def test_messages_that_list_everything_survive_what_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(lw.UnknownNameError, match=r"\.bin"):
        lw.extract_eq(FORMULA).save(tmp_path / "m.bim")
    with pytest.raises(lw.OptionError, match="the formats latex and markdown do"):
        lw.extract_eq(FORMULA).to("text", matrices="array")


@pytest.mark.usefixtures("broken")
def test_asking_for_what_cannot_be_loaded_is_an_error_that_says_why() -> None:
    with pytest.raises(lw.LevelwiseError, match=r"'sad' of the package sad-import cannot be loaded: ModuleNotFound"):
        lw.extract_eq(FORMULA, notation="sad")
    with pytest.raises(lw.LevelwiseError, match="'other' of the package sad-name cannot be used"):
        lw.extract_eq(FORMULA).to("other")
    done = run("write", FORMULA, "--notation", "sad")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "sad-import" in done.stderr


def test_our_names_cannot_be_taken(site: Site) -> None:
    source = WRITER.replace('"bytes"', '"latex"')
    site.install("thief", {"levelwise.writers/latex": "thief:writer"}, "thief", source)
    eq = lw.extract_eq(FORMULA)
    assert eq.to("latex") == eq.latex
    with pytest.warns(lw.LevelwiseWarning, match="'latex' of the package thief is not used"):
        assert WRITERS.all()["latex"] is WRITERS.own["latex"]


def test_of_two_packages_with_one_name_the_first_has_it(site: Site) -> None:
    for name in ("first", "second"):
        site.install(name, {"levelwise.writers/bytes": f"{name}:writer"}, name, WRITER)
    with pytest.warns(lw.LevelwiseWarning, match="is not used: the package (first|second) already defines that name"):
        assert "bytes" in WRITERS.all()
    assert lw.extract_eq(FORMULA).to("bytes") == bytes(3)
