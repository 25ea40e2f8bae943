"""What the columns of a text file hold, decided by every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from levelwise.data.sources.dialect import Dialect
from levelwise.dataclass import dataclass

if TYPE_CHECKING:
    import polars as pl

MISSING = ("", "NA")
"""What counts as missing: nothing, and what R writes."""

THOUSANDS = r"^[-+]?[1-9]\d{0,2},\d{3}$"
"""What may be an English number of thousands, such as 1,234."""

_SAMPLE = 1000  # rows that disprove most kinds at once: a counterexample is a proof


@dataclass(frozen=True)
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

    return text.cast(pl.Float64, strict=False)


def _digits(text: pl.Expr) -> pl.Expr:
    """Keep whole numbers too long for a column of whole numbers: they are labels, which must stay apart."""
    import polars as pl

    return pl.when(text.str.strip_chars("+-0123456789") == "").then(text)


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
    "digits": (_as_is, _digits),
    "number": (_as_is, _number),
    "padded whole": (_bare, _whole),
    "padded number": (_bare, _number),
    "logical": (_bare, _logical),
    "decimal comma": (_bare, _decimal_comma),
    "some comma": (_bare, _decimal_comma),
    "text": (_as_is, _as_is),
}
"""How a column's fields are prepared and converted. It is of the first kind that loses none of its values.

A decimal comma is the rule between semicolons. Between tabs or | a column of ``1,234`` alone may be one of thousands:
there it takes a value that can be read in one way only.
"""


def possible_kinds(dialect: Dialect) -> list[str]:
    """Return the kinds that the columns of a file may be of."""
    return [kind for kind in KINDS if not kind.endswith("comma") or kind == dialect.comma]


def survey(fields: pl.LazyFrame, dialect: Dialect) -> Survey:
    """Look at every field: a sample shows what a column may be, one pass over all rows whether it is."""
    import polars as pl

    width = len(dialect.names)
    possible = possible_kinds(dialect)
    sample = fields.head(_SAMPLE).collect().lazy()
    guesses = _first_fit(sample, dict.fromkeys(range(width), possible))
    columns = [pl.col(str(place)) for place in range(width)]
    repeats = [column == name for column, name in zip(columns, dialect.names, strict=True) if name]
    answers = _ask(
        fields,
        {
            "rows": pl.len(),
            "empty": pl.all_horizontal(column.is_null() for column in columns).sum() if width > 1 else pl.lit(0),
            "headers": pl.all_horizontal(repeats).sum() if len(repeats) > 1 else pl.lit(0),
            "blank": columns[-1].is_null().sum(),
            **{str(place): _lost(place, kind) for place, kind in guesses.items() if kind != "text"},
        },
    )
    refuted = {
        place: possible[possible.index(kind) + 1 :] for place, kind in guesses.items() if answers.get(str(place))
    }
    guesses |= _first_fit(fields, refuted)
    kinds = tuple(guesses[place] for place in range(width))
    empty = answers["empty"]
    return Survey(answers["rows"] - empty, empty, answers["headers"], answers["blank"] > empty, kinds)


def _first_fit(fields: pl.LazyFrame, possible: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Return the first possible kind of each column that loses none of its values."""
    found: dict[int, str] = {}
    for kind in KINDS:
        pending = [place for place, kinds in possible.items() if place not in found and kind in kinds]
        if kind == "text":
            found |= dict.fromkeys(pending, kind)
        elif pending:
            answers = _ask(fields, {str(place): _lost(place, kind) for place in pending})
            found |= {place: kind for place in pending if answers[str(place)] == 0}
    return found


def _lost(place: int, kind: str) -> pl.Expr:
    """Return how many values of a column are lost when it is taken to be of a kind."""
    import polars as pl

    prepare, convert = KINDS[kind]
    text = prepare(pl.col(str(place)))
    lost = text.count() - convert(text).count()
    if kind == "some comma":
        unclear = text.str.contains(THOUSANDS).sum() == text.str.contains(",", literal=True).sum()
        lost += pl.when(unclear).then(text.count()).otherwise(0)
    return lost


def _ask(fields: pl.LazyFrame, questions: Mapping[str, pl.Expr]) -> dict[str, int]:
    return fields.select(**questions).collect(engine="streaming").row(0, named=True)


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
