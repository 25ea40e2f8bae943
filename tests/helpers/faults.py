"""Cases of what once fell short: an input, and what a user has to be told of it.

Each line of ``tests/faults/cases/*.jsonl`` is a case. `formula`, `data` and `options` are the arguments of
`levelwise.check`, or `command` those of the command line, in which ``{name}`` is a file of ``tests/faults/data``.
`data` is such a file, a bundled data set, or ``made:ROWS/GROUPS``. `why` is the reason, and `expect` holds what is
wanted, by the names of the functions at the end of this module. A case that `needs` a package is skipped without it.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

import levelwise as lw
from helpers.command import run, said

FOLDER = Path(__file__).parents[1] / "faults"
DATA = FOLDER / "data"
_ONLY_CHECK = ("policy", "ignore", "severity")
_GRAVITY = {"note": 1, "warning": 2, "error": 3}

Case = Mapping[str, Any]


def cases() -> Iterator[tuple[str, Case]]:
    """Yield the name of each file and its cases."""
    for path in sorted((FOLDER / "cases").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path.stem, json.loads(line)


def data_of(case: Case) -> Any:
    """Return the data of a case: a table, a pandas frame, or none."""
    name: str | None = case.get("data")
    if name is None:
        return None
    if name.startswith("made:"):
        rows, groups = map(int, name.removeprefix("made:").split("/"))
        rng = np.random.default_rng(7)
        made = {"y": rng.normal(size=rows), "price": rng.permutation(rows) + 0.5, "g": np.arange(rows) % groups}
        return pd.DataFrame(made)
    if not (DATA / name).exists():
        return lw.datasets.load(name)
    return _frame(case, DATA / name) if case.get("as") == "pandas" else lw.read(str(DATA / name))


def _frame(case: Case, path: Path) -> pd.DataFrame:
    """Return a file as pandas reads it, with only empty cells missing, changed as the case says."""
    frame = pd.read_csv(path, keep_default_na=False, na_values=[""])
    for column, categories in case.get("categories", {}).items():
        frame[column] = pd.Categorical(frame[column], categories)
    frame = frame.astype(case.get("types", {}))
    if column := case.get("float32_rows"):
        odd = np.arange(len(frame)) % 2 == 1
        frame[column] = np.where(odd, frame[column].astype("float32"), frame[column])
    if column := case.get("index"):
        frame = frame.set_index(column)
    if column := case.get("repeat_column"):
        frame = pd.concat([frame, frame[[column]]], axis="columns")
    return frame


@dataclass
class Outcome:
    """What a user got: an error, or a report, a model and equations, and every word of them."""

    case: Case
    error: lw.LevelwiseError | None = None
    report: Any = None
    model: Any = None
    latex: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    exit: int | None = None
    printed: str = ""

    @property
    def said(self) -> str:
        """All words, without the formula that was typed."""
        text = "\n".join(self.words)
        return text.replace(self.case["formula"], " ") if "formula" in self.case else text

    @property
    def repairs(self) -> list[str]:
        return [repair for finding in self.report.findings for repair in finding.repairs]


def outcome(case: Case) -> Outcome:
    """Run a case."""
    got = Outcome(case)
    if "command" in case:
        arguments = [re.sub(r"\{([^{}]+)\}", lambda name: str(DATA / name[1]), one) for one in case["command"]]
        with TemporaryDirectory() as nowhere, chdir(nowhere):
            done = run(*arguments)
        got.exit, got.printed, got.words = done.exit_code, done.stdout, [said(done)]
        return got
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            _run(case, got)
        except lw.LevelwiseError as error:
            got.error = error
            got.words.append(str(error))
    spoken = [str(one.message) for one in heard if not issubclass(one.category, DeprecationWarning | FutureWarning)]
    got.words += spoken
    got.shown += spoken
    return got


def _run(case: Case, got: Outcome) -> None:
    options, expect = case.get("options") or {}, case["expect"]
    data = data_of(case)
    got.report = lw.check(case["formula"], data, **options)
    got.words += map(str, got.report.model_notes)
    for finding in got.report.findings:
        got.words += [finding.title, finding.reason, str(finding.evidence or "")]
    got.words += [one.question for one in got.report.undecided]
    got.model = lw.model(case["formula"], data, **{k: v for k, v in options.items() if k not in _ONLY_CHECK})
    got.words += map(str, got.model.notes)
    pieces = {**expect.get("latex_contains", {}), **expect.get("latex_lacks", {})}
    if not pieces and "shown_contains" not in expect:
        return
    for notation in {**pieces, "equatiomatic": []}:
        eq = lw.extract_eq(case["formula"], data, notation=notation, **{**options, "policy": "off"})
        eq.verify()
        got.latex[notation] = eq.to("latex")
        got.words += map(str, eq.notes)
    got.shown += [str(eq), repr(eq), eq._repr_markdown_()]


def shortfalls(case: Case) -> list[str]:
    """Return what is not as a case wants it."""
    got, expect = outcome(case), dict(case["expect"])
    if got.error is not None:
        may_be_refused = "raises" in expect or expect.pop("or_refused", False) or "reads_as" in expect
        if not may_be_refused:
            return [f"refused: {got.error}"]
        kept = ("raises", "reads_as", "message_contains", "message_lacks")
        expect = {name: expect[name] for name in kept if name in expect}
    expect.pop("or_refused", None)
    expect.pop("repair_of", None)
    return [f"{name}: {wrong}" for name, wanted in expect.items() for wrong in _TESTS[name](got, wanted)]


# --- words ------------------------------------------------------------------------------------


def _has(text: str, piece: str | list[str]) -> bool:
    """Return whether a text has a piece, or one of several; cases and spaces do not count, and numbers are whole."""
    if isinstance(piece, list):
        return any(_has(text, one) for one in piece)
    if piece.startswith("re:"):
        return re.search(piece[3:], text, re.IGNORECASE) is not None
    if piece.isdecimal():
        return re.search(rf"(?<![\d.]){piece}(?!\.?\d)", text.replace(",", "")) is not None
    return _tight(piece).casefold() in _tight(text).casefold()


def _tight(text: str) -> str:
    return re.sub(r"[\s`]+", "", text)


def _latex_has(text: str, piece: str | list[str]) -> bool:
    if isinstance(piece, list):
        return any(_latex_has(text, one) for one in piece)
    if piece.startswith("re:"):
        return re.search(piece[3:], re.sub(r"\s+", " ", text)) is not None
    return _plain_latex(piece) in _plain_latex(text)


def _plain_latex(text: str) -> str:
    return re.sub(r"\s+|\\left|\\right|&|\\,", "", text)


def _lacking(text: str, pieces: list[Any]) -> list[str]:
    return [f"nothing of {piece!r} in {text!r}" for piece in pieces if not _has(text, piece)]


def _latex(got: Outcome, wanted: Mapping[str, list[Any]], *, there: bool) -> list[str]:
    pieces = [(notation, piece) for notation, each in wanted.items() for piece in each]
    return [f"{piece!r} in {got.latex[n]}" for n, piece in pieces if _latex_has(got.latex[n], piece) is not there]


# --- verdicts ---------------------------------------------------------------------------------


def _found(got: Outcome, code: str | list[str]) -> bool:
    """Return whether there is a finding: ``R5``, ``R5:warning`` or worse, ``any:warning``, or one of a list."""
    if isinstance(code, list):
        return any(_found(got, one) for one in code)
    name, _, least = code.partition(":")
    found = [_GRAVITY[one.severity] for one in got.report.findings if name in ("any", one.code)]
    return max(found, default=0) >= _GRAVITY.get(least, 1)


def _codes(got: Outcome, wanted: list[Any], *, there: bool) -> list[str]:
    found = [f"{one.code}:{one.severity}" for one in got.report.findings]
    return [f"{code} among {found}" for code in wanted if _found(got, code) is not there]


def _counts(got: Outcome, wanted: Mapping[str, int]) -> list[str]:
    counts = {code: sum(one.code == code for one in got.report.findings) for code in wanted}
    return [f"{counts[code]} findings of {code}" for code, most in wanted.items() if counts[code] > most]


def _more_bars(got: Outcome, _: bool) -> list[str]:
    """An illegitimate model stays so when an intercept is added for one of its factors, first or last."""
    formula, options = got.case["formula"], got.case.get("options") or {}
    left, right = formula.split("~", 1)
    bars = [f"(1 | {group})" for group in sorted({group for group, _ in got.model.blocks})]
    longer = [text for bar in bars for text in (f"{formula} + {bar}", f"{left}~ {bar} +{right}")]
    return [f"legitimate: {text}" for text in longer if lw.check(text, data_of(got.case), **options).ok]


# --- repairs ----------------------------------------------------------------------------------


def _first_repair(got: Outcome, wanted: str | list[str]) -> list[str]:
    among = [_tight(one) for one in ([wanted] if isinstance(wanted, str) else wanted)]
    codes = got.case["expect"].get("repair_of")
    firsts = [one.repairs[0] for one in got.report.findings if one.repairs and (not codes or one.code in codes)]
    return [] if firsts and _tight(firsts[0]) in among else [f"{firsts[:1]}, not {wanted!r}"]


def _same_formulas(got: Outcome, wanted: list[str]) -> list[str]:
    there = {_tight(one) for one in got.repairs}
    return [f"no {one!r} among {got.repairs}" for one in wanted if _tight(one) not in there]


def _matching(got: Outcome, wanted: list[str], *, there: bool) -> list[str]:
    wrong = [one for one in wanted if any(re.search(one, repair) for repair in got.repairs) is not there]
    return [f"{one!r} among {got.repairs}" for one in wrong]


def _repaired(got: Outcome, wanted: list[str]) -> list[str]:
    whole = got.report.repaired
    right = isinstance(whole, str) and (not wanted or _tight(whole) in map(_tight, wanted))
    return [] if right else [f"{whole!r}, not {wanted!r}"]


# --- models -----------------------------------------------------------------------------------


def _blocks(model: Any) -> list[tuple[str, list[str]]]:
    return sorted((re.sub("[()]", "", str(group)), list(names)) for group, names in model.blocks)


def _same(name: str, got: object, wanted: object) -> list[str]:
    return [] if got == wanted else [f"{name} {got!r}, not {wanted!r}"]


def _read_as(got: Outcome, wanted: list[str]) -> list[str]:
    """The formula is read with the meaning of another, or is refused with the other in the message."""
    if got.error is not None:
        return [] if any(_has(got.said, one) for one in wanted) else [f"{wanted[0]!r} is not in {got.error}"]
    data = data_of(got.case)
    if got.case.get("index"):
        data = data.reset_index()
    meant = [lw.model(one, data) for one in wanted if "~" in one and len(one) > 1]
    here = (list(got.model.columns), _blocks(got.model))
    return [] if here in [(list(one.columns), _blocks(one)) for one in meant] else [f"read as {here}"]


def _raised(got: Outcome, wanted: str) -> list[str]:
    names = [one.__name__ for one in type(got.error).__mro__] if got.error is not None else []
    return [] if wanted in names else [f"{got.error!r}"]


_TESTS: dict[str, Any] = {
    "ok": lambda got, wanted: _same("ok", got.report.ok, wanted),
    "codes": lambda got, wanted: _codes(got, wanted, there=True),
    "not_codes": lambda got, wanted: _codes(got, wanted, there=False),
    "at_most": _counts,
    "max_notes": lambda got, most: [] if len(got.report.notes) <= most else [f"{len(got.report.notes)} notes"],
    "more_bars": _more_bars,
    "message_contains": lambda got, wanted: _lacking(got.said, wanted),
    "message_lacks": lambda got, wanted: [f"{one!r} in {got.said!r}" for one in wanted if _has(got.said, one)],
    "shown_contains": lambda got, wanted: _lacking("\n".join(got.shown), wanted),
    "raises": _raised,
    "reads_as": _read_as,
    "columns": lambda got, wanted: _same("columns", list(got.model.columns), wanted),
    "blocks": lambda got, wanted: _same("blocks", _blocks(got.model), sorted((g, n) for g, n in wanted)),
    "family": lambda got, wanted: [] if got.model.spec.family in wanted else [str(got.model.spec.family)],
    "repair_first": _first_repair,
    "repairs_have": _same_formulas,
    "repairs_match": lambda got, wanted: _matching(got, wanted, there=True),
    "repairs_lack": lambda got, wanted: _matching(got, wanted, there=False),
    "repaired": _repaired,
    "latex_contains": lambda got, wanted: _latex(got, wanted, there=True),
    "latex_lacks": lambda got, wanted: _latex(got, wanted, there=False),
    "exit": lambda got, wanted: _same("exit code", got.exit, wanted),
    "printed": lambda got, wanted: _lacking(got.printed, wanted),
}
