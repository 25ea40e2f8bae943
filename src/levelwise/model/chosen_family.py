"""The family and the link of a model: those of the call, those of a pasted call, or the gaussian family."""

from __future__ import annotations

from levelwise.errors import DataError, caret
from levelwise.formula.syntax import Call, Name, Node, String, deparse
from levelwise.vocabulary.families import Family, family_of


def _family_of_call(node: Node, source: str) -> tuple[Family, str]:
    """Return the family of a pasted call: ``binomial``, ``"binomial"`` or ``binomial(link = "probit")``."""
    where = caret(source, *node.span)
    if not isinstance(node, Call):
        return family_of(_word(node), where=where)
    given = [argument.value for argument in node.arguments if argument.name == "link"]
    if not given and not node.function.lower().startswith("neg"):  # whose first argument is theta
        given = [argument.value for argument in node.arguments if argument.name is None]
    return family_of(node.function, _word(given[0]) if given else None, where)


def _word(node: Node) -> str:
    if isinstance(node, Name):
        return node.text
    return node.value if isinstance(node, String) else deparse(node)


def chosen(family: str | None, link: str | None, pasted: Node | None, source: str) -> tuple[Family, str]:
    """Return the family and the link of a model: those given, else those of a pasted call, else gaussian.

    Raises
    ------
    UnknownNameError
        For an unknown family or link.
    DataError
        When those given differ from those of the pasted call.
    """
    if pasted is None:
        return family_of(family or "gaussian", link)
    of_call = _family_of_call(pasted, source)
    if family is None and link is None:
        return of_call
    given = family_of(family or of_call[0].name, link)
    if given != of_call:
        message = (
            f"the pasted call specifies {of_call[0].name} with the {of_call[1]} link, but family= and link= specify "
            f"{given[0].name} with the {given[1]} link; specify them once"
        )
        raise DataError(f"{message}\n{caret(source, *pasted.span)}")
    return given
