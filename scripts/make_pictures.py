"""Draw the pictures of docs/pictures.md: python scripts/make_pictures.py."""

from __future__ import annotations

from pathlib import Path

import levelwise as lw
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.report.view import View
from levelwise.plots.picture import Picture, Plot
from levelwise.plots.sketch import Sketch

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"


def pictures() -> dict[str, Picture]:
    """Return the pictures by name."""
    hsb, growth = lw.datasets.load("hsb"), lw.datasets.load("growth")
    found = {
        "r1": lw.check("math ~ ses + sector + (sector | sch.id)", hsb),
        "r2": lw.check("math ~ female*minority + (ses | sch.id)", hsb),
        "r16": lw.check("math ~ ses*sector + (1 | sch.id)", hsb),
    }
    case = Case(lw.model("math ~ ses + (1 | sch.id)", hsb)._prepared)  # noqa: SLF001
    within = Sketch(case, View("within", "sch.id", case.spec.fixed[1])).strips()
    levels = "score ~ wave*treatment + funding + (wave | school/student)"
    return {
        **{
            name: next(one for one in report.findings if one.code == name.upper()).plot()
            for name, report in found.items()
        },
        "within": Plot("ses has two effects: within schools and between them", within),
        "levels": lw.model(levels, growth).diagram(),
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, picture in pictures().items():
        print(picture.save(FOLDER / f"{name}.svg"))
