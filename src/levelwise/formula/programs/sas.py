"""PROC MIXED and PROC GLIMMIX of SAS, and MIXED of SPSS, whose models are written alike.

Sources: the SAS/STAT User's Guide, *The MIXED Procedure*; the IBM SPSS Statistics Command Syntax Reference, *MIXED*.
In both the default covariance structure of several effects is that of variance components: they are independent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from levelwise.dataclass import dataclass
from levelwise.errors import UnsupportedModelError
from levelwise.formula.programs import residual_texts
from levelwise.formula.programs.blocks import Block, bars_of
from levelwise.formula.programs.reading import Command
from levelwise.formula.syntax import quoted

_STRUCTURES: Mapping[str, str] = {
    "vc": "||",
    "simple": "||",
    "un": "",
    "chol": "",
    "un(1)": "diag",
    "diag": "diag",
    "id": "homdiag",
    "cs": "homcs",
    "csh": "cs",
    "ar(1)": "ar1",
    "ar1": "ar1",
    "arh(1)": "hetar1",
    "arh1": "hetar1",
    "toep(1)": "homdiag",
    "toep": "homtoep",
    "tp": "homtoep",
    "toeph": "toep",
    "tph": "toep",
}
"""Covariance structures of both programs, and those of lme4 and glmmTMB that are the same."""

_SAS = re.compile(r"\s*proc\s+(\w+)", re.IGNORECASE)
_SPSS = re.compile(
    r"\s*(?:GENLINMIXED\b|(?:MIXED|UNIANOVA|GLM|VARCOMP)\s+[\w.]+\s*(?:/|\b(?:BY|WITH)\b))", re.IGNORECASE
)
_IGNORED = ("lsmeans", "lsmestimate", "contrast", "estimate", "ods", "title", "run", "quit", "store", "output", "parms")
_ALSO_IGNORED = ("plot", "id", "make", "nloptions", "format", "label", "slice", "effectplot", "performance", "covtest")


@dataclass(frozen=True)
class Random:
    """A RANDOM statement: its effects, its subject and its covariance structure."""

    effects: tuple[str, ...]
    subject: str | None
    structure: str


def is_sas(source: str) -> bool:
    """Return whether a text begins like a procedure of SAS."""
    return _SAS.match(source) is not None


def is_spss(source: str) -> bool:
    """Return whether a text begins like a command of SPSS."""
    return _SPSS.match(source) is not None


def of_sas(source: str) -> Command:
    """Return a procedure in lme4's language."""
    found = _SAS.match(source)
    name = f"PROC {found[1].upper()}" if found else "PROC"
    if found is None or found[1].lower() not in ("mixed", "glimmix", "hpmixed"):
        raise UnsupportedModelError(
            f"{name} of SAS is not read; a multilevel model is a formula such as y ~ x + (x | g)"
        )
    classes: set[str] = set()
    model = ""
    residual: str | None = None
    randoms: list[Random] = []
    for statement in source[found.end() :].split(";")[1:]:
        word, _, rest = statement.strip().partition(" ")
        word = word.lower()
        if word == "class":
            classes |= {one.lower() for one in re.sub(r"\([^)]*\)", " ", rest.partition("/")[0]).split()}
        elif word == "model":
            model = rest
        elif word == "random":
            effects, _, options = rest.partition("/")
            given = _sas_options(options)
            if "group" in given:
                raise UnsupportedModelError(f"group={given['group']} in RANDOM of {name} has no counterpart in lme4")
            if "_residual_" in effects.lower():
                raise _residual(name)
            subject = given.get("subject", given.get("sub"))
            randoms.append(Random(_effects(effects), subject, given.get("type", "vc").lower()))
        elif word == "repeated":
            residual = _repeated(rest, name)
        elif word in ("weight", "freq", "by", "where"):
            raise UnsupportedModelError(
                f"the statement {word.upper()} of {name} changes which rows count, or how much; select the rows in the "
                "data, and give prior weights by weights="
            )
        elif word and word not in _IGNORED and word not in _ALSO_IGNORED:
            raise UnsupportedModelError(f"the statement {word.upper()} of {name} is not read; {_HOW}")
    model = re.sub(r"^\s*([\w.]+)\s*\([^)]*\)", r"\1", model)  # y(event='1')
    if "=" not in model:
        raise UnsupportedModelError(f"{name} has no MODEL statement such as 'model y = x;'; {_HOW}")
    response, _, right = model.partition("=")
    terms, _, options = right.partition("/")
    given = _sas_options(options)
    family = given.get("dist", given.get("distribution"))
    if family is not None and family.lower() in ("multinomial", "mult", "multi"):
        family = _of_categories(given.get("link", "cumlogit").lower())
    elif family is not None and given.get("link"):
        family = f"{family}({given['link']})"
    elif family is None and found[1].lower() == "glimmix" and given.get("link"):
        family = f"gaussian({given['link']})"
    fixed = [*(["0"] if "noint" in given else []), *_terms(_effects(terms), classes)]
    if "/" in response:
        successes, _, trials = response.partition("/")
        response = f"cbind({successes.strip()}, {trials.strip()} - {successes.strip()})"
        family = family or "binomial"
    else:
        response = quoted(response.strip())
    return Command(_formula(response, fixed, randoms, classes, name), name, family, residual)


