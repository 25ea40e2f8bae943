"""Which columns of whole numbers are ids of groups, and where a formula uses them as numbers.

The numbers of pupils and the numbers of weeks look alike; what distinguishes them is what they are called. A column
that is neither called like an id nor like a quantity is an id if it defines groups and has at least ten values.
"""

from __future__ import annotations

import re

from levelwise.data.columns import Numbers, distinct
from levelwise.formula.syntax import names_in, quoted
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, cached_on_case

MIN_NAMED, MIN_UNNAMED = 3, 10
"""Minimum number of values of an id, with and without a name that says that it is one."""

_NUMBERS = frozenset(("id", "ids", "uid", "pid", "sid", "nr", "no", "num", "number", "code", "key"))
"""Last words of the names of ids."""

_UNITS = frozenset(
    re.findall(
        "[a-z]+",
        "subject subj student pupil school class classroom teacher child kid person patient participant ppt "
        "clinic hospital ward centre center site plot farm firm company county district region country state "
        "city town village family household mother father litter animal bird nest rater judge reader item "
        "word lab labs batch sire cage tank team group cluster store shop branch office bank user customer "
        "respondent employee worker dyad pair couple twin colony tree herd pen dog rat mouse fly cow pig "
        "horse fish therapist doctor physician nurse interviewer observer operator laboratory neighbourhood "
        "neighborhood precinct tract zip postcode university college department dept course player athlete "
        "case record unit owner psu panel field orchard vineyard court sch stu idnum idno caseid subjectid "
        "schoolid studentid pupilid childid personid patientid",
    )
)

_PARTS = frozenset(
    re.findall(
        "[a-z]+",
        "class classroom room ward plot subplot quadrat transect field cage tank pen pot tray plate litter nest "
        "household",
    )
)
"""Units that are numbered within larger ones, unlike items and judges, which may be the same everywhere."""

_QUANTITIES = frozenset(
    re.findall(
        "[a-z]+",
        "year years yr month months week weeks wk day days date time times hour hours minute minutes second "
        "seconds wave waves visit visits occasion session sessions trial trials period phase age ages dose "
        "doses conc concentration depth height altitude elevation temp temperature grade grades order "
        "position rank size distance length width weight income salary wage wages price score count "
        "rate level term semester round rep reps replicate step cohort generation season quarter decade "
        "birthyear yob duration latitude longitude lat lon volume area density pressure speed frequency freq "
        "load intensity rainfall ph x t z w v d y",
    )
)

Place = tuple[str, str]
"""Where a number is used: the grouping factor of its slope, or "" for the fixed part; and the name of the column."""


@cached_on_case
def is_identifier(case: Case, name: str) -> bool:
    """Return whether a column consists of whole numbers that are ids rather than quantities."""
    if case.observed is None:
        return False
    values = case.observed.values.get(quoted(name)) or case.observed.raw.get(name)
    if not isinstance(values, Numbers) or values.kind not in ("number", "integer") or values.values.ndim > 1:
        return False
    numbers = values.values
    if not bool((numbers == np.floor(numbers)).all()):
        return False
    size = len(distinct(numbers))
    if is_called_id(name):
        return size >= MIN_NAMED
    if is_called_quantity(name):
        return False
    return size >= MIN_UNNAMED and any(name in level.group.parts for level in case.spec.levels)


def is_called_id(name: str) -> bool:
    """Return whether a name is that of an id: it ends in a word such as id, or consists of words for units.

    So are school_id, schoolNo and school, but not visit_no, school_size and hospital_beds.
    """
    words = _words(name)
    if not words or is_called_quantity(name):
        return False
    return words[-1] in _NUMBERS or {*words} <= _UNITS


def is_called_quantity(name: str) -> bool:
    """Return whether a name contains that of a quantity, such as year or income."""
    return bool(_QUANTITIES & {*_words(name)})


def is_called_part(name: str) -> bool:
    """Return whether a name is that of a unit that belongs to a larger one, such as a class or a plot."""
    words = _words(name)
    return bool(words) and words[-1] in _PARTS


def _words(name: str) -> list[str]:
    """Return the words of a name in lower case."""
    return [part.lower() for part in re.split(r"[^A-Za-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)) if part]


@cached_on_case
def ids_as_numbers(case: Case) -> frozenset[Place]:
    """Return where the formula uses ids as numbers."""
    found: set[Place] = set()
    places = [("", case.spec.fixed), *((block.group, block.effects) for block in case.spec.blocks)]
    for place, columns in places:
        for column in columns:
            for cell in column.cells:
                if cell.kind == "numeric":
                    names = names_in(case.spec.variables[cell.variable])  # of cwc(x, g) there are two
                    found.update((place, name) for name in names if len(names) == 1 and is_identifier(case, name))
    return frozenset(found)
