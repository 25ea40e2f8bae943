"""From any data frame to plain numpy columns: the only place where a data frame is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from levelwise.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    import narwhals as nw

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
FactorHint = bool | Sequence[object] | Mapping[Any, object]

MISSING = -1
"""The code of a missing category."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """A numeric column, or several under one name (``poly(x, 2)``); NaN is missing.

    `values` has shape (rows,) or (rows, columns); `suffixes` names the columns of the second form.
    """

    values: Floats
    suffixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Categories:
    """A factor: for each row the number of its category, `MISSING` where there is none.

    `kind` is ``"factor"``, ``"ordered"`` or ``"logical"``; `raw` keeps the values as the data has them.
    """

    codes: Codes
    labels: tuple[str, ...]
    kind: str
    raw: tuple[object, ...] = ()


Values = Numbers | Categories


class Frame:
    """A data frame of any kind, read column by column, each once.

    Parameters
    ----------
    data : object
        A pandas, polars or pyarrow table, or a mapping from names to columns.
    factors : mapping, optional
        Columns to take as factors: their categories in order (the first is the reference), a mapping from
        values to labels, or True for the data's own values.
    """

    def __init__(self, data: object, factors: Mapping[str, FactorHint] | None = None) -> None:
        self._frame = _narwhal(data)
        self.names: tuple[str, ...] = tuple(self._frame.columns)
        self.rows: int = self._frame.shape[0]
        if self.rows == 0:
            raise DataError("the data has no rows")
        self._factors = dict(factors or {})
        for name in self._factors:
            if name not in self.names:
                raise UnknownNameError("column", name, self.names)
        self._read: dict[str, Values] = {}

    def column(self, name: str, blame: Callable[[], str] | None = None) -> Values:
        """Return a column; `blame` draws the place in the formula when there is no such column."""
        found = self._read.get(name)
        if found is None:
            if name not in self.names:
                raise UnknownNameError("column", name, self.names, blame() if blame else "")
            found = _values(name, self._frame[name])
            if name in self._factors:
                found = as_factor(name, found, self._factors[name])
            self._read[name] = found
        return found


def _narwhal(data: object) -> nw.DataFrame[Any]:
    import narwhals as nw

    if isinstance(data, Mapping):
        import polars as pl

        try:
            return nw.from_native(pl.DataFrame(dict(data), strict=False), eager_only=True)
        except (pl.exceptions.PolarsError, TypeError, ValueError) as error:
            raise DataError(f"this mapping is not a table of equally long columns: {error}") from error
    try:
        frame = nw.from_native(data)  # type: ignore[call-overload]
    except nw.exceptions.NarwhalsError as error:
        raise DataError(f"this data frame cannot be read: {error}") from error
    except TypeError as error:
        message = (
            f"a {type(data).__name__} is not a data frame; give a pandas, polars or pyarrow table "
            "or a mapping from names to columns"
        )
        raise DataError(message) from error
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def _values(name: str, series: nw.Series[Any]) -> Values:
    import narwhals as nw

    kind = series.dtype
    if kind.is_numeric():
        return Numbers(_floats(series))
    if kind == nw.Boolean:
        numbers = _floats(series)
        codes = np.where(np.isnan(numbers), MISSING, numbers).astype(np.intp)
        return Categories(codes, ("FALSE", "TRUE"), "logical", (False, True))
    if kind in (nw.Categorical, nw.Enum):
        native = series.to_native()
        ordered = bool(getattr(getattr(native, "dtype", getattr(native, "type", None)), "ordered", False))
        return _categorical(series, ordered=ordered)
    if kind in (nw.Date, nw.Datetime, nw.Duration):
        return _moments(series)
    values = series.to_list()
    return _objects(name, values)


def _floats(series: nw.Series[Any]) -> Floats:
    import narwhals as nw

    if not series.is_null().any():
        return np.asarray(series.to_numpy(), dtype=np.float64)
    values = series.cast(nw.Float64).to_list()
    return np.array([np.nan if _is_missing(value) else value for value in values], dtype=np.float64)


def _moments(series: nw.Series[Any]) -> Numbers:
    """Dates count in days since 1970-01-01, as in R; moments and spans in seconds."""
    import narwhals as nw

    array = series.to_numpy()
    unit = "D" if series.dtype == nw.Date else "ns"
    is_span = series.dtype == nw.Duration
    stamps = array.astype(f"{'timedelta64' if is_span else 'datetime64'}[{unit}]")
    numbers = stamps.astype(np.int64).astype(np.float64) / (1.0 if unit == "D" else 1e9)
    numbers[np.isnat(stamps)] = np.nan
    return Numbers(numbers)


def _categorical(series: nw.Series[Any], *, ordered: bool) -> Categories:
    values = series.to_list()
    present = {value for value in values if not _is_missing(value)}
    return _coded(values, [c for c in _category_order(series) if c in present], "ordered" if ordered else "factor")


def _category_order(series: nw.Series[Any]) -> list[object]:
    """Return a categorical's categories in its own order, of which each library has its own idea."""
    import narwhals as nw

    native = series.to_native()
    if isinstance(series.dtype, nw.Enum) and series.dtype.categories:
        return list(series.dtype.categories)
    if hasattr(native, "cat") and hasattr(native.cat, "categories"):
        return list(native.cat.categories)
    if hasattr(native, "unify_dictionaries"):
        chunks = native.unify_dictionaries().chunks
        return list(chunks[0].dictionary.to_pylist()) if chunks else []
    # a polars Categorical numbers its categories for the whole process; their first appearance is stable
    return list(dict.fromkeys(value for value in series.to_list() if value is not None))


