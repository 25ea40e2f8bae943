"""Python: names, strings, factors and expressions in formulas of patsy and formulae.

Sources: the documentation of patsy, *Formulas*, ``Q``, *Coding categorical data*; that of formulae, *Syntax*; pandas'
``Categorical``.
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import field

from levelwise.data.schema import Column
from levelwise.dataclass import dataclass
from levelwise.formula.syntax import Call, Name, Node, Operation, names_in
from levelwise.model.spec import ModelSpec
from levelwise.translation.contrasts import Coding, coding_of
from levelwise.translation.languages.expressions import Language, refusal, written
from levelwise.translation.languages.r import is_factor_of, is_in_order, is_number
from levelwise.translation.made_columns import MadeColumn, expressions_of, fresh_name, made_columns, replaced
from levelwise.translation.parts import Side, Term, column_of, names_of, response_column, used_variables
from levelwise.translation.refusal import InexpressibleError

_FUNCTIONS: Mapping[str, str] = {
    **{
        name: f"np.{name}({{}})"
        for name in (
            *("exp", "log", "log10", "log2", "log1p", "expm1", "sqrt", "abs", "floor", "trunc", "sign"),
            *("sin", "cos", "tan", "sinh", "cosh", "tanh"),
        )
    },
    "ceiling": "np.ceil({})",
    "asin": "np.arcsin({})",
    "acos": "np.arccos({})",
    "atan": "np.arctan({})",
}
_COMPARISONS = {">": ">", "<": "<", ">=": ">=", "<=": "<=", "==": "==", "!=": "!=", "&": "&", "|": "|", "%%": "%"}
_FACTORS = frozenset({"factor", "as.factor", "C", "ordered", "as.ordered"})
_CONTRASTS = {"sum": "Sum", "helmert": "Helmert", "poly": "Poly", "diff": "Diff"}
_RESERVED = frozenset(
    {"np", "pd", "df", "Q", "C", "I", "Treatment", "Sum", "Helmert", "Poly", "Diff", "bmb", "smf", "sm"}
)


@dataclass(frozen=True)
class Library:
    """What a Python library of formulas does in its own way.

    Attributes
    ----------
    name : str
        The software, for messages.
    quoting : str
        How a name that is no identifier is written, with ``{}``: ``Q("{}")`` or backticks.
    contrasts : frozenset of str
        The kinds of contrasts that it has, besides treatment contrasts.
    """

    name: str
    quoting: str
    contrasts: frozenset[str]


PATSY = Library("statsmodels", "Q({string})", frozenset(_CONTRASTS))
FORMULAE = Library("bambi", "`{name}`", frozenset({"sum"}))


@dataclass(frozen=True)
class PythonModel:
    """A model in the words of a Python library of formulas.

    Attributes
    ----------
    spec : ModelSpec
        The model.
    library : Library
        The library.
    variables : mapping of str to str
        The text of each variable in a formula.
    statements : tuple of str
        What is done to the data frame ``df`` before.
    imports : tuple of str
        The imports that the statements and the formula need.
    by : mapping of Node to Node
        The names of columns that stand for calls.
    """

    spec: ModelSpec
    library: Library
    variables: Mapping[str, str]
    statements: tuple[str, ...]
    imports: tuple[str, ...]
    by: Mapping[Node, Node] = field(repr=False)

    def expression(self, node: Node) -> str:
        """Return an expression as a term of a formula."""
        return term_text(replaced(node, self.by), language(self.library))

    def term(self, term: Term) -> str:
        """Return a product of variables."""
        return ":".join(self.variables[name] for name in term.variables)

    def side(self, side: Side) -> str:
        """Return the terms of a side, with ``1`` where there is an intercept alone and ``0`` where there is none."""
        terms = [self.term(term) for term in side.terms]
        if side.intercept:
            return " + ".join(terms) if terms else "1"
        return " + ".join(["0", *terms])

    @property
    def response(self) -> str:
        """The response."""
        return self.expression(self.spec.response.node)


def language(library: Library) -> Language:
    """Return the language of expressions in the formulas of a library."""

    def name(text: str) -> str:
        return name_in_formula(text, library)

    return Language(
        library.name,
        name,
        python_string,
        "**",
        _COMPARISONS,
        _FUNCTIONS,
        'df["{name}"] = {value}',
        {"pi": "np.pi", "TRUE": "True", "FALSE": "False"},
    )


def name_in_formula(text: str, library: Library) -> str:
    """Return a column as a formula names it, within the string of the formula.

    Raises
    ------
    InexpressibleError
        For a name that the library cannot quote.
    """
    if text.isidentifier() and text.isascii() and not keyword.iskeyword(text) and text not in _RESERVED:
        return text
    if any(mark in text for mark in "\"'\\`{}") or not text.isprintable():
        raise InexpressibleError(f"{library.name}'s formulas cannot name the column {text!r}", "rename it")
    return library.quoting.format(string=f"'{text}'", name=text)


def python_string(text: str) -> str:
    """Return a string in Python, in double quotation marks where that needs no escape."""
    plain = '"' not in text and "\\" not in text and text.isprintable()
    return f'"{text}"' if plain else repr(text)


def term_text(node: Node, words: Language) -> str:
    """Return an expression as a term: a column, a call, or an operation within ``I()``."""
    inner = node
    while isinstance(inner, Operation) and inner.operator == "(":
        inner = inner.operands[0]
    text = written(inner, words)
    is_operation = isinstance(inner, Operation) or (isinstance(inner, Call) and not text.endswith(")"))
    return f"I({text})" if is_operation or (isinstance(inner, Call) and inner.function == "I") else text


def python_model(spec: ModelSpec, library: Library) -> PythonModel:
    """Return a model in the words of a Python library of formulas.

    Raises
    ------
    InexpressibleError
        For a function, contrasts or a name that it does not have.
    """
    words = language(library)
    made, by = made_columns(spec)
    taken = [*names_of(spec), *(column.name for column in made)]
    statements = [_made(column) for column in made]
    variables: dict[str, str] = {}
    for name in used_variables(spec):
        known, node = column_of(spec, name), replaced(spec.variables[name], by)
        if known.is_factor and len(known.categories) > 1:
            variables[name], more = _factor(spec, node, known, library, taken)
            statements += more
        elif isinstance(node, Call) and node.function in _FACTORS and isinstance(node.arguments[0].value, Name):
            variables[name] = f"C({name_in_formula(node.arguments[0].value.text, library)})"
        else:
            variables[name] = term_text(node, words)
    response = spec.response
    if response.is_categorical and response.categories and isinstance(response.node, Name):
        name = response.node.text
        known = response_column(spec)
        statements.append(_categorical(name, name, known, ordered=response.kind == "ordinal"))
    everything = " ".join([*variables.values(), *statements, *(written_or_empty(node, words) for node in spec.offsets)])
    imports = [f"import {module} as {short}" for module, short in (("numpy", "np"), ("pandas", "pd"))]
    used = [one for one, short in zip(imports, ("np.", "pd."), strict=True) if short in everything]
    return PythonModel(spec, library, variables, tuple(dict.fromkeys(statements)), tuple(used), by)


def written_or_empty(node: Node, words: Language) -> str:
    """Return an expression, or nothing if it cannot be written."""
    try:
        return written(node, words)
    except InexpressibleError:
        return ""


def categories(labels: tuple[str, ...]) -> str:
    """Return categories as a list, of numbers if all are numbers."""
    return f"[{', '.join(_texts(labels))}]"


def _texts(labels: tuple[str, ...]) -> tuple[str, ...]:
    return labels if all(map(is_number, labels)) else tuple(map(python_string, labels))


def column(name: str) -> str:
    """Return a column of the data frame ``df``."""
    return f"df[{python_string(name)}]"


def _made(made: MadeColumn) -> str:
    words = Language(
        "pandas", column, python_string, "**", _COMPARISONS, _FUNCTIONS, "{name} = {value}", {"pi": "np.pi"}
    )
    inner = written(made.inner, words)
    values = f"({inner})" if isinstance(made.inner, Operation) else inner
    groups = [column(name) for name in made.groups]
    by = groups[0] if len(groups) == 1 else f"[{', '.join(groups)}]"
    mean = f'{values}.groupby({by}).transform("mean")' if groups else f"{values}.mean()"
    value = {
        "mean": mean,
        "centred": f"{values} - {mean}",
        "scaled": f"({values} - {mean}) / {values}.std()",
    }[made.kind]
    return f"{column(made.name)} = {value}"


def _categorical(name: str, source: str, known: Column, *, ordered: bool = False) -> str:
    """Return the statement that makes a column a factor, in which values that were renamed have their new names."""
    values = column(source)
    if known.values:
        old, new = zip(*known.values, strict=True)
        pairs = zip(_texts(old), _texts(new), strict=True)
        values = f"{values}.map({{{', '.join(f'{one}: {other}' for one, other in pairs)}}})"
    order = ", ordered=True" if ordered else ""
    return f"{column(name)} = pd.Categorical({values}, categories={categories(known.categories)}{order})"


def _factor(spec: ModelSpec, node: Node, known: Column, library: Library, taken: list[str]) -> tuple[str, list[str]]:
    """Return a factor as a formula names it, and the statements that set its categories."""
    coding = coding_of(known)
    if known.kind == "logical":
        if not coding.is_default:
            raise InexpressibleError(f"{library.name} has no contrasts of the logical variable {known.name}")
        return term_text(node, language(library)), []
    base = node
    if isinstance(node, Call) and node.function in _FACTORS and (len(node.arguments) == 1 or node.function == "C"):
        base = node.arguments[0].value
    if not isinstance(base, Name):
        raise refusal(node, language(library))
    if base is not node and is_in_order(known.categories):
        return _coded(name_in_formula(base.text, library), coding, known, library, wrapped=True), []
    others = (other for other in expressions_of(spec) if not is_factor_of(other, base))
    name = base.text
    if base is not node or any(name in names_in(other) for other in others):
        name = fresh_name(f"{base.text}_factor", taken)
        taken.append(name)
    statement = _categorical(name, base.text, known)
    return _coded(name_in_formula(name, library), coding, known, library), [statement]


def _coded(text: str, coding: Coding, known: Column, library: Library, *, wrapped: bool = False) -> str:
    if coding.is_default:
        return f"C({text})" if wrapped else text
    if coding.kind == "treatment":
        label = known.categories[coding.base]
        reference = label if is_number(label) else f"'{label}'"
        if any(mark in label for mark in "\"'\\`{}") or not label.isprintable():
            raise InexpressibleError(f"{library.name}'s formulas cannot name the category {label!r}", "rename it")
        return f"C({text}, Treatment({reference}))"
    if coding.kind in library.contrasts:
        return f"C({text}, {_CONTRASTS[coding.kind]})"
    kind = "these contrasts" if coding.kind == "custom" else f"{coding.kind} contrasts"
    raise InexpressibleError(
        f"{kind} of {known.name} have no counterpart in {library.name}",
        "make a column for each of them beforehand",
    )
