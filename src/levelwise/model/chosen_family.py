"""The families of the response: what values each can take, its links, and whether each row varies on its own.

Sources: R's ``?family``, ``MASS::negative.binomial``, and ``?glmmTMB::nbinom2`` (also for ``beta_family``).
"""

from __future__ import annotations

from levelwise.errors import DataError, caret
from levelwise.formula.syntax import Call, Name, Node, String, deparse
from levelwise.vocabulary.families import Family, family_of


def told(node: Node, source: str) -> tuple[Family, str]:
    """Read the family of a pasted call: ``binomial``, ``"binomial"`` or ``binomial(link = "probit")``."""
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
    """Return the family of a model: what the caller says, else a pasted call, else gaussian.

    Raises
    ------
    UnknownNameError
        For a name that is not in the table.
    DataError
        When a pasted call says another one than the caller.
    """
    if pasted is None:
        return family_of(family or "gaussian", link)
    found, own = told(pasted, source)
    if family is None and link is None:
        return found, own
    asked = family_of(family or found.name, link)
    if asked != (found, own):
        asked_for = f"{asked[0].name} with the link {asked[1]} is asked for"
        message = f"the call says {found.name} with the link {own}, but {asked_for}; say it once"
        raise DataError(f"{message}\n{caret(source, *pasted.span)}")
    return asked
