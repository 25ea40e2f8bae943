"""Our notations, one line each, and those of other packages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING

from levelwise.dataclass import dataclass
from levelwise.errors import UnknownNameError
from levelwise.notations.notation import ATTRIBUTES, Notation
from levelwise.options import Option, Options, options_of_notation, style_options
from levelwise.registry import Registry, load

if TYPE_CHECKING:
    from levelwise.equation.tree import System
    from levelwise.model.spec import ModelSpec
    from levelwise.notations.conventions import Conventions
    from levelwise.notations.symbols import Symbols


@dataclass(frozen=True)
class OwnNotation:
    """A notation of ours, whose module is loaded when it is used.

    Attributes
    ----------
    name, title, source : str
        As in `Notation`.
    module : str
        The module of its table ``SYMBOLS`` and its functions ``write`` and ``conventions``.
    changes : mapping
        The letters that differ from that table.
    base : str
        The name of the notation whose options apply; empty for its own.
    """

    name: str
    title: str
    source: str
    module: str
    changes: Mapping[str, object] = field(default_factory=dict)
    base: str = ""

    @property
    def symbols(self) -> Symbols:
        """Its letters."""
        table: Symbols = load(f"{self.module}:SYMBOLS")
        return table.replaced(self.changes) if self.changes else table

    def replace(self, **letters: object) -> OwnNotation:
        """Return the notation with other letters.

        Parameters
        ----------
        **letters
            The fields of `symbols`, such as ``residual="ε"``; ``index={"observation": "t", "id": "i"}`` changes the
            index letters of an observation and of grouping factors.

        Raises
        ------
        UnknownNameError, OptionError
            For a symbol that the notation does not have, and for what is not a letter.

        Examples
        --------
        >>> import levelwise as lw
        >>> growth = lw.notation("raudenbush-bryk").replace(index={"observation": "t", "id": "i"})
        >>> print(lw.extract_eq("y ~ t + (t | id)", notation=growth).to("text").strip().splitlines()[0])
        yₜᵢ = β₀ᵢ + β₁ᵢ tₜᵢ + rₜᵢ
        """
        changed = replace(self, changes={**self.changes, **letters})
        _ = changed.symbols  # raises an error for what cannot be used
        return changed

    def renamed(self, name: str, title: str = "", source: str = "") -> OwnNotation:
        """Return the notation under another name, by which it is listed."""
        title = title or f"{self.base or self.name} with letters of your own"
        return replace(self, name=name, title=title, source=source or self.source, base=self.base or self.name)

    @property
    def options(self) -> tuple[Option, ...]:
        """The options that it takes."""
        return options_of_notation(self.base or self.name)

    def conventions(self, spec: ModelSpec, /) -> Conventions:
        """Return the conventions of this notation for a model."""
        conventions: Conventions = load(f"{self.module}:conventions")(spec, self.symbols)
        return conventions

    def write(self, spec: ModelSpec, options: Options, /) -> System:
        """Return the equations of a model.

        Those of a response of several categories are completed here by the index of the category, so that a notation
        needs no more than `parts.categories` for its first lines.
        """
        write: Callable[[ModelSpec, Options, Symbols], System] = load(f"{self.module}:write")
        if not spec.response.is_categorical:
            return replace(write(spec, options, self.symbols), notation=self.name)
        from levelwise.notations.parts.categories import finished

        conventions = self.conventions(spec)
        if conventions.thresholds == "plus":
            spec = spec.with_fixed(spec.spanning)
        system = replace(write(spec, options, self.symbols), notation=self.name)
        return finished(system, spec, conventions.category)


DEFAULT = "equatiomatic"
"""The notation of equations for which none is named."""

_OWN = (
    OwnNotation(
        "equatiomatic",
        "the distribution of the response, then those of the group-level coefficients (the default)",
        "R package equatiomatic 0.4.9; Gelman & Hill (2007), chapters 11–13",
        "levelwise.notations.equatiomatic",
    ),
    OwnNotation(
        "gelman-hill",
        "the distribution of the response, then regressions of its coefficients on groups, one symbol each",
        "Gelman & Hill (2007), Data Analysis Using Regression and Multilevel/Hierarchical Models, chapters 11–14",
        "levelwise.notations.gelman_hill",
    ),
    OwnNotation(
        "raudenbush-bryk",
        "one equation per level, with residuals r and u; crossed factors in one equation",
        "Raudenbush & Bryk (2002), Hierarchical Linear Models, chapters 2–4, 8, 12; HLM 7",
        "levelwise.notations.raudenbush_bryk",
    ),
    OwnNotation(
        "snijders-bosker",
        "one equation per level, with residuals R and U, and variances σ², τ₀², τ₁²",
        "Snijders & Bosker (2012), Multilevel Analysis, 2nd edition, chapters 4, 5, 13 and 17",
        "levelwise.notations.snijders_bosker",
    ),
    OwnNotation(
        "hox",
        "one equation per level, with residuals e and u, and variances named after them",
        "Hox, Moerbeek & van de Schoot (2018), Multilevel Analysis, 3rd edition, chapters 2, 6 and 9",
        "levelwise.notations.hox",
    ),
    OwnNotation(
        "mcelreath",
        "the distribution of the response, its linear model, and multivariate normal distributions with S and R",
        "McElreath (2020), Statistical Rethinking, 2nd edition, chapters 13 and 14",
        "levelwise.notations.mcelreath",
    ),
    OwnNotation(
        "barr",
        "one equation with deviations S of subjects and I of items, in angle brackets",
        "Barr, Levy, Scheepers & Tily (2013), Journal of Memory and Language 68",
        "levelwise.notations.barr",
    ),
    OwnNotation(
        "laird-ware",
        "matrices: the responses of a unit as design matrices times vectors of fixed and random effects",
        "Laird & Ware (1982), Biometrics 38; Fitzmaurice, Laird & Ware (2011), Applied Longitudinal Analysis",
        "levelwise.notations.laird_ware",
    ),
    OwnNotation(
        "lme4",
        "matrices: the response given the random effects, whose covariance matrix is the square of a factor",
        "Bates, Mächler, Bolker & Walker (2015), J. Stat. Softw. 67(1)",
        "levelwise.notations.lme4",
    ),
    OwnNotation(
        "brms",
        "the distribution of the response, its linear predictors with matrices, deviations and correlations",
        "Bürkner (2017), J. Stat. Softw. 80(1)",
        "levelwise.notations.brms",
    ),
    OwnNotation(
        "nlme",
        "matrices for nested grouping factors: the responses of a group, with a term for each level",
        "Pinheiro & Bates (2000), Mixed-Effects Models in S and S-PLUS, chapter 2",
        "levelwise.notations.nlme",
    ),
    OwnNotation(
        "singer-willett",
        "two levels, occasions j of persons i, with residuals ε and ζ",
        "Singer & Willett (2003), Applied Longitudinal Data Analysis, chapters 3 and 4",
        "levelwise.notations.singer_willett",
    ),
    OwnNotation(
        "combined",
        "one equation with all fixed and all random effects, in the letters of raudenbush-bryk",
        "Raudenbush & Bryk (2002), Hierarchical Linear Models, chapter 2",
        "levelwise.notations.combined",
    ),
    OwnNotation(
        "mlwin",
        "a coefficient for each design column; those that vary are the sums of a fixed one and residuals",
        "Rasbash, Steele, Browne & Goldstein, A User's Guide to MLwiN; Goldstein (2011), Multilevel Statistical Models",
        "levelwise.notations.mlwin",
    ),
)

_OTHER_NAMES = {
    "hlm": "raudenbush-bryk",
    "goldstein": "mlwin",
    "pinheiro-bates": "nlme",
    "lme": "nlme",
    "rethinking": "mcelreath",
    "bates": "lme4",
    "lmer": "lme4",
    "glmer": "lme4",
    "brm": "brms",
    "buerkner": "brms",
    "bürkner": "brms",
}
"""Names other than those that the rule of `Registry.named` finds."""

_BY_NAME: Mapping[str, OwnNotation] = {notation.name: notation for notation in _OWN}


def _saved() -> Mapping[str, Notation]:
    from levelwise.notations.saved import saved_notations  # reads a file, which few calls need

    return saved_notations(_own)


def _check_saved() -> None:
    from levelwise.notations.saved import check_names

    check_names(_own)


def _own(name: str) -> OwnNotation:
    """Return a notation of ours by name or another spelling."""
    known = NOTATIONS.found(name)
    if not isinstance(known, OwnNotation):
        raise UnknownNameError("notation", name, _BY_NAME)
    return known


def _renamed(loaded: Notation, name: str) -> Notation:
    """Return a notation under the name of its entry point if it is one of ours with other letters."""
    return loaded.renamed(name) if isinstance(loaded, OwnNotation) and loaded.name != name else loaded


NOTATIONS: Registry[Notation] = Registry(
    "notation",
    "levelwise.notations",
    _BY_NAME,
    ATTRIBUTES,
    aliases={other: _BY_NAME[name] for other, name in _OTHER_NAMES.items() if name in _BY_NAME},
    saved=_saved,
    check_saved=_check_saved,
    renamed=_renamed,
)


def rows_of(notation: Notation) -> tuple[Option, ...]:
    """Return the options that a notation takes: its own, and those that change equations once they are written."""
    name = notation.base or notation.name if isinstance(notation, OwnNotation) else ""
    return (*notation.options, *style_options(name))


def notation_of(given: str | Notation) -> Notation:
    """Return the notation of a name, or the notation itself.

    Raises
    ------
    UnknownNameError
        For a name that no notation has.
    """
    if isinstance(given, str) or not hasattr(given, "conventions"):
        return NOTATIONS.named(str(given))
    return given
