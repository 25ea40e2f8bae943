"""The model that a formula specifies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from levelwise.api.path import model_to_equations, model_to_report
from levelwise.design.assemble import PreparedModel, with_rows
from levelwise.errors import DataError
from levelwise.legitimacy.configuration.configure import Configuration, configure
from levelwise.legitimacy.report.report import Report
from levelwise.model.estimates import Estimates
from levelwise.model.priors import Priors
from levelwise.model.spec import ModelSpec
from levelwise.notations.notation import Notation
from levelwise.notations.table import DEFAULT, NOTATIONS, notation_of
from levelwise.text.note import Note

if TYPE_CHECKING:
    from levelwise.api.equations import Equations
    from levelwise.design.matrices import Matrices
    from levelwise.plots.diagram.diagram import Diagram
    from levelwise.translation.code import Code


class Model:
    """The model that a formula specifies, to be checked and written as equations.

    Attributes
    ----------
    spec : ModelSpec
        The coefficients, blocks and levels.
    notes : tuple of Note
        How the formula and the data were interpreted, and remarks on the estimates.
    estimates : Estimates or None
        The estimates of its parameters, if it is a fitted model.
    priors : Priors or None
        The prior distributions of its parameters, if it is a model of bambi.

    Examples
    --------
    >>> import levelwise as lw
    >>> model = lw.model("math ~ ses + (ses || school)")
    >>> model.columns
    ('(Intercept)', 'ses')
    >>> model.blocks
    (('school', ('(Intercept)',)), ('school', ('ses',)))
    """

    def __init__(self, prepared: PreparedModel, estimates: Estimates | None = None) -> None:
        self._prepared = prepared
        self._reports: list[tuple[Configuration, Notation, Report]] = []
        self.estimates = estimates
        self.priors: Priors | None = prepared.priors
        self.spec: ModelSpec = prepared.spec
        self.notes: tuple[Note, ...] = (*prepared.notes, *(() if estimates is None else estimates.notes))

    @property
    def columns(self) -> tuple[str, ...]:
        """R's names of the columns of the fixed part."""
        return tuple(column.name for column in self.spec.fixed)

    @property
    def blocks(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The blocks of random effects in lme4's order, each with its grouping factor and its column names."""
        return tuple((block.group, tuple(e.name for e in block.effects)) for block in self.spec.blocks)

    def design(self) -> Matrices:
        """Return the model matrices as numpy arrays, for the rows used.

        For a lazily evaluated table (polars, DuckDB, Spark, …) only the columns of the model are read into memory.

        Returns
        -------
        Matrices
            ``X``, ``columns``, ``blocks`` (each with ``Z``, ``codes``, ``levels``), ``y``, ``offset``, ``weights``
            and ``rows``.

        Raises
        ------
        DataError
            When the model has no data.

        Examples
        --------
        >>> import levelwise as lw
        >>> data = {"y": [1, 2, 3, 4], "x": [0, 1, 0, 1], "g": ["a", "a", "b", "b"]}
        >>> design = lw.model("y ~ x + (1 | g)", data).design()
        >>> design.columns, design.X.shape, design.blocks[0].codes.tolist()
        (('(Intercept)', 'x'), (4, 2), [0, 0, 1, 1])
        """
        prepared = with_rows(self._prepared)
        if prepared.observed is None or prepared.design is None:
            raise DataError("a model without data has no matrices; give data=")
        from levelwise.design.matrices import matrices

        return matrices(prepared.spec, prepared.observed, prepared.design)

    def check(
        self, policy: str | None = None, *, ignore: Iterable[str] = (), severity: Mapping[str, str] | None = None
    ) -> Report:
        """Check whether the model is legitimate; see `levelwise.check`."""
        return self._report(configure(policy, ignore, severity), NOTATIONS.named(DEFAULT))

    def code(self, software: str) -> Code:
        """Return the model in the language of other software.

        Parameters
        ----------
        software : str
            One of ``lme4``, ``glmmTMB``, ``nlme``, ``brms``, ``statsmodels``, ``bambi``, ``MixedModels.jl``, ``Stata``,
            ``SAS``, ``SPSS``, ``HLM`` and ``MLwiN``, in any case, or that of another package.

        Returns
        -------
        Code
            ``str()`` is its text; ``notes`` tell what differs.

        Raises
        ------
        UnknownNameError
            For software that there is not.
        UnsupportedModelError
            When a part of the model cannot be expressed; the message says which, and what software can.

        Examples
        --------
        >>> import levelwise as lw
        >>> model = lw.model("math ~ ses + (ses | school)")
        >>> print(model.code("Stata"))
        mixed math ses || school: ses, covariance(unstructured)
        >>> print(model.code("nlme"))
        library(nlme)
        m <- lme(math ~ ses, data = d, random = ~ 1 + ses | school)
        """
        from levelwise.translation.table import code

        return code(self.spec, software)

    def diagram(self) -> Diagram:
        """Return a diagram of the levels: the nesting of the factors, their numbers of groups, and their predictors.

        Returns
        -------
        Diagram
            ``str()`` is a drawing in text; ``.save("levels.svg")`` needs matplotlib.

        Examples
        --------
        >>> import levelwise as lw
        >>> print(lw.model("math ~ ses + (ses | school)").diagram())
        school: unknown number of groups
           random: (Intercept), ses
        └─ rows
              response: math
              predictors: ses
        """
        from levelwise.plots.diagram.diagram import Diagram

        return Diagram(self._prepared)

    def equations(
        self,
        notation: str | Notation = DEFAULT,
        *,
        policy: str | None = None,
        ignore: Iterable[str] = (),
        severity: Mapping[str, str] | None = None,
        **options: object,
    ) -> Equations:
        """Return the equations of the model; see `levelwise.extract_eq`."""
        from levelwise.api.chosen_options import for_notation
        from levelwise.api.equations import Equations  # a check needs no equations

        chosen = notation_of(notation)
        read = for_notation(options, chosen)
        configuration = configure(policy, ignore, severity)
        report = self._report(configuration, chosen)
        system = model_to_equations(self.spec, report, chosen, read, self.estimates, priors=self.priors)
        notes = self.notes
        if configuration.origins:  # settings made outside of the call
            notes = (*notes, Note("configured", f"configured: {configuration.text}"))
        known = (self._prepared.schema, self.estimates, self.priors)
        return Equations(self.spec, system, report, read, notes, chosen, *known)

    def _report(self, configuration: Configuration, notation: Notation) -> Report:
        """Return the report on the model, made once: checking many rows takes longer than writing the equations."""
        for *made_for, report in self._reports:
            if made_for == [configuration, notation]:
                return report
        report = model_to_report(self._prepared, configuration, notation)
        self._reports.append((configuration, notation, report))
        return report

    def _fitted(self, estimates: Estimates) -> Model:
        """Return the model with estimates; it keeps its reports."""
        fitted = Model(self._prepared, estimates)
        fitted._reports = self._reports
        return fitted

    def __repr__(self) -> str:
        return f"<Model {self.spec.source}>"
