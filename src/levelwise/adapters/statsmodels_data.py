"""The formula and the data of a statsmodels model, which may come from a formula or from arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from levelwise.adapters.design_info import CodedColumn, CodedFactor, coded_columns
from levelwise.data.columns import FactorHint, Floats
from levelwise.dataclass import dataclass
from levelwise.errors import DataError, UnsupportedModelError
from levelwise.formula.syntax import quoted
from levelwise.lazy_numpy import np
from levelwise.text.sentences import listed


@dataclass(frozen=True, eq=False)
class ModelData:
    """The formula and the data of a fitted model.

    Attributes
    ----------
    formula : str
        The formula in the language of patsy, or one that has the columns of the arrays.
    table : pandas.DataFrame or mapping of str to ndarray
        The data, also with the rows that were not used.
    height : int
        The number of rows of the data.
    rows : ndarray of int
        The positions of the rows used.
    columns : tuple of CodedColumn
        The columns of the design matrix.
    exog : ndarray, shape (rows, columns)
        The design matrix.
    factors : mapping of str to sequence of object
        The categories in order of a response that was converted to numbers.
    """

    formula: str
    table: Any
    height: int
    rows: Any
    columns: tuple[CodedColumn, ...]
    exog: Floats
    factors: Mapping[str, FactorHint] = field(default_factory=dict)

    def numeric(self) -> dict[str, Floats]:
        """Return the numeric columns of the data over the rows used."""
        found = {}
        for name in self.table if isinstance(self.table, Mapping) else self.table.columns:
            column = self.table[name]
            if isinstance(name, str) and getattr(column.dtype, "kind", "O") in "iufb":
                found[name] = np.asarray(column, dtype=np.float64)[self.rows]
        return found

    def with_column(self, name: str, values: Floats) -> ModelData:
        """Return the data with one more column, which is missing in the rows that were not used."""
        column = np.full(self.height, np.nan)
        column[self.rows] = values
        added = {name: column}
        table = {**self.table, **added} if isinstance(self.table, Mapping) else self.table.assign(**added)
        return replace(self, table=table)

    def used(self) -> Any:
        """Return the data of the rows used."""
        if isinstance(self.table, Mapping):
            return {name: column[self.rows] for name, column in self.table.items()}
        return self.table.iloc[self.rows]


def model_data(model: Any, response: str | None = None, categories: Sequence[str] = ()) -> ModelData:
    """Return the formula and the data of a statsmodels model.

    Parameters
    ----------
    model : statsmodels.base.model.Model
        The model.
    response : str, optional
        The response in our language, if it is not the left side of the formula; the name of that of arrays.
    categories : sequence of str
        The categories of a response that the model keeps as their numbers.
    """
    if model.endog is None:
        message = (
            "the data of this model were removed from it (remove_data()), and equations need them; give the results "
            "before that, or the formula and the data themselves"
        )
        raise UnsupportedModelError(message)
    exog = np.asarray(model.exog, dtype=np.float64) if model.exog is not None else np.empty((len(model.endog), 0))
    names = tuple(str(name) for name in model.exog_names or ())[: exog.shape[1]]
    frame = getattr(model.data, "frame", None)
    if getattr(model, "formula", None) is None or frame is None:
        return _of_arrays(model, response, names, exog, categories)
    left, _, right = str(model.formula).partition("~")
    known = {column.name: column for column in coded_columns(_description(model.data))}
    missing = [name for name in names if name not in known]
    if missing:
        message = (
            f"the design matrix has the columns {listed(missing)}, which the formula {model.formula} does not have"
        )
        raise DataError(message)
    rows = _rows_used(len(frame), exog.shape[0], getattr(model.data, "missing_row_idx", None))
    formula = f"{response or left.strip()} ~ {right.strip()}"
    return ModelData(formula, frame, len(frame), rows, tuple(known[name] for name in names), exog)


def _description(data: Any) -> Any:
    """Return the description of the design matrix, which has another name before statsmodels 0.15."""
    return data.model_spec if hasattr(data, "model_spec") else data.design_info


def _rows_used(height: int, used: int, missing: Any) -> Any:
    every = np.arange(height)
    rows = every if missing is None else np.delete(every, np.asarray(missing, dtype=np.intp))
    if len(rows) == used:
        return rows
    if height == used:
        return every
    raise DataError(f"the fitted model uses {used:,} rows of its data, which have {height:,}; which ones is not known")


def _of_arrays(
    model: Any, response: str | None, names: tuple[str, ...], exog: Floats, categories: Sequence[str]
) -> ModelData:
    """Return the columns of arrays as data; a column of ones is the intercept."""
    given = model.endog_names
    name = response or (given if isinstance(given, str) else "y")
    ones = [bool((exog[:, number] == 1.0).all()) for number in range(exog.shape[1])]
    intercept = ones.index(True) if True in ones else -1
    table: dict[str, Any] = {one: exog[:, number] for number, one in enumerate(names) if number != intercept}
    if name in table:
        raise DataError(f"the response and a predictor of the fitted model are both named {name}")
    endog = np.asarray(model.endog)
    table[name] = np.array(categories, dtype=object)[endog.astype(np.intp)] if categories else endog
    terms = [quoted(one) for one in names if one in table] or ["1"]
    formula = f"{quoted(name)} ~ {'' if intercept >= 0 else '0 + '}{' + '.join(terms)}"
    columns = tuple(
        CodedColumn(one, () if number == intercept else (CodedFactor(quoted(one)),)) for number, one in enumerate(names)
    )
    height = exog.shape[0]
    factors = {name: list(categories)} if categories else {}
    return ModelData(formula, table, height, np.arange(height), columns, exog, factors)
