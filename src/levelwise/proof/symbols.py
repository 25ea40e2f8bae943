"""Symbols: each parameter has one symbol of its own (requirement 1), with the letters of the notation."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.tree import Comma, Distribution, Index, Line, Number, Script, Symbol, System, Word
from levelwise.equation.walk import distinct
from levelwise.errors import VerificationError
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonDeviation,
    CommonVariance,
    Correlation,
    Covariance,
    Dispersion,
    FixedEffect,
    LagCoefficient,
    LevelOneResidual,
    Mean,
    Meaning,
    MeanShare,
    Outcome,
    RandomEffect,
    ResidualCorrelation,
    ResidualDeviation,
    ResidualSpread,
    ResidualVariance,
    Stacked,
    StackedKind,
    StandardDeviation,
    Threshold,
    TrendCoefficient,
    Variance,
    VaryingCoefficient,
)
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions, Role
from levelwise.proof.reading import is_of_group, letters, numbers, spelling

_ONE_ROUND = 8  # with more grouping factors the letters of random effects come again, with a number above

_SPREAD: tuple[Role, ...] = ("variance", "covariance", "deviation", "correlation")
_SCALES: tuple[Role, ...] = (*_SPREAD, "residual variance", "residual deviation", "residual correlation")
_WORDS = (ResidualVariance, ResidualDeviation, ResidualCorrelation)  # those of a category have its name
_NAMED_ABOVE: tuple[Role, ...] = ("row", "varying", "effect")
_NAMED_BELOW: tuple[Role, ...] = ("row", *_SCALES, "stacked")


def check(system: System, spec: ModelSpec, conventions: Conventions) -> None:
    """Check the spelling of every symbol of a system.

    Raises
    ------
    VerificationError
        When two parameters have the same symbol, a parameter has two symbols, or a symbol has a letter or an exponent
        that the notation does not use for its role.
    """
    placed = [(node, line) for line in system.lines for node in distinct(line) if isinstance(node, Symbol)]
    check_one_to_one([symbol for symbol, _ in placed])
    _check_stacked([symbol for symbol, _ in placed], spec, conventions)
    seen: dict[object, str] = {}
    for symbol, line in placed:
        if symbol.of is None:
            continue
        role = role_of(symbol.of, line, conventions)
        if symbol.name not in _letters(role, conventions):
            raise VerificationError(f"{spelling(symbol)} does not have a letter of its role ({role})")
        alike, letter = _alike(symbol, role, line, spec, conventions), _letter(symbol, role, conventions)
        if alike is not None and seen.setdefault(alike, letter) != letter:
            raise VerificationError(f"{spelling(symbol)} does not have the letter of the other symbols in its role")
        _check_exponent(symbol, role, spec, conventions)
        _check_face_and_scripts(symbol, role, conventions)


def check_one_to_one(symbols: list[Symbol]) -> None:
    """Check that each symbol has one meaning and each meaning one symbol, or two for a covariance and its transpose."""
    meaning_of: dict[str, Meaning] = {}
    spellings_of: dict[Meaning, set[str]] = {}
    for symbol in symbols:
        if symbol.of is None:
            continue
        # a random effect carries j in its distribution, and j[i] in the equation of an observation
        home = spelling(
            _at_home(symbol) if isinstance(symbol.of, RandomEffect | LevelOneResidual | VaryingCoefficient) else symbol
        )
        spelled = spelling(symbol) if isinstance(symbol.of, VaryingCoefficient) else home
        if meaning_of.setdefault(spelled, symbol.of) != symbol.of:
            raise VerificationError(f"{spelled} has two meanings")
        spellings_of.setdefault(symbol.of, set()).add(home)
    for meaning, spellings in spellings_of.items():
        if len(spellings) > (2 if isinstance(meaning, Covariance | Correlation) else 1):
            raise VerificationError(f"several symbols have the same meaning: {', '.join(sorted(spellings))}")


def _check_stacked(symbols: list[Symbol], spec: ModelSpec, conventions: Conventions) -> None:
    """Check that vectors and matrices of the same blocks have the same number, and all of a kind one or none."""
    allowed = {(number,) for number in range(1, len(spec.blocks) + 1)}
    number_of: dict[tuple[int, ...], tuple[int, ...]] = {}
    numbered: dict[tuple[StackedKind, bool, bool], bool] = {}
    for symbol in symbols:
        if not isinstance(symbol.of, Stacked) or not symbol.of.blocks:
            continue
        size = symbol.sub[0] if symbol.of.kind == "identity" and symbol.sub else symbol
        own = numbers(size) if isinstance(size, Symbol) else ()
        if own and number_of.setdefault(symbol.of.blocks, own) != own:
            raise VerificationError(f"{spelling(symbol)} does not have the number of its block")
        if own and len(symbol.of.blocks) == 1 and own not in allowed:
            raise VerificationError(f"{spelling(symbol)} does not have the number of a block")
        if not own and symbol.of.kind in conventions.numbered:
            raise VerificationError(f"{spelling(symbol)} does not have the number of its block")
        alike = (symbol.of.kind, bool(symbol.of.unit), len(symbol.of.blocks) > 1)
        if numbered.setdefault(alike, bool(own)) != bool(own):
            raise VerificationError(f"{spelling(symbol)} has a number, unlike others of its kind")


def _at_home(symbol: Symbol) -> Symbol:
    """Return a random effect or a residual as it is printed in its distribution, without a prime."""
    sub = (Index(part.letter.removesuffix("'")) if isinstance(part, Index) else part for part in symbol.sub)
    return replace(symbol, sub=tuple(sub))


def role_of(meaning: Meaning, line: Line, conventions: Conventions) -> Role:
    """Return the role of a symbol in its line."""
    match meaning:
        case FixedEffect():
            return "row" if _is_row(line, conventions) else "fixed"
        case MeanShare():
            return "row"
        case VaryingCoefficient():
            return "varying"
        case RandomEffect():
            return "effect"
        case Variance() | CommonVariance():
            return "variance"
        case Covariance():
            return "covariance"
        case StandardDeviation() | CommonDeviation():
            return "deviation"
        case Correlation() | CommonCorrelation():
            return "correlation"
        case LevelOneResidual():
            return "residual"
        case ResidualVariance():
            return "residual variance"
        case ResidualDeviation() | ResidualSpread(deviation=True):
            return "residual deviation"
        case ResidualSpread():
            return "residual variance"
        case ResidualCorrelation():
            return "residual correlation"
        case Mean():
            return "mean"
        case Outcome():
            return "outcome"
        case Stacked():
            return "stacked"
        case Dispersion():
            return "dispersion"
        case Threshold():
            return "fixed"
        case LagCoefficient() | TrendCoefficient():
            raise VerificationError("a multilevel model has no coefficients of a time series")


def _is_row(line: Line, conventions: Conventions) -> bool:
    """Return whether a line is the regression of a random effect, or of a coefficient where regressions name it."""
    return is_of_group(line) and (conventions.numbering == "rows" or isinstance(line.right, Distribution))


def _letters(role: Role, conventions: Conventions) -> tuple[str, ...]:
    """Return the letters of a role; residuals have the letter of correlations, or ρ, if they have none of their own."""
    letters = conventions.letters
    if role == "residual correlation":
        return letters.get(role) or letters.get("correlation") or ("rho",)
    return letters.get(role, ())


def _letter(symbol: Symbol, role: Role, conventions: Conventions) -> str:
    """Return the letter of a symbol; for a variance named by numbers, together with the letter in its subscript."""
    first = symbol.sub[0] if symbol.sub else None
    if role in _SPREAD and conventions.named_by == "numbers" and isinstance(first, Symbol):
        return symbol.name + spelling(first)
    return symbol.name


def _alike(symbol: Symbol, role: Role, line: Line, spec: ModelSpec, conventions: Conventions) -> object:
    """Return what symbols with the same letter have in common; None if any letter of the role is allowed."""
    meaning = symbol.of
    if role in _SPREAD:
        kind = "spread" if role != "correlation" else "correlation"
        return (kind if conventions.named_by == "numbers" else role, id(line))
    if conventions.numbering == "rows":
        if role == "row":
            if not symbol.sup and not any(isinstance(part, Symbol) for part in symbol.sub):
                return None  # the mean of α_j, α, has its letter
            return "named by the effect" if symbol.sup else "mean"
        return "slope" if role in ("fixed", "varying") and numbers(symbol) and not is_of_group(line) else None
    match meaning:
        case RandomEffect(block, _):
            return ("effect", block)
        case VaryingCoefficient(_, place):
            return ("coefficient", len(place))
        case FixedEffect(_, key):
            grouped = tuple(cell for cell in key if spec.home((cell,)))
            return ("fixed", spec.home(grouped), len(numbers(symbol)))
    return None


def _check_exponent(symbol: Symbol, role: Role, spec: ModelSpec, conventions: Conventions) -> None:
    if role in conventions.squared:
        if symbol.sup != (Number("2"),):
            raise VerificationError(f"{spelling(symbol)} is a variance and must be squared")
        return
    raised = any(isinstance(part, Number) for part in symbol.sup)
    if raised and (role in _SCALES or (role != "effect" and len(spec.levels) <= _ONE_ROUND)):
        raise VerificationError(f"{spelling(symbol)} has an exponent, unlike the model")


def _check_face_and_scripts(symbol: Symbol, role: Role, conventions: Conventions) -> None:
    """Check that nothing in a symbol would be understood as something that it does not mean."""
    if symbol.face != "normal" and role != "stacked":
        raise VerificationError(f"{spelling(symbol)} is neither a vector nor a matrix, but is printed as one")
    if symbol.sup:
        _check_script(symbol, symbol.sup, names=role in _NAMED_ABOVE)
        if any(isinstance(part, Index | Comma) for part in symbol.sup):
            raise VerificationError(f"{spelling(symbol)} has an index in its superscript")
    if symbol.sub:
        _check_script(symbol, symbol.sub, names=role in _NAMED_BELOW, words=_has_words(symbol))
        indices = letters(symbol)
        if len(set(indices)) < len(indices):
            raise VerificationError(f"{spelling(symbol)} has an index twice")
        if indices and conventions.variables == "all" and any(isinstance(p, Index) and p.at for p in symbol.sub):
            raise VerificationError(f"{spelling(symbol)} has the group of an observation as its index")
    if role == "residual" and numbers(symbol) != ((0,) if conventions.numbered_residual else ()):
        raise VerificationError(f"{spelling(symbol)} is the residual but does not have the number of the residual")


def _has_words(symbol: Symbol) -> bool:
    """Return whether a subscript may be a name: of a category, or of the grouping factor of a matrix of indicators."""
    return isinstance(symbol.of, _WORDS) or (isinstance(symbol.of, Stacked) and symbol.of.kind == "memberships")


def _check_script(symbol: Symbol, parts: tuple[Script, ...], *, names: bool, words: bool = False) -> None:
    """Check that a script has words only of categories, symbols only of effects, and commas between parts only."""
    before: Script = Comma()
    for part in (*parts, Comma()):
        if isinstance(part, Comma) and isinstance(before, Comma):
            raise VerificationError(f"{spelling(symbol)} has a comma that does not separate two parts")
        if (isinstance(part, Word) and not words) or (
            isinstance(part, Symbol) and (not names or (part.face != "normal" and symbol.face == "normal"))
        ):
            raise VerificationError(f"{spelling(symbol)} has a script that the notation does not use")
        before = part
