"""Small designs with the number of variance parameters they can tell apart, each derived by hand.

Two facts do most of the work. Rows of one group have the covariance W = Z G Z' + σ²I; with many groups the fixed part
takes nothing from it, so the rank is the dimension of what the entries of W are as functions of θ. And what the fixed
part holds exactly (a group's indicator, a group's slope) has an image of zero.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import levelwise as lw
from helpers.variance_designs import (
    Table,
    abc,
    cells,
    disconnected,
    districts,
    few,
    groups,
    half,
    holes,
    incomplete_blocks,
    irregular,
    many,
    nested,
    schools,
    seen,
    singles,
    six,
    split_plot,
    square,
    three,
    three_twice,
    tight,
    trial,
    waves,
)


@dataclass(frozen=True)
class Case:
    """A design and its answer.

    Attributes
    ----------
    name, formula, table
        A unique name, the formula, the function that makes the data.
    rank, parameters
        How many combinations of the variance parameters the design shows, of how many.
    why : str
        The derivation.
    options : mapping
        Further options of `lw.model`.
    residual : bool
        Whether there is a σ²; False stands for a family without one.
    exact : bool
        Whether every number of the matrices is a fraction with few digits.
    delicate : bool
        Whether floats at a tolerance of 1e-8 may go wrong, or call it nearly confounded.
    """

    name: str
    formula: str
    table: Callable[[], Table]
    rank: int
    parameters: int
    why: str
    options: Mapping[str, Any] = field(default_factory=dict)
    residual: bool = True
    exact: bool = True
    delicate: bool = False

    @property
    def identified(self) -> bool:
        return self.rank == self.parameters

    def model(self) -> lw.Model:
        return lw.model(self.formula, self.table(), **self.options)


# tables


# designs

SEED = [
    Case("m1", "math ~ 1 + (1 | school)", schools, 2, 2, "one-way layout: between and within"),
    Case("m2", "math ~ meanses + (1 | school)", schools, 2, 2, "as m1; one contrast of schools is fixed"),
    Case("m22", "math ~ sector + (1 | school)", schools, 2, 2, "as m2", {"factors": {"sector": {0: "pub", 1: "cath"}}}),
    Case("m3", "math ~ ses + (ses | school)", schools, 4, 4, "6 irregular rows a school: 11', 1x'+x1', xx' and I"),
    Case("m4", "math ~ ses * sector + (ses | school)", schools, 4, 4, "as m3"),
    Case("m41", "math ~ ses * sector + (1 | school)", schools, 2, 2, "as m1"),
    Case("m42", "math ~ ses + minority + (ses | school)", schools, 4, 4, "as m3"),
    Case("m43", "math ~ gender * minority + (ses | school)", schools, 4, 4, "as m3: the fixed part does not matter"),
    Case("m5", "y ~ A*B*C + (A*B*C | group)", abc, 37, 37, "8·9/2 + 1; 12 irregular rows a group span 8 and leave 4"),
    Case("m51", "y ~ A*B*C + (A + B + C || group)", abc, 5, 5, "four squares and I"),
    Case("m6", "math ~ ses + (ses || school)", schools, 3, 3, "two squares and I"),
    Case(
        "m7", "y ~ A*B*C + (A*C | group) + (B | group)", abc, 13, 14, "two variances of one intercept, only their sum"
    ),
    Case(
        "mn", "math ~ ses + sector + (sector | school)", schools, 3, 4, "τ00 in one sector, τ00+2τ01+τ11 in the other"
    ),
    Case("mn2", "math ~ ses + (sector | school)", schools, 3, 4, "as mn"),
    Case("mm", "math ~ ses * sector + (ses:sector | school)", schools, 4, 4, "as m3 in the schools of sector 1"),
    Case("mm2", "math ~ ses * sector + (ses * sector | school)", schools, 7, 11, "one G of 3 a sector, 2·3 + 1"),
    Case("mp", "math ~ female*minority + (ses | school)", schools, 4, 4, "as m3"),
    Case("mp1", "math ~ ses + female*minority + (ses | school)", schools, 4, 4, "as m3"),
    Case("mq", "math ~ female*minority + (ses:female | school)", schools, 4, 4, "as m3 with another column"),
    Case("mq2", "math ~ ses + female*minority + (ses:female | school)", schools, 4, 4, "as mq"),
]

GROWTH = [
    Case("two-common", "y ~ t + (t | id)", waves(2), 3, 4, "W has 3 entries"),
    Case("two-common-no-slope", "y ~ 1 + (t | id)", waves(2), 3, 4, "W has 3 entries"),
    Case("two-gap", "y ~ gap + (gap | id)", waves(2), 3, 4, "W has 3 entries"),
    Case("two-irregular", "y ~ t + (t | id)", irregular, 4, 4, "as m3: times differ, so σ² comes apart"),
    Case("two-patterns", "y ~ t + (t | id)", seen(3, (0, 1), (0, 2)), 4, 4, "τ00+τ01 and τ00+2τ01, then the rest"),
    Case("two-diagonal", "y ~ t + (t || id)", waves(2), 3, 3, "τ0+σ², τ0, τ0+τ1+σ²"),
    Case("two-diagonal-centred", "y ~ centred + (centred || id)", waves(2), 2, 3, "τ0+τ1+σ² twice and τ0−τ1"),
    Case("two-intercept", "y ~ t + (1 | id)", waves(2), 2, 2, "τ and τ+σ²"),
    Case("two-slope-only", "y ~ t + (0 + t | id)", waves(2), 2, 2, "σ² at time 0, τ+σ² at time 1"),
    Case("three-common", "y ~ t + (t | id)", waves(3), 4, 4, "I has rank 3, Z G Z' rank 2"),
    Case("three-diagonal-centred", "y ~ centred + (centred || id)", waves(3), 3, 3, "τ0, τ0−τ1 and σ²"),
    Case("three-quadratic", "y ~ t + I(t^2) + (t + I(t^2) | id)", waves(3), 6, 7, "W has 6 entries"),
    Case("four-quadratic", "y ~ t + I(t^2) + (t + I(t^2) | id)", waves(4), 7, 7, "I has rank 4, Z G Z' rank 3"),
    Case("three-poly", "y ~ poly(t, 2) + (poly(t, 2) | id)", waves(3), 6, 7, "as three-quadratic", exact=False),
    Case("four-poly", "y ~ poly(t, 2) + (poly(t, 2) | id)", waves(4), 7, 7, "as four-quadratic", exact=False),
    Case(
        "four-poly-diagonal",
        "y ~ poly(t, 2) + diag(poly(t, 2) | id)",
        waves(4),
        4,
        4,
        "three orthogonal squares and I, of rank 4",
        exact=False,
    ),
    Case(
        "three-poly-diagonal",
        "y ~ poly(t, 2) + diag(1 + poly(t, 2) | id)",
        waves(3),
        3,
        4,
        "three orthogonal columns: W has their three squares, and I is the sum of these",
        exact=False,
    ),
    Case("four-cubic", "y ~ t + I(t^2) + I(t^3) + (t + I(t^2) + I(t^3) | id)", waves(4), 10, 11, "W has 10 entries"),
    Case("five-cubic", "y ~ t + I(t^2) + I(t^3) + (t + I(t^2) + I(t^3) | id)", waves(5), 11, 11, "I has rank 5"),
    Case("two-twice", "y ~ t + (t | id)", waves(2, 2), 4, 4, "copies differ by σ² alone"),
    Case(
        "growth-few-persons",
        "y ~ t + (t | id)",
        waves(4, persons=3),
        4,
        4,
        "β̂ of persons minus β̂: G + σ²(Z'Z)⁻¹, and I",
    ),
    Case("fixed-quadratic", "y ~ t + I(t^2) + (t | id)", waves(4), 4, 4, "as three-common"),
]


def structure(name: str, times: int, rank: int, parameters: int, why: str, *copy: int) -> Case:
    """Return a covariance structure over occasions, each seen once or `copy` times."""
    copies = sum(copy) or 1
    label = f"{name}-{times}" + ("-twice" if copies > 1 else "")
    formula = f"y ~ occasion + {name}(0 + occasion | id)"
    return Case(label, formula, waves(times, copies), rank, parameters, why)


CS3 = "the products fix ρs_p² up to nothing, then v_p−v_q fix ρ unless all v are equal, then σ²"
TOEP3 = "s1/s3 and v1−v3 fix s1 and s3 (unless they are equal), then σ², s2 and both ρ"
STRUCTURES = [
    structure("us", 2, 3, 4, "3 entries; I is among them"),
    structure("us", 3, 6, 7, "6 entries; I is among them"),
    structure("us", 4, 10, 11, "10 entries; I is among them"),
    structure("us", 3, 7, 7, "two copies differ by σ² alone", 2),
    structure("diag", 2, 2, 3, "v_p+σ²"),
    structure("diag", 3, 3, 4, "v_p+σ²"),
    structure("diag", 5, 5, 6, "v_p+σ²"),
    structure("diag", 3, 4, 4, "copies show σ²", 2),
    structure("homdiag", 2, 1, 2, "v+σ²"),
    structure("homdiag", 4, 1, 2, "v+σ²"),
    structure("homdiag", 4, 2, 2, "copies show σ²", 2),
    structure("cs", 2, 3, 4, "W has 3 entries"),
    structure("cs", 3, 5, 5, CS3),
    structure("cs", 4, 6, 6, CS3),
    structure("cs", 5, 7, 7, CS3),
    structure("cs", 2, 4, 4, "copies show σ²", 2),
    structure("homcs", 2, 2, 3, "v+σ² and the covariance"),
    structure("homcs", 3, 2, 3, "v+σ² and the covariance"),
    structure("homcs", 5, 2, 3, "v+σ² and the covariance"),
    structure("homcs", 3, 3, 3, "copies show σ²", 2),
    structure("ar1", 2, 2, 3, "v+σ² and vρ"),
    structure("ar1", 3, 3, 3, "vρ and vρ² give ρ and v, then σ²"),
    structure("ar1", 4, 3, 3, "as with three"),
    structure("ar1", 5, 3, 3, "as with three"),
    structure("ar1", 2, 3, 3, "copies show σ²", 2),
    structure("hetar1", 2, 3, 4, "W has 3 entries"),
    structure("hetar1", 3, 5, 5, "ρs1s2·ρs2s3/ρ²s1s3 gives v2, v2+σ² gives σ², then the rest"),
    structure("hetar1", 4, 6, 6, "as with three"),
    structure("hetar1", 5, 7, 7, "as with three"),
    structure("toep", 2, 3, 4, "W has 3 entries"),
    structure("toep", 3, 6, 6, TOEP3),
    structure("toep", 4, 8, 8, TOEP3 + " and the others"),
    structure("toep", 3, 6, 6, "copies show σ²", 2),
    structure("homtoep", 2, 2, 3, "an entry a distance; I is the first"),
    structure("homtoep", 3, 3, 4, "an entry a distance; I is the first"),
    structure("homtoep", 5, 5, 6, "an entry a distance; I is the first"),
    structure("homtoep", 3, 4, 4, "copies show σ²", 2),
]


def both(name: str, times: int, rank: int, parameters: int, why: str, *copy: int) -> Case:
    """Return an intercept beside a structure over occasions."""
    copies = sum(copy) or 1
    label = f"1+{name}-{times}" + ("-twice" if copies > 1 else "")
    formula = f"y ~ occasion + (1 | id) + {name}(0 + occasion | id)"
    return Case(label, formula, waves(times, copies), rank, parameters, why)


BESIDE = [
    both("us", 3, 6, 8, "6 entries; 11' and I are among them"),
    both("us", 3, 7, 8, "6 entries and σ²; 11' is among them", 2),
    both("diag", 3, 4, 5, "τ and v_p+σ²"),
    both("diag", 3, 5, 5, "copies show σ²", 2),
    both("homdiag", 3, 2, 3, "τ and v+σ²"),
    both("homdiag", 3, 3, 3, "copies show σ²", 2),
    both("cs", 3, 6, 6, "six equations; the ratio of (v1−v2)/(v1−v3) to the products less τ gives τ"),
    both("cs", 4, 7, 7, "as with three"),
    both("homcs", 4, 2, 4, "I and 11' twice each"),
    both("homcs", 4, 3, 4, "copies show σ²; 11' = I of the block + all pairs", 2),
    both("ar1", 2, 2, 4, "W has 2 different entries"),
    both("ar1", 3, 3, 4, "W has 3 different entries"),
    both("ar1", 4, 4, 4, "differences of vρ, vρ², vρ³ give ρ and v, then τ and σ²"),
    both("ar1", 5, 4, 4, "as with four"),
    both("homtoep", 4, 4, 6, "W has 4 different entries"),
    both("toep", 3, 6, 7, "W has 6 entries"),
    Case("1+obs+ar1", "y ~ t + (1|id) + (1|obs) + ar1(0+occasion|id)", waves(5), 4, 5, "a variance a row is σ² again"),
    Case(
        "ar1-slope", "y ~ t + (t | id) + ar1(0 + occasion | id)", waves(5), 6, 6, "squares in t, ρ^|p−q|, I: 15 entries"
    ),
    Case("us-fixed-line", "y ~ t + (0 + occasion | id)", waves(3), 6, 7, "as us-3"),
    Case("us-contrasts", "y ~ occasion + (occasion | id)", waves(3), 6, 7, "as us-3: same columns' span"),
    Case("us-contrasts-twice", "y ~ occasion + (occasion | id)", waves(3, 2), 7, 7, "as us-3-twice"),
    Case(
        "us-sum",
        "y ~ occasion + (occasion | id)",
        waves(3),
        6,
        7,
        "as us-3: same columns' span",
        {"contrasts": {"occasion": "sum"}},
    ),
    Case(
        "double-bar-factor",
        "y ~ occasion + (occasion || id)",
        waves(3, 2),
        7,
        8,
        "as 1+us-3-twice: indicators stay one block",
    ),
    Case("diag-contrasts-3", "y ~ occasion + diag(occasion | id)", waves(3), 4, 4, "τ, σ² at the first, v2, v3"),
    Case("diag-contrasts-2", "y ~ occasion + diag(occasion | id)", waves(2), 3, 3, "τ, σ² at the first, v2"),
    Case(
        "diag-sum-2",
        "y ~ occasion + diag(occasion | id)",
        waves(2),
        2,
        3,
        "as two-diagonal-centred",
        {"contrasts": {"occasion": "sum"}},
    ),
    Case("homdiag-line", "y ~ t + homdiag(t | id)", waves(4), 2, 2, "11'+tt' and I"),
    Case("homcs-line", "y ~ t + homcs(t | id)", waves(4), 3, 3, "11'+tt', 1t'+t1' and I"),
    Case("cs-line", "y ~ t + cs(t | id)", waves(4), 4, 4, "of two columns, so us"),
    Case("cs-line-2", "y ~ t + cs(t | id)", waves(2), 3, 4, "of two columns, so us"),
    Case("cs-plane", "y ~ x + z + cs(x + z | g)", groups, 5, 5, "irregular rows show G and σ²; in G cs has 4"),
    Case("ar1-plane", "y ~ x + z + ar1(x + z | g)", groups, 3, 3, "irregular rows show G and σ²; in G ar1 has 2"),
    Case("toep-plane", "y ~ x + z + toep(x + z | g)", groups, 6, 6, "irregular rows show G and σ²; in G toep has 5"),
    Case("ar1-one-column", "y ~ x + ar1(1 | g)", groups, 2, 2, "of one column: a variance"),
    Case(
        "hetar1-group-factor", "y ~ f3 + hetar1(0 + f3 | g)", groups, 4, 5, "no group sees two categories: ρ is unseen"
    ),
    Case("homcs-group-factor", "y ~ f3 + homcs(0 + f3 | g)", groups, 2, 3, "no group sees two categories"),
    Case("ar1-next-only", "y ~ 1 + ar1(0 + occasion | id)", seen(4, (0, 1), (1, 2), (2, 3)), 2, 3, "v+σ² and vρ only"),
    Case("ar1-some-far", "y ~ 1 + ar1(0 + occasion | id)", seen(3, (0, 1), (0, 2)), 3, 3, "vρ and vρ²"),
    Case(
        "us-pair-unseen",
        "y ~ occasion + (0 + occasion | id)",
        seen(3, (0, 1), (1, 2)),
        5,
        7,
        "3 variances with σ², 2 of 3 pairs",
    ),
    Case("us-all-pairs", "y ~ occasion + (0 + occasion | id)", seen(3, (0, 1), (1, 2), (0, 2)), 6, 7, "as us-3"),
    Case(
        "homtoep-lag-unseen", "y ~ 1 + homtoep(0 + occasion | id)", seen(3, (0, 1), (1, 2)), 2, 4, "v+σ² and distance 1"
    ),
    Case("copies-of-one-category", "y ~ occasion + (0 + occasion | id)", half, 4, 4, "b's copies show σ²"),
    Case("diag-copies-of-one", "y ~ occasion + diag(0 + occasion | id)", half, 3, 3, "b's copies show σ²"),
    Case("diag-40", "y ~ 1 + diag(0 + f | g)", many(1), 40, 41, "v_f+σ²"),
    Case("diag-40-fixed", "y ~ f + diag(0 + f | g)", many(1), 40, 41, "contrasts of groups show v_f+σ²"),
    Case("diag-40-twice", "y ~ 1 + diag(0 + f | g)", many(2), 41, 41, "copies show σ²"),
    Case("homdiag-40", "y ~ 1 + homdiag(0 + f | g)", many(1), 1, 2, "v+σ²"),
    Case("homcs-40", "y ~ 1 + homcs(0 + f | g)", many(1), 2, 3, "v+σ² and the covariance"),
    Case("1+homdiag-40", "y ~ 1 + (1 | g) + homdiag(0 + f | g)", many(2), 3, 3, "two-way nested layout"),
]

GROUP_LEVEL = [
    Case("w", "y ~ w + (w | g)", groups, 3, 4, "two values of τ00+2τ01w+τ11w²"),
    Case("w-plain", "y ~ 1 + (w | g)", groups, 3, 4, "as w"),
    Case("w37", "y ~ w37 + (w37 | g)", groups, 3, 4, "two values, whatever they are"),
    Case("w3", "y ~ w3 + (w3 | g)", groups, 4, 4, "three values fix a quadratic"),
    Case("w5", "y ~ w5 + (w5 | g)", groups, 4, 4, "five values fix a quadratic"),
    Case("f2", "y ~ f2 + (f2 | g)", groups, 3, 4, "one variance a category"),
    Case("f2-cells", "y ~ f2 + (0 + f2 | g)", groups, 3, 4, "one variance a category, no pair"),
    Case("f3", "y ~ f3 + (f3 | g)", groups, 4, 7, "one variance a category"),
    Case("f3-cells", "y ~ 0 + f3 + (0 + f3 | g)", groups, 4, 7, "one variance a category, no pair"),
    Case("f3-diagonal", "y ~ f3 + diag(0 + f3 | g)", groups, 4, 4, "one variance a category is asked"),
    Case("f3-diagonal-contrasts", "y ~ f3 + diag(f3 | g)", groups, 4, 4, "τ, τ+v2, τ+v3"),
    Case("w-alone", "y ~ w + (0 + w | g)", groups, 2, 2, "groups of w = 1 vary, the others do not"),
    Case("w-and-not", "y ~ w + (0 + w | g) + (0 + not_w | g)", groups, 3, 3, "one variance a value"),
    Case("w-diagonal", "y ~ w + (w || g)", groups, 3, 3, "τ0 and τ0+τ1"),
    Case("sign-diagonal", "y ~ sign + (sign || g)", groups, 2, 3, "w² is 1 everywhere"),
    Case("w3-diagonal", "y ~ w3 + (w3 || g)", groups, 3, 3, "τ0+τ1w²"),
    Case("w+x", "y ~ w + x + (w + x | g)", groups, 6, 7, "2 of 3 in the intercept, τ0x+wτwx, τxx, σ²"),
    Case("w3+x", "y ~ w3 + x + (w3 + x | g)", groups, 7, 7, "3 + 2 + 1 + 1"),
    Case("w*x", "y ~ w * x + (w * x | g)", groups, 7, 11, "one G of 3 a value of w"),
    Case("w3*x", "y ~ w3 * x + (w3 * x | g)", groups, 10, 11, "three quadratics in w; τ0,wx and τw,x share one power"),
    Case("w5*x", "y ~ w5 * x + (w5 * x | g)", groups, 10, 11, "as w3*x: quadratics, however many values"),
    Case("w:x", "y ~ w * x + (w:x | g)", groups, 4, 4, "as mm"),
    Case("f3*x", "y ~ f3 * x + (f3 * x | g)", groups, 10, 22, "one G of 3 a category"),
    Case("f3:x", "y ~ f3 * x + (0 + f3:x | g)", groups, 4, 7, "one slope variance a category"),
    Case("mean", "y ~ gm(x, g) + (gm(x, g) | g)", groups, 4, 4, "group means of many values"),
    Case("within", "y ~ cwc(x, g) + gm(x, g) + (cwc(x, g) | g)", groups, 4, 4, "as m3"),
    Case(
        "first-group-only",
        "y ~ first + (first | g)",
        groups,
        2,
        4,
        "the one varying slope is fixed: its column is in X",
    ),
    Case("first-group-no-slope", "y ~ 1 + (first | g)", groups, 4, 4, "one group shows τ01 and τ11"),
    Case("two-groups-only", "y ~ first2 + (first2 | g)", groups, 4, 4, "the slopes' difference is left"),
    Case("two-groups-w", "y ~ w + (w | g)", few(2), 1, 4, "both means are fixed; I is left"),
    Case("two-groups-w-intercept", "y ~ w + (1 | g)", few(2), 1, 2, "both means are fixed; I is left"),
    Case("three-groups-own", "y ~ own + (own | g)", few(3), 2, 4, "one contrast of three means is left, and I"),
    Case("four-groups-own", "y ~ own + (own | g)", few(4), 4, 4, "two contrasts: I, their product, their difference"),
    Case("two-groups-x", "y ~ x + (x | g)", few(2), 4, 4, "β̂1−β̂2: 2G + σ²(…), and I"),
    Case("two-groups-plane", "y ~ 1 + (1 | g)", few(2), 2, 2, "one contrast and I"),
    Case(
        "sector-and-school", "y ~ w + (1 | g) + (1 | w)", groups, 2, 3, "w is fixed in full: its variance has no image"
    ),
    Case("school-in-sector", "y ~ x + (1 | w) + (1 | g)", groups, 3, 3, "between w, between g in w, within"),
]

FACTORS = [
    Case("crossed", "y ~ 1 + (1|a) + (1|b)", cells(4, 5), 3, 3, "two-way layout, mean squares a, b, rest"),
    Case("crossed-twice", "y ~ 1 + (1|a) + (1|b) + (1|a:b)", cells(4, 5, 2), 4, 4, "mean squares a, b, a:b, error"),
    Case("crossed-no-copies", "y ~ 1 + (1|a) + (1|b) + (1|a:b)", cells(4, 5), 3, 4, "a:b is a row"),
    Case("crossed-holes", "y ~ 1 + (1|a) + (1|b)", holes, 3, 3, "same a, same b, same row"),
    Case("disconnected", "y ~ 1 + (1|a) + (1|b)", disconnected, 3, 3, "same a, same b, same row"),
    Case("disconnected-fixed", "y ~ factor(a) + (1|a) + (1|b)", disconnected, 2, 3, "a is fixed"),
    Case("interaction-only", "y ~ 1 + (1 | a:b)", cells(4, 5, 2), 2, 2, "one-way layout of the cells"),
    Case("interaction-rows", "y ~ 1 + (1 | a:b)", cells(4, 5), 1, 2, "a:b is a row"),
    Case("fixed-a", "y ~ factor(a) + (1|b) + (1|a:b)", cells(4, 5, 2), 3, 3, "mean squares b, a:b, error"),
    Case("fixed-a-random-a", "y ~ factor(a) + (1|a) + (1|b)", cells(4, 5), 2, 3, "a is fixed"),
    Case("fixed-both", "y ~ factor(a) * factor(b) + (1|a:b)", cells(3, 4, 2), 1, 2, "cells are fixed"),
    Case("crossed-slopes", "y ~ x + (x|a) + (x|b)", cells(5, 6), 7, 7, "3 + 3 + 1"),
    Case("crossed-item-slope", "y ~ frequency + (frequency|a) + (1|b)", cells(5, 6), 5, 5, "3 + 1 + 1"),
    Case("item-binary-at-item", "y ~ item + (item|a) + (item|b)", cells(5, 6), 6, 7, "3, 2 of 3, 1"),
    Case("item-frequency-at-item", "y ~ frequency + (frequency|a) + (frequency|b)", cells(5, 10), 7, 7, "3, 3, 1"),
    Case(
        "maximal",
        "y ~ condition + (condition|a) + (condition|b)",
        cells(6, 6),
        7,
        7,
        "a pair of rows of one a shows 3 values of c+c', cc'",
    ),
    Case("maximal-diagonal", "y ~ condition + (condition||a) + (condition||b)", cells(6, 6), 5, 5, "2 + 2 + 1"),
    Case("maximal-cells", "y ~ condition + (condition|a) + (condition|b) + (1|a:b)", cells(6, 6), 7, 8, "a:b is a row"),
    Case("three-way", "y ~ 1 + (1|a)+(1|b)+(1|c)+(1|a:b)+(1|a:c)+(1|b:c)", three, 7, 7, "seven mean squares"),
    Case(
        "three-way-full", "y ~ 1 + (1|a)+(1|b)+(1|c)+(1|a:b)+(1|a:c)+(1|b:c)+(1|a:b:c)", three, 7, 8, "a:b:c is a row"
    ),
    Case(
        "three-way-twice",
        "y ~ 1 + (1|a)+(1|b)+(1|c)+(1|a:b)+(1|a:c)+(1|b:c)+(1|a:b:c)",
        three_twice,
        8,
        8,
        "eight mean squares",
    ),
    Case("nested", "y ~ 1 + (1 | a/b)", nested(4, 3, 3), 3, 3, "between a, b in a, within"),
    Case("nested-codes", "y ~ 1 + (1 | a/k)", nested(4, 3, 3), 3, 3, "as nested"),
    Case("nested-one-b", "y ~ 1 + (1 | a/b)", nested(8, 1, 3), 2, 3, "one b in each a: one partition"),
    Case("nested-rows", "y ~ 1 + (1 | a/b)", nested(5, 4, 1), 2, 3, "b is a row"),
    Case("nested-fixed", "y ~ factor(a) + (1 | a/b)", nested(4, 3, 3), 2, 3, "a is fixed"),
    Case("nested-slopes", "y ~ x + (x | a/b)", nested(4, 4, 4), 7, 7, "3 + 3 + 1"),
    Case("nested-wb", "y ~ wb + (wb | a/b)", nested(5, 4, 3), 6, 7, "w varies in a: 3; constant in b: 2"),
    Case("nested-wa", "y ~ wa + (wa | a/b)", nested(6, 4, 3), 5, 7, "constant in a and in b: 2 + 2"),
    Case("nested-wb-at-a", "y ~ wb + (wb | a) + (1 | b)", nested(5, 4, 3), 5, 5, "3 + 1 + 1"),
    Case("teacher-class", "y ~ 1 + (1|a) + (1|b) + (1|teacher)", nested(4, 3, 3), 3, 4, "one teacher a class"),
    Case("four-levels", "y ~ wave + (1|district/school/student)", districts, 4, 4, "four mean squares"),
    Case("four-levels-row", "y ~ 1 + (1|district/school/student/wave)", districts, 4, 5, "a wave is a row"),
    Case("latin-4", "y ~ treat + (1|row) + (1|col)", square(4), 3, 3, "mean squares row, col, rest of 6"),
    Case("latin-4-random", "y ~ 1 + (1|row) + (1|col) + (1|treat)", square(4), 4, 4, "four mean squares"),
    Case("latin-3", "y ~ 1 + (1|row) + (1|col) + (1|treat)", square(3), 4, 4, "a rest of 2"),
    Case("latin-2", "y ~ 1 + (1|row) + (1|col) + (1|treat)", square(2), 3, 4, "3 contrasts, one a factor, no rest"),
    Case(
        "graeco-3", "y ~ 1 + (1|row) + (1|col) + (1|treat) + (1|greek)", square(3), 4, 5, "2·4 = 8 contrasts, no rest"
    ),
    Case("graeco-5", "y ~ 1 + (1|row) + (1|col) + (1|treat) + (1|greek)", square(5), 5, 5, "a rest of 8"),
    Case("incomplete-blocks", "y ~ treat + (1 | block)", incomplete_blocks, 2, 2, "intra- and inter-block"),
    Case("split-plot", "y ~ factor(whole)*factor(sub) + (1|block) + (1|block:whole)", split_plot, 3, 3, "three strata"),
    Case(
        "split-plot-field",
        "y ~ factor(whole)*factor(sub) + (1|block/whole) + (1|field)",
        split_plot,
        3,
        4,
        "a field is a whole plot",
    ),
    Case(
        "split-plot-rows",
        "y ~ factor(whole)*factor(sub) + (1|block/whole/sub)",
        split_plot,
        3,
        4,
        "a sub-plot is a row",
    ),
]

SPECIAL = [
    Case("twin", "y ~ x + (1|g) + (1|twin)", groups, 2, 3, "one partition under two names"),
    Case("twin-slope", "y ~ x + (x|g) + (1|twin)", groups, 4, 5, "two variances of the intercept"),
    Case("obs", "y ~ x + (1 | obs)", groups, 1, 2, "a variance a row is σ²"),
    Case("g+obs", "y ~ x + (1|g) + (1|obs)", groups, 2, 3, "a variance a row is σ²"),
    Case("obs-slope", "y ~ x + (x | obs)", groups, 3, 4, "τ00+σ²+2τ01x+τ11x²: three powers"),
    Case("obs-slope-binary", "y ~ w + (w | obs)", groups, 2, 4, "two values of x"),
    Case("obs-slope-alone", "y ~ x + (0 + x | obs)", groups, 2, 2, "σ²+τx²"),
    Case("obs-weights", "y ~ x + (1 | obs)", groups, 2, 2, "τ+σ²/w, as in a meta-analysis", {"weights": "size"}),
    Case("obs-same-weights", "y ~ x + (1 | obs)", groups, 1, 2, "τ+σ²/3", {"weights": "same"}),
    Case("g-weights", "y ~ x + (1 | g)", groups, 2, 2, "11' and a diagonal", {"weights": "size"}),
    Case(
        "no-scale-obs",
        "y ~ x + (1|g) + (1|obs)",
        groups,
        2,
        2,
        "without σ² the rows' variance is its own",
        residual=False,
    ),
    Case("no-scale-obs-only", "y ~ x + (1|obs)", groups, 1, 1, "without σ²", residual=False),
    Case("no-scale-w", "y ~ w + (w | g)", groups, 2, 3, "as w, without σ²", residual=False),
    Case("no-scale-twin", "y ~ x + (1|g) + (1|twin)", groups, 1, 2, "as twin, without σ²", residual=False),
    Case("no-scale-two-common", "y ~ t + (t | id)", waves(2), 3, 3, "without σ² W's 3 entries do", residual=False),
    Case("no-scale-us", "y ~ occasion + (0 + occasion | id)", waves(3), 6, 6, "without σ²", residual=False),
    Case("no-scale-fixed", "y ~ factor(g) + (1 | g)", groups, 0, 1, "g is fixed", residual=False),
    Case("one-group", "y ~ x + (1 | one)", groups, 1, 2, "its one mean is fixed"),
    Case("one-group-no-mean", "y ~ 0 + x + (1 | one)", groups, 2, 2, "11' is not in X: one number for τ"),
    Case("one-group-slope", "y ~ x + (x | one)", groups, 1, 4, "both are fixed"),
    Case("one-group-slope-only-mean", "y ~ 1 + (x | one)", groups, 2, 4, "of 1 and x only x is left: τ11"),
    Case("one-group-beside", "y ~ x + (1 | one) + (1 | g)", groups, 2, 3, "as one-group"),
    Case("fixed-g", "y ~ factor(g) + (1 | g)", groups, 1, 2, "g is fixed"),
    Case("fixed-g-x", "y ~ factor(g) + x + (1 | g)", groups, 1, 2, "g is fixed"),
    Case("fixed-g-slope", "y ~ factor(g) + x + (x | g)", groups, 2, 4, "intercepts are fixed, τ01 goes with τ00"),
    Case("fixed-slopes", "y ~ x:factor(g) + (x | g)", groups, 2, 4, "slopes are fixed, τ01 goes with τ11"),
    Case("fixed-lines", "y ~ x * factor(g) + (x | g)", groups, 1, 4, "both are fixed"),
    Case("fixed-lines-z", "y ~ x * factor(g) + (z | g)", groups, 2, 4, "intercepts are fixed, z's slopes are not"),
    Case("fixed-coarser", "y ~ factor(quarter) + (1 | g)", groups, 2, 2, "contrasts of g in its quarter are left"),
    Case("fixed-coarser-random", "y ~ x + (1 | quarter) + (1 | g)", groups, 3, 3, "nested"),
    Case("saturated", "y ~ factor(obs) + (1 | g)", six, 0, 2, "nothing is left"),
    Case("one-left", "y ~ t + I(t^2) + I(t^3) + I(t^4) + (1 | g)", six, 1, 2, "one contrast is left: one number"),
    Case("two-left", "y ~ t + I(t^2) + I(t^3) + (1 | g)", six, 2, 2, "two contrasts: 3 numbers"),
    Case("three-left", "y ~ t + I(t^2) + (t | g)", six, 4, 4, "three contrasts: 6 numbers"),
    Case("tight", "y ~ x * z + (x * z | g)", tight, 10, 11, "4 rows and 4 effects a group: β̂1−β̂2 has 10 numbers"),
    Case("tight-less", "y ~ x + z + (x + z | g)", tight, 7, 7, "3 contrasts of β̂, and one rest a group"),
    Case("overlap", "y ~ x + (1 | g) + (x | g)", groups, 4, 5, "two variances of the intercept"),
    Case("overlap-slope", "y ~ x + (0 + x | g) + (x | g)", groups, 4, 5, "two variances of the slope"),
    Case("overlap-double", "y ~ x + (x || g) + (1 | g)", groups, 3, 4, "two variances of the intercept"),
    Case("overlap-same", "y ~ x + (x | g) + (z + x | g)", groups, 7, 10, "three entries twice"),
    Case(
        "overlap-turned",
        "y ~ x + z + (0 + x | g) + (0 + I(x + z) | g) + (0 + z | g)",
        groups,
        4,
        4,
        "(x+z)(x+z)' has xz'+zx'",
    ),
    Case(
        "overlap-turned-us",
        "y ~ x + z + (0 + x + z | g) + (0 + I(x + z) | g)",
        groups,
        4,
        5,
        "(x+z)(x+z)' is of the first block",
    ),
    Case("factor-and-interaction", "y ~ h + (1 | g) + (1 | g:h)", groups, 3, 3, "each cell has two rows"),
    Case(
        "homdiag-is-interaction",
        "y ~ h + (1|g) + (1|g:h) + homdiag(0+h|g)",
        groups,
        3,
        4,
        "homdiag of h in g is (1 | g:h)",
    ),
    Case("homcs-is-both", "y ~ h + (1|g) + homcs(0+h|g)", groups, 3, 4, "homcs is (1 | g) + (1 | g:h)"),
    Case("homcs-alone", "y ~ h + homcs(0 + h | g)", groups, 3, 3, "as factor-and-interaction"),
    Case("us-and-interaction", "y ~ h + (0 + h | g) + (1 | g:h)", groups, 4, 5, "I of the cells is in us"),
    Case("collinear", "y ~ x + (x + double | g)", groups, 4, 7, "a quadratic in x"),
    Case("square", "y ~ x + I(x^2) + (x + I(x^2) | g)", groups, 7, 7, "6 + 1: 4 irregular rows, I of rank 4"),
    Case("square-diagonal", "y ~ x + I(x^2) + (x + I(x^2) || g)", groups, 4, 4, "3 + 1"),
    Case("products", "y ~ x * z + (x:z | g)", groups, 4, 4, "as m3"),
    Case(
        "products-all",
        "y ~ x * z + (x * z | g)",
        groups,
        11,
        11,
        "groups of 4 rows: I differs from group to group in Z's coordinates",
    ),
    Case("indicator-slope", "y ~ h * x + (0 + h:x | g)", groups, 4, 4, "two slopes a group"),
    Case("logarithm", "y ~ log(positive) + (log(positive) | g)", groups, 4, 4, "as m3", exact=False),
    Case("centred", "y ~ cgm(x) + (cgm(x) | g)", groups, 4, 4, "as m3"),
    Case("no-block-fixed-zero", "y ~ 0 + x + (0 + x | g)", groups, 2, 2, "through the origin"),
    Case("deficient-fixed", "y ~ x + double + (1 | g)", groups, 2, 2, "X's repeated column changes nothing"),
    Case("singles", "y ~ 1 + (1 | g)", singles(*[1] * 12), 1, 2, "a group is a row"),
    Case("singles-half", "y ~ 1 + (1 | g)", singles(*[1, 2] * 6), 2, 2, "the pairs show τ"),
    Case("singles-but-one", "y ~ 1 + (1 | g)", singles(*[1] * 10, 2), 2, 2, "one pair shows τ"),
    Case("singles-x", "y ~ x + (x | g)", singles(*[1] * 14), 3, 4, "as obs-slope"),
    Case("singles-w", "y ~ w + (w | g)", singles(*[1] * 14), 2, 4, "as obs-slope-binary"),
    Case("singles-but-pair-w", "y ~ w + (w | g)", singles(*[1] * 11, 3, 3), 3, 4, "groups of both values and I"),
    Case("pairs-w3", "y ~ w3 + (w3 | g)", singles(*[2] * 12), 4, 4, "as w3"),
    Case("trial-arm", "y ~ arm + (0 + arm | cluster)", trial, 2, 2, "clusters among the treated only"),
    Case(
        "trial-two-residuals",
        "y ~ arm + (0 + arm | cluster) + (0 + control | obs)",
        trial,
        3,
        3,
        "and a variance of the controls",
    ),
    Case(
        "trial-three-residuals",
        "y ~ arm + (0+arm|cluster) + (0+control|obs) + (0+arm|obs)",
        trial,
        3,
        4,
        "arm+control = 1 a row: σ²",
    ),
    Case("trial-all", "y ~ arm + (arm | cluster)", trial, 3, 4, "controls alone: τ00+σ²; clusters; within"),
    Case("trial-diagonal", "y ~ arm + (arm || cluster)", trial, 3, 3, "the same three numbers of three"),
    Case("trial-factor", "y ~ group + diag(0 + group | cluster)", trial, 3, 3, "a variance an arm"),
    Case("trial-pool", "y ~ arm + (1 | pool)", trial, 2, 2, "the controls' one mean is fixed, the clusters show τ"),
    Case("trial-pool-arm", "y ~ arm + (arm | pool)", trial, 2, 4, "the controls' mean is fixed: τ00+2τ01+τ11 alone"),
    Case("trial-pool-no-arm", "y ~ 1 + (arm | pool)", trial, 3, 4, "one pool, the clusters, within"),
]

NUMERIC = [
    Case("shifted", "y ~ year + (year | g)", groups, 4, 4, "as m3: x + 10⁶", delicate=True),
    Case("shifted-diagonal", "y ~ year + (year || g)", groups, 3, 3, "11' and (x+10⁶)(x+10⁶)' differ", delicate=True),
    Case("shifted-cs", "y ~ year + cs(year | g)", groups, 4, 4, "of two columns, so us", delicate=True),
    Case("shifted-slope", "y ~ year + (0 + year | g)", groups, 2, 2, "a square and I", delicate=True),
    Case("shifted-two", "y ~ year + (year | id)", waves(2), 3, 4, "as two-common: 2019, 2020", delicate=True),
    Case("shifted-three", "y ~ year + (year | id)", waves(3), 4, 4, "as three-common", delicate=True),
    Case(
        "shifted-two-diagonal", "y ~ year + (year || id)", waves(2), 3, 3, "τ0+τ1tt' has three entries", delicate=True
    ),
    Case(
        "shifted-square",
        "y ~ year + I(year^2) + (year + I(year^2) | id)",
        waves(4),
        7,
        7,
        "as four-quadratic",
        delicate=True,
    ),
    Case(
        "shifted-square-3",
        "y ~ year + I(year^2) + (year + I(year^2) | id)",
        waves(3),
        6,
        7,
        "as three-quadratic",
        delicate=True,
    ),
    Case("tiny", "y ~ tiny + (tiny | g)", groups, 4, 4, "as m3: x / 10⁶"),
    Case("tiny-diagonal", "y ~ tiny + (tiny || g)", groups, 3, 3, "two squares and I"),
    Case("tiny-and-huge", "y ~ tiny + huge + (tiny + huge | g)", groups, 7, 7, "6 + 1: scales apart by 10¹²"),
    Case("tiny-and-huge-diagonal", "y ~ tiny + huge + (tiny + huge || g)", groups, 4, 4, "three squares and I"),
    Case("tiny-and-huge-homdiag", "y ~ tiny + homdiag(0 + tiny + huge | g)", groups, 2, 2, "one matrix and I"),
    Case("shifted-w", "y ~ I(w + 1000000) + (I(w + 1000000) | g)", groups, 3, 4, "as w", delicate=True),
    Case("shifted-w3", "y ~ I(w3 + 1000000) + (I(w3 + 1000000) | g)", groups, 4, 4, "as w3", delicate=True),
    Case("shifted-fixed-slopes", "y ~ year:factor(g) + (year | g)", groups, 2, 4, "as fixed-slopes", delicate=True),
]

CASES: list[Case] = [*SEED, *GROWTH, *STRUCTURES, *BESIDE, *GROUP_LEVEL, *FACTORS, *SPECIAL, *NUMERIC]


FIXED = ("1", "0 + x", "x", "x + w", "f", "f * x", "x + z", "factor(g)", "x * w", "x:factor(g)", "factor(h)", "w3 + f")
EFFECTS = (
    "1",
    "x",
    "0 + x",
    "w",
    "0 + w",
    "w3",
    "f",
    "0 + f",
    "x + w",
    "z",
    "x:z",
    "h2",
    "x + f",
    "w * x",
    "t",
    "0 + t",
)
STRUCTURED = ("diag", "homdiag", "cs", "homcs", "ar1", "hetar1", "toep", "homtoep")


def drawn(seed: int) -> tuple[str, Table]:
    """Return a random formula and random rows, whose rank nobody derived: nested, crossed and holed alike."""
    fixed, bars, table = drawn_parts(seed)
    return f"{fixed} + {' + '.join(bars)}", table


def drawn_parts(seed: int) -> tuple[str, list[str], Table]:
    """Return the same, the fixed part and the bars apart."""
    dice = random.Random(seed)
    rows, count = dice.randrange(10, 60), dice.randrange(2, 9)
    g = sorted(dice.randrange(count) for _ in range(rows)) if dice.random() < 0.8 else list(range(rows))
    inside = [sum(other == one for other in g[:n]) for n, one in enumerate(g)]
    kinds = dice.randrange(2, 5)
    table: dict[str, list[Any]] = {
        "g": g,
        "h": [dice.randrange(4) for _ in g] if dice.random() < 0.5 else [n // 2 for n in g],
        "x": [dice.randrange(-3, 4) for _ in g],
        "z": [dice.randrange(0, 3) for _ in g],
        "t": inside,
        "w": [n % 2 for n in g],
        "w3": [n % 3 for n in g],
        "h2": [n % 2 for n in inside],
        "f": [f"k{(n if kinds < 4 else dice.randrange(9)) % kinds}" for n in inside],
        "obs": list(range(rows)),
    }
    table["f"][:kinds] = [f"k{n}" for n in range(kinds)]
    table["y"] = [dice.randrange(50) for _ in g]
    bars = []
    for _ in range(dice.choice((1, 1, 2, 2, 3))):
        effects, group = dice.choice(EFFECTS), dice.choice(("g", "g", "g", "h", "g:h", "f", "obs"))
        bar = dice.choice(("|", "|", "|", "||"))
        name = dice.choice(STRUCTURED) if bar == "|" and dice.random() < 0.35 else ""
        bars.append(f"{name}({effects} {bar} {group})")
    return f"y ~ {dice.choice(FIXED)}", bars, table
