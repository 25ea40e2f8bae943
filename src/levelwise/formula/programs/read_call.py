"""From a pasted call to the formula that lme4 would take, with notes on how it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from levelwise.errors import FormulaSyntaxError, UnsupportedModelError
from levelwise.formula.programs import matlab
from levelwise.formula.programs.call import (
    PastedCall,
    RawArgument,
    matching,
    pasted_call,
    split,
    tree_of,
)
from levelwise.formula.programs.dialects import AFEX, JULIA, Dialect
from levelwise.formula.programs.fitters import FITTERS, Fitter
from levelwise.formula.programs.other_models import OTHER_MODELS
from levelwise.formula.programs.reading import Reading
from levelwise.formula.programs.summands import text_of
from levelwise.formula.surroundings import string_tokens
from levelwise.formula.syntax import Name, Node, Operation, String
from levelwise.formula.tokens import Token, tokenize
from levelwise.text.note import Note
from levelwise.text.sentences import listed

_CHANGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "weights": ("weights of the rows, or another residual variance; give prior weights by weights=", ()),
    "offset": ("an offset; write offset(…) in the formula, or pass it as offset=", ()),
    "exposure": ("an exposure; write offset(log(…)) in the formula", ()),
    "freq_weights": ("numbers of identical rows; repeat the rows in the data", ()),
    "var_weights": ("weights of the rows; give prior weights by weights=", ()),
    "subset": ("a choice of rows; select them in the data", ()),
    "correlation": ("a correlation of the residuals; residual= gives one, such as residual='ar1(wave | g)'", ()),
    "rcov": ("another residual covariance", ("~units",)),
    "ziformula": ("a model of excess zeros", ("~0",)),
    "dispformula": ("a model of the dispersion", ("~1",)),
    "sigma.formula": ("a model of the residual variance", ("~1",)),
    "resid_glmm": ("another residual covariance", ()),
    "autocor": ("a correlation of the residuals", ("NULL",)),
    "nl": ("a nonlinear model", ("FALSE", "F")),
    "zi_random": ("random effects of excess zeros", ("NULL",)),
    "zi_fixed": ("a model of excess zeros", ("NULL",)),
}
"""Arguments that specify more than the formula does, with what they specify and the values with which they do not."""

_LINKS = {"logistic": "logit"}
"""Links by the names that other programs have for them, as ``polr(…, method = "logistic")``."""

_OF_BF = frozenset(("formula", "family", "center", "sparse", "decomp", "cmc", "loop", "unused"))
"""Arguments of brms' ``bf()`` that are not a further parameter of the distribution."""

_TRANSPARENT = frozenset(
    (
        *("summary", "print", "show", "display", "tidy", "coef", "fixef", "ranef", "VarCorr", "anova", "Anova", "plot"),
        *("with", "suppressWarnings", "suppressMessages", "try", "system.time", "confint", "logLik", "AIC", "BIC"),
        *("report", "tab_model", "model_parameters", "emmeans", "isSingular", "performance", "icc", "r2"),
    )
)
"""Functions around a fitted model."""

_RANDOM_ARGUMENTS = {"random": "lme", "groups": "mixedlm", "re_formula": "mixedlm", "vc_formula": "mixedlm"}


def named_function(function: str) -> str:
    """Return the name of a function without the modules or the package before it, where that is a name known here."""
    name = function.rpartition("::")[2].lstrip(":")
    while name not in FITTERS and name not in OTHER_MODELS and name not in _TRANSPARENT and "." in name:
        name = name.partition(".")[2]
    return name or function


def read_call(call: PastedCall) -> Reading | None:
    """Return the formula of a pasted call; None for a call that is not one of a model.

    Raises
    ------
    UnsupportedModelError
        For a function that fits another model, and for arguments that change the model.
    """
    name = named_function(call.function)
    if name in FITTERS:
        return _fitted(call, FITTERS[name])
    if name in OTHER_MODELS:
        raise UnsupportedModelError(OTHER_MODELS[name].message(name))
    if name in _TRANSPARENT:
        for argument in call.arguments:
            inner = pasted_call((*argument.tokens, _end(argument)), call.source)
            if inner is not None:
                return read_call(inner)
    if any(token.text == "~" for argument in call.arguments for token in argument.tokens):
        raise _unknown(call)
    return None


def read_arguments(tokens: Sequence[Token], source: str) -> Reading | None:
    """Return the formula of a call without its function, such as ``y ~ x, random = ~ 1 | g``; None for other texts."""
    arguments = tuple(map(_with_name, split(tokens[:-1], source)))
    data_alone = len(arguments) == 2 and len(arguments[1].tokens) == 1 and arguments[1].tokens[0].kind == "name"
    data_alone = data_alone and any(token.text == "~" for token in arguments[0].tokens)  # not an option of Stata
    if len(arguments) < 2 or not (data_alone or any(argument.name for argument in arguments[1:])):
        return None
    function = next((f for name, f in _RANDOM_ARGUMENTS.items() if any(a.name == name for a in arguments)), "lmer")
    return _fitted(PastedCall(function, arguments, source), FITTERS[function])