def _repeated(statement: str, name: str) -> str | None:
    """Return the structure of the residuals in a REPEATED statement."""
    occasions, _, options = statement.partition("/")
    given = _sas_options(options)
    groups = _subject(given.get("subject", given.get("sub", "")))
    return residual_texts.of_sas(_effects(occasions), groups, given.get("type", "vc").lower(), given.get("group"), name)


def _of_categories(link: str) -> str:
    """Return the family of a response of several categories; the default link of GLIMMIX is the cumulative logit."""
    names = {"clogit": "logit", "cumloglog": "loglog", "ccll": "cloglog", "cumcll": "cloglog", "cll": "cloglog"}
    if link in ("glogit", "genlogit"):
        return "multinomial"
    return f"cumulative({names.get(link, link.removeprefix('cum'))})"


def of_spss(source: str) -> Command:
    """Return an SPSS command in lme4's language."""
    text = " ".join(source.split()).rstrip(". ")
    word, _, rest = text.partition(" ")
    name = f"SPSS {word.upper()}"
    if word.upper() != "MIXED":
        raise UnsupportedModelError(f"{name} is not read; a multilevel model is a formula such as y ~ x + (x | g)")
    head, *parts = re.split(r"\s*/\s*", rest)
    found = re.match(r"([\w.]+)(?:\s+BY\s+(.*?))?(?:\s+WITH\s+(.*?))?$", head, re.IGNORECASE)
    if found is None:
        raise UnsupportedModelError(f"{name} is read in the form MIXED y BY f WITH x /FIXED=f x /RANDOM=…; {_HOW}")
    classes = {one.lower() for one in (found[2] or "").split()}
    fixed: list[str] = []
    randoms: list[Random] = []
    residual: str | None = None
    for part in parts:
        keyword, _, value = re.sub(r"\s*=\s*", "=", part, count=1).partition("=")
        keyword = keyword.strip().upper()
        effects, _, options = value.partition("|")
        given = {key.lower(): one for key, one in re.findall(r"(\w+)\s*\(\s*((?:[^()]|\([^()]*\))*?)\s*\)", options)}
        if keyword == "FIXED":
            fixed = [*(["0"] if "NOINT" in options.upper() else []), *_terms(_effects(effects), classes)]
        elif keyword == "RANDOM":
            structure = given.get("covtype", "vc").lower()
            randoms.append(Random(_effects(effects), given.get("subject"), structure))
        elif keyword == "REPEATED":
            structure = given.get("covtype", "diag").lower()
            groups = _subject(given.get("subject", ""))
            residual = residual_texts.of_sas(_effects(effects), groups, structure, None, name)
        elif keyword == "REGWGT":
            raise UnsupportedModelError(f"REGWGT of {name} is not read; give prior weights by weights=")
    return Command(_formula(quoted(found[1]), fixed, randoms, classes, name), name, None, residual)


_HOW = "write the model as a formula such as y ~ x + (x | g)"


