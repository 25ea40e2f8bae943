"""Stata: ``mixed`` and the other commands of the me suite; estimation commands for one level without random effects.

Sources: the Stata Multilevel Mixed-Effects Reference Manual, entries *me*, *mixed* (``covariance()``, ``R.varname``,
``_all``, repeated levels for block-diagonal matrices), *melogit*, *menbreg* (``dispersion()``), *meglm* (families and
links); the Base Reference Manual, *regress*, *glm*, *betareg*; [U] 11.4.3 *Factor variables* (``ib#.``, ``ibn.``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from levelwise.formula.syntax import Call, Name
from levelwise.model.spec import Level, ModelSpec
from levelwise.translation import residuals
from levelwise.translation.code import Code
from levelwise.translation.columns import Columns, Factor
from levelwise.translation.languages.r import is_number
from levelwise.translation.languages.stata import STATEMENTS, stata_name, stata_string
from levelwise.translation.parts import (
    Bar,
    Term,
    bars_of,
    chain_of,
    counts,
    fixed_side,
    joined,
    own_parts,
    rank_notes,
    refuse_more_than_the_mean,
)
from levelwise.translation.refusal import InexpressibleError

_COMMANDS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("gaussian", "identity"): ("mixed", ""),
    ("gaussian", "log"): ("meglm", "family(gaussian) link(log)"),
    ("binomial", "logit"): ("melogit", ""),
    ("binomial", "probit"): ("meprobit", ""),
    ("binomial", "cloglog"): ("mecloglog", ""),
    ("poisson", "log"): ("mepoisson", ""),
    ("nbinom2", "log"): ("menbreg", ""),
    ("nbinom1", "log"): ("menbreg", "dispersion(constant)"),
    ("Gamma", "log"): ("meglm", "family(gamma) link(log)"),
    ("cumulative", "logit"): ("meologit", ""),
    ("cumulative", "probit"): ("meoprobit", ""),
}
"""The commands with random effects, and their options, by family and link."""

_LINKS = {"inverse": "power -1", "1/mu^2": "power -2", "sqrt": "power .5"}
_FAMILIES = {"inverse.gaussian": "igaussian", "Gamma": "gamma", "nbinom2": "nbinomial ml"}
_STRUCTURES = {"us": "unstructured", "diag": "independent", "homdiag": "identity", "homcs": "exchangeable"}


def write(spec: ModelSpec) -> Code:
    """Return a model for Stata."""
    refuse_more_than_the_mean(spec, structured=True)
    columns = Columns(spec, STATEMENTS)
    bars = joined(bars_of(spec))
    writer = _Fixed(columns)
    side = fixed_side(spec)
    if spec.weights is not None and not (spec.is_linear and not bars):
        raise InexpressibleError("Stata's multilevel commands have sampling weights, not prior weights")
    response, options = _response(columns)
    command, more = _command(spec) if bars else _without_random_effects(spec)
    terms = [text for term in side.terms for text in writer.term(term)]
    weights = f" [aweight = {stata_name(spec.weights)}]" if spec.weights is not None else ""
    options += [*([] if side.intercept else ["noconstant"]), *_offsets(columns), *([more] if more and not bars else [])]
    levels, notes = _levels(spec, bars, columns)
    if spec.residual.kind == "structured":
        command = "mixed"
        levels += _level_of_residuals(spec, columns)
        more = residuals.of_stata(spec, columns)
    head = " ".join([command, response, *terms]) + weights + (f", {' '.join(options)}" if options else "")
    text = _lines([head, *levels], more if levels else "")
    notes += writer.notes
    if command == "mixed":
        notes.append("by default mixed uses maximum likelihood; the option reml gives REML")
    notes += rank_notes(spec, "Stata omits collinear columns, possibly other ones")
    return Code("\n".join((*writer.statements, *columns.statements, text)), "Stata", tuple(notes))


def _level_of_residuals(spec: ModelSpec, columns: Columns) -> list[str]:
    """Return the equation of the groups of correlated residuals, if it is not that of the last level."""
    known = spec.residual.correlation
    if not spec.blocks:
        return [f"{'_all' if known is None else columns.group(known.group.parts)}:, noconstant"]
    chain = chain_of(spec) or ()
    if known is not None and (not chain or {*chain[-1].group.parts} != {*known.group.parts}):
        raise InexpressibleError(
            f"Stata has correlated residuals within the lowest level only, not within {known.group.label}"
        )
    return []


def _lines(parts: Sequence[str], options: str) -> str:
    """Return a command with its levels; options of the whole command follow the last of them."""
    last = parts[-1]
    if options:
        last = f"{last} {options}" if "," in last else f"{last}, {options}"
    parts = [*parts[:-1], last]
    short = " || ".join(parts)
    return short if len(short) <= 100 else " ///\n    || ".join(parts)


def _command(spec: ModelSpec) -> tuple[str, str]:
    known = _COMMANDS.get((spec.family.name, spec.link))
    if known is None:
        raise InexpressibleError(f"Stata's me commands have no {spec.family} family with the {spec.link} link")
    return known


def _without_random_effects(spec: ModelSpec) -> tuple[str, str]:
    family, link = spec.family.name, spec.link
    if spec.is_linear:
        if spec.offsets:
            return "glm", "family(gaussian) link(identity)"
        return "regress", ""
    if family == "nbinom1" and link == "log":
        return "nbreg", "dispersion(constant)"
    if family == "beta" and link in ("logit", "probit", "cloglog"):
        return "betareg", f"link({link})"
    if family == "cumulative" and link in ("logit", "probit"):
        return f"o{link}", ""
    if family == "multinomial":
        return "mlogit", "baseoutcome(1)" if spec.response.categories else ""
    if family in ("nbinom1", "beta", "cumulative") or link == "cauchit":
        raise InexpressibleError(f"Stata has no {family} family with the {link} link")
    if family == "binomial" and spec.response.kind == "counts":
        raise InexpressibleError(
            "glm needs the number of trials in family(binomial trials), which Levelwise does not write",
            "use a command with random effects, or one row per trial",
        )
    return "glm", f"family({_FAMILIES.get(family, family)}) link({_LINKS.get(link, link)})"


def _response(columns: Columns) -> tuple[str, list[str]]:
    spec = columns.spec
    if spec.response.kind == "counts":
        assert isinstance(spec.response.node, Call)  # cbind(successes, failures)
        successes, trials = counts(spec.response.node)
        return columns.expression(successes), [f"binomial({columns.expression(trials)})"]
    if spec.response.kind == "proportion":
        raise InexpressibleError(
            "Stata needs the number of successes, not a proportion", "give cbind(successes, failures) as the response"
        )
    if spec.response.is_categorical:
        return columns.numbered(), []
    return columns.success(), []


def _offsets(columns: Columns) -> list[str]:
    offsets = columns.spec.offsets
    if offsets and columns.spec.is_linear and columns.spec.blocks:
        raise InexpressibleError("mixed has no offset", "subtract the offset from the response")
    if len(offsets) == 1:
        node = offsets[0]
        if (
            isinstance(node, Call)
            and node.function == "log"
            and [*map(type, (a.value for a in node.arguments))] == [Name]
        ):
            return [f"exposure({columns.expression(node.arguments[0].value)})"]
        return [f"offset({columns.expression(node)})"]
    if not offsets:
        return []
    raise InexpressibleError("Stata allows only one offset", "add the offsets in a column")


class _Fixed:
    """The terms of the fixed part as factor variables, with the statements that number categories."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.statements: list[str] = []
        self.notes: list[str] = []
        self._codes: dict[str, str] = {}

    def term(self, term: Term) -> list[str]:
        """Return a term as one word, or as a word for each of its columns."""
        if not self.columns.is_native(term):
            return [self._columns([self.columns.cell(cell) for cell in column.cells]) for column in term.columns]
        words = []
        for variable in term.variables:
            factor = self.columns.factor(variable)
            cells = term.cells(variable)
            if factor is None:
                name = self.columns.cell(cells[0])
                words.append(name if len(term.variables) == 1 else f"c.{name}")
            else:
                words.append(self._factor(factor, full=len(cells) == len(factor.categories)))
        return ["#".join(words)]

    @staticmethod
    def _columns(names: list[str]) -> str:
        return names[0] if len(names) == 1 else "#".join(f"c.{name}" for name in names)

    def _factor(self, factor: Factor, *, full: bool) -> str:
        codes = self._numbers(factor)
        base = "ibn" if full else f"ib{codes[factor.coding.base]}"
        return f"{base}.{self._codes.get(factor.column, factor.column)}"

    def _numbers(self, factor: Factor) -> tuple[str, ...]:
        """Return the number of each category: its own, or that of a column made from strings."""
        labels = factor.categories
        stata_name(factor.column)
        if all(is_number(label) and label.isdigit() for label in labels):
            return labels
        if factor.column not in self._codes:
            name = self.columns.fresh(f"{factor.column}_code")
            self._codes[factor.column] = name
            numbered = " ".join(f"{place + 1} {stata_string(label)}" for place, label in enumerate(labels))
            self.statements += [
                f"label define {name} {numbered}",
                f"encode {factor.column}, generate({name}) label({name})",
            ]
            self.notes.append(
                f"the strings of {factor.column} are numbered in {name}, in the order of its categories; "
                "if the data have numbers with value labels, use those instead"
            )
        return tuple(str(place + 1) for place in range(len(labels)))