def _objects(name: str, values: list[object]) -> Values:
    try:
        present = {value for value in values if not _is_missing(value)}
        if present and all(isinstance(value, bool | np.bool_) for value in present):
            return _coded(values, [False, True], "logical")
        if present and all(isinstance(value, int | float | np.number) for value in present):
            return Numbers(np.array([np.nan if _is_missing(v) else v for v in values], dtype=np.float64))
        return _coded(values, sorted(present, key=_text), "factor")
    except (TypeError, ValueError) as error:
        raise DataError(f"column {name!r} holds values that are neither numbers nor texts") from error


def _coded(values: Iterable[object], order: Sequence[object], kind: str) -> Categories:
    number = {value: code for code, value in enumerate(order)}
    codes = np.fromiter((number.get(value, MISSING) for value in values), dtype=np.intp)
    return Categories(codes, tuple(_text(value) for value in order), kind, tuple(order))


def _is_missing(value: object) -> bool:
    return (
        value is None
        or (isinstance(value, float | np.floating) and np.isnan(value))
        or type(value).__name__ in ("NAType", "NaTType")
    )


def _text(value: object) -> str:
    """Return the label R gives a value: numbers with up to 15 digits, TRUE and FALSE."""
    if isinstance(value, bool | np.bool_):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | np.number):
        return f"{float(value):.15g}"
    return str(value)


def as_factor(name: str, values: Values, hint: FactorHint | None = None, kind: str = "factor") -> Categories:
    """Turn a column into a factor, as R's ``factor(x, levels, labels)`` would.

    Raises
    ------
    DataError
        When the hint names fewer or other categories than the data has.
    """
    own = _own_categories(name, values)
    if hint is None or isinstance(hint, bool):
        kept = "ordered" if own.kind == "ordered" else kind
        return Categories(own.codes, own.labels, kept, own.raw)
    if isinstance(hint, str):
        raise DataError(f"the categories of {name!r} must be a list such as ['pub', 'cath'], not one text")
    if isinstance(hint, Mapping):
        return _relabelled(name, own, {_text(key): _text(value) for key, value in hint.items()}, kind)
    wanted = tuple(_text(value) for value in hint)
    if len(set(wanted)) < len(wanted):
        raise DataError(f"a category of {name!r} is named twice: {', '.join(wanted)}")
    if set(own.labels) <= set(wanted):
        position = np.array([wanted.index(label) for label in own.labels] or [0], dtype=np.intp)
        codes = np.where(own.codes == MISSING, MISSING, position[own.codes])
        return Categories(codes, wanted, kind, wanted)
    if isinstance(values, Numbers) and len(wanted) == len(own.labels):
        return Categories(own.codes, wanted, kind, own.raw)
    have = ", ".join(own.labels[:12]) + (", …" if len(own.labels) > 12 else "")
    message = (
        f"the categories given for {name!r} ({', '.join(wanted)}) are not those of the data ({len(own.labels)}: {have})"
    )
    raise DataError(message)


def _relabelled(name: str, own: Categories, labels: dict[str, str], kind: str) -> Categories:
    lost = [label for label in own.labels if label not in labels]
    if lost:
        raise DataError(f"no label is given for the value {lost[0]!r} of {name!r}")
    wanted = tuple(dict.fromkeys(labels.values()))
    position = np.array([wanted.index(labels[label]) for label in own.labels] or [0], dtype=np.intp)
    codes = np.where(own.codes == MISSING, MISSING, position[own.codes])
    return Categories(codes, wanted, kind, wanted)


def _own_categories(name: str, values: Values) -> Categories:
    if isinstance(values, Categories):
        return values
    if values.values.ndim > 1:
        raise DataError(f"{name} has several columns and cannot be a factor")
    present, codes = np.unique(values.values, return_inverse=True)
    if len(present) and np.isnan(present[-1]):
        codes = np.where(codes == len(present) - 1, MISSING, codes)
        present = present[:-1]
    raw = tuple(float(value) for value in present)
    return Categories(codes.astype(np.intp), tuple(_text(value) for value in raw), "factor", raw)


def kept_rows(values: Iterable[Values]) -> NDArray[np.bool_] | None:
    """Return which rows miss nothing, or None when all are kept."""
    mask: NDArray[np.bool_] | None = None
    for one in values:
        if isinstance(one, Categories):
            good = one.codes != MISSING
        else:
            good = ~np.isnan(one.values)
            good = good if good.ndim == 1 else good.all(axis=1)
        if not good.all():
            mask = good if mask is None else mask & good
    return mask


def subset(values: Values, mask: NDArray[np.bool_] | None) -> Values:
    """Keep rows, and of a factor the categories that still occur, as ``lmer`` does."""
    if isinstance(values, Numbers):
        return values if mask is None else Numbers(values.values[mask], values.suffixes)
    codes = values.codes if mask is None else values.codes[mask]
    used = np.bincount(codes[codes != MISSING], minlength=len(values.labels)) > 0
    if used.all() or values.kind == "logical":
        return Categories(codes, values.labels, values.kind, values.raw) if mask is not None else values
    position = np.cumsum(used) - 1
    labels = tuple(label for label, keep in zip(values.labels, used, strict=True) if keep)
    raw = tuple(value for value, keep in zip(values.raw, used, strict=True) if keep)
    return Categories(position[codes].astype(np.intp), labels, values.kind, raw)
