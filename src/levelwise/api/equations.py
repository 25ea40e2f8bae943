"""What a user holds: the equations of one model, ready for any format."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from levelwise import registry
from levelwise.dataclass import dataclass
from levelwise.equation.tree import System
from levelwise.files import write_whole
from levelwise.model.spec import ModelSpec
from levelwise.options import Style, make_style

if TYPE_CHECKING:
    from levelwise.legitimacy.report.report import Report


@dataclass(frozen=True, eq=False)
class Equations:
    """The equations of a model in one notation.

    Attributes
    ----------
    spec : ModelSpec
        The model.
    system : System
        The equations as a tree.
    report : Report
        What the checks of legitimacy found.
    style : Style
        The options.

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
    style: Style
    model_notes: tuple[str, ...] = ()

    @property
    def notation(self) -> str:
        """The name of the notation."""
        return self.system.notation

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know: how formula and data were read, where the notation bends its laws."""
        return (*self.model_notes, *self.system.notes)

    @cached_property
    def latex(self) -> str:
        """The equations in LaTeX, without dollar signs."""
        return self.to("latex")

    def to(self, format: str) -> str:  # noqa: A002
        """Return the equations in a format.

        Parameters
        ----------
        format : str
            One of `levelwise.formats`, such as ``latex`` or ``text``.

        Raises
        ------
        UnknownNameError
            For a format that does not exist.
        """
        return registry.writer(format).write(self.system, self.style)

    def save(self, path: str | Path) -> Path:
        """Write the equations to a file in the format of its ending; nothing is left half-written.

        Raises
        ------
        UnknownNameError
            For an ending that no format has.
        LevelwiseError
            When the file cannot be written.
        """
        writer = registry.writer_for(Path(path).name)
        return write_whole(path, writer.write(self.system, self.style))

    def in_notation(self, notation: str, **options: object) -> Equations:
        """Return the same model in another notation.

        Parameters
        ----------
        notation : str
            One of `levelwise.notations`.
        **options
            Style options that replace those in force.
        """
        style = make_style(options) if options else self.style
        system = registry.notation(notation).write(self.spec, style)
        return Equations(self.spec, system, self.report, style, self.model_notes)

    def verify(self) -> None:
        """Prove that the written system recombines to the model's linear predictor.

        Raises
        ------
        VerificationError
            When it does not.
        """
        from levelwise.proof.recombine import verify

        verify(self.system, self.spec)

    def __str__(self) -> str:
        return self.to("text")

    def __repr__(self) -> str:
        return f"<Equations of {self.spec.source} in the notation {self.notation}>"

    def _repr_latex_(self) -> str:
        return f"$$\n{self.latex}\n$$"

    def _repr_markdown_(self) -> str:
        return self._repr_latex_()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return the representations a notebook chooses from."""
        bundle = {"text/latex": self._repr_latex_(), "text/plain": str(self)}
        kept = set(bundle) if include is None else set(bundle) & set(_names(include))
        return {kind: text for kind, text in bundle.items() if kind in kept - set(_names(exclude))}


def _names(kinds: object) -> tuple[str, ...]:
    return tuple(map(str, kinds)) if isinstance(kinds, set | frozenset | list | tuple) else ()
