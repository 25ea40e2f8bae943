"""The terms of the fixed part in SAS and SPSS, which write products with ``*`` and expand factors themselves."""

from __future__ import annotations

from levelwise.translation.columns import Columns
from levelwise.translation.parts import Term


class StatisticalTerms:
    """The terms of a fixed part; `factors` collects the factors in them, with their reference categories."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.factors: list[tuple[str, str | None]] = []
        self.covariates: list[str] = []

    def term(self, term: Term) -> list[str]:
        """Return a term as one effect, or as an effect for each of its columns."""
        if not self.columns.is_native(term):
            found = []
            for column in term.columns:
                names = [self._covariate(self.columns.cell(cell)) for cell in column.cells]
                found.append("*".join(names))
            return found
        words = []
        for variable in term.variables:
            factor = self.columns.factor(variable)
            if factor is None:
                words.append(self._covariate(self.columns.cell(term.cells(variable)[0])))
                continue
            one = (factor.column, factor.categories[factor.coding.base])
            if one not in self.factors:
                self.factors.append(one)
            words.append(self.columns.how.language.name(factor.column))
        return ["*".join(words)]

    def _covariate(self, name: str) -> str:
        if name not in self.covariates:
            self.covariates.append(name)
        return name
