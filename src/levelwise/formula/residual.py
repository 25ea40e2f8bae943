"""The structure of the level-1 residuals, as in ``ar1(wave | sid) + diag(0 + sector)``.

The language is that of bars: the name of a covariance structure around ``occasions | group``, and ``diag(0 + f)`` for a
variance in each category of f. The structures are those of nlme's arguments ``correlation`` and ``weights`` (Pinheiro &
Bates 2000, *Mixed-Effects Models in S and S-PLUS*, chapter 5).
"""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.errors import FormulaSyntaxError, UnsupportedModelError, caret
from levelwise.formula.bars import grouping_parts
from levelwise.formula.expanded import Group
from levelwise.formula.expression import parse_tree
from levelwise.formula.syntax import Argument, Call, Name, Node, Number, Operation, deparse, names_in
from levelwise.vocabulary.covariance_structures import RESIDUAL_STRUCTURES

_EXAMPLE = "write a structure such as ar1(wave | person), or diag(0 + f) for a variance in each category of f"
_COORDINATES = frozenset(("exp", "gau", "mat", "ou", "corExp", "corGaus", "corSpher", "corLin", "corRatio"))


@dataclass(frozen=True)
class ResidualTerms:
    """The structure of the residuals as typed.

    Attributes
    ----------
    text : str
        The structure in the language of formulas.
    structure : str
        The name of the structure of their correlations; empty if they are uncorrelated.
    group : Group or None
        The groups within which they are correlated.
    order : Node or None
        The variable of the occasions; None for the order of the rows.
    as_factor : bool
        Whether it was typed as a factor, whose categories are equally spaced.
    variances : Node or None
        The variable each of whose categories has a residual variance of its own.
    """

    text: str
    structure: str = ""
    group: Group | None = None
    order: Node | None = None
    as_factor: bool = False
    variances: Node | None = None

    @property
    def variables(self) -> dict[str, Node]:
        """The variables in it, by their text."""
        nodes = (node for node in (self.order, self.variances) if node is not None)
        return {deparse(node): node for node in nodes}


def parse_residual(text: str) -> ResidualTerms:
    """Parse the structure of the residuals.

    Raises
    ------
    FormulaSyntaxError
        For anything but a sum of a correlation structure and ``diag(…)``; a caret marks the position.
    UnsupportedModelError
        For a structure that is not supported.

    Examples
    --------
    >>> parse_residual("ar1(wave|sid) + diag(0+sector)").text
    'ar1(wave | sid) + diag(0 + sector)'
    >>> parse_residual("us(0 + factor(wave) | sid)").structure
    'us'
    """
    tree = parse_tree(text)
    if isinstance(tree, Operation) and tree.operator == "~" and len(tree.operands) == 1:
        tree = tree.operands[0]
    found = ResidualTerms("")
    for term in _summands(tree):
        if not isinstance(term, Call) or len(term.arguments) != 1 or term.arguments[0].name is not None:
            raise FormulaSyntaxError(_not_a_structure(term), text, *term.span)
        found = _joined(found, _term(term, text), term, text)
    return found


def _joined(found: ResidualTerms, term: ResidualTerms, call: Call, source: str) -> ResidualTerms:
    """Return a structure with one more term, of which there is one of each kind."""
    if found.structure and term.structure:
        message = f"the residuals have one correlation structure, but {term.text} is a second one"
        raise FormulaSyntaxError(message, source, *call.span)
    own = [one for one in (found, term) if one.structure and not RESIDUAL_STRUCTURES[one.structure].equal]
    if term.variances is not None and found.variances is not None:
        message = f"the residuals have one set of variances, but {term.text} is a second one"
        raise FormulaSyntaxError(message, source, *call.span)
    if own and (found.variances or term.variances) is not None:
        equal = {"hetar1": "ar1", "us": "homus"}.get(own[0].structure, f"hom{own[0].structure}")
        message = (
            f"{own[0].text} has a variance for each occasion, so that diag(…) would be a second set of variances; "
            f"{equal}(…) has equal variances"
        )
        raise FormulaSyntaxError(message, source, *call.span)
    return ResidualTerms(
        " + ".join(filter(None, (found.text, term.text))),
        found.structure or term.structure,
        found.group or term.group,
        term.order if found.order is None else found.order,
        found.as_factor or term.as_factor,
        term.variances if found.variances is None else found.variances,
    )


