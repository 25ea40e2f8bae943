"""Notes about a model: how its factors are coded, and which names look alike."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from levelwise.data.hints import Hints
from levelwise.data.schema import Schema
from levelwise.formula.syntax import Call, Name, Node, names_in
from levelwise.model.spec import Cell, ModelSpec
from levelwise.text.note import Note
from levelwise.text.sentences import listed


def contrast_notes(spec: ModelSpec, schema: Schema, hints: Hints) -> tuple[Note, ...]:
    """Return notes on factors whose contrasts are not treatment contrasts, and what their coefficients mean."""
    random = _coded({cell for block in spec.blocks for column in block.effects for cell in column.cells}, schema)
    every = random | _coded({cell for column in spec.fixed for cell in column.cells}, schema)
    notes: list[Note] = []
    for name, known in schema.columns.items():
        if name in every and known.contrast is not None:
            notes.extend([Note("contrast-coding", known.contrast.note)] if known.contrast.note else [])
        elif name in every and known.kind == "ordered":
            text = (
                f"{name} is an ordered factor and has polynomial contrasts (.L, .Q, …), as in R; to make it an "
                "unordered factor, list its categories in factors="
            )
            notes.append(Note("ordered-contrasts", text))
    only_here = [name for name in hints.contrasts if name in random]
    if only_here:
        text = (
            f"the contrasts of {', '.join(only_here)} apply to the random part, too; lmer's argument contrasts (lme4 "
            "1.1) does not, so to fit this model in R, set them in the data, as in contrasts(d$f) <- contr.sum"
        )
        notes.append(Note("contrasts-in-random-part", text))
    return tuple(notes)


def response_notes(spec: ModelSpec, schema: Schema) -> tuple[Note, ...]:
    """Return a note on the category of the response that counts as success."""
    known = schema.response
    if spec.family != "binomial" or known is None or known.kind not in ("factor", "ordered"):
        return ()
    if len(known.categories) != 2:
        return ()
    failure, success = known.categories
    text = f"in the response {spec.response.text}, {success!r} counts as success and {failure!r} as failure"
    return (Note("success-category", text),)


def reference_notes(spec: ModelSpec, schema: Schema, text: Collection[str]) -> tuple[Note, ...]:
    """Return notes on factors whose reference category is another one where R sorts strings by a locale.

    Parameters
    ----------
    spec, schema
        The model, and the facts about its data.
    text : collection of str
        The columns of strings, whose categories are in the order of their code points.
    """
    every = {column for block in spec.blocks for column in block.effects} | {*spec.fixed}
    coded = _coded({cell for column in every for cell in column.cells}, schema)
    notes: list[Note] = []
    for name, node in spec.variables.items():
        known = schema.columns.get(name)
        if name not in coded or known is None or known.kind != "factor" or known.contrast is not None:
            continue
        if _factor_of(node) in text:
            ours, theirs = known.categories[0], min(known.categories, key=_in_a_locale)
            if ours != theirs:
                words = (
                    f"the reference category of {name} is {ours!r}, the first in the order of code points (R's C "
                    f"locale); in other locales, such as en_US, R takes {theirs!r}, and the coefficients of {name} "
                    "differ; to choose it, list the categories in factors="
                )
                notes.append(Note("reference-category", words))
    return tuple(notes)


def first_in_r(spec: ModelSpec, schema: Schema, strings: Collection[str]) -> dict[str, str]:
    """Return the category that comes first if R sorts them, of each factor of which another one comes first here.

    Parameters
    ----------
    spec, schema
        The model, and the facts about its data.
    strings : collection of str
        The columns whose values are strings, which R sorts unless the order of their categories is given.
    """
    found: dict[str, str] = {}
    for name, node in spec.variables.items():
        known = schema.columns.get(name)
        if known is not None and known.kind == "factor" and known.categories and _factor_of(node) in strings:
            first = min(known.categories, key=_in_a_locale)
            if first != known.categories[0]:
                found[name] = first
    return found


def order_notes(spec: ModelSpec, text: Collection[str]) -> tuple[Note, ...]:
    """Return a note on the order of an ordinal response of strings, which only the caller knows.

    Parameters
    ----------
    spec : ModelSpec
        The model.
    text : collection of str
        The columns of strings, whose categories are in the order of their code points.
    """
    if spec.response.kind != "ordinal" or _factor_of(spec.response.node) not in text:
        return ()
    order = " < ".join(map(repr, spec.response.categories))
    words = f"the categories of {spec.response.text} are taken in the order of their names, {order}"
    return (Note("category-order", f"{words}; list them in factors= in their own order, the lowest first"),)


def merged_notes(merged: Mapping[str, Sequence[str]]) -> tuple[Note, ...]:
    """Return notes on columns in which values of different types, such as 1 and "1", are one category."""
    return tuple(
        Note(
            "merged-values",
            f"in {name}, values of different types have the label {listed(labels)}; each is one category",
        )
        for name, labels in merged.items()
        if labels
    )


def _factor_of(node: Node) -> str:
    """Return the column that a factor consists of, with the categories in their order; empty for other expressions."""
    while isinstance(node, Call) and node.function in ("factor", "as.factor") and len(node.arguments) == 1:
        node = node.arguments[0].value
    return node.text if isinstance(node, Name) else ""


def _in_a_locale(label: str) -> tuple[list[tuple[int, str]], str]:
    """Return a key by which labels are sorted as in most locales: whatever the case and accents, symbols first."""
    bare = [char for char in unicodedata.normalize("NFKD", label).casefold() if not unicodedata.combining(char)]
    return [(1 if char.isdigit() else 2 if char.isalpha() else 0, char) for char in bare], label.swapcase()


def look_alikes(spec: ModelSpec, categories: Mapping[str, Sequence[str]]) -> tuple[Note, ...]:
    """Return notes on columns and categories that look alike when printed although their characters differ.

    Parameters
    ----------
    spec : ModelSpec
        The model.
    categories : mapping of str to sequence of str
        The categories of each factor.
    """
    notes: list[Note] = []
    nodes = (spec.response.node, *spec.variables.values(), *spec.offsets)
    groups = [part for level in spec.levels for part in level.group.parts]
    names = dict.fromkeys([*(name for node in nodes for name in names_in(node)), *groups])
    for one, other in _alike(names):
        text = f"the columns {one!a} and {other!a} look alike when printed; rename one of them"
        notes.append(Note("look-alike-names", text))
    for name, labels in categories.items():
        for one, other in _alike(labels):
            text = f"the categories {one!a} and {other!a} of {name} look alike when printed; correct one of them"
            notes.append(Note("look-alike-names", text))
    return tuple(notes)


def _alike(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Return pairs of different strings, each given once, that look alike when printed."""
    names = list(names)
    if _is_plain(" ".join(names)):
        return  # nor is a name of theirs empty, or begins with a space
    looks: dict[str, str] = {}
    for name in names:
        plain = _is_plain(name)
        visible = name if plain else (c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) != "Cf")
        other = looks.setdefault(name if plain else " ".join("".join(visible).split()), name)
        if other != name:
            yield other, name


def _is_plain(text: str) -> bool:
    """Return whether a text is printed as it is."""
    return text.isascii() and text.isprintable() and "  " not in text and text == text.strip()


def _coded(cells: set[Cell], schema: Schema) -> set[str]:
    """Return the factors coded by contrasts, that is, without an indicator for every category."""
    every = Counter(cell.variable for cell in cells if cell.kind == "indicator")
    some = {name for name, count in every.items() if count < len(schema.columns[name].categories)}
    return some | {cell.variable for cell in cells if cell.kind == "contrast"}
