"""Tables of fitted models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from reprlib import repr as short
from typing import TYPE_CHECKING, Any

from levelwise.api.chosen_options import for_file, for_writer
from levelwise.api.equations import Equations
from levelwise.api.functions import model
from levelwise.api.model import Model
from levelwise.api.path import spec_to_equations
from levelwise.dataclass import dataclass
from levelwise.errors import OptionError
from levelwise.files import write_whole
from levelwise.notations.table import DEFAULT, notation_of
from levelwise.options import OPTIONS, Options, applied
from levelwise.text.sentences import listed
from levelwise.writers.table import WRITERS, writer_for
from levelwise.writers.tables.formats import TABLE_FORMATS

if TYPE_CHECKING:
    from levelwise.equation.model_table import ModelTable
    from levelwise.notations.notation import Notation
    from levelwise.tables.fitted_model import FittedModel
    from levelwise.writers.writer import Writer


def table(
    models: Any,
    names: Sequence[str] = (),
    *,
    notation: str | Notation = DEFAULT,
    digits: int = 3,
    errors: bool | str = True,
    spread: str = "variance",
    caption: str = "",
    policy: str | None = None,
    ignore: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
) -> Table:
    """Return a table of fitted models: fixed effects, variance components and facts about the fits.

    Each parameter has a row with the symbols that it has in the equations of the models. AIC and BIC are those of R,
    with all variances among the parameters; of fits by REML they are given only if the fixed parts are the same.

    Parameters
    ----------
    models : sequence of fitted models
        Results of `lmer` and `glmer`, models of other packages (docs/models.md), or their equations.
    names : sequence of str, optional
        The headings of the columns; by default Model 1, Model 2, ….
    notation : str or Notation
        The notation of the symbols.
    digits : int
        Number of significant digits.
    errors : bool or {"below", "beside"}
        Where standard errors stand: True is below the estimates, and False leaves them out.
    spread : {"variance", "sd"}
        Variances and covariances, or standard deviations and correlations.
    caption : str
        What stands above the table.
    policy, ignore, severity
        As for `check`.

    Returns
    -------
    Table
        ``str()`` is plain text; ``.to(format)`` and ``.save(path)`` write it in any format of documents.

    Raises
    ------
    IllegitimateModelError
        When a model is illegitimate under the policy.
    OptionError
        For a model without estimates, or an argument with an unknown value.

    Examples
    --------
    >>> import levelwise as lw
    >>> sleep = lw.datasets.load("sleepstudy")
    >>> fits = [lw.lmer(f"Reaction ~ Days + ({slope} | Subject)", sleep) for slope in ("1", "Days")]
    >>> print(str(lw.table(fits, notation="raudenbush-bryk")).splitlines()[5])
    γ₁₀  Days                          10.5        10.5
    """
    from levelwise.tables.build import model_table  # rarely needed

    if isinstance(models, str) or not isinstance(models, Iterable):
        models = [models]
    judged = {"policy": policy, "ignore": tuple(ignore), "severity": severity}
    read = [_fitted(one, notation, judged) for one in models]
    if not read:
        raise OptionError("table() takes one or more fitted models; the list is empty")
    headings = [f"Model {place}" for place in range(1, len(read) + 1)] if not names else list(names)
    if isinstance(names, str) or len(headings) != len(read) or not all(isinstance(one, str) for one in headings):
        raise OptionError(f"names= takes a list with a string for each of the {len(read)} models")
    if errors not in (True, False, "below", "beside"):
        raise OptionError(f"errors= takes True, False, 'below' or 'beside', not {short(errors)}")
    if spread not in ("variance", "sd"):
        raise OptionError(f"spread= takes 'variance' or 'sd', not {short(spread)}")
    if not isinstance(caption, str):
        raise OptionError(f"caption= takes a string, not {short(caption)}")
    return Table(
        model_table(
            read,
            headings,
            digits=OPTIONS["digits"].read(digits),
            errors=errors is not False,
            beside=errors == "beside",
            spread="sd" if spread == "sd" else "variance",
            caption=caption,
        )
    )


@dataclass(frozen=True, eq=False)
class Table:
    """A table of fitted models; ``str()`` is plain text, and notebooks show it in HTML.

    Attributes
    ----------
    content : ModelTable
        Its rows, as data.
    """

    content: ModelTable

    def to(self, format: str, **options: object) -> str | bytes:  # noqa: A002
        """Return the table in a format.

        Parameters
        ----------
        format : str
            ``text``, ``latex`` (with the package booktabs), ``markdown``, ``html``, ``typst``, ``docx``, ``pdf``,
            ``png`` or ``svg``.
        **options
            Options of the format: ``fragment=False`` for a complete file of LaTeX, Typst or HTML, ``paper``,
            ``dialect`` of Markdown, ``dpi``.

        Raises
        ------
        UnknownNameError
            For a format or an option that does not exist.
        OptionError
            For a format without tables, or an option that does not apply to them.
        """
        writer = WRITERS.named(format)
        return self._written(writer, for_writer(options, writer), options)

    def save(self, path: str | Path, **options: object) -> Path:
        """Write the table to a file, whose extension sets the format; LaTeX, Typst and HTML are complete files."""
        writer = writer_for(path)
        return write_whole(path, self._written(writer, for_file(for_writer(options, writer), writer, path), options))

    def _written(self, writer: Writer, chosen: Options, given: Mapping[str, object]) -> str | bytes:
        format_ = TABLE_FORMATS.get(writer.name)
        if format_ is None:
            raise OptionError(f"the format {writer.name} has no tables; {listed(TABLE_FORMATS)} have")
        for name in given:
            if name not in format_.options:
                takes = f"; {listed(format_.options)} apply" if format_.options else ""
                raise OptionError(f"the option {name} does not apply to tables in the format {writer.name}{takes}")
        return format_.write(self.content, applied(chosen, writer.options))

    def __str__(self) -> str:
        return str(self.to("text"))

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return str(self.to("html"))


def _fitted(given: Any, notation: str | Notation, judged: Mapping[str, Any]) -> FittedModel:
    """Return a fitted model with its equations."""
    from levelwise.tables.fitted_model import FittedModel

    if isinstance(given, str):
        raise OptionError("table() takes fitted models, and a formula is none; lmer() and glmer() fit it")
    if not isinstance(given, Equations | Model):
        given = model(given)
    if given.estimates is None:
        raise OptionError("table() takes fitted models; this one has no estimates")
    if isinstance(given, Equations):  # which may print numbers in place of symbols
        return FittedModel(given.spec, given.estimates, spec_to_equations(given.spec, notation_of(notation), Options()))
    return FittedModel(given.spec, given.estimates, given.equations(notation, **judged).system)