def _sas_options(text: str) -> dict[str, str]:
    found = re.findall(r"([A-Za-z_]+)\s*(?:=\s*((?:[^\s()]|\([^()]*\))+))?", text)
    return {name.lower(): value for name, value in found}


def _effects(text: str) -> tuple[str, ...]:
    return tuple(re.sub(r"\s*([*|@])\s*", r"\1", re.sub(r"\s+BY\s+", "*", text, flags=re.IGNORECASE)).split())


def _residual(name: str) -> UnsupportedModelError:
    return UnsupportedModelError(
        f"the residuals in RANDOM _RESIDUAL_ of {name} are not read; residual= gives their structure in the language "
        "of formulas, such as residual='ar1(wave | g)'"
    )


def _terms(effects: Iterable[str], classes: set[str]) -> list[str]:
    return [_term(effect, classes) for effect in effects if effect.lower() not in ("intercept", "int")]


def _term(effect: str, classes: set[str]) -> str:
    nested = re.fullmatch(r"([\w.*]+)\(([\w.*\s]+)\)", effect)
    if nested is not None:  # a(b) is a within b
        return _term(f"{'*'.join(nested[2].replace('*', ' ').split())}*{nested[1]}", classes)
    if not re.fullmatch(r"[\w.]+([*|][\w.]+)*", effect):
        raise UnsupportedModelError(
            f"the effect {effect} is not read; in lme4's language a*b of SAS is a:b, a|b is a*b"
        )
    if "|" in effect and "*" in effect:
        raise UnsupportedModelError(
            f"the effect {effect} is not read; in lme4's language a*b of SAS is a:b, a|b is a*b"
        )
    ours = "*" if "|" in effect else ":"
    return ours.join(
        f"factor({quoted(one)})" if one.lower() in classes else quoted(one) for one in re.split(r"[*|]", effect)
    )


def _subject(text: str) -> tuple[str, ...]:
    """Return the columns of ``a``, ``a*b`` or ``b(a)``, the outermost first."""
    nested = re.fullmatch(r"([\w.*]+)\(([\w.*\s]+)\)", text.strip())
    if nested is not None:
        return (*re.split(r"[*\s]+", nested[2].strip()), *nested[1].split("*"))
    return tuple(one.strip() for one in text.split("*") if one.strip())


def _formula(response: str, fixed: list[str], randoms: list[Random], classes: set[str], name: str) -> str:
    blocks = [block for random in randoms for block in _blocks(random, classes, name)]
    return f"{response} ~ {' + '.join([*fixed, *bars_of(blocks)] or ['1'])}"


def _blocks(random: Random, classes: set[str], name: str) -> list[Block]:
    structure = _STRUCTURES.get(random.structure)
    if structure is None:
        raise UnsupportedModelError(
            f"the covariance structure {random.structure.upper()} of {name} has no counterpart; VC is (x || g), UN "
            "(x | g), CS homcs(x | g), AR(1) ar1(x | g) in lme4's language"
        )
    if random.subject is None:
        found: list[Block] = []
        for effect in random.effects:
            columns = _subject(effect)
            if not all(one.lower() in classes for one in columns):
                raise UnsupportedModelError(
                    f"the random effect {effect} of {name} has no subject and is not of class variables alone; {_HOW}"
                )
            found.append(("", "1", columns))
        return found
    groups = _subject(random.subject)
    constant = any(effect.lower() in ("intercept", "int", "1") for effect in random.effects)
    others = [effect for effect in random.effects if effect.lower() not in ("intercept", "int", "1")]
    factors = [effect for effect in others if _subject(effect)[0].lower() in classes]
    if structure == "||":
        slopes = [_term(effect, classes) for effect in others if effect not in factors]
        found = [("", "1", (*groups, *_subject(effect))) for effect in factors]
        if constant or slopes:
            text = " + ".join([*([] if constant and slopes else ["1" if constant else "0"]), *slopes])
            found.insert(0, (structure, text, groups))
        return found
    terms = [_term(effect, classes) for effect in others]
    return [(structure, " + ".join([*([] if constant and terms else ["1" if constant else "0"]), *terms]), groups)]
