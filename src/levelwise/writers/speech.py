"""The equations read aloud: plain English sentences, one for each equation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from levelwise.equation.tree import (
    Distribution,
    Dots,
    Line,
    Matrix,
    Node,
    Symbol,
    System,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.model.parameters import LevelOneResidual, ResidualDeviation, StandardDeviation
from levelwise.options import Options
from levelwise.text.characters import plain
from levelwise.text.sentences import listed
from levelwise.vocabulary.letters import GREEK
from levelwise.writers import layout
from levelwise.writers.speech_nodes import PAUSE, Reader

if TYPE_CHECKING:
    from levelwise.equation.legend import Entry, Prose
    from levelwise.writers.legends.clauses import Form

_UNDER: Mapping[str, str] = {"ind.": "independently ", "iid": "independently and identically "}
_SIGNS = {"+": " plus", "-": " minus", "": ""}
_NORMAL = ("N", "Normal", "MVNormal", "Gaussian")
_ENDS = tuple(f"end of {what}" for what in ("vector", "matrix", "fraction", "root", "mean", "brace", "cases"))

_BEFORE_A_MARK = re.compile(f"{PAUSE}(?=[.,;])")


def write(system: System, options: Options) -> str:
    """Return the equations as plain English.

    Parameters
    ----------
    system : System
        The equations.
    options : Options
        None are taken.
    """
    del options
    return speech(system)


def speech(system: System) -> str:
    """Return the equations as plain English, a sentence on each line.

    Parameters
    ----------
    system : System
        The equations.

    Examples
    --------
    >>> from levelwise.equation.tree import Index, Number, Range, Scaled, Scripted, Symbol
    >>> i, j = Index("i"), Index("j")
    >>> right = Scaled(Symbol("beta", (Number("1"),)), Scripted(Word("ses"), (i, j)))
    >>> print(speech(System((Line(Symbol("y", (i, j)), "=", right, (Range(("j",), Symbol("J"), "school"),)),), "any")))
    y i j is beta one times ses of observation i in school j, for each school j from one to capital J.
    """
    reader = Reader([one for line in system.lines for one in line.ranges if one.label])
    sentences: list[str] = []
    open_end = False
    for line in system.lines:
        if line.heading:
            sentences.append(plain(line.heading))
        said = _line(reader, line)
        if sentences and (line.relation in ("+", "-") or (line.relation == "" and open_end)):
            sentences[-1] = f"{sentences[-1]} {said}"
        elif sentences and line.relation == "" and not isinstance(line.right, Dots):
            sentences[-1] = f"{sentences[-1]}, {said}"  # such as "and zero for every other pair"
        else:
            sentences.append(said)
        open_end = bool(line.sign)
    ended = [_BEFORE_A_MARK.sub("", f"{one}.").replace(PAUSE, ",") for one in sentences]
    return "\n".join(f"{one[0].upper()}{one[1:]}" if one.startswith("the ") else one for one in ended)


def legend(entries: Sequence[Entry], form: Form, options: Options) -> str:
    """Return a legend as plain English, a sentence for each symbol."""
    del form, options  # a listener has no columns
    reader = Reader([])
    said = ("".join(part if isinstance(part, str) else reader.say(part) for part in _sentence(one)) for one in entries)
    return "\n".join(f"{one[0].upper()}{one[1:]}" if one.startswith("the ") else one for one in said)


def _sentence(entry: Entry) -> Prose:
    """Return an entry as a sentence; spellings of one symbol are equal."""
    from levelwise.writers.legends.clauses import explanation  # as legends are rarely asked for

    first, *others = entry.symbols
    return (first, *(part for one in others for part in (", that is ", one)), " is ", *explanation(entry), ".")


def _line(reader: Reader, line: Line) -> str:
    ranges = "".join(f", {reader.range(one)}" for one in line.ranges)
    after = f"{_SIGNS[line.sign]}{ranges}"
    match line.relation, layout.bare(line.right):
        case ("+" | "-" | "") as start, _:
            return f"{_SIGNS[start]} {reader.say(line.right)}{after}".strip()
        case "~", Distribution() as distribution:
            right = f"{_under(reader, line.under)}{_distributed(reader, distribution)}"
        case "~", _:
            right = f"{_under(reader, line.under)}distributed as {reader.say(line.right)}"
        case _:
            below = "" if line.under is None else f", with {reader.say(line.under)} below the sign"
            right = f"{reader.say(line.right)}{below}"
    return f"{_subject(reader, line.left)} is {right}{after}"


def _subject(reader: Reader, node: Node) -> str:
    """Return the left side of an equation, with a comma where it ends in an end."""
    residual = isinstance(node, Symbol) and isinstance(node.of, LevelOneResidual)
    said = f"{'the residual ' * residual}{reader.say(node)}"
    return f"{said}," if said.endswith(_ENDS) else said


def _under(reader: Reader, node: Node | None) -> str:
    """Return what stands below a relation as an adverb."""
    if node is None:
        return ""
    said = reader.say(node)
    return _UNDER.get(said, f"{said} ")


def _distributed(reader: Reader, node: Distribution) -> str:
    """Return a distribution as what a variable or a vector is."""
    name = layout.bare(node.name)
    title = name.name if isinstance(name, Symbol) else name.text if isinstance(name, Word) else ""
    if title in _NORMAL and len(node.arguments) == 2:
        mean, spread = node.arguments
        jointly = any(isinstance(one, Matrix) or _is_matrix(one) for one in walk(spread))
        parameters = (
            _parameter(reader, "mean", mean),
            _parameter(reader, "covariance" if jointly else _spread(spread), spread),
        )
        return f"{'jointly ' * jointly}normally distributed with {listed(parameters)}"
    plural = "s" * (len(node.arguments) != 1)
    return f"distributed as {reader.say(node.name)} with parameter{plural} {listed(map(reader.say, node.arguments))}"


def _parameter(reader: Reader, kind: str, node: Node) -> str:
    bare = layout.bare(node)
    return reader.matrix(bare.rows, f"{kind} ") if isinstance(bare, Matrix) else f"{kind} {reader.say(node)}"


def _is_matrix(node: object) -> bool:
    return isinstance(node, Symbol) and (node.face == "bold" or (node.name in GREEK and node.name[0].isupper()))


def _spread(node: Node) -> str:
    """Return what the second parameter of a normal distribution is."""
    match layout.bare(node):
        case Symbol(sup=(), of=StandardDeviation() | ResidualDeviation()) | Symbol("sigma", sup=(), of=None):
            return "standard deviation"
        case _:
            return "variance"