def _levels(spec: ModelSpec, bars: Sequence[Bar], columns: Columns) -> tuple[list[str], list[str]]:
    """Return the equations of the levels, from the highest, and notes."""
    chain, crossed = _divided(spec, bars)
    words: list[str] = []
    for level in crossed:
        words.append(f"_all: R.{columns.group(level.group.parts)}")
    notes: list[str] = []
    for place, level in enumerate(chain):
        own = own_parts(level, chain[:place])
        group = columns.group(own)
        for bar in bars:
            if bar.group.label == level.group.label:
                words.append(f"{group}: {_effects(bar, columns)}".rstrip())
    if any(bar.covariance == "us" and len(bar.block.effects) > 1 for bar in bars):
        notes.append("Stata's default covariance structure is independent, so covariance(unstructured) is written")
    return words, notes


def _divided(spec: ModelSpec, bars: Sequence[Bar]) -> tuple[list[Level], list[Level]]:
    """Return the levels of a nested chain, the outermost first, and those that are crossed with it."""
    chain: list[Level] = []
    ordered = sorted(spec.levels, key=lambda level: len(level.within))
    simple = {
        level.group.label
        for level in spec.levels
        if all(bar.is_intercept for bar in bars if bar.group.label == level.group.label)
        and sum(bar.group.label == level.group.label for bar in bars) == 1
    }
    needed = [level for level in ordered if level.group.label not in simple]
    for level in [*needed, *reversed(ordered)]:
        if level not in chain and _is_chain([*chain, level]):
            chain = sorted([*chain, level], key=lambda one: len(one.within))
    crossed = [level for level in ordered if level not in chain]
    for level in crossed:
        if level.group.label not in simple:
            names = " and ".join(one.group.label for one in (*chain[:1], level))
            raise InexpressibleError(f"Stata allows random slopes over one crossed factor only, not over {names}")
    return chain, crossed


def _is_chain(levels: list[Level]) -> bool:
    ordered = sorted(levels, key=lambda level: len(level.within))
    return all({one.group.label for one in ordered[:place]} <= level.within for place, level in enumerate(ordered))


def _effects(bar: Bar, columns: Columns) -> str:
    structure = _STRUCTURES.get(bar.covariance)
    if structure is None:
        raise InexpressibleError(f"Stata has no covariance structure {bar.covariance}")
    names = [columns.product(effect) for effect in bar.block.effects if effect.cells]
    options = [] if bar.side.intercept else ["noconstant"]
    if len(bar.block.effects) > 1 and structure != "independent":
        options.append(f"covariance({structure})")
    return " ".join(names) + (f", {' '.join(options)}" if options else "")