def _with_name(argument: RawArgument) -> RawArgument:
    """Return an argument with its name where ``=`` was forgotten, as in ``random ~ 1 | g``."""
    tokens = argument.tokens
    if argument.name is None and len(tokens) > 2 and tokens[0].text == "random" and tokens[1].text == "~":
        return RawArgument("random", tokens[1:], argument.source)
    return argument


def read_sum(tokens: Sequence[Token], source: str) -> Reading | None:
    """Return the formula of brms' ``bf(…) + gaussian()``; None for other texts.

    Raises
    ------
    UnsupportedModelError
        For the sum of several formulas, which is a model of several responses or parameters.
    """
    closing = matching(tokens, 1) if len(tokens) > 1 and tokens[0].text in ("bf", "brmsformula", "mvbf") else None
    if closing is None or tokens[closing + 1].text != "+":
        return None
    rest = tokens[closing + 2 : -1]
    named = {token.text for token, after in pairwise(rest) if token.kind == "name" and after.text == "("}
    if named & {"bf", "brmsformula", "lf", "nlf", "acformula", "set_nl", "mvbf"}:
        message = (
            "the sum of several formulas in brms is a model of several responses, or of several parameters of a "
            "distribution; such a model is not written. Give the formula of one response's mean"
        )
        raise UnsupportedModelError(message)
    found = _fitted(PastedCall(tokens[0].text, split(tokens[2:closing], source), source), FITTERS["bf"])
    families = [token for token in rest if token.kind == "name" and not token.text.startswith("set_")]
    return replace(found, family=Name(families[0].text)) if families else found


def _fitted(call: PastedCall, fitter: Fitter) -> Reading:
    if named_function(call.function) in ("fitlme", "fitglme"):
        call = matlab.with_names(call)
    known = [*fitter.reads, *fitter.of_residual, *fitter.refuses, *(name for name in _CHANGES if "_" not in name)]
    given = call.bound(fitter.parameters, known)
    if call.function.endswith("fit") and "type" in given and "formula" not in given:
        given["formula"] = given.pop("type")
    written = given.get(fitter.formula) or given.get("formula")
    if written is None or not written.tokens:
        raise UnsupportedModelError(f"{call.function}(…) has no formula; give one, such as y ~ x + (1 | g)")
    _refuse_further_formulas(call, written)
    matlab.refuse_patterns(given)
    family = _family(given, fitter)
    inner = _formula(written, call, fitter.dialect)
    notes = inner.notes
    tree, source = inner.tree, inner.source
    _refuse_changes(call, given, fitter)
    expands = "expand_re" in given and given["expand_re"].text in ("TRUE", "T")  # afex::mixed()
    right, more = (AFEX if expands else fitter.dialect).as_in_lme4(tree.operands[1])
    notes += more
    if right is not tree.operands[1]:
        tree = Operation("~", (tree.operands[0], right), tree.span)
    bars = [] if fitter.random is None else fitter.random(call, given)
    if bars:
        source = " + ".join((text_of(tree), *bars))
        tree = _tree(source)
        notes += (_beside(call, given, fitter.reads, " + ".join(bars)),)
    residual = inner.residual if fitter.residual is None else fitter.residual(call, given, bars)
    if fitter.residual is not None and residual is not None:
        notes += (_beside(call, given, fitter.of_residual, residual),)
    return Reading(tree, source, (_note(call, given, fitter), *notes), family or inner.family, residual)


def _beside(call: PastedCall, given: Mapping[str, RawArgument], names: Sequence[str], read: str) -> Note:
    """Return a note on what the arguments beside the formula were read as."""
    beside = [f"{name} = {given[name].text}" for name in names if name in given]
    said = f"{listed(beside)} of {call.function}(…) {'is' if len(beside) == 1 else 'are'} read as {read}"
    return Note("other-program", said)


def _note(call: PastedCall, given: Mapping[str, RawArgument], fitter: Fitter) -> Note:
    used = {
        fitter.formula,
        "formula",
        "data",
        "family",
        "link",
        "type",
        fitter.link,
        *fitter.reads,
        *fitter.of_residual,
    }
    others = [name for name in given if name not in used]
    note = f"the formula was taken from the call {call.function}(…)"
    if fitter.family is not None:
        note += f", whose family is {fitter.family.partition('(')[0]}"
    if others:
        note += f"; these arguments were ignored: {', '.join(others)}"
    return Note("pasted-call", note)


