"""Stata's commands for multilevel models: ``mixed y x || school: x, covariance(unstructured)``.

Source: the Stata Multilevel Mixed-Effects Reference Manual, entries *me*, *mixed* and *melogit*. The levels are nested,
the first the highest, and the default covariance structure of a level is independent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from levelwise.errors import UnsupportedModelError
from levelwise.formula.programs.blocks import Block, bars_of
from levelwise.formula.programs.reading import Command
from levelwise.formula.programs.residual_texts import of_stata
from levelwise.formula.syntax import quoted

_FAMILIES: Mapping[str, str | None] = {
    **dict.fromkeys(("mixed", "xtmixed", "regress", "reg", "meglm"), None),
    **dict.fromkeys(("melogit", "xtmelogit", "meqrlogit", "logit", "logistic"), "binomial"),
    **dict.fromkeys(("meprobit", "probit"), "binomial(probit)"),
    **dict.fromkeys(("mecloglog", "cloglog"), "binomial(cloglog)"),
    **dict.fromkeys(("mepoisson", "xtmepoisson", "meqrpoisson", "poisson"), "poisson"),
    **dict.fromkeys(("menbreg", "nbreg"), "nbinom2"),
    **dict.fromkeys(("meologit", "ologit"), "cumulative(logit)"),
    **dict.fromkeys(("meoprobit", "oprobit"), "cumulative(probit)"),
    "mlogit": "multinomial",
}
_OTHERS: Mapping[str, str] = {
    **dict.fromkeys(("mestreg", "stcox", "streg"), "a survival model"),
    **dict.fromkeys(("metobit", "meintreg", "tobit"), "a model of censored values"),
    "menl": "a nonlinear model",
    **dict.fromkeys(("gsem", "sem"), "a structural equation model"),
    "gllamm": "a model with its own syntax: gllamm y x, i(school) is y ~ x + (1 | school)",
    **dict.fromkeys(
        ("xtreg", "xtlogit", "xtprobit", "xtpoisson", "xtnbreg", "xtgls", "xtologit", "xtoprobit", "xtmlogit"),
        "a panel model whose groups are declared by xtset: with re and the panel variable g, add (1 | g)",
    ),
    **dict.fromkeys(("xtgee",), "a marginal model without random effects; the nearest to it has (1 | g)"),
    **dict.fromkeys(("areg", "reghdfe"), "a model with fixed effects of groups, factor(g)"),
    "anova": "an analysis of variance: its random factors are bars, such as (1 | subject)",
}
_PREFIX = re.compile(r"\s*(?:\.\s+)?(?:(?:bayes|xi|mi\s+estimate|qui(?:etly)?|capture|eststo)\b[^:|]*?(?::\s*|\s+))*")
_WORD = re.compile(r"([a-z]+)\s+(?=[A-Za-z_`])")
_LEVEL = re.compile(r"\|\|\s*[\w.]+\s*:(?!:)")
_STRUCTURES = {"independent": "||", "unstructured": "", "exchangeable": "homcs", "identity": "homdiag"}
_TERM = re.compile(r"(?:(?P<kind>[ic]|i?bn?\d*|[LFDSlfds]\d*)\.)?(?P<name>[A-Za-z_][\w.]*)\Z")
_HARMLESS_ROWS = re.compile(r"\s(if|in)\s(.+)$")


def is_stata(source: str) -> bool:
    """Return whether a text is a command of Stata, or its equations after ``||``."""
    rest = source[_end_of_prefix(source) :]
    word = _WORD.match(rest)
    if word is not None and word[1] in {*_FAMILIES, *_OTHERS} and "~" not in rest:
        return True
    return _LEVEL.search(source) is not None


def _end_of_prefix(source: str) -> int:
    found = _PREFIX.match(source)
    return found.end() if found else 0


def as_formula(source: str) -> Command:
    """Return a command in lme4's language: its formula, and the family and the structure of the residuals it implies.

    Raises
    ------
    UnsupportedModelError
        For commands and options that specify another model.
    """
    rest = " ".join(source[_end_of_prefix(source) :].replace("///", " ").split())
    word = _WORD.match(rest)
    command = word[1] if word is not None and word[1] in {*_FAMILIES, *_OTHERS} else ""
    if command in _OTHERS:
        raise UnsupportedModelError(f"Stata's {command} fits {_OTHERS[command]}; its command is not read")
    body = rest[word.end() :] if command and word is not None else rest
    fixed, *levels = _equations(body)
    main, options = _options(fixed)
    others = [options]
    blocks: list[Block] = []
    names: tuple[str, ...] = ()
    bars: list[str] = []
    for level in levels:
        text, own = _options(level)
        others.append(own)
        group, colon, effects = text.partition(":")
        if not colon:
            raise UnsupportedModelError(
                f"in Stata's {command or 'syntax'}, a grouping variable and a colon follow ||, not {text.strip()!r}; "
                "in lme4's language a level is (x | g)"
            )
        group = group.strip()
        if group == "_all":
            bars += _crossed(effects)
            continue
        if group not in names[-1:]:  # a level that is repeated has another block of the same groups
            names = (*names, group)
        blocks += _blocks(effects, own, names)
    residuals = [asked for own in others if (asked := _option(own, "residuals", 3))]
    residual = of_stata(residuals[0], names, command or "mixed") if residuals else None
    right = _fixed_terms(main, options)
    response = right.pop(0)
    right += [*_offsets(options), *bars_of(blocks), *bars]
    family = _FAMILIES.get(command) or _family(others)
    text = f"{response} ~ {' + '.join(right or ['1'])}"
    return Command(text, f"Stata's {command or 'syntax'}", family, residual)


def _equations(body: str) -> list[str]:
    return [part.strip() for part in body.split("||")]


def _options(equation: str) -> tuple[str, dict[str, str]]:
    """Return an equation without its options, and the options with their arguments."""
    depth = 0
    for place, character in enumerate(equation):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            found = re.findall(r"([A-Za-z_]+)\s*(?:\(((?:[^()]|\([^()]*\))*)\))?", equation[place + 1 :])
            return equation[:place], {name.lower(): value.strip() for name, value in found}
    return equation, {}


def _option(options: Mapping[str, str], name: str, shortest: int) -> str | None:
    """Return the argument of an option, which Stata allows to be abbreviated."""
    for given, value in options.items():
        if len(given) >= shortest and name.startswith(given):
            return value
    return None


def _blocks(effects: str, options: Mapping[str, str], names: tuple[str, ...]) -> list[Block]:
    words = effects.split()
    crossed = [word[2:] for word in words if word.startswith("R.")]
    terms = [_term(word) for word in words if not word.startswith("R.")]
    found: list[Block] = [("", "1", (*names, name)) for name in crossed]
    constant = _option(options, "noconstant", 5) is None
    if crossed and not terms:
        return found
    if not terms and not constant:
        return found  # a level that is named only for the groups of the residuals
    asked = _option(options, "covariance", 3)
    structure = "||"
    if asked is not None:
        known = next((value for name, value in _STRUCTURES.items() if asked and name.startswith(asked.lower())), None)
        if known is None:
            raise UnsupportedModelError(
                f"Stata's covariance({asked}) has no counterpart in lme4; {_known_structures()}"
            )
        structure = known
    if structure == "||" and any("factor(" in term for term in terms):
        structure = "diag"
    text = " + ".join([*([] if constant and terms else ["1" if constant else "0"]), *terms])
    return [(structure, text, names), *found]


def _known_structures() -> str:
    return "independent is (x || g), unstructured (x | g), exchangeable homcs(x | g), identity homdiag(x | g)"


def _crossed(effects: str) -> list[str]:
    words = effects.split()
    if not words or not all(word.startswith("R.") for word in words):
        raise UnsupportedModelError("Stata's _all: is read with factors such as R.school only, which are (1 | school)")
    return [f"(1 | {quoted(word[2:])})" for word in words]


def _fixed_terms(text: str, options: Mapping[str, str]) -> list[str]:
    """Return the response and the terms of the fixed part."""
    if "~" in text:  # R's formula before Stata's levels
        response, _, right = text.partition("~")
        return [response.strip(), right.strip().rstrip("+").strip()]
    rows = _HARMLESS_ROWS.search(text)
    if rows is not None:
        raise UnsupportedModelError(f"'{rows[0].strip()}' chooses rows of the data; select them in the data instead")
    if "[" in text:
        raise UnsupportedModelError("weights in [ ] are not read; give prior weights by weights=")
    words = re.sub(r"\s*(##?)\s*", r"\1", text).split()
    if not words:
        raise UnsupportedModelError("Stata's command names no response")
    response, *terms = words
    intercept = [] if _option(options, "noconstant", 5) is None else ["0"]
    return [quoted(response), *intercept, *map(_term, terms)]


def _term(word: str) -> str:
    for operator, ours in (("##", "*"), ("#", ":")):
        if operator in word:
            return ours.join(_variable(part, in_product=True) for part in word.split(operator))
    return _variable(word)


def _variable(word: str, *, in_product: bool = False) -> str:
    found = _TERM.match(word)
    if found is None:
        raise UnsupportedModelError(
            f"{word!r} in a Stata command is not read; write each variable, with i. for factors, # and ## for products"
        )
    kind, name = found["kind"] or ("i" if in_product else "c"), found["name"]
    if kind[0] in "LFDSlfds":
        raise UnsupportedModelError(f"{word} is a lag or a difference of Stata; compute it as a column of the data")
    if kind == "c":
        return quoted(name)
    base = kind.lstrip("ib")
    return f'relevel(factor({quoted(name)}), ref = "{base}")' if base.isdigit() else f"factor({quoted(name)})"


def _offsets(options: Mapping[str, str]) -> list[str]:
    offset, exposure = _option(options, "offset", 3), _option(options, "exposure", 3)
    return [*([f"offset({offset})"] if offset else []), *([f"offset(log({exposure}))"] if exposure else [])]


def _family(options: list[dict[str, str]]) -> str | None:
    every = {name: value for one in options for name, value in one.items()}
    family, link = _option(every, "family", 3), _option(every, "link", 3)
    if not family:
        return None
    name = family.split()[0]
    return f"{name}({link})" if link else name
