"""The types of the columns of a text file, determined from all rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from levelwise.data.origin import Marks
from levelwise.data.sources.dialect import Dialect
from levelwise.dataclass import dataclass

if TYPE_CHECKING:
    import polars as pl

MISSING = ("", "NA")
"""Fields that are missing values in any column: empty ones, and R's NA."""

NOT_A_NUMBER = ("NaN", "nan")

MARKS = (*NOT_A_NUMBER, "N/A", "n/a", "#N/A", "NULL", "null", "None", "<NA>", ".", "-", "?")
"""Fields by which other programs mark missing values; in a column of text they may be categories, so they are missing
only in a column whose other values are numbers."""

THOUSANDS = r"^[-+]?[1-9]\d{0,2},\d{3}$"
"""Numbers whose comma may be an English thousands separator, such as 1,234."""

DIGITS = "[-+]?[0-9]+"
"""Whole numbers of any length."""

_SAMPLE = 1000  # rows that rule out most types before all rows are read


@dataclass(frozen=True)
class TextColumns:
    """The rows and the column types of a text file.

    Attributes
    ----------
    rows : int
        The number of rows, without empty ones.
    empty : int
        The number of rows without any value, such as blank lines.
    headers : int
        The number of rows that repeat the header.
    short : bool
        Whether a line may have fewer fields than the header, which polars fills without an error.
    kinds : tuple of str
        The type of each column, a key of `KINDS`.
    marks : mapping of str to mapping of str to int
        For each column, the number of rows with each of the `MARKS` that were read as missing.
    """

    rows: int
    empty: int
    headers: int
    short: bool
    kinds: tuple[str, ...]
    marks: Marks


def _whole(text: pl.Expr) -> pl.Expr:
    import polars as pl

    return text.cast(pl.Int64, strict=False)


def _number(text: pl.Expr) -> pl.Expr:
    import polars as pl

    number = text.cast(pl.Float64, strict=False)
    return pl.when(~number.is_nan()).then(number)


def _digits(text: pl.Expr) -> pl.Expr:
    """Return integers that are too long for an integer column as strings, which keeps them distinct."""
    import polars as pl

    return pl.when(text.str.contains(f"^{DIGITS}$")).then(text)


def _decimal_comma(text: pl.Expr) -> pl.Expr:
    """Return numbers with decimal commas; a field with a decimal point is then not a number."""
    return _number(text.str.replace_all(".", "?", literal=True).str.replace(",", ".", literal=True))


def _logical(text: pl.Expr) -> pl.Expr:
    import polars as pl

    lower = text.str.to_lowercase()
    return pl.when(lower.is_in(("true", "false"))).then(lower == "true")


def _bare(text: pl.Expr) -> pl.Expr:
    import polars as pl

    bare = text.str.strip_chars()
    return pl.when(~bare.is_in(MISSING)).then(bare)


def _unmarked(text: pl.Expr) -> pl.Expr:
    import polars as pl

    bare = _bare(text)
    return pl.when(~bare.is_in(MARKS)).then(bare)


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
    "marked whole": (_unmarked, _whole),
    "marked digits": (_unmarked, _digits),
    "marked number": (_unmarked, _number),
    "marked decimal comma": (_unmarked, _decimal_comma),
    "marked some comma": (_unmarked, _decimal_comma),
    "text": (_as_is, _as_is),
}
"""The preparation and conversion of the fields of a column for each type, in the order in which the types are tried.

A column has the first type that loses none of its values. In files separated by semicolons, commas are decimal commas.
In files separated by tabs or |, a column that contains only values such as ``1,234`` may have thousands separators; the
commas are decimal commas only if some value is unambiguous. A column is of a marked type if it consists of numbers but
for fields that mark missing values.
"""


def possible_kinds(dialect: Dialect | None) -> list[str]:
    """Return the types that the columns of a file may have; without a dialect, those without decimal commas."""
    comma = "" if dialect is None else dialect.comma
    return [kind for kind in KINDS if not kind.endswith("comma") or kind.removeprefix("marked ") == comma]


