"""What a table says about its columns beside their values: labels of variables and values, and units.

pandas keeps such things in ``attrs``, pyarrow in the metadata of a field and of the schema, polars in a plugin
(``config_meta``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from levelwise.data.columns import label_of
from levelwise.data.origin import Origin

_LABEL = ("label", "long_name", "description", "variable_label")
_UNIT = ("units", "unit")
_LABELS = ("labels", "variable_labels", "column_labels", "column_names_to_labels")
_VALUE_LABELS = ("value_labels", "variable_value_labels")


def with_metadata(origin: Origin, table: object, *further: Mapping[Any, Any]) -> Origin:
    """Return the origin of a table with what the table itself says about its columns.

    Two layouts are read: a mapping for each kind, ``{"labels": {"ses": …}, "units": {"days": …}}``, and a mapping for
    each column, ``{"ses": {"label": …, "units": …}}``, which is also that of the metadata of an arrow field; `further`
    has what is known in these layouts besides.
    """
    labels, units = dict(origin.labels), dict(origin.units)
    values: dict[str, Mapping[str, str]] = dict(origin.value_labels)
    for about in (*further, *_sources(table)):
        for name, one in about.items():
            if not isinstance(one, Mapping):
                continue
            if name in _LABELS:
                labels |= _words(one)
            elif name in _UNIT:
                units |= _words(one)
            elif name in _VALUE_LABELS:
                values |= {str(column): _words(inner) for column, inner in one.items() if isinstance(inner, Mapping)}
            else:
                labels |= {str(name): word for word in _first(one, _LABEL)}
                units |= {str(name): word for word in _first(one, _UNIT)}
                values |= {str(name): _words(one[key]) for key in _VALUE_LABELS if isinstance(one.get(key), Mapping)}
    if labels == origin.labels and units == origin.units and values == origin.value_labels:
        return origin
    return Origin(origin.marks, labels, origin.notes, origin.header_is_data, origin.repeated, units, values)


def _sources(table: Any) -> Iterator[Mapping[Any, Any]]:
    """Yield the mappings that a table holds."""
    package = type(table).__module__.partition(".")[0]
    if package in ("pandas", "modin"):
        attributes = getattr(table, "attrs", None)
        if isinstance(attributes, Mapping):
            yield attributes
    if package == "pyarrow" and hasattr(table, "schema"):
        schema = table.schema
        yield from of_file(schema.metadata)
        yield {field.name: _decoded(field.metadata) for field in schema if field.metadata}
    if package == "polars" and hasattr(table, "config_meta"):
        found = table.config_meta.get_metadata()
        if isinstance(found, Mapping):
            yield found


def of_file(metadata: Mapping[Any, Any] | None) -> Iterator[Mapping[Any, Any]]:
    """Yield what the metadata of a Parquet or Arrow file say: ``labels`` and so on in JSON, and pandas's ``attrs``."""
    whole = _decoded(metadata)
    if isinstance(frame := _json(whole.get("PANDAS_ATTRS", "")), Mapping):
        yield frame
    yield {name: _json(text) for name, text in whole.items() if name in (*_LABELS, *_UNIT, *_VALUE_LABELS)}


def _decoded(metadata: Mapping[Any, Any] | None) -> dict[str, str]:
    return {_text(key): _text(value) for key, value in (metadata or {}).items()}


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _json(text: str) -> object:
    import json  # most tables have no metadata

    try:
        return json.loads(text)
    except ValueError:
        return None


def _words(mapping: Mapping[Any, Any]) -> dict[str, str]:
    """Return the entries of a mapping that are strings; a value without a label is None or an empty string."""
    return {label_of(key): word for key, word in mapping.items() if isinstance(word, str) and word.strip()}


def _first(about: Mapping[Any, Any], keys: tuple[str, ...]) -> list[str]:
    return [about[key] for key in keys if isinstance(about.get(key), str) and about[key].strip()][:1]
