"""What brms writes into bars and responses: ``gr(g)``, ``mm(a, b)``, ``(1 | p | g)`` and ``y | trials(n)``.

Source: Bürkner (2018), *R Journal* 10(1), and ``?brms::brmsformula``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from levelwise.errors import FormulaSyntaxError, UnsupportedModelError, caret
from levelwise.formula.programs.summands import (
    bar,
    bar_of,
    in_structure,
    sum_of,
    summands,
    text_of,
    with_summands,
    without_parentheses,
)
from levelwise.formula.syntax import Argument, Call, Name, Node, Number, Operation, String
from levelwise.text.note import Note

_ADDITIONS: Mapping[str, str] = {
    "weights": "weights of the likelihood; give prior weights by weights=",
    "se": "known standard errors, which make the model a meta-analysis",
    "cens": "censoring, which makes the model one of survival times or limits of detection",
    "trunc": "truncation, which changes the distribution of the response",
    "mi": "a model for missing values of the response",
    "subset": "a choice of rows; select them in the data",
    "rate": "a rate; write offset(log(…)) for the denominator",
    "dec": "the decisions of a Wiener diffusion model",
    "thres": "thresholds that differ between groups of rows",
    "cat": "categories that differ between groups of rows",
    "vreal": "data of a custom family",
    "vint": "data of a custom family",
    "index": "the index of a model for missing values",
    "bhaz": "the strata of the baseline hazard of a survival model",
}


def grouped_as_lme4(right: Node, source: str, columns: Collection[str] = ()) -> tuple[Node, tuple[Note, ...]]:
    """Return a right-hand side with brms' ``gr()`` and ``(… | p | g)`` as lme4 writes them, and notes.

    Raises
    ------
    FormulaSyntaxError
        When the label between two bars is one of the columns, which in brms would not matter.
    UnsupportedModelError
        For ``mm()``, and for arguments of ``gr()`` that lme4 has no words for.
    """
    shared: dict[tuple[str, str], list[Node]] = {}
    notes: dict[str, None] = {}

    def labelled(node: Node) -> tuple[Node, Node, str] | None:
        """Return the effects, the group and the label of ``(x | p | g)``."""
        found = bar_of(node)
        inner = None if found is None else found.operands[0]
        if found is None or not isinstance(inner, Operation) or inner.operator not in ("|", "||"):
            return None
        effects, label = inner.operands
        if not isinstance(label, Name | Number) or bar_of(effects) is not None:
            return None
        return effects, found.operands[1], text_of(label)

    def collect(node: Node) -> Node:
        parts = labelled(node)
        if parts is not None:
            if parts[2] in columns:
                effects, group = text_of(parts[0]), text_of(parts[1])
                message = (
                    f"this has two bars: write ({effects} | {parts[2]}) + ({effects} | {group}) for two grouping "
                    f"factors; in brms the name between bars is a label, but {parts[2]} is a column"
                )
                raise FormulaSyntaxError(message, source, *node.span)
            shared.setdefault((parts[2], text_of(parts[1])), []).append(parts[0])
        return node

    with_summands(right, collect)
    written: set[tuple[str, str]] = set()

    def change(node: Node) -> Node | None:
        parts = labelled(node)
        if parts is not None:
            effects, group, label = parts
            key = (label, text_of(group))
            together = shared[key]
            notes[
                f"the label {label} between the bars, which in brms correlates blocks, is read as part of one block"
            ] = None
            if len(together) > 1:
                if key in written:
                    return None
                written.add(key)
                effects = _joined(together)
            node = bar(effects, group, node)
        found = bar_of(node)
        return node if found is None else _ungrouped(found, node, source, notes)

    changed = with_summands(right, change)
    if changed is right:
        return right, ()
    return changed, tuple(Note("other-program", text) for text in notes)


def _joined(effects: list[Node]) -> Node:
    """Return the effects of several blocks as those of one; its intercept is that of any of them."""
    terms: list[Node] = []
    intercept = False
    for node in effects:
        own = True
        for _, part in summands(node):
            if isinstance(part, Number):
                own = part.value == 1
            else:
                terms.append(part)
        intercept = intercept or own
    return sum_of([Number(float(intercept), str(int(intercept))), *terms])


def _ungrouped(found: Operation, whole: Node, source: str, notes: dict[str, None]) -> Node:
    """Return a bar whose grouping factor is a column where brms writes ``gr(column)``."""
    effects, group = found.operands
    call = without_parentheses(group)
    if not isinstance(call, Call) or call.function not in ("gr", "mm") or not call.arguments:
        return whole
    if call.function == "mm":
        message = (
            f"{text_of(call)} is brms' multiple membership: each row belongs to several groups at once, with weights. "
            "This is another model than those of lme4 (1 | g), and is not written; (1 | a) + (1 | b) are two crossed "
            "factors instead"
        )
        raise UnsupportedModelError(f"{message}\n{caret(source, *call.span)}")
    inner = call.arguments[0].value
    correlated = True
    for argument in call.arguments[1:]:
        value = argument.value
        if argument.name == "cor":
            correlated = not (isinstance(value, Name) and value.text in ("FALSE", "F"))
        elif argument.name == "id" or (argument.name == "dist" and value == String("gaussian")):
            continue
        else:
            message = (
                f"{argument.name or text_of(value)} in brms' {text_of(call)} specifies more than a grouping factor: "
                f"{_GR.get(argument.name or '', 'lme4 has no such term')}; without it, write "
                f"({text_of(effects)} | {text_of(inner)})"
            )
            raise UnsupportedModelError(f"{message}\n{caret(source, *call.span)}")
    notes[f"{text_of(call)}, as brms writes a grouping factor, is read as {text_of(inner)}"] = None
    if correlated:
        return bar(effects, inner, whole, found.operator)
    return in_structure("diag", effects, inner, whole)


_GR = {
    "by": "a covariance matrix for each category of another variable",
    "cov": "a given covariance matrix of the groups, such as a pedigree",
    "dist": "random effects that are not normal",
}


def response_as_lme4(node: Node, source: str) -> tuple[Node, tuple[Note, ...]]:
    """Return a response with its numbers of trials as ``cbind(successes, failures)``, and notes.

    Read are brms' ``y | trials(n)`` and bambi's ``p(y, n)`` or ``proportion(y, n)``.

    Raises
    ------
    UnsupportedModelError
        For other additions of brms to a response.
    """
    if isinstance(node, Call) and node.function in ("p", "prop", "proportion") and len(node.arguments) == 2:
        successes, trials = (argument.value for argument in node.arguments)
        return _counts(successes, trials, node, "bambi")
    if not isinstance(node, Operation) or node.operator != "|" or len(node.operands) != 2:
        return node, ()
    response, addition = node.operands
    addition = without_parentheses(addition)
    name = addition.function.removeprefix("resp_") if isinstance(addition, Call) else ""
    if isinstance(addition, Call) and name == "trials" and len(addition.arguments) == 1:
        trials = addition.arguments[0].value
        if isinstance(trials, Number) and trials.value == 1:
            return response, (Note("other-program", f"{text_of(node)} is brms' response of one trial a row"),)
        return _counts(response, trials, node, "brms")
    if name in ("thres", "cat") and isinstance(addition, Call) and not any(a.name for a in addition.arguments):
        what = "categories" if name == "cat" else "thresholds"
        return response, (Note("other-program", f"{text_of(node)} is brms' response with a number of {what}"),)
    if name not in _ADDITIONS:  # R's "or"
        return node, ()
    message = (
        f"{text_of(node)} is a response of brms, in which {name}(…) specifies {_ADDITIONS[name]}; such a model is not "
        "written"
    )
    raise UnsupportedModelError(f"{message}\n{caret(source, *node.span)}")


def _counts(successes: Node, trials: Node, whole: Node, program: str) -> tuple[Node, tuple[Note, ...]]:
    failures = Operation("-", (trials, successes), whole.span)
    counts = Call("cbind", (Argument(None, successes), Argument(None, failures)), whole.span)
    note = f"{text_of(whole)}, as {program} writes successes in trials, is read as {text_of(counts)}"
    return counts, (Note("other-program", note),)
