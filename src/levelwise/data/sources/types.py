"""What the columns of a text file hold, decided by every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from levelwise.data.sources.dialect import Dialect

if TYPE_CHECKING:
    import polars as pl

MISSING = ("", "NA")
"""What counts as missing: nothing, and what R writes."""

_EXACT = 2.0**63  # whole numbers beyond this are labels: no column of numbers tells them apart
_SAMPLE = 1000  # rows that disprove most kinds at once: a counterexample is a proof


@dataclass(frozen=True, slots=True)
class Survey:
    """What the passes over a text file found.

    Attributes
    ----------
    rows : int
        How many there are, empty ones apart.
    empty : int
        Rows without any value, such as blank lines.
    headers : int
        Rows that repeat the header.
    short : bool
        Whether a line may have fewer fields than the header: polars fills it up in silence.
    kinds : tuple of str
        Each column's kind, a key of `KINDS`.
    """

    rows: int
    empty: int
    headers: int
    short: bool
    kinds: tuple[str, ...]


def _whole(text: pl.Expr) -> pl.Expr:
    import polars as pl

    return text.cast(pl.Int64, strict=False)


def _number(text: pl.Expr) -> pl.Expr:
    import polars as pl

    number = text.cast(pl.Float64, strict=False)
    return pl.when((number.abs() < _EXACT) | ~text.str.contains(r"^\s*[-+]?\d+\s*$")).then(number)


def _decimal_comma(text: pl.Expr) -> pl.Expr:
    """Read a decimal comma as a point; what has a point already is then no number."""
    return _number(text.str.replace_all(".", "?", literal=True).str.replace(",", ".", literal=True))


def _logical(text: pl.Expr) -> pl.Expr:
    import polars as pl

    lower = text.str.to_lowercase()
    return pl.when(lower.is_in(("true", "false"))).then(lower == "true")


def _bare(text: pl.Expr) -> pl.Expr:
    import polars as pl

    bare = text.str.strip_chars()
    return pl.when(~bare.is_in(MISSING)).then(bare)


def _as_is(text: pl.Expr) -> pl.Expr:
    return text


KINDS: Mapping[str, tuple[Callable[[pl.Expr], pl.Expr], Callable[[pl.Expr], pl.Expr]]] = {
    "whole": (_as_is, _whole),
    "number": (_as_is, _number),
    "padded whole": (_bare, _whole),
    "padded number": (_bare, _number),
    "logical": (_bare, _logical),
    "decimal comma": (_bare, _decimal_comma),
    "text": (_as_is, _as_is),
}
"""How a column's fields are prepared and converted. It is of the first kind that loses none of its values."""


def survey(fields: pl.LazyFrame, dialect: Dialect) -> Survey:
    """Look at every field."""
    import polars as pl

    places = range(len(dialect.names))
    possible = [kind for kind in KINDS if kind != "decimal comma" or dialect.comma_is_decimal]
    guesses = _kinds(fields.head(_SAMPLE), dict.fromkeys(places, possible), {})
    columns = [pl.col(str(place)) for place in places]
    repeats = [columns[place] == name for place, name in enumerate(dialect.names) if name]
    questions = {
        "rows": pl.len(),
        "empty": pl.all_horizontal(column.is_null() for column in columns).sum(),
        "headers": pl.all_horizontal(repeats).sum() if len(repeats) > 1 else pl.lit(0),
        "last": columns[-1].is_null().sum(),
    }
    answers: dict[str, int] = {}
    kinds = _kinds(fields, {place: (guess,) for place, guess in guesses.items()}, questions, answers)
    wrong = {place: possible[possible.index(guesses[place]) + 1 :] for place in places if place not in kinds}
    kinds |= _kinds(fields, wrong, {}) if wrong else {}
    empty = answers["empty"] if len(places) > 1 else 0
    return Survey(
        answers["rows"] - empty, empty, answers["headers"], answers["last"] > empty, tuple(kinds[p] for p in places)
    )


def _kinds(
    fields: pl.LazyFrame,
    possible: Mapping[int, Sequence[str]],
    questions: Mapping[str, pl.Expr],
    answers: dict[str, int] | None = None,
) -> dict[int, str]:
    """Return the first possible kind that loses none of a column's values; other questions in the same pass."""
    import polars as pl

    asked = dict(questions)
    for place, kinds in possible.items():
        for kind in kinds:
            if kind != "text":
                prepare, convert = KINDS[kind]
                text = prepare(pl.col(str(place)))
                asked[f"{place} {kind}"] = text.count() - convert(text).count()
    said = fields.select(**asked).collect(engine="streaming").row(0, named=True) if asked else {}
    if answers is not None:
        answers.update(said)
    found: dict[int, str] = {}
    for place, kinds in possible.items():
        for kind in kinds:
            if said.get(f"{place} {kind}", 0) == 0:
                found[place] = kind
                break
    return found


def typed(fields: pl.LazyFrame, survey: Survey, dialect: Dialect) -> pl.LazyFrame:
    """Give every column its name and type; columns without a name, which no formula can mean, are left out."""
    import polars as pl

    columns = [pl.col(str(place)) for place in range(len(dialect.names))]
    if survey.empty:
        fields = fields.filter(pl.any_horizontal(column.is_not_null() for column in columns))
    return fields.select(
        convert(prepare(column)).alias(name)
        for column, name, kind in zip(columns, dialect.names, survey.kinds, strict=True)
        for prepare, convert in [KINDS[kind]]
        if name
    )
