"""Random effects that mgcv writes as smooth terms: ``s(g, bs = "re")``.

Source: Wood (2017), *Generalized Additive Models*, section 5.8; ``?mgcv::smooth.construct.re.smooth.spec``.
"""

from __future__ import annotations

from levelwise.formula.programs.summands import bar, text_of, with_summands
from levelwise.formula.syntax import Call, Name, Node, Number, Operation, String
from levelwise.text.note import Note


def random_smooths(right: Node, _: str) -> tuple[Node, tuple[Note, ...]]:
    """Return a right-hand side with a bar for each ``s(…, bs = "re")``, and notes.

    Of two variables the first is read as the grouping factor and the second as the slope, ``s(subject, time, bs =
    "re")``, as mgcv's documentation writes them; mgcv itself makes no difference between them.
    """
    notes: list[Note] = []

    def change(node: Node) -> Node:
        if not isinstance(node, Call) or node.function != "s":
            return node
        basis = next((argument.value for argument in node.arguments if argument.name == "bs"), None)
        columns = [argument.value for argument in node.arguments if argument.name is None]
        if basis != String("re") or not 1 <= len(columns) <= 2 or not all(isinstance(one, Name) for one in columns):
            return node
        if len(columns) == 1:
            new: Node = bar(Number(1.0, "1"), columns[0], node)
        else:
            group, slope = columns
            new = bar(Operation("+", (Number(0.0, "0"), slope), node.span), group, node)
        notes.append(
            Note("other-program", f"{text_of(node)}, as mgcv writes random effects, is read as {text_of(new)}")
        )
        return new

    return with_summands(right, change), tuple(notes)
