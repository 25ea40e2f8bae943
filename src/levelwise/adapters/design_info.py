"""The design matrix of a formula as patsy or formulaic coded it, in terms of our design columns.

Both packages put columns in an order of their own and code a factor by another rule than R where its margins are
absent. Therefore neither the order nor the coding is derived from the formula: each column is read from patsy's
``DesignInfo`` or formulaic's ``ModelSpec``, found by its name, and compared with the design matrix of the fitted model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from levelwise.data.columns import Categories, Floats, label_of
from levelwise.data.contrasts.labels import unique_labels
from levelwise.data.schema import Column
from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.errors import DataError, UnsupportedModelError
from levelwise.formula.expanded import Term, Terms, Variable
from levelwise.formula.parser import parse_tree
from levelwise.formula.syntax import deparse
from levelwise.lazy_numpy import np
from levelwise.model.build import coded
from levelwise.model.spec import CONSTANT, Cell, DesignColumn
from levelwise.text.note import Note
from levelwise.text.sentences import listed

_TOLERANCE = 1e-9
"""Maximum difference of two columns that are taken to be the same, relative to the largest value."""


@dataclass(frozen=True)
class CodedFactor:
    """The part of one factor, in the language of patsy, in a column of a design matrix.

    Attributes
    ----------
    expression : str
        The factor as typed, such as ``C(sector, Treatment("pub"))``.
    position : int
        Of a numeric factor with several columns, which of them it is.
    levels : tuple of object
        The categories of a categorical factor, in order.
    weights : tuple of float
        The number of each category; empty for a numeric factor.
    suffix : str
        What the name of the column has after the factor.
    """

    expression: str
    position: int = 0
    levels: tuple[object, ...] = ()
    weights: tuple[float, ...] = ()
    suffix: str = ""


@dataclass(frozen=True)
class CodedColumn:
    """A column of a design matrix: its name, and the factors of which it is the product."""

    name: str
    factors: tuple[CodedFactor, ...]


def coded_columns(spec: Any) -> tuple[CodedColumn, ...]:
    """Return the columns of a design matrix, in its order.

    Parameters
    ----------
    spec : patsy.DesignInfo or formulaic.ModelSpec
        The description of a design matrix, ``model.data.model_spec`` in statsmodels.

    Raises
    ------
    UnsupportedModelError
        For a description of another kind.
    """
    names = tuple(map(str, spec.column_names))
    if hasattr(spec, "term_codings"):
        factors = tuple(_of_patsy(spec))
    elif hasattr(spec, "encoder_state"):
        factors = tuple(_of_formulaic(spec))
    else:
        raise UnsupportedModelError(f"a design matrix described by {type(spec).__name__} cannot be read")
    if len(factors) != len(names):
        message = f"the design matrix has {len(names)} columns ({listed(names)}), but its terms have {len(factors)}"
        raise UnsupportedModelError(message)
    return tuple(map(CodedColumn, names, factors))


def _of_patsy(spec: Any) -> Iterator[tuple[CodedFactor, ...]]:
    for term in spec.terms:
        for coding in spec.term_codings[term]:
            parts = []
            for factor in coding.factors:
                info = spec.factor_infos[factor]
                if factor in coding.contrast_matrices:
                    contrast = coding.contrast_matrices[factor]
                    weights = np.asarray(contrast.matrix, dtype=np.float64).T.tolist()
                    parts.append(_categorical(factor.code, info.categories, weights, contrast.column_suffixes))
                else:
                    parts.append([CodedFactor(factor.code, number) for number in range(info.num_columns)])
            yield from _crossed(parts)


def _of_formulaic(spec: Any) -> Iterator[tuple[CodedFactor, ...]]:
    for term in spec.structure:
        if not term.columns:  # the intercept of glum, which is no column
            continue
        for scoped in term.scoped_terms:
            parts = []
            for one in scoped.factors:
                expression = str(one.factor.expr)
                state = spec.encoder_state.get(expression, (None, {}))[1]
                if "contrasts" in state:
                    matrix = state["contrasts"].get_coding_matrix(reduced_rank=one.reduced)
                    weights = matrix.to_numpy(dtype=float).T.tolist()
                    suffixes = [f"[{name}]" for name in matrix.columns]
                    parts.append(_categorical(expression, state["contrasts"].levels, weights, suffixes))
                elif "categories" in state:  # of glum: indicators, without the first if they are redundant
                    levels = state["categories"]
                    weights = np.eye(len(levels))[one.reduced :].tolist()
                    suffixes = [f"[{level}]" for level in levels[one.reduced :]]
                    parts.append(_categorical(expression, levels, weights, suffixes))
                else:
                    own = re.compile(rf"(?:^|:){re.escape(expression)}\[([^\]]*)\]")
                    numbers = dict.fromkeys(number for name in term.columns for number in own.findall(name))
                    parts.append([CodedFactor(expression, place) for place in range(max(len(numbers), 1))])
            yield from _crossed(parts)


def _categorical(
    expression: str, levels: Sequence[object], weights: Sequence[Sequence[float]], suffixes: Sequence[str]
) -> list[CodedFactor]:
    return [
        CodedFactor(expression, 0, tuple(levels), tuple(own), str(suffix))
        for own, suffix in zip(weights, suffixes, strict=True)
    ]


def _crossed(parts: Sequence[Sequence[CodedFactor]]) -> Iterator[tuple[CodedFactor, ...]]:
    """Return the products of the columns of factors; the first factor varies fastest, as in both packages."""
    for combination in product(*reversed(parts)):
        yield combination[::-1]


def design_columns(columns: Sequence[CodedColumn], prepared: PreparedModel) -> tuple[DesignColumn | None, ...]:
    """Return columns of a design matrix as ours; None for a column of a category that occurs in no row.

    Raises
    ------
    UnsupportedModelError
        For a factor that is not among the variables of the model.
    """
    own: dict[str, dict[tuple[float, ...], Cell]] = {}
    found: list[DesignColumn | None] = []
    for column in columns:
        cells = [_cell(factor, prepared, own) for factor in column.factors]
        if None in cells:
            found.append(None)
        elif not cells:
            found.append(CONSTANT)
        else:
            known = tuple(cell for cell in cells if cell is not None)
            name = ":".join(cell.variable + cell.label for cell in known)
            term = ":".join(dict.fromkeys(cell.variable for cell in known))
            found.append(DesignColumn(known, name, term, frozenset(known)))
    by_key = {column.key: column for column in prepared.fixed_as_written}
    return tuple(None if one is None else by_key.get(one.key, one) for one in found)


def _cell(factor: CodedFactor, prepared: PreparedModel, own: dict[str, dict[tuple[float, ...], Cell]]) -> Cell | None:
    text = deparse(parse_tree(factor.expression))
    column = prepared.spec.columns.get(text)
    if column is None or text not in prepared.spec.variables:
        known = listed(prepared.spec.variables)
        message = f"the design matrix has columns of {factor.expression}, and the variables of the formula are {known}"
        raise UnsupportedModelError(message)
    if not factor.weights:
        return _numeric(factor, column, prepared)
    by_label = {label_of(level): weight for level, weight in zip(factor.levels, factor.weights, strict=True)}
    if column.kind in ("numeric", "basis"):
        raise UnsupportedModelError(f"{text} is categorical in the design matrix and numeric in the data")
    unknown = [label for label in column.categories if label not in by_label]
    if unknown:
        raise UnsupportedModelError(f"{text} has the category {unknown[0]}, which the design matrix does not have")
    weights = tuple(by_label[label] for label in column.categories)
    if not any(weights):
        return None
    if sorted(weights) == [*[0.0] * (len(weights) - 1), 1.0]:
        number = weights.index(1.0)
        return Cell(text, column.categories[number], "indicator", number)
    if text not in own:
        own[text] = _contrasts(text, column, prepared)
    for known_weights, cell in own[text].items():
        if np.allclose(known_weights, weights, rtol=0.0, atol=1e-12):
            return cell
    label = factor.suffix.strip("[]").partition(".")[2] or factor.suffix.strip("[]")
    taken = tuple(cell.label for cell in own[text].values())
    cell = Cell(text, unique_labels([label], (*column.categories, *taken))[0], "contrast", len(taken), weights)
    own[text][weights] = cell
    return cell


def _numeric(factor: CodedFactor, column: Column, prepared: PreparedModel) -> Cell | None:
    """Return the cell of a factor that is numeric in the design matrix, where a logical variable is 0 and 1."""
    if column.kind == "logical":
        values = prepared.observed.values[column.name] if prepared.observed is not None else None
        present = not isinstance(values, Categories) or bool((values.codes == 1).any())
        return Cell(column.name, column.categories[1], "indicator", 1) if present else None
    if column.kind == "basis":
        return _basis(column, prepared)[factor.position]
    if column.is_factor:
        raise UnsupportedModelError(f"{column.name} is numeric in the design matrix and categorical in the data")
    return Cell(column.name)


def _contrasts(text: str, column: Column, prepared: PreparedModel) -> dict[tuple[float, ...], Cell]:
    """Return the contrasts that our reading of the formula gives a factor, by their weights."""
    return {cell.weights: cell for cell in _alone(text, prepared) if cell.kind == "contrast"} if column else {}


def _basis(column: Column, prepared: PreparedModel) -> tuple[Cell, ...]:
    return tuple(_alone(column.name, prepared))


def _alone(text: str, prepared: PreparedModel) -> list[Cell]:
    """Return the cells of a variable beside an intercept."""
    term = Term((Variable(text, prepared.spec.variables[text]),))
    schema = replace(prepared.schema, columns={**prepared.schema.columns, **prepared.spec.columns})
    return [column.cells[0] for column in coded(Terms((term,), intercept=True), schema) if column.cells]


def check_columns(prepared: PreparedModel, columns: Sequence[DesignColumn], exog: Any, names: Sequence[str]) -> None:
    """Raise DataError unless our columns equal those of the design matrix of a fitted model.

    Parameters
    ----------
    prepared : PreparedModel
        The model, with data in memory.
    columns : sequence of DesignColumn
        Our columns.
    exog : array_like, shape (rows, columns)
        The columns of the fitted model.
    names : sequence of str
        Their names in the fitted model.
    """
    matrix: Floats = np.asarray(exog, dtype=np.float64)
    design = prepared.design
    if design is None:
        return
    if design.rows != len(matrix):
        message = f"the fitted model uses {len(matrix):,} rows; the formula and the data give {design.rows:,}"
        raise DataError(message)
    for number, (column, name) in enumerate(zip(columns, names, strict=True)):
        theirs = matrix[:, number]
        if not np.allclose(design.column(column), theirs, rtol=_TOLERANCE, atol=_TOLERANCE * np.abs(theirs).max()):
            message = (
                f"the column {name} of the fitted model has other values than {column.name} computed from the data; "
                "either the data have changed since the model was fitted, or its formula calls a function that is "
                "defined differently there"
            )
            raise DataError(message)


def with_columns(prepared: PreparedModel, columns: Sequence[DesignColumn]) -> PreparedModel:
    """Return a model with the fixed columns of a fitted model.

    They stay in R's order if they are the columns that R has; else they stand in the order of the fitted model.
    """
    written = prepared.fixed_as_written
    same = len(columns) == len(written) and {one.key for one in columns} == {one.key for one in written}
    fixed = written if same else tuple(columns)
    notes = tuple(note for note in prepared.notes if note.code != "dropped-columns")
    if len(fixed) > len(prepared.spec.fixed) and len(notes) < len(prepared.notes):
        text = (
            "the columns of the fitted model are linearly dependent, so other coefficients than its estimates give the "
            "same predictions"
        )
        notes = (*notes, Note("dependent-columns", text))
    return replace(prepared, spec=prepared.spec.with_fixed(fixed), notes=notes, fixed_as_written=fixed)
