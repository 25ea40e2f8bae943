"""The singular of English nouns, for names of units that are given in the plural."""

from __future__ import annotations

from collections.abc import Mapping

_IRREGULAR: Mapping[str, str] = {
    "children": "child",
    "people": "person",
    "men": "man",
    "women": "woman",
    "mice": "mouse",
    "feet": "foot",
    "lives": "life",
    "halves": "half",
    "leaves": "leaf",
    "matrices": "matrix",
    "indices": "index",
    "buses": "bus",
    "viruses": "virus",
    "campuses": "campus",
    "series": "series",
    "species": "species",
    "movies": "movie",
    "cookies": "cookie",
    "caches": "cache",
    "analyses": "analysis",
    "hypotheses": "hypothesis",
}
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("zzes", "zz"))


def singular(plural: str) -> str:
    """Return the singular of an English noun; a word that does not end as a plural is returned unchanged.

    Examples
    --------
    >>> [singular(word) for word in ("schools", "classes", "countries", "Children", "staff")]
    ['school', 'class', 'country', 'child', 'staff']
    """
    before, _, word = plural.rpartition(" ")
    start = f"{before} " if before else ""
    if (known := _IRREGULAR.get(word.lower())) is not None:
        return f"{start}{known}"
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return f"{start}{word.removesuffix(ending)}{replacement}"
    return f"{start}{word[:-1]}" if word.endswith("s") and not word.endswith(("ss", "us", "is")) else plural
