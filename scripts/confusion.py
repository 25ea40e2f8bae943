"""Write ``docs/corpus.md``: the verdicts of Levelwise and lme4 on the sound and flawed models of ``tests/tables``.

``python scripts/confusion.py`` writes the page; ``python scripts/confusion.py --check`` fails if it is out of date. The
output of lme4 was stored by ``tests/tables/make_corpus.R``.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import levelwise as lw  # noqa: E402
from helpers.corpus import DEBATED, FLAWED, LME4, SOUND, Model  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from levelwise.legitimacy.report.report import Report

PAGE = ROOT / "docs" / "corpus.md"
OURS = ("error", "warning", "note", "nothing")
GROUPS = {
    "sound": SOUND,
    **{f"flawed, {word} expected": [m for m in FLAWED if m.severity == word] for word in ("error", "warning", "note")},
}
FIRST_VERSION = {"R1b": 5, "R8": 94, "R16": 17, "R17": 29, "R24": 3, "R25": 24, "R28": 2}
"""The number of notes about the sound models in version 0.1, by rule."""
THEIRS = ("error", "warning or message", "nothing")


def most_serious(report: Report) -> str:
    """Return the severity of the most serious finding of a report."""
    return next((word for word in OURS if any(f.severity == word for f in report.findings)), "nothing")


def answer(model: Model) -> str:
    """Return the kind of response of lme4 to a model."""
    said = LME4[model.id]
    return "error" if said["error"] else THEIRS[1] if said["warnings"] or said["messages"] else "nothing"


def words(model: Model) -> str:
    """Return the messages of lme4 about a model, shortened."""
    said = LME4[model.id]
    every = [*filter(None, [said["error"]]), *said["warnings"], *said["messages"]]
    return "; ".join(text if len(text) <= 90 else f"{text[:89]}…" for text in every)


def found(model: Model, report: Report) -> bool:
    """Return whether the flaw of a model was found."""
    return (model.code, model.severity) in {(finding.code, finding.severity) for finding in report.findings}


def table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield a table with right-aligned numbers."""
    head = list(header)
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join([' --- ', *[' ---: '] * (len(head) - 1)])}|"
    yield from table_rows(rows)


