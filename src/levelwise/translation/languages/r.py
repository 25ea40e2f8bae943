"""R: the variables, sums and statements of a model.

Sources: R's ``?formula``, ``?factor``, ``?contrasts``, ``?ave``; Venables & Ripley (2002) for ``contr.sdif``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from levelwise.data.schema import Column
from levelwise.dataclass import dataclass
from levelwise.formula.expanded import Group
from levelwise.formula.syntax import (
    Argument,
    Call,
    Name,
    Node,
    Operation,
    String,
    deparse,
    names_in,
    number_text,
    quoted,
)
from levelwise.model.spec import ModelSpec
from levelwise.translation.contrasts import Coding, coding_of
from levelwise.translation.made_columns import MadeColumn, expressions_of, fresh_name, made_columns, replaced
from levelwise.translation.parts import Side, column_of, names_of, response_column, used_variables
from levelwise.translation.refusal import InexpressibleError

_FACTORS = frozenset({"factor", "as.factor", "ordered", "as.ordered"})
_SPLINES = frozenset({"ns", "bs"})
_REPLACED = {"logit": "qlogis"}
_NOT_IN_R = {
    "standardize": "patsy's standardize() divides by the population standard deviation, unlike R's scale()",
    "dummy": "dummy() is a function of lme4",
}


@dataclass(frozen=True)
class RModel:
    """A model in the words of R.

    Attributes
    ----------
    spec : ModelSpec
        The model.
    variables : mapping of str to str
        The text of each variable in a formula.
    statements : tuple of str
        What is done to the data frame ``d`` before.
    libraries : tuple of str
        Packages of functions in the formula.
    by : mapping of Node to Node
        The names of columns that stand for calls.
    """

    spec: ModelSpec
    variables: Mapping[str, str]
    statements: tuple[str, ...]
    libraries: tuple[str, ...]
    by: Mapping[Node, Node] = field(repr=False)

    def expression(self, node: Node) -> str:
        """Return an expression in R."""
        return deparse(_in_r(replaced(node, self.by)), exact=True)

    def side(self, side: Side) -> str:
        """Return the terms of a side, with ``1`` where there is an intercept alone and ``0`` where there is none."""
        terms = [":".join(self.variables[name] for name in term.variables) for term in side.terms]
        if side.intercept:
            return " + ".join(terms) if terms else "1"
        return " + ".join(["0", *terms])

    def fixed(self, side: Side) -> str:
        """Return the fixed part with its offsets."""
        offsets = [f"offset({self.expression(node)})" for node in self.spec.offsets]
        return " + ".join([self.side(side), *offsets])

    def effects(self, side: Side) -> str:
        """Return the effects of a block, with its intercept written out."""
        text = self.side(side)
        return f"1 + {text}" if side.intercept and side.terms else text

    @property
    def response(self) -> str:
        """The response."""
        return self.expression(self.spec.response.node)

    @property
    def preamble(self) -> tuple[str, ...]:
        """What precedes the call: the packages of functions, and the statements."""
        return (*(f"library({name})" for name in self.libraries), *self.statements)


def r_model(spec: ModelSpec, *, lme4: bool = False) -> RModel:
    """Return a model in the words of R; `lme4` says that lme4's ``dummy()`` may be used.

    Raises
    ------
    InexpressibleError
        For a function that R does not have.
    """
    made, by = made_columns(spec, scaled=False)
    statements = [_made(column) for column in made]
    taken = [*names_of(spec), *(column.name for column in made)]
    for node in expressions_of(spec):
        _check(node, lme4=lme4)
    variables: dict[str, str] = {}
    for name in used_variables(spec):
        column, node = column_of(spec, name), replaced(spec.variables[name], by)
        text, more = _factor(spec, node, column, taken) if column.is_factor else (None, [])
        statements += more
        if text is None:
            plain = deparse(_in_r(node), exact=True)
            text = f"({plain})" if isinstance(node, Operation) and node.operator != "(" else plain
        variables[name] = text
    response = spec.response
    if response.categories and isinstance(response.node, Name):
        target = f"d${quoted(response.node.text)}"
        ordered = ", ordered = TRUE" if response.kind == "ordinal" else ""
        levels = r_levels(response_column(spec))
        statements.append(f"{target} <- factor({target}, {levels}{ordered})")
    functions = {call for node in expressions_of(spec) for call in _functions(node)}
    libraries = ("splines",) if functions & _SPLINES else ()
    return RModel(spec, variables, tuple(dict.fromkeys(statements)), libraries, by)


def r_string(text: str) -> str:
    """Return a string in R, as ``"a"``."""
    return deparse(String(text))


def r_categories(labels: tuple[str, ...]) -> str:
    """Return the categories of a factor as a vector in R, of numbers if all are numbers."""
    return f"c({', '.join(labels if all(map(is_number, labels)) else map(r_string, labels))})"


def r_levels(column: Column) -> str:
    """Return the arguments of ``factor()`` that set the categories, and name the values that they stand for."""
    if not column.values:
        return f"levels = {r_categories(column.categories)}"
    values, labels = zip(*column.values, strict=True)
    return f"levels = {r_categories(values)}, labels = {r_categories(labels)}"


def is_number(label: str) -> bool:
    """Return whether a category is a number as R and Python write it."""
    try:
        return number_text(float(label)) == label
    except ValueError:
        return False


def r_group(group: Group) -> str:
    """Return a grouping factor, such as ``b:a``."""
    return group.label if len(group.parts) > 1 else quoted(group.parts[0])


def _made(column: MadeColumn) -> str:
    """Return the statement that makes a column of means or deviations."""
    inner = deparse(_in_r(column.inner), exact=True)
    groups = ", ".join(map(quoted, column.groups))
    if groups:
        mean = f"ave({inner}, {groups}, FUN = function(v) mean(v, na.rm = TRUE))"
    else:
        mean = f"mean({inner}, na.rm = TRUE)"
    value = mean if column.kind == "mean" else f"{_in_sum(column.inner, inner)} - {mean}"
    return f"d${quoted(column.name)} <- with(d, {value})"


def _in_sum(node: Node, text: str) -> str:
    return f"({text})" if isinstance(node, Operation) and node.operator != "(" else text


def _factor(spec: ModelSpec, node: Node, column: Column, taken: list[str]) -> tuple[str | None, list[str]]:
    """Return a factor as a formula names it, None if as typed, and the statements that set its categories."""
    if len(column.categories) < 2:
        return None, []
    coding = coding_of(column)
    default = column.contrast is None
    if isinstance(node, Name):
        if column.kind == "logical" and default:
            return None, []
        return _column(spec, node, column, coding, taken)
    inline = isinstance(node, Call) and isinstance(node.arguments[0].value, Name)
    if isinstance(node, Call) and inline and node.function in {"C", *_FACTORS}:
        alone = len(node.arguments) == 1 or node.function == "C"
        text = deparse(node.arguments[0].value)
        ordered = column.kind == "ordered"
        if not alone:
            text = deparse(node, exact=True)
        elif not is_in_order(column.categories) or node.function != "C":
            levels = "" if is_in_order(column.categories) else f", {r_levels(column)}"
            text = f"{'ordered' if ordered else 'factor'}({text}{levels})"
        return (text if default and node.function != "C" else f"C({text}, {_contrasts(coding, column)})"), []
    if default:
        return None, []
    name = fresh_name(deparse(node), taken)
    taken.append(name)
    text = deparse(_in_r(node), exact=True)
    target = f"d${quoted(name)}"
    return quoted(name), [
        f"{target} <- factor(with(d, {text}), levels = {r_categories(column.categories)})",
        _set_contrasts(target, coding, column),
    ]


def _column(spec: ModelSpec, node: Name, column: Column, coding: Coding, taken: list[str]) -> tuple[str, list[str]]:
    """Return a column that is a factor, by a new name if other variables use it as it is."""
    elsewhere = any(node.text in names_in(other) for other in expressions_of(spec) if not is_factor_of(other, node))
    name = node.text
    if elsewhere:
        name = fresh_name(f"{node.text}_factor", taken)
        taken.append(name)
    target = f"d${quoted(name)}"
    ordered = ", ordered = TRUE" if column.kind == "ordered" else ""
    levels = r_levels(column) if column.kind != "logical" else "levels = c(FALSE, TRUE)"
    statements = [f"{target} <- factor(d${quoted(node.text)}, {levels}{ordered})"]
    if column.contrast is not None:
        statements.append(_set_contrasts(target, coding, column))
    return quoted(name), statements


def _set_contrasts(target: str, coding: Coding, column: Column) -> str:
    count = len(coding.columns)
    how_many = "" if count == len(column.categories) - 1 else f", {count}"
    return f"contrasts({target}{how_many}) <- {_contrasts(coding, column, whole=True)}"


def _contrasts(coding: Coding, column: Column, *, whole: bool = False) -> str:
    """Return contrasts in R; without `whole` as the second argument of ``C()``."""
    count = len(column.categories)
    if coding.kind == "treatment":
        levels = r_categories(column.categories) if whole else str(count)
        return f"contr.treatment({levels}, base = {coding.base + 1})"
    if coding.kind in ("sum", "helmert", "poly"):
        return f"contr.{coding.kind}({count})" if whole else f"contr.{coding.kind}"
    if coding.kind == "diff":
        return f"MASS::contr.sdif({count})"
    names = [f"{quoted(name)} = " if name and not name.isdigit() else "" for name in coding.names]
    columns = [f"c({', '.join(map(number_text, one))})" for one in coding.columns]
    made = ", ".join(name + one for name, one in zip(names, columns, strict=True))
    return f"cbind({made})" + ("" if whole or len(columns) == count - 1 else f", {len(columns)}")


def is_factor_of(node: Node, name: Name) -> bool:
    """Return whether an expression is a column itself, or a factor made of it alone."""
    if isinstance(node, Call) and node.function in {"C", *_FACTORS} and node.arguments[0].value == name:
        return all(name.text not in names_in(argument.value) for argument in node.arguments[1:])
    return node == name


def is_in_order(labels: tuple[str, ...]) -> bool:
    """Return whether ``factor()`` puts categories in this order, whatever the locale."""
    if all(map(is_number, labels)):
        return [*labels] == sorted(labels, key=float)
    plain = all(label.isascii() and label.isalpha() for label in labels)
    return plain and [*labels] == sorted(labels) == sorted(labels, key=str.lower)


def _functions(node: Node) -> set[str]:
    """Return the names of the functions that an expression calls."""
    if isinstance(node, Call):
        return {node.function}.union(*(_functions(argument.value) for argument in node.arguments))
    return set().union(*map(_functions, node.operands)) if isinstance(node, Operation) else set()


def _check(node: Node, *, lme4: bool) -> None:
    for name in sorted(_functions(node)):
        if name in _NOT_IN_R and not (name == "dummy" and lme4):
            raise InexpressibleError(_NOT_IN_R[name], f"compute {deparse(node)} as a column of the data first")


def _in_r(node: Node) -> Node:
    """Return an expression with R's functions for those of other programs."""
    if isinstance(node, Operation):
        return Operation(node.operator, tuple(map(_in_r, node.operands)), node.span)
    if not isinstance(node, Call):
        return node
    arguments = tuple(Argument(one.name, _in_r(one.value)) for one in node.arguments)
    if node.function == "center" and len(arguments) == 1:
        mean = Call("mean", (arguments[0], Argument("na.rm", Name("TRUE"))))
        return Call("I", (Argument(None, Operation("-", (Operation("(", (arguments[0].value,)), mean))),))
    return Call(_REPLACED.get(node.function, node.function), arguments, node.span, node.package)