def column_types(fields: pl.LazyFrame, dialect: Dialect) -> TextColumns:
    """Determine the types of the columns: a sample suggests them, and one pass over all rows confirms them."""
    import polars as pl

    width = len(dialect.names)
    possible = possible_kinds(dialect)
    sample = fields.head(_SAMPLE).collect().lazy()
    guesses = _first_fit(sample, dict.fromkeys(range(width), possible))
    columns = [pl.col(str(position)) for position in range(width)]
    repeats = [column == name for column, name in zip(columns, dialect.names, strict=True) if name]
    answers = _ask(
        fields,
        {
            "rows": pl.len(),
            "empty": pl.all_horizontal(column.is_null() for column in columns).sum() if width > 1 else pl.lit(0),
            "headers": pl.all_horizontal(repeats).sum() if len(repeats) > 1 else pl.lit(0),
            "blank": columns[-1].is_null().sum(),
            **{str(position): _lost(position, kind) for position, kind in guesses.items() if kind != "text"},
        },
    )
    refuted = {
        position: possible[possible.index(kind) + 1 :]
        for position, kind in guesses.items()
        if answers.get(str(position))
    }
    guesses |= _first_fit(fields, refuted)
    kinds = tuple(guesses[position] for position in range(width))
    empty = answers["empty"]
    marks = _marks(
        fields, {dialect.names[position]: position for position in range(width) if is_marked(kinds[position])}
    )
    return TextColumns(answers["rows"] - empty, empty, answers["headers"], answers["blank"] > empty, kinds, marks)


def is_marked(kind: str) -> bool:
    """Return whether marks of missing values are missing in a type of column."""
    return kind.startswith("marked")


def _marks(fields: pl.LazyFrame, columns: Mapping[str, int]) -> Marks:
    """Return how often each mark of a missing value occurs in some columns."""
    import polars as pl

    if not columns:
        return {}
    asked = {(name, mark): _bare(pl.col(str(columns[name]))) == mark for name in columns for mark in MARKS}
    answers = fields.select(one.sum().alias(str(number)) for number, one in enumerate(asked.values()))
    counts = dict(zip(asked, answers.collect(engine="streaming").row(0), strict=True))
    return {name: {mark: counts[name, mark] for mark in MARKS if counts[name, mark]} for name in columns}


def _first_fit(fields: pl.LazyFrame, possible: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Return the first possible type of each column that loses none of its values."""
    found: dict[int, str] = {}
    for kind in KINDS:
        pending = [position for position, kinds in possible.items() if position not in found and kind in kinds]
        if kind == "text":
            found |= dict.fromkeys(pending, kind)
        elif pending:
            answers = _ask(fields, {str(position): _lost(position, kind) for position in pending})
            found |= {position: kind for position in pending if answers[str(position)] == 0}
    return found


def _lost(position: int, kind: str) -> pl.Expr:
    """Return how many values of a column a type would lose."""
    import polars as pl

    prepare, convert = KINDS[kind]
    text = prepare(pl.col(str(position)))
    found = convert(text).count()
    lost = text.count() - found
    if is_marked(kind):  # without a number, marks are categories; NaN is a number by itself
        marks = _bare(pl.col(str(position)))
        lost += pl.when(found == 0).then(marks.count() - marks.is_in(NOT_A_NUMBER).sum()).otherwise(0)
    if kind.endswith("some comma"):
        unclear = text.str.contains(THOUSANDS).sum() == text.str.contains(",", literal=True).sum()
        lost += pl.when(unclear).then(text.count()).otherwise(0)
    return lost


def _ask(fields: pl.LazyFrame, questions: Mapping[str, pl.Expr]) -> dict[str, int]:
    return fields.select(**questions).collect(engine="streaming").row(0, named=True)


def typed(fields: pl.LazyFrame, found: TextColumns, dialect: Dialect) -> pl.LazyFrame:
    """Give each column its name and type; nameless columns, which a formula cannot refer to, are omitted."""
    import polars as pl

    columns = [pl.col(str(position)) for position in range(len(dialect.names))]
    if found.empty:
        fields = fields.filter(pl.any_horizontal(column.is_not_null() for column in columns))
    return fields.select(
        convert(prepare(column)).alias(name)
        for column, name, kind in zip(columns, dialect.names, found.kinds, strict=True)
        for prepare, convert in [KINDS[kind]]
        if name
    )