def table_rows(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield rows of a table."""
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def page() -> str:
    """Return the page."""
    reports = {model.id: model.check() for model in (*SOUND, *FLAWED)}
    return "\n".join((*summary(reports), *notes(reports), *by_rule(reports), *debated(), *sound(), *flawed())) + "\n"


def summary(reports: dict[str, Report]) -> Iterator[str]:
    """Yield the confusion table."""
    yield from (
        "# Sound and flawed models",
        "",
        f"{len(SOUND)} sound models, published in books, papers and the documentation of packages, and",
        f"{len(FLAWED)} flawed models with typical mistakes were given to Levelwise (policy `hlm`) and to lme4",
        "1.1-31 (`lmer` and `glmer` with their defaults). The data, or a part of them, are those of the",
        "publication if an R package contains them, and are otherwise simulated with the same design. The models",
        "are in `tests/tables`; this page is written by `scripts/confusion.py`.",
        "",
    )
    ours = {
        name: Counter(most_serious(reports[m.id]) for m in models if m.id in reports) for name, models in GROUPS.items()
    }
    theirs = {name: Counter(map(answer, models)) for name, models in GROUPS.items()}
    header = ("models", "number", *(f"Levelwise: {word}" for word in OURS), *(f"lme4: {word}" for word in THEIRS))
    rows = ((n, len(GROUPS[n]), *(ours[n][w] for w in OURS), *(theirs[n][w] for w in THEIRS)) for n in GROUPS)
    yield from table(header, rows)
    missed = [m for m in FLAWED if m.id in reports and not found(m, reports[m.id])]
    silent = [m for m in FLAWED if answer(m) == "nothing"]
    loud = [m for m in SOUND if m.id in reports and {f.code for f in reports[m.id].warnings} - set(m.warnings)]
    counts = (
        ("flawed models whose flaw was not found (lme4: without any message)", len(missed), len(silent)),
        ("sound models with an error", ours["sound"]["error"], theirs["sound"]["error"]),
        ("sound models with a warning that is not explained below", len(loud), theirs["sound"][THEIRS[1]]),
    )
    yield ""
    yield from table(("", "Levelwise", "lme4"), counts)
    yield from (
        "",
        "The two judge different things. The messages of lme4 are about the fit, for instance that it did not",
        "converge or that a variance is estimated as zero. For a sound model, such a message is not an error of",
        "lme4; for a flawed model, it rarely says what is wrong, but any message is counted here. Levelwise does",
        "not fit models; its *notes* are for information. Its warnings about sound models are explained in the",
        "list: they are deliberate choices of the authors. Published models that it refuses are not counted, but",
        f"[listed](#published-models-that-levelwise-refuses): {len(DEBATED)}.",
        "",
    )


def by_rule(reports: dict[str, Report]) -> Iterator[str]:
    """Yield the numbers of flawed models by rule."""
    yield "## Rule by rule"
    yield ""
    rows = []
    for rule in lw.rules():
        models = [model for model in FLAWED if model.code == rule.code]
        hits = sum(model.id in reports and found(model, reports[model.id]) for model in models)
        said = Counter(map(answer, models))
        rows.append((f"{rule.code} {rule.title}", len(models), hits, said["error"], said[THEIRS[1]]))
    yield from table(("rule", "flawed models", "found by Levelwise", "lme4: error", f"lme4: {THEIRS[1]}"), rows)
    yield ""


def notes(reports: dict[str, Report]) -> Iterator[str]:
    """Yield the numbers of notes about the sound models by rule, now and in the first version."""
    now = Counter(finding.code for model in SOUND for finding in reports[model.id].notes)
    codes = [rule.code for rule in lw.rules() if rule.code in {*now, *FIRST_VERSION}]
    yield "## Notes about the sound models"
    yield ""
    yield "A note that is given about most models is not read, so the thresholds were raised after version 0.1, for"
    yield "reasons that the pages of the rules give."
    yield ""
    rows = [(code, FIRST_VERSION.get(code, 0), now[code]) for code in codes]
    totals = sum(FIRST_VERSION.values()), now.total()
    rows.append(("all", *totals))
    yield from table(("rule", "notes in version 0.1", "notes now"), rows)
    per_model = (f"{total / len(SOUND):.2f}" for total in totals)
    yield from table_rows((("per model", *per_model),))
    yield ""


def debated() -> Iterator[str]:
    """Yield the published models that are refused."""
    yield "## Published models that Levelwise refuses"
    yield ""
    yield "In these models, a random term serves a purpose for which the rules of hierarchical models do not provide: a"
    yield "variance that differs between types of groups. Under the policy `off`, their equations are written."
    yield ""
    for model in DEBATED:
        reasons = "; ".join(f"{code}: {reason}" for code, reason in model.refused.items())
        yield f"* `{model.formula}`: {model.cite}. {reasons}."
    yield ""


def sound() -> Iterator[str]:
    """Yield the sound models with their sources."""
    yield "## The sound models"
    yield ""
    for model in SOUND:
        family = "" if model.family == "gaussian" else f" ({model.family})"
        why = "".join(f" *{code}*: {reason}." for code, reason in model.warnings.items())
        yield f"* `{model.formula}`{family}: {model.cite}.{why}"
    yield ""


def flawed() -> Iterator[str]:
    """Yield the flawed models with their flaws and the messages of lme4."""
    yield "## The flawed models"
    yield ""
    for model in FLAWED:
        family = "" if model.family == "gaussian" else f" ({model.family})"
        source = f" {model.source}." if model.source else ""
        said = f" lme4: “{words(model)}”." if words(model) else ""
        yield f"* *{model.code}* `{model.formula}`{family}: {model.wrong}{source}{said}"


def main() -> None:
    """Write the page, or fail if it is out of date."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        sys.exit("docs/corpus.md is out of date: python scripts/confusion.py")
    idle = [(m.id, code) for m in SOUND for code in m.warnings if code not in {f.code for f in m.check().warnings}]
    for name, code in idle:
        print(f"{name} explains {code}, which is not found")


if __name__ == "__main__":
    main()