def _formula(written: RawArgument, call: PastedCall, dialect: Dialect) -> Reading:
    """Return the formula in an argument: as it is, in a string, or in a call such as ``bf(…)`` or ``@formula(…)``."""
    tokens = written.tokens
    if written.string is not None:
        token = written.string
        inside = string_tokens(token, call.source)
        typed = call.source[token.start + 1 : token.start + 1 + len(token.text)] == token.text
        return Reading(_formula_tree(inside, call.source if typed else token.text, call, dialect), call.source)
    if tokens[0].kind == "unknown" and tokens[0].text == "@" and len(tokens) > 1:
        tokens = (tokens[1]._replace(text=f"@{tokens[1].text}"), *tokens[2:])
    inner = pasted_call((*tokens, _end(written)), call.source)
    if inner is not None and named_function(inner.function) in FITTERS:
        name = named_function(inner.function)
        found = _fitted(inner, FITTERS[name])
        return replace(found, notes=found.notes[1:])  # the first says that it was taken from the inner call
    return Reading(_formula_tree(tokens, call.source, call, dialect), call.source)


def _formula_tree(tokens: Sequence[Token], source: str, call: PastedCall, dialect: Dialect) -> Operation:
    if dialect is JULIA:  # whose & binds like *, and R's like a comparison
        tokens = [token._replace(text=":") if token.text == "&" else token for token in tokens]
    tree = tree_of(tokens, source)
    if isinstance(tree, Operation) and tree.operator == "~" and len(tree.operands) == 2:
        return tree
    if isinstance(tree, Name):
        message = f"{tree.text} in {call.function}({tree.text}, …) is a variable; give the formula itself"
        raise UnsupportedModelError(message)
    message = "a formula needs a response, then ~, then predictors, as in y ~ x + (1 | g)"
    raise FormulaSyntaxError(message, source, tree.span.start, tree.span.end)


def _tree(text: str) -> Operation:
    tree = tree_of(tokenize(text)[:-1], text)
    assert isinstance(tree, Operation)  # built from a formula
    return tree


def _family(given: Mapping[str, RawArgument], fitter: Fitter) -> Node | None:
    if fitter.family is not None:
        link = given.get(fitter.link)
        if link is None or not link.tokens:
            return String(fitter.family)
        name = link.text if link.string is None else link.string.text
        return String(f"{fitter.family.partition('(')[0]}({_LINKS.get(name, name)})")
    if "family" not in given or not given["family"].tokens:
        return None
    family, link = given["family"], given.get("link")
    if family.string is not None and link is not None and link.string is not None:  # bambi's two arguments
        return String(f"{family.string.text}({link.string.text})")
    return family.tree() if family.string is None else Name(family.string.text)


def _refuse_further_formulas(call: PastedCall, formula: RawArgument) -> None:
    """Reject brms' formulas of further parameters, such as ``sigma ~ z`` in ``bf(y ~ x, sigma ~ z)``."""
    if named_function(call.function) not in ("bf", "brmsformula", "brm"):
        return
    for argument in call.arguments:
        is_formula = argument.string is None and any(token.text == "~" for token in argument.tokens)
        harmless = argument.name is None or argument.name in _OF_BF or named_function(call.function) == "brm"
        if argument is formula or (not is_formula and harmless):
            continue
        text = argument.text if argument.name is None else f"{argument.name} = {argument.text}"
        message = (
            f"{call.function}(…) has a second part, {text}, which belongs to the model; a model of more than the mean "
            "of one response is not written. Leave it out to write the model of the mean alone"
        )
        raise UnsupportedModelError(message)


def _refuse_changes(call: PastedCall, given: Mapping[str, RawArgument], fitter: Fitter) -> None:
    """Reject a call whose arguments specify more than its formula."""
    for name, (what, harmless) in {**_CHANGES, **fitter.refuses}.items():
        if (
            name in given
            and name not in (*fitter.reads, *fitter.of_residual)
            and "".join(given[name].text.split()) not in (*harmless, "NULL", "None")
        ):
            message = f"{call.function}(…) with {name} specifies more than its formula: {what}"
            raise UnsupportedModelError(message)
    if "random" in given and "random" not in fitter.reads:
        message = f"{call.function}(…) with random specifies more than its formula; random = ~ x | g is (x | g)"
        raise UnsupportedModelError(message)


def _unknown(call: PastedCall) -> UnsupportedModelError:
    from difflib import get_close_matches  # rarely needed

    near = get_close_matches(named_function(call.function), [*FITTERS, *OTHER_MODELS], n=1, cutoff=0.75)
    hint = f" Did you mean {near[0]}(…)?" if near else ""
    message = (
        f"{call.function}(…) is not among the functions whose models are known here, and may fit a model of another "
        f"kind.{hint} If it is a linear or generalized linear mixed model, give its formula alone"
    )
    return UnsupportedModelError(message)


def _end(argument: RawArgument) -> Token:
    end = argument.tokens[-1].end if argument.tokens else 0
    return Token("end", "", end, end)
