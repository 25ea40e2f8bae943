"""Structures of the residuals in the languages that have them; those of nlme are in `nlme_residuals`.

Sources: glmmTMB, vignette *covstruct* (``dispformula = ~ 0``); ``?brms::ar``, ``?brms::cosy``, ``?brms::unstr``;
Stata's *mixed*, option ``residuals()``; the SAS/STAT User's Guide, *The MIXED Procedure*, REPEATED with ``TYPE=`` and
``GROUP=``; the IBM SPSS Command Syntax Reference, *MIXED*, REPEATED.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from levelwise.dataclass import dataclass
from levelwise.formula.syntax import Name, Node, quoted
from levelwise.model.spec import CorrelatedResiduals, ModelSpec
from levelwise.translation.columns import Columns
from levelwise.translation.languages.r import RModel, is_in_order, is_number, r_categories
from levelwise.translation.refusal import InexpressibleError
from levelwise.vocabulary.covariance_structures import RESIDUAL_STRUCTURES

_SAS: Mapping[str, str] = {
    "ar1": "ar(1)",
    "hetar1": "arh(1)",
    "cs": "csh",
    "homcs": "cs",
    "toep": "toeph",
    "homtoep": "toep",
    "us": "un",
}
_SPSS: Mapping[str, str] = {
    "ar1": "AR1",
    "hetar1": "ARH1",
    "cs": "CSH",
    "homcs": "CS",
    "toep": "TPH",
    "homtoep": "TP",
    "us": "UN",
}


@dataclass(frozen=True)
class _Parts:
    """What a structure consists of: correlations, variances by category, and what they have in common."""

    correlation: CorrelatedResiduals | None
    categories: Node | None
    of_occasions: bool

    @property
    def structure(self) -> str:
        """The structure of the correlations, by its homogeneous name if the occasions have no variances."""
        assert self.correlation is not None  # asked of correlations only
        name = self.correlation.structure
        if self.correlation.order is None and not RESIDUAL_STRUCTURES[name].equal:
            return f"hom{name}"
        return name


def _parts(spec: ModelSpec) -> _Parts:
    known, variances = spec.residual.correlation, spec.residual.variances
    variable = None if variances is None else variances.variable
    of_occasions = known is not None and variable is not None and variable == known.order
    return _Parts(known, variable, of_occasions)


def _refused(software: str, what: str) -> InexpressibleError:
    return InexpressibleError(f"residuals in {software} cannot have {what}")


def of_glmmtmb(spec: ModelSpec, words: RModel) -> tuple[list[str], list[str]]:
    """Return the term that takes the place of correlated residuals, and the argument ``dispformula``."""
    parts = _parts(spec)
    known = parts.correlation
    if known is None:
        assert parts.categories is not None  # a structure has one of the two
        return [], [f"dispformula = ~ factor({words.expression(parts.categories)})"]
    if parts.categories is not None and not parts.of_occasions:
        raise _refused("glmmTMB", "correlations and the variances of categories other than the occasions")
    numbers = known.occasions if not known.by_position and all(map(is_number, known.occasions)) else ()
    gaps = bool(numbers) and [float(one) for one in numbers] != [
        float(numbers[0]) + place for place in range(len(numbers))
    ]
    if known.order is None or not known.occasions or parts.structure in ("car1", "homus") or gaps:
        raise InexpressibleError(
            f"glmmTMB has the residual structure {known.structure} for equally spaced categorical occasions only",
            "list the occasions in factors=",
        )
    group = ":".join(map(quoted, known.group.parts))
    levels = f"factor({words.expression(known.order)}, levels = {r_categories(known.occasions)})"
    return [f"{parts.structure}(0 + {levels} | {group})"], ["dispformula = ~ 0"]


def of_brms(spec: ModelSpec, words: RModel) -> tuple[list[str], list[str], list[str]]:
    """Return the autocorrelation term, the formula of sigma, and notes."""
    parts = _parts(spec)
    sigma = [] if parts.categories is None else [f"sigma ~ 0 + factor({words.expression(parts.categories)})"]
    known = parts.correlation
    if known is None:
        return [], sigma, []
    time = "" if known.order is None else f"time = {words.expression(known.order)}, "
    group = ":".join(map(quoted, known.group.parts))
    if len(known.group.parts) > 1:
        raise InexpressibleError(f"brms needs one column for the groups of residuals, not {group}", "make it a column")
    if known.structure in ("ar1", "hetar1"):
        note = "brms assumes that successive rows of a group are one occasion apart"
        return [f"ar({time}gr = {group}, p = 1, cov = TRUE)"], sigma, [note]
    if known.structure in ("cs", "homcs"):
        return [f"cosy({time}gr = {group})"], sigma, []
    if known.structure in ("us", "homus"):
        return [f"unstr({time}gr = {group})"], sigma, []
    raise _refused("brms", f"the structure {known.structure}")


def of_stata(spec: ModelSpec, columns: Columns) -> str:
    """Return the option ``residuals()`` of ``mixed``."""
    parts = _parts(spec)
    known = parts.correlation
    if known is None:
        assert parts.categories is not None  # a structure has one of the two
        return f"residuals(independent, by({columns.expression(parts.categories)}))"
    if parts.categories is not None and parts.structure != "us":
        raise _refused("Stata", f"the structure {known.structure} and variances by category")
    if parts.categories is not None and not parts.of_occasions:
        raise _refused("Stata", "correlations and the variances of categories other than the occasions")
    time = "" if known.order is None else f", t({columns.expression(known.order)})"
    kinds = {
        "ar1": "ar 1",
        "car1": "exponential",
        "homcs": "exchangeable",
        "us": "unstructured",
        "homtoep": f"toeplitz {len(known.lags)}",
    }
    if parts.structure not in kinds or (parts.structure == "ar1" and not time):
        raise _refused(
            "Stata", f"the structure {known.structure}" + ("" if time else " without a variable of occasions")
        )
    return f"residuals({kinds[parts.structure]}{'' if parts.structure == 'homcs' else time})"


def of_sas(spec: ModelSpec, columns: Columns) -> tuple[str, list[str]]:
    """Return the statement REPEATED, and the variables that it adds to CLASS."""
    parts = _parts(spec)
    known = parts.correlation
    if known is None:
        assert parts.categories is not None  # a structure has one of the two
        name = columns.expression(parts.categories)
        return f"repeated / group={name};", [name]
    if parts.categories is not None and not parts.of_occasions:
        raise _refused("SAS", "correlations and the variances of categories other than the occasions")
    groups = [columns.how.language.name(part) for part in reversed(known.group.parts)]
    subject = f"subject={'*'.join(groups)}"
    if known.order is not None and not known.occasions:
        if known.structure not in ("ar1", "car1"):
            raise InexpressibleError("SAS needs categorical occasions", "list them in factors=")
        return f"repeated / {subject} type=sp(pow)({columns.expression(known.order)});", groups
    if parts.structure not in _SAS:
        raise _refused("SAS", f"the structure {known.structure}")
    order = _occasions(known, columns, "SAS")
    return f"repeated {' '.join(order)} / {subject} type={_SAS[parts.structure]};".replace("  ", " "), [*order, *groups]


def of_spss(spec: ModelSpec, columns: Columns) -> tuple[str, list[str]]:
    """Return the subcommand REPEATED, and the variables that it adds to the factors."""
    parts = _parts(spec)
    known = parts.correlation
    if known is None:
        raise _refused("SPSS", "a variance for each category of a variable")
    if parts.categories is not None and not parts.of_occasions:
        raise _refused("SPSS", "correlations and the variances of categories other than the occasions")
    if known.order is None or not known.occasions:
        raise InexpressibleError("SPSS needs categorical occasions", "list them in factors=")
    if parts.structure not in _SPSS:
        raise _refused("SPSS", f"the structure {known.structure}")
    order = _occasions(known, columns, "SPSS")
    groups = "*".join(columns.how.language.name(part) for part in reversed(known.group.parts))
    return f"  /REPEATED={' '.join(order)} | SUBJECT({groups}) COVTYPE({_SPSS[parts.structure]})", order


def _consecutive(numbers: tuple[str, ...]) -> bool:
    """Return whether numbers rise by one from each to the next."""
    return all(float(after) - float(before) == 1 for before, after in pairwise(numbers))


def _occasions(known: CorrelatedResiduals, columns: Columns, software: str) -> list[str]:
    """Return the column of the occasions, whose categories the software takes in sorting order, equally spaced."""
    if known.order is None:
        return []
    numbers = known.occasions if not known.by_position and all(map(is_number, known.occasions)) else ()
    if not isinstance(known.order, Name) or not is_in_order(known.occasions) or not _consecutive(numbers):
        raise InexpressibleError(
            f"{software} sorts the occasions and assumes equal spacing, which would change those of this model",
            "number them in a column",
        )
    return [columns.copy(known.order.text)]