def _term(call: Call, source: str) -> ResidualTerms:
    inner = _bare(call.arguments[0].value)
    name, bar = call.function, isinstance(inner, Operation) and inner.operator == "|"
    if name in ("diag", "homdiag"):
        return _variances(call, inner, source)
    if name in _COORDINATES:
        message = f"{name}(…) is a spatial structure of the residuals and is not supported; {_supported()}"
        raise UnsupportedModelError(f"{message}\n{caret(source, *call.span)}")
    if name not in RESIDUAL_STRUCTURES:
        raise FormulaSyntaxError(_not_a_structure(call), source, *call.span)
    if not bar or not isinstance(inner, Operation):
        message = (
            f"{name}(…) names no groups within which the residuals are correlated; write {name}({deparse(inner)} | g)"
        )
        raise FormulaSyntaxError(message, source, *call.span)
    side, grouping = inner.operands
    group = grouping_parts(grouping, source, deparse(side))[0]
    order = _single(side, source)
    known = RESIDUAL_STRUCTURES[name]
    text = f"{name}({deparse(side)} | {deparse(grouping)})"
    if known.correlation == "common" and (known.equal or order is None):
        return ResidualTerms(text, "homcs", group)  # neither the order of the occasions nor their distance matters
    if order is None and name != "ar1":
        message = f"{name}(…) needs the variable of the occasions before the bar, as in {name}(wave | g)"
        raise FormulaSyntaxError(message, source, *call.span)
    as_factor = order is not None and without_factor(order) != order
    if isinstance(order, Name) and (known.correlation in ("free", "lag") or not known.equal):
        order = Call("factor", (Argument(None, order),), order.span)  # each occasion has parameters of its own
    return ResidualTerms(text, name, group, order, as_factor)


def _variances(call: Call, inner: Node, source: str) -> ResidualTerms:
    if isinstance(inner, Operation) and inner.operator == "|":
        message = (
            f"residual variances are the same in all groups; write diag({deparse(inner.operands[0])}) without a bar"
        )
        raise FormulaSyntaxError(message, source, *call.span)
    if call.function == "homdiag":
        message = "independent residuals with one variance are the default; leave homdiag(…) out"
        raise FormulaSyntaxError(message, source, *call.span)
    variable = _single(inner, source)
    if variable is None:
        message = "diag(1) is one variance of independent residuals, which is the default; leave it out"
        raise FormulaSyntaxError(message, source, *call.span)
    return ResidualTerms(f"diag(0 + {deparse(variable)})", variances=variable)


def _single(side: Node, source: str) -> Node | None:
    """Return the single variable of a side, with or without ``0 +``; None for 1."""
    side = _bare(side)
    if isinstance(side, Number) and side.value == 1:
        return None
    if isinstance(side, Operation) and side.operator == "+" and len(side.operands) == 2:
        first, second = (_bare(one) for one in side.operands)
        if isinstance(first, Number) and first.value == 0:
            side = second
    if isinstance(side, Operation) and side.operator in ("+", "-", "*", "|", "||", "~", "/"):
        message = f"{deparse(side)} is not a single variable: the occasions, or the categories, are one column"
        raise FormulaSyntaxError(message, source, *side.span)
    if not names_in(side):
        raise FormulaSyntaxError(f"{deparse(side)} is not a variable", source, *side.span)
    return side


def _summands(node: Node) -> list[Node]:
    node = _bare(node)
    if isinstance(node, Operation) and node.operator == "+" and len(node.operands) == 2:
        return [*_summands(node.operands[0]), *_summands(node.operands[1])]
    return [node]


def _bare(node: Node) -> Node:
    while isinstance(node, Operation) and node.operator == "(":
        node = node.operands[0]
    return node


def _not_a_structure(node: Node) -> str:
    return f"{deparse(node)} is not a structure of the residuals; {_EXAMPLE}; {_supported()}"


def _supported() -> str:
    return f"the structures are {', '.join(RESIDUAL_STRUCTURES)} and diag"


def without_factor(node: Node) -> Node:
    """Return the column of ``factor(x)``; anything else as it is."""
    if isinstance(node, Call) and node.function in ("factor", "as.factor", "ordered", "as.ordered"):
        first = node.arguments[0].value if node.arguments else node
        return first if len(node.arguments) == 1 and isinstance(first, Name) else node
    return node
