"""Values that a list of categories names: 0 and 1 as control and treated."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.data.columns import Categories, Values, label_of
from levelwise.text.note import Note
from levelwise.text.sentences import MOST, some


def renaming_notes(variables: Mapping[str, Values | None]) -> tuple[Note, ...]:
    """Return notes on factors whose values are named by ``factors=``, in the order of the values."""
    notes: list[Note] = []
    for name, factor in variables.items():
        if not isinstance(factor, Categories) or len(factor.raw) != len(factor.labels):
            continue
        pairs = list(zip(map(label_of, factor.raw), factor.labels, strict=True))
        if any(value != label for value, label in pairs):
            named = some([f"{value} is called {label}" for value, label in pairs], MOST)
            text = (
                f"the categories that factors= lists for {name} name its values in ascending order: {named}; if they "
                "mean something else, list them in another order"
            )
            notes.append(Note("named-values", text))
    return tuple(notes)
