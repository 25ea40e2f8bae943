"""With a mapping, text or a bundled set everything runs where numpy and click alone are installed."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import polars as pl
import pytest

from helpers.absent import DATA_FRAMES, answer, command, python
from helpers.handout import MODELS
from helpers.study import SOUND, study
from levelwise.cli.main import one_thread

EQUATION = ("write", "math ~ ses*sector + (ses | sch.id)", "--data", "hsb", "--factor", "sector=pub,cath")
JUDGED = """
import io, json
import levelwise as lw
from levelwise.data.datasets import DATASETS, file_of
from levelwise.data.datasets.stored import stored_table

def as_text(columns):
    lines = zip(columns, *([("NA" if one is None else str(one)) for one in rows] for rows in zip(*columns.values())))
    return "\\n".join([",".join(columns), *(",".join(map(str, row)) for row in zip(*columns.values()))])

def judged(formula, data, factors):
    try:
        model = lw.model(formula, data, factors=factors)
        report = model.check()
        found = [str(report), json.dumps(report.to_dict()), list(model.columns), model.design().X.tolist()[:3]]
        if report.ok and model.spec.is_linear:
            equations = lw.extract_eq(formula, data, factors=factors)
            equations.verify()
            found += [equations.latex, str(equations), *map(str, equations.notes)]
        return found
    except lw.LevelwiseError as error:
        return f"{type(error).__name__}: {error}"
"""
HANDOUT = (
    JUDGED
    + """
found = []
for number, (formula, name, factors) in enumerate(json.loads(sys.argv[1])):
    found.append({"name": judged(formula, lw.read(name), factors)})
    if number % 4 == 0:
        columns = stored_table(file_of(name)).to_dict()
        sources = {"columns": columns, "text": lw.read(io.StringIO(as_text(columns)))}
        found[-1] |= {kind: judged(formula, data, factors) for kind, data in sources.items()}
print(json.dumps(found))
"""
)
STUDY = (
    JUDGED
    + """
columns = json.loads(sys.argv[1])
print(json.dumps([judged(formula, columns, {}) for formula in json.loads(sys.argv[2])]))
"""
)


def test_the_models_of_the_handout() -> None:
    asked = json.dumps([(row["formula"], row["data"], row["factors"]) for row in MODELS.values()])
    without = answer(HANDOUT, asked, without=DATA_FRAMES)
    assert without == answer(HANDOUT, asked)
    otherwise = [found for found in without if len(found) > 1]
    assert all(found["columns"] == found["text"] == found["name"] for found in otherwise)
    assert len(otherwise) == len(MODELS) // 4


def test_models_of_a_study_with_every_kind_of_column() -> None:
    columns = json.dumps(study().to_dict(as_series=False))
    formulas = json.dumps([*SOUND, "y ~ x + (w | school)", "y ~ missing + (1 | school)", "y ~ x + z + (x || class)"])
    assert answer(STUDY, columns, formulas, without=DATA_FRAMES) == answer(STUDY, columns, formulas)


@pytest.mark.parametrize(
    "arguments", [EQUATION, ("check", *EQUATION[1:], "-v"), ("diagram", *EQUATION[1:])], ids=lambda a: a[0]
)
def test_the_command_line_needs_numpy_alone(arguments: tuple[str, ...]) -> None:
    done, expected = command(*arguments, without=DATA_FRAMES), command(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (expected.returncode, expected.stdout, expected.stderr)
    assert done.returncode == 0


@pytest.mark.parametrize("source", ["hsb", "small.csv"])
def test_the_command_line_imports_no_data_frame_package(source: str, tmp_path: Path) -> None:
    small = tmp_path / "small.csv"
    pl.DataFrame({"y": [1.5, 2.0, 3.0, 4.5], "x": [1, 2, 4, 3], "g": ["a", "a", "b", "b"]}).write_csv(small)
    formula = EQUATION[1] if source == "hsb" else "y ~ x + (1 | g)"
    absent = f"assert not {set(DATA_FRAMES)!r} & set(sys.modules), sorted(sys.modules)"
    done = command(
        "check", formula, "--data", source if source == "hsb" else str(small), "--policy", "mixed", then=absent
    )
    assert "Error" not in done.stderr


@pytest.mark.parametrize(("environment", "threads"), [({}, "1"), ({"OMP_NUM_THREADS": "3"}, None)])
def test_numpy_computes_in_one_thread_unless_told_otherwise(
    environment: dict[str, str], threads: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.environ", environment)
    one_thread()
    assert environment.get("OPENBLAS_NUM_THREADS") == threads


MISSING = "needs the package {}, which is not installed: pip install {}"


@pytest.mark.parametrize(
    ("code", "package"),
    [
        ("lw.datasets.load('hsb')", "polars"),
        ("lw.read(folder + '/t.parquet')", "polars"),
        ("lw.read(folder + '/t.arrow')", "polars"),
        ("lw.read(folder + '/t.db::t')", "polars"),
        ("lw.read(folder + '/t.csv.zst')", "polars"),
        ("lw.model('y ~ x + (1 | g)', Frame())", "narwhals"),
    ],
)
def test_what_needs_an_absent_package_says_so(code: str, package: str, tmp_path: Path) -> None:
    table = pl.DataFrame({"y": [1.5, 2.0], "x": [1, 2], "g": ["a", "b"]})
    table.write_parquet(tmp_path / "t.parquet")
    table.write_ipc(tmp_path / "t.arrow")
    (tmp_path / "t.csv.zst").write_bytes(b"\x28\xb5\x2f\xfd\x04\x00")
    connection = sqlite3.connect(tmp_path / "t.db")
    connection.executescript("CREATE TABLE t (y, x, g); INSERT INTO t VALUES (1.5, 1, 'a')")
    connection.close()
    caught = f"""
import levelwise as lw
class Frame:
    "A data frame of another package."
    __module__ = "pandas.core.frame"
folder = {str(tmp_path)!r}
try:
    {code}
except lw.MissingExtraError as error:
    print(error)
"""
    done = python(caught, without=DATA_FRAMES)
    assert done.stdout.strip().endswith(MISSING.format(package, package)), done.stderr


def test_what_is_no_data_frame_needs_no_narwhals_to_be_refused() -> None:
    caught = """
import levelwise as lw
for data in ("file.csv", 3, [1, 2]):
    try:
        lw.model("y ~ x + (1 | g)", data)
    except lw.DataError as error:
        print(error)
"""
    done = python(caught, without=DATA_FRAMES)
    assert [line.split(" is not a data frame")[0] for line in done.stdout.splitlines()] == [
        "a string",
        "an int",
        "a list",
    ]
