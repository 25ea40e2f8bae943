"""Packages stand in layers: no import cycle among modules, and no import upwards.

Imports inside functions and for types alone count like any other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import levelwise

SOURCE = Path(levelwise.__file__).parent

LAYERS = (
    ("__init__", "__main__"),
    ("cli",),
    ("api",),
    ("comparison",),
    ("proof",),
    ("plots",),
    ("legitimacy",),
    ("legend", "methods", "tables"),
    ("notations",),
    ("translation",),
    ("writers",),
    ("fit",),
    ("adapters",),
    ("series",),
    ("equation",),
    ("design",),
    ("model",),
    ("data",),
    ("formula",),
    ("options", "registry", "project", "files", "progress", "packages", "lazy_numpy", "warn"),
    ("vocabulary",),
    ("errors",),
    ("text",),
    ("dataclass", "version"),
)
"""The packages and modules of the first level, from the top: each may import what stands below it."""

HEIGHT = {name: height for height, names in enumerate(reversed(LAYERS)) for name in names}


def modules() -> dict[str, Path]:
    found = {}
    for path in SOURCE.rglob("*.py"):
        parts = ("levelwise", *path.relative_to(SOURCE).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imported(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} has a relative import"
            assert node.module is not None
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def edges() -> dict[str, set[str]]:
    return {module: {other for other in imported(module) if other in MODULES} - {module} for module in MODULES}


def layer(module: str) -> str:
    return [*module.split("."), "__init__"][1]


def test_every_package_has_a_layer() -> None:
    assert {layer(module) for module in MODULES} == set(HEIGHT)


def test_no_module_imports_upwards() -> None:
    upwards = [
        f"{module} imports {other}"
        for module, others in edges().items()
        for other in sorted(others)
        if HEIGHT[layer(other)] > HEIGHT[layer(module)]
    ]
    assert not upwards, "\n".join(upwards)


def test_no_two_packages_of_one_layer_import_each_other() -> None:
    across = {(layer(a), layer(b)) for a, others in edges().items() for b in others if layer(a) != layer(b)}
    mutual = [f"{a} and {b}" for a, b in sorted(across) if (b, a) in across and a < b]
    assert not mutual, mutual


def test_there_is_no_import_cycle() -> None:
    try:
        tuple(TopologicalSorter(edges()).static_order())
    except CycleError as error:
        raise AssertionError(f"modules import each other: {' <- '.join(error.args[1])}") from None
