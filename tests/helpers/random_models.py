"""Random models for the requirements on notations: formulas with hints in place of data."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from levelwise.data.hints import Hints
from levelwise.design.assemble import PreparedModel, assemble
from levelwise.design.model_options import ModelOptions

VARIABLES = (
    "x",
    "z",
    "ses",
    "meanses",
    "w",
    "v",
    "u",
    "f",
    "C(f, Sum)",
    "s",
    "ns(z, df = 2)",
    "log(x + 1)",
    "I(z^2)",
    "poly(ses, 2)",
    "`my var`",
    "gm(x, g)",
    "cwc(x, g)",
    "cgm(z)",
    "I(cwc(v, h)^2)",
    "gm(log(ses + w), h)",
)
FACTORS = {"f": ["a", "b", "c"], "s": ["pub", "cath"]}
CONTRASTS: tuple[object, ...] = (
    None,
    "sum",
    "helmert",
    "poly",
    "diff",
    "SAS",
    {"treatment": "b"},
    [[1, 0], [0, 1], [-1, -1]],
    {"a": [2, -1, -1], "b": [0, 1, -1]},
)


@dataclass(frozen=True)
class Case:
    """A formula and what is said about its variables and groups."""

    formula: str
    levels: dict[str, str] = field(default_factory=dict)
    nesting: dict[str, str] = field(default_factory=dict)
    contrasts: dict[str, object] = field(default_factory=dict)
    residual: str | None = None

    def build(self) -> PreparedModel:
        hints = Hints(self.levels, self.nesting, FACTORS, self.contrasts)
        return assemble(self.formula, None, hints, ModelOptions(residual=self.residual))


STRUCTURES = ("us", "diag", "homdiag", "cs", "homcs", "ar1", "hetar1", "toep", "homtoep")
BARS = (*(("", mark) for mark in ("|", "||") for _ in STRUCTURES), *((name, "|") for name in STRUCTURES))

# grouping factors as written in bars, their nesting
DESIGNS: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    (("g",), {}),
    (("sch.id",), {}),
    (("g", "h"), {"g": "h"}),
    (("g", "h"), {}),
    (("h/g",), {}),
    (("g", "h", "k"), {"g": "h", "h": "k"}),
    (("g", "h", "k"), {"g": "h"}),
    (("g", "h", "k"), {}),
    (("k/h/g",), {}),
    (("a", "b", "a:b"), {}),
    (("h/g", "k"), {}),
    (("g", "h", "k", "l"), {"g": "h", "h": "k", "k": "l"}),
    (("l/k/h/g",), {}),
    (("g", "h", "k", "l", "m"), {"g": "h", "h": "k", "k": "l", "l": "m"}),
    (("m/l/k/h/g",), {}),
    (("a", "b", "a:b", "a:b"), {}),
    (("g", "h", "k", "a"), {"g": "h", "h": "k"}),
    (("h/g", "k/l"), {}),
    (("g", "h", "a", "b", "a:b"), {"g": "h"}),
)


RESIDUALS = (
    *("ar1(z | g)", "ar1(1 | g)", "car1(log(z + 1) | h/g)", "hetar1(f | h)", "cs(1 | k)", "cs(f | g)", "homcs(1 | h)"),
    *("toep(f | g)", "homtoep(0 + f | sch.id)", "us(0 + f | g)", "homus(f | a:b)"),
    *("diag(0 + s)", "ar1(f | g) + diag(s)"),
)
"""Structures of the residuals, within groups that a random model may have as a grouping factor or not."""


def products(max_order: int = 3) -> st.SearchStrategy[str]:
    variable = st.sampled_from(VARIABLES)
    parts = st.lists(variable, min_size=1, max_size=max_order, unique=True)
    return st.tuples(parts, st.sampled_from((":", "*"))).map(lambda p: p[1].join(p[0]))


def sides(max_terms: int) -> st.SearchStrategy[str]:
    terms = st.lists(products(), min_size=0, max_size=max_terms)
    return st.tuples(st.sampled_from(("1", "0", "")), terms).map(
        lambda p: " + ".join([part for part in (p[0], *p[1]) if part]) or "1"
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    groups, nesting = draw(st.sampled_from(DESIGNS))
    fixed = draw(sides(4))
    bars = []
    for group in draw(st.lists(st.sampled_from(groups), min_size=1, max_size=4)):
        side = draw(sides(2))
        if side == "0":
            side = "1"
        call, mark = draw(st.sampled_from(BARS))
        bars.append(f"{call}({side} {mark} {group})")
    used = {g for bar in bars for g in _labels(bar.split("|")[-1].strip(" )"))}
    offset = draw(st.sampled_from(("", "", "offset(log(exposure)) + ")))
    formula = f"y ~ {offset}{fixed} + {' + '.join(bars)}"
    homes = st.sampled_from(("", *sorted(used)))
    levels = {name: draw(homes) for name in ("w", "v", "u", "s", "meanses", "x", "my var")}
    return Case(
        formula,
        {name: home for name, home in levels.items() if home and name in formula and _stands(name, formula)},
        {child: parent for child, parent in nesting.items() if child in used and parent in used},
        {"f": contrast} if (contrast := draw(st.sampled_from(CONTRASTS))) is not None else {},
    )


def _labels(group: str) -> list[str]:
    parts = group.split("/")
    labels = [parts[0]]
    for part in parts[1:]:
        outer = f"({labels[-1]})" if ":" in labels[-1] else labels[-1]
        labels.append(f"{part}:{outer}")
    return labels


def _stands(name: str, formula: str) -> bool:
    import re

    return f"`{name}`" in formula or re.search(rf"(?<![\w.`]){name}(?![\w.`])", formula) is not None
