"""The equation of a conditional quantile, from that of a conditional mean.

Koenker & Bassett (1978), *Econometrica* 46, 33-50, 10.2307/1913643: a linear quantile regression states the quantile of
the response given the predictors, and no distribution around it.
"""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.transform import transform
from levelwise.equation.tree import Apply, Line, Node, Number, Scripted, Symbol, System
from levelwise.text.note import Note

MEAN = Symbol("E")
"""The function of a mean."""


def quantile_of(order: float | None) -> Node:
    """Return the function of a quantile; its order is a symbol if it is not known."""
    subscript: Node = Symbol("tau") if order is None else Number(f"{order:.12g}")
    return Scripted(Symbol("Q"), (subscript,))


def with_quantiles(system: System, order: float | None) -> System:
    """Return the equations of a mean as those of a quantile."""

    def changed(node: Node | Line) -> Node | Line:
        match node:
            case Apply(function, arguments, kind) if function == MEAN:
                return Apply(quantile_of(order), arguments, kind)
            case _:
                return node

    lines = [transform(line, changed) for line in system.lines]
    about = "the quantile of an order τ" if order is None else f"the conditional quantile of order {order:.12g}"
    text = f"the equation is that of {about}; a quantile regression states no distribution of the response"
    notes = tuple(note for note in system.notes if note.code != "mean-alone")
    return replace(
        system, lines=tuple(line for line in lines if isinstance(line, Line)), notes=(*notes, Note("quantile", text))
    )
