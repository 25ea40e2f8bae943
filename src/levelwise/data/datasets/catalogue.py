"""Descriptions and sources of the bundled data sets."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from levelwise.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Dataset:
    """The description of one bundled data set.

    Attributes
    ----------
    name : str
        The name that ``load`` takes.
    title : str
        A title of one line.
    description : str
        What was measured, on whom, and what the data illustrate.
    rows : int
        The number of rows.
    columns : Mapping[str, str]
        For each column, in the order of the file, its meaning, unit and level.
    source : str
        The source of the data and the terms of use.
    """

    name: str
    title: str
    description: str
    rows: int
    columns: Mapping[str, str]
    source: str


_ALL: Final = (
    Dataset(
        name="hsb",
        title="High School & Beyond 1982: mathematics achievement in 160 schools",
        description=(
            "7185 students in 160 American high schools, 90 public and 70 Catholic: the subsample of the "
            "High School and Beyond survey that textbooks on multilevel models analyse (Raudenbush and Bryk "
            "2002, chapter 4). `meanses` is the value that came with the survey; it differs from the mean "
            "of `ses` in these rows by less than 0.007. `gender` has the same information as `female`, as strings."
        ),
        rows=7185,
        columns={
            "sch.id": "school (number), identifies the unit of level 2",
            "math": "mathematics achievement score (points, may be slightly negative), level 1 (student)",
            "size": "number of students enrolled in the school, level 2 (school)",
            "sector": "sector of the school (0 = public, 1 = Catholic), level 2 (school)",
            "meanses": "mean socio-economic status of the school (same scale as ses), level 2 (school)",
            "minority": "member of an ethnic minority (0 = no, 1 = yes), level 1 (student)",
            "female": "sex of the student (0 = male, 1 = female), level 1 (student)",
            "ses": "socio-economic status (standardised composite, about -4 to 3), level 1 (student)",
            "gender": "sex of the student ('M' = male, 'F' = female), level 1 (student)",
        },
        source=(
            "U.S. Department of Education, National Center for Education Statistics: High School and "
            "Beyond, 1982. Public domain (work of the US government). Taken from MathAchieve and "
            "MathAchSchool of the R package nlme."
        ),
    ),
    Dataset(
        name="sng",
        title="Simulated: three continuous predictors that interact, in 10 groups",
        description=(
            "400 rows in 10 groups of 29 to 48, drawn from `y ~ A*B*C + (A + C | group)`. A, B and C vary "
            "within every group, and the group means differ slightly. Made to show the equations of a three-way "
            "interaction in which some slopes vary."
        ),
        rows=400,
        columns={
            "group": "group ('g01' to 'g10'), identifies the unit of level 2",
            "y": "outcome (points, mean about 50), level 1 (observation)",
            "A": "first predictor (standard score), level 1 (observation); its slope varies over groups",
            "B": "second predictor (standard score), level 1 (observation); its slope does not vary",
            "C": "third predictor (standard score), level 1 (observation); its slope varies over groups",
        },
        source="Simulated for Levelwise (scripts/make_datasets.py); same licence as Levelwise.",
    ),
    Dataset(
        name="growth",
        title="Simulated: reading growth over five waves, students in schools in districts",
        description=(
            "Four levels with predictors at each: up to five yearly waves of 201 students in 24 schools in "
            "8 districts; some students miss one wave. Half of the students of each school, give or take "
            "one, were drawn into a reading programme. The ids are unique in the whole set, so that the "
            "nesting can be read from the data. Drawn with an intercept and a slope of `wave` that vary "
            "over students, schools and districts."
        ),
        rows=986,
        columns={
            "district": "district ('d1' to 'd8'), identifies the unit of level 4",
            "school": "school ('s01' to 's24'), identifies the unit of level 3",
            "student": "student ('p001' to 'p201'), identifies the unit of level 2",
            "wave": "time of measurement (years since the first wave, 0 to 4), level 1 (wave)",
            "score": "reading score (points), level 1 (wave)",
            "hours": "reading outside school (hours per week), level 1 (wave)",
            "motivation": "reading motivation (questionnaire scale from 1 to 7), level 1 (wave)",
            "treatment": "arm of the reading programme ('control' or 'treated'), level 2 (student)",
            "ses": "socio-economic status (standard score), level 2 (student)",
            "urban": "location of the school (0 = rural, 1 = urban), level 3 (school)",
            "size": "number of students enrolled in the school, level 3 (school)",
            "funding": "yearly funding (thousand dollars per student), level 4 (district)",
        },
        source="Simulated for Levelwise (scripts/make_datasets.py); same licence as Levelwise.",
    ),
    Dataset(
        name="sleepstudy",
        title="Reaction times over ten days of sleep restriction, 18 subjects",
        description=(
            "The average reaction time of 18 subjects on each of the first 10 days of a study of sleep "
            "restriction, the group with 3 hours in bed. Days 0 and 1 were adaptation and training, day 2 "
            "the baseline. The standard example of lme4: `Reaction ~ Days + (Days | Subject)`."
        ),
        rows=180,
        columns={
            "Reaction": "average reaction time (milliseconds), level 1 (day)",
            "Days": "day of the study (days, 0 to 9), level 1 (day)",
            "Subject": "subject (number, as a category), identifies the unit of level 2",
        },
        source=(
            "Belenky, G., Wesensten, N. J., Thorne, D. R., et al. (2003). Patterns of performance "
            "degradation and restoration during sleep restriction and subsequent recovery: a sleep "
            "dose-response study. Journal of Sleep Research 12, 1-12. Measurements (facts) as published "
            "with the R package lme4, whose code is under the GPL; no code of lme4 is included."
        ),
    ),
)

DATASETS: Final[Mapping[str, Dataset]] = MappingProxyType({each.name: each for each in _ALL})
