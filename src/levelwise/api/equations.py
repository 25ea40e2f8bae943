"""The equations of one model, to be written in any format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from levelwise.api.chosen_options import for_notation
from levelwise.api.path import listing_columns, spec_to_equations
from levelwise.api.written import Written
from levelwise.data.schema import UNKNOWN, Schema
from levelwise.dataclass import dataclass
from levelwise.equation.tree import System
from levelwise.model.estimates import Estimates
from levelwise.model.priors import Priors
from levelwise.model.spec import ModelSpec
from levelwise.notations.notation import Notation
from levelwise.notations.table import DEFAULT, NOTATIONS, notation_of
from levelwise.options import Options
from levelwise.text.note import Note

if TYPE_CHECKING:
    from levelwise.api.legend import Legend
    from levelwise.api.methods import MethodsSection
    from levelwise.comparison.dictionary import SymbolDictionary
    from levelwise.legitimacy.report.report import Report
    from levelwise.translation.code import Code


@dataclass(frozen=True, eq=False, repr=False)
class Equations(Written):
    """The equations of a model in one notation.

    Attributes
    ----------
    spec : ModelSpec
        The model.
    system : System
        The equations as a tree.
    report : Report
        The report on the legitimacy of the model.
    written_in : Notation
        The notation, which may have letters of the user's.
    options : Options
        The options that were given, including those of formats; each applies whenever its notation or format is used.
    schema : Schema
        What is known of the variables, for the legend.
    estimates : Estimates or None
        The estimates of the parameters, if the model is fitted.
    priors : Priors or None
        The prior distributions of the parameters, if the model has them.

    Examples
    --------
    >>> import levelwise as lw
    >>> eq = lw.extract_eq("math ~ ses + (ses | school)")
    >>> eq.notation
    'equatiomatic'
    >>> eq.verify()
    """

    spec: ModelSpec
    system: System
    report: Report
    options: Options
    model_notes: tuple[Note, ...] = ()
    written_in: Notation = NOTATIONS.own[DEFAULT]
    schema: Schema = field(default=UNKNOWN, repr=False)
    estimates: Estimates | None = field(default=None, repr=False)
    priors: Priors | None = field(default=None, repr=False)

    @property
    def notation(self) -> str:
        """The name of the notation."""
        return self.system.notation

    def in_notation(self, notation: str | Notation, **options: object) -> Equations:
        """Return the same model in another notation.

        Parameters
        ----------
        notation : str or Notation
            The name of one of `levelwise.notations`, or a notation with other letters.
        **options
            Options of the notation or of formats, as for `levelwise.extract_eq`. They override those given earlier,
            which are kept; an option of another notation has no effect until that notation is used again.

        Raises
        ------
        UnknownNameError
            For a notation or an option that does not exist.
        OptionError
            For an option in this call that neither the notation nor any format takes.
        """
        chosen = notation_of(notation)
        kept = Options({**self.options, **for_notation(options, chosen)}) if options else self.options
        system = spec_to_equations(self.spec, chosen, kept, self.estimates, priors=self.priors)
        return replace(self, system=system, options=kept, written_in=chosen)

    def legend(
        self,
        *,
        labels: Mapping[str, str] | None = None,
        units: Mapping[str, str] | None = None,
        level_labels: Mapping[str, str] | None = None,
    ) -> Legend:
        """Return the legend: what each symbol of the equations means, in reading order.

        Parameters
        ----------
        labels, units : mapping, optional
            Descriptions and units of columns, ``{"ses": "socioeconomic status"}`` and ``{"Days": "days"}``; they go
            before those given with the model and those that the data have.
        level_labels : mapping, optional
            Plural names of the units of levels, ``{"observation": "students", "sch.id": "schools"}``; by default those
            of the option `level_labels`.

        Returns
        -------
        Legend
            ``str()`` is plain text; ``.to("latex")`` and the other formats return it with its mathematics.

        Raises
        ------
        UnknownNameError
            For a column that is not in the formula, or a level that the model does not have.

        Examples
        --------
        >>> import levelwise as lw
        >>> eq = lw.extract_eq("math ~ ses + (1 | school)", notation="raudenbush-bryk")
        >>> print(eq.legend(labels={"ses": "socioeconomic status"}).rows[5].meaning[0])
        socioeconomic status, a level-1 predictor
        """
        from levelwise.api.legend import Legend, legend_rows, read_legend_words  # as legends are rarely asked for

        named = self.options.get("level_labels") if level_labels is None else level_labels
        words = read_legend_words(self.spec, labels, units, named)
        conventions = self.written_in.conventions(self.spec)
        return Legend(legend_rows(self.system, self.spec, self.schema, conventions, words), self.options)

    def methods(self, *, level_labels: Mapping[str, str] | None = None) -> MethodsSection:
        """Return a description of the model for the methods section of a paper.

        It states what the formula, the data and the fit show: the model and its distribution, the levels and their
        numbers of units, the predictors, their centring and coding, the random effects and their covariances, and the
        estimation. Nothing else is claimed.

        Parameters
        ----------
        level_labels : mapping, optional
            Plural names of the units, ``{"observation": "students", "sch.id": "schools"}``.

        Returns
        -------
        MethodsSection
            ``str()`` is the paragraph; ``items`` are those of the LEVEL checklist (Monsalves et al. 2020).

        Raises
        ------
        UnknownNameError
            For a level that the model does not have.

        Examples
        --------
        >>> import levelwise as lw
        >>> eq = lw.extract_eq("y ~ x + (x || g)")
        >>> print(eq.methods().sentences[0])
        The response y was modelled with a two-level linear mixed model.
        """
        from levelwise.api.methods import methods_of  # rarely asked for

        return methods_of(self.spec, self.schema, self.estimates, level_labels)

    def symbols_in(self, notation: str | Notation) -> SymbolDictionary:
        r"""Return the dictionary of symbols between this notation and another one.

        Parameters
        ----------
        notation : str or Notation
            As for `in_notation`.

        Returns
        -------
        SymbolDictionary
            A mapping from LaTeX to LaTeX; ``str()`` is a table with the meaning of each symbol in words.

        Examples
        --------
        >>> import levelwise as lw
        >>> eq = lw.extract_eq("math ~ ses + (1 | school)", notation="raudenbush-bryk")
        >>> eq.symbols_in("equatiomatic")[r"\tau_{00}"]
        '\\sigma_{\\alpha_{j}}^{2}'
        """
        from levelwise.comparison.dictionary import SymbolDictionary

        both = (self.in_notation(one, **_in_full(one)) for one in (self.written_in, notation_of(notation)))
        here, there = (one.system for one in both)
        return SymbolDictionary(here, there, self.spec)

    def code(self, software: str) -> Code:
        """Return the same model in the language of other software; see `Model.code`."""
        from levelwise.translation.table import code

        return code(self.spec, software)

    def verify(self) -> None:
        """Prove that the equations recombine to the linear predictor of the model, symbol by symbol.

        Raises
        ------
        VerificationError
            When they do not.
        """
        from levelwise.proof.verify import verify

        verify(self.system.unstyled or self.system, self.spec, self.written_in.conventions(self.spec))


def _in_full(notation: Notation) -> dict[str, Any]:
    """Return the options with which a notation writes every symbol: no estimates, and the columns of its matrices."""
    return {"estimates": False, "errors": False, **listing_columns(Options(), notation)}
