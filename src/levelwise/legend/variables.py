"""Variables in words: label, unit, level, and how the column of a factor is coded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from levelwise.data.schema import Column, Schema
from levelwise.dataclass import dataclass
from levelwise.equation.index_letters import OBSERVATION
from levelwise.equation.legend import Entry, Prose
from levelwise.equation.tree import Node
from levelwise.equation.units import Units
from levelwise.formula.centring import centring
from levelwise.formula.statements import is_statement
from levelwise.formula.syntax import Name, deparse, names_in
from levelwise.model.spec import Cell, DesignColumn, ModelSpec
from levelwise.text.sentences import MOST, listed

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True)
class Variables:
    """Describes the variables of a model by what is known of the data."""

    spec: ModelSpec
    schema: Schema
    units: Units

    def entry(self, symbols: tuple[Node, ...], cell: Cell) -> Entry:
        """Return the entry of a variable of a design column."""
        if cell.kind == "offset":
            return Entry(symbols, ("the offset, a term whose coefficient is 1",), self._about_names(cell.variable))
        home = self.spec.home((cell,))
        name = self._column(cell.variable)
        match cell.kind:
            case "indicator":
                meaning, remark = self._indicator(cell, home)
            case "contrast":
                meaning, remark = self._contrast(cell, home)
            case "basis":
                meaning, remark = self._basis(cell, home)
            case _:
                meaning, remark = self._numeric(cell, home)
        label, unit = self.schema.labels.get(name, ""), self.schema.units.get(name, "")
        return Entry(symbols, (meaning,), remark, self.units.level(home), label, unit)

    def named(self, symbols: tuple[Node, ...], expression: str, role: str) -> Entry:
        """Return the entry of the response, the weights or the number of trials."""
        name = self._column(expression)
        label, unit = self.schema.labels.get(name, ""), self.schema.units.get(name, "")
        about = self._label_and_unit(name)
        meaning = f"{role}, {about}" if about else role
        remark = (*self._about_names(expression), *self._value_labels(name))
        return Entry(symbols, (meaning,), remark, self.units.level(None), label, unit)

    def about_names(self, expression: str) -> Prose:
        """Return what is known of the columns of an expression."""
        name = self._column(expression)
        about = self._label_and_unit(name)
        return (f"{name} is {about}",) if about else self._about_names(expression)

    def about(self, columns: Iterable[DesignColumn]) -> Prose:
        """Return what is known of the variables of a design matrix: labels, units and reference categories."""
        known: dict[str, None] = {}
        for cell in (cell for column in columns for cell in column.cells):
            name = self._column(cell.variable)
            if words := self._label_and_unit(name):
                known[f"{name} is {words}"] = None
            known |= dict.fromkeys(map(str, self._about_names(cell.variable)))
            if cell.kind == "indicator":
                reference = self._reference(cell.variable, self.schema.columns.get(cell.variable))
                if reference is not None:
                    known[f"the reference category of {cell.variable} is {reference}"] = None
        return ("; ".join(known),) if known else ()

    # --- kinds of columns ---------------------------------------------------------------------

    def _numeric(self, cell: Cell, home: str | None) -> tuple[str, Prose]:
        known = centring(self.spec.variables[cell.variable])
        if known is not None:
            inner = deparse(known.inner)
            inner = self._label_and_unit(self._column(inner)) or inner
            over = "" if known.group is None else deparse(known.group)
            if known.kind == "mean":
                return f"the mean of {inner} within {over}, {self._a(home, 'predictor')}", ()
            at = f"centred within {over}" if over else "centred at its grand mean"
            return f"{inner}, {at}, {self._a(home, 'predictor')}", ()
        name = self._column(cell.variable)
        about = self._label_and_unit(name)
        meaning = f"{about}, {self._a(home, 'predictor')}" if about else f"{self._a(home, 'predictor')}"
        return meaning, (*self._about_names(cell.variable), *self._value_labels(name))

    def _indicator(self, cell: Cell, home: str | None) -> tuple[str, Prose]:
        column = self.schema.columns.get(cell.variable)
        node = self.spec.variables[cell.variable]
        if cell.label == "TRUE" and is_statement(node):
            return f"the indicator of this condition, {self._a(home, 'predictor')}", self._about_names(cell.variable)
        if column is not None and column.kind == "logical":
            return (
                f"the indicator that {cell.variable} is {cell.label.lower()}, {self._a(home, 'predictor')}",
                self._with_label(cell.variable),
            )
        meaning = f"the indicator of the category {cell.label} of {self._factor(cell.variable, home)}"
        reference = self._reference(cell.variable, column)
        if reference is None:
            return meaning, self._with_label(cell.variable)
        remark = f"the reference category is {reference}"
        first = self.schema.first_in_r.get(cell.variable, reference)
        if first != reference and column is not None and column.contrast is None:
            remark += f"; R takes {first} unless the order of the categories is given"
        return meaning, self._with_label(cell.variable, remark)

    def _contrast(self, cell: Cell, home: str | None) -> tuple[str, Prose]:
        column = self.schema.columns.get(cell.variable)
        meaning = f"the contrast {cell.label.strip('.')} of {self._factor(cell.variable, home)}"
        if column is None or len(cell.weights) != len(column.categories) or len(cell.weights) > MOST:
            return meaning, self._with_label(cell.variable)
        pairs = zip(cell.weights, column.categories, strict=True)
        coding = f"coded {listed(f'{_number(weight)} for {label}' for weight, label in pairs)}"
        return meaning, self._with_label(cell.variable, coding)

    def _basis(self, cell: Cell, home: str | None) -> tuple[str, Prose]:
        number = int(cell.label) - 1 if cell.label.isdecimal() else -1
        which = f"{_ORDINALS[number]} column" if 0 <= number < len(_ORDINALS) else f"column {cell.label}"
        return f"the {which} of {cell.variable}, {self._a(home, 'predictor')}", self._about_names(cell.variable)

    def _reference(self, variable: str, column: Column | None) -> str | None:
        """Return the category that has no indicator anywhere in the model; None if there is none, or several."""
        if column is None:
            return None
        predictors = self.spec.predictors
        columns = [one for p in predictors for one in (*p.fixed, *(e for block in p.blocks for e in block.effects))]
        shown = {cell.label for one in columns for cell in one.cells if cell.variable == variable}
        left = [label for label in column.categories if label not in shown]
        return left[0] if len(left) == 1 else None

    # --- what is known of a name --------------------------------------------------------------

    def _factor(self, variable: str, home: str | None) -> str:
        at = self._at(home)
        if " " in at.strip():
            return f"the factor {variable} at the level of {self.units.one(home or OBSERVATION)}"
        return f"the {at}factor {variable}"

    def _with_label(self, variable: str, *remarks: str) -> Prose:
        """Return remarks on a factor, its label before them."""
        label = self.schema.labels.get(self._column(variable), "")
        every = (*((f"{variable} is {label}",) if label else ()), *remarks)
        return ("; ".join(every),) if every else ()

    def _at(self, home: str | None) -> str:
        """Return the level of a variable before the noun: ``level-2``."""
        if not self.spec.levels:
            return ""
        number = self.units.number(home)
        return f"{self.units.one(home or OBSERVATION)}-level " if number is None else f"level-{number} "

    def _a(self, home: str | None, noun: str) -> str:
        """Return a noun at a level: *a level-2 predictor*, *an item-level predictor*, or *at the level of b*."""
        at = self._at(home)
        if " " in at.strip():
            return f"a {noun} at the level of {self.units.one(home or OBSERVATION)}"
        words = f"{at}{noun}"
        return f"{'an' if words[0].lower() in 'aeiou' else 'a'} {words}"

    def _column(self, variable: str) -> str:
        """Return the column that a variable is; the text of the variable if it is an expression."""
        node = self.spec.variables.get(variable)
        node = self.spec.response.node if node is None and variable == self.spec.response.text else node
        return node.text if isinstance(node, Name) else variable

    def _label_and_unit(self, name: str) -> str:
        label, unit = self.schema.labels.get(name, ""), self.schema.units.get(name, "")
        if not unit:
            return label
        return f"{label or name} (in {unit})"

    def _about_names(self, expression: str) -> Prose:
        """Return what is known of the columns of an expression that is more than a column."""
        node = self.spec.variables.get(expression)
        if node is None:
            nodes = (self.spec.response.node, *self.spec.offsets)
            node = next((one for one in nodes if deparse(one) == expression), None)
        if node is None or isinstance(node, Name):
            return ()
        known = [f"{name} is {about}" for name in names_in(node) if (about := self._label_and_unit(name))]
        return (listed(known),) if known else ()

    def _value_labels(self, name: str) -> Prose:
        """Return the labels of the values of a column of numbers."""
        labels = self.schema.value_labels.get(name, {})
        column = self.schema.columns.get(name)
        if not labels or len(labels) > MOST or (column is not None and column.is_factor):
            return ()
        return (f"the value {listed(_labelled(labels.items()))}",)


def _labelled(pairs: object) -> Iterator[str]:
    for value, label in pairs:  # type: ignore[attr-defined]
        yield f"{value} means {label}"


def _number(weight: float) -> str:
    text = f"{weight:.3g}"
    return text.replace("-", "−")
