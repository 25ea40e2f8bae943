"""The arguments of the public functions, checked and gathered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from levelwise.data.hints import Hints
from levelwise.design.model_options import ModelOptions
from levelwise.errors import DataError, UnsupportedModelError
from levelwise.text.sentences import kind_of


def read_formula(formula: object) -> str:
    """Return a formula.

    Raises
    ------
    UnsupportedModelError
        When it is not a string.
    """
    if not isinstance(formula, str):
        message = f"formula= takes a string such as 'y ~ x + (x | g)', not {kind_of(formula)}"
        raise UnsupportedModelError(message)
    return formula


def read_hints(**given: Mapping[str, Any] | None) -> Hints:
    """Return the hints about the variables: ``levels``, ``nesting``, ``factors``, ``contrasts``, ``labels``, ``units``.

    Raises
    ------
    DataError
        When one of them is not a mapping.
    """
    for name, hint in given.items():
        if hint is not None and not isinstance(hint, Mapping):
            raise DataError(f"{name}= takes a mapping such as {{'x': …}}, not {kind_of(hint)}")
    read = {name: dict(hint or {}) for name, hint in given.items()}
    for name in ("factors", "contrasts"):
        read[name] = {_column(key): value for key, value in read.get(name, {}).items()}
    for name in ("labels", "units"):
        read[name] = read_words(name, read.get(name, {}))
    return Hints(**read)


def read_words(what: str, given: Mapping[Any, Any]) -> dict[str, str]:
    """Return words for names; a name without words, such as a variable without a label in SPSS, is left out.

    Raises
    ------
    DataError
        When one of them is not a string.
    """
    if not isinstance(given, Mapping):
        raise DataError(f"{what}= takes a mapping such as {{'x': …}}, not {kind_of(given)}")
    for name, words in given.items():
        if words is not None and not isinstance(words, str):
            raise DataError(f"{what}= takes strings such as {{'x': 'a label'}}, not {words!r} for {name}")
    return {str(name): " ".join(words.split()) for name, words in given.items() if words and words.strip()}


def _column(name: object) -> Any:
    """Return the column that ``factor(x)`` or ``C(x)`` names, as in the formula; any other name is itself."""
    if not isinstance(name, str) or not name.endswith(")"):
        return name
    found = re.fullmatch(r"\s*(?:factor|as\.factor|C)\(\s*([\w.]+)\s*\)", name)
    return found[1] if found else name


def read_model_options(
    *, weights: str | None, offset: str | None, family: str | None, link: str | None, residual: str | None = None
) -> ModelOptions:
    """Return the arguments that specify the model beside its formula.

    Raises
    ------
    DataError
        When one of them is not a string.
    """
    for name, given in (("family", family), ("link", link)):
        if given is not None and (not isinstance(given, str) or not given.strip()):
            what = "an empty string" if isinstance(given, str) else kind_of(given)
            raise DataError(f"{name}= takes a name such as 'binomial' or 'logit', not {what}")
    for name, text in (("weights", weights), ("offset", offset)):
        if text is not None and (not isinstance(text, str) or not text.strip()):
            raise DataError(f"{name}= takes a column or an expression as a string, not {text!r}")
    if residual is not None and (not isinstance(residual, str) or not residual.strip()):
        raise DataError(f"residual= takes a structure as a string, such as 'ar1(wave | person)', not {residual!r}")
    return ModelOptions(weights, offset, family, link, residual)
