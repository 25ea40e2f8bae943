"""Laws of changing a tree: nothing is missed, nothing is changed besides, what symbols stand for stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpers.book_formulas import SYSTEMS
from helpers.every_node import AROUND, EXAMPLES, pairs
from helpers.handout import MODELS, handout_model
from levelwise.equation.transform import transform
from levelwise.equation.tree import Index, Line, Node, Number, Quantity, Range, Root, Symbol, System, Word
from levelwise.equation.walk import walk

Part = Node | Line


def same(part: Part) -> Part:
    return part


def renamed(old: str, new: str, part: Part) -> Part:
    return replace(part, name=new) if isinstance(part, Symbol) and part.name == old else part


def to_zeta(part: Part) -> Part:
    return renamed("beta", "zeta", part)


def to_xi(part: Part) -> Part:
    return renamed("zeta", "xi", part)


def names(tree: object) -> list[str]:
    return [node.name for node in walk(tree) if isinstance(node, Symbol)]


def systems() -> list[System]:
    of_models = [
        handout_model(name).equations(notation, policy="off").system
        for name in MODELS
        for notation in ("equatiomatic", "raudenbush-bryk")
    ]
    return [*SYSTEMS.values(), *of_models]


@pytest.fixture(scope="module", name="trees")
def all_trees() -> list[System | Node]:
    return [*systems(), *pairs()]


def test_nothing_changes_nothing(trees: list[System | Node]) -> None:
    assert all(transform(tree, same) is tree for tree in trees)


def test_two_changes_are_one_after_the_other(trees: list[System | Node]) -> None:
    for tree in trees:
        assert transform(transform(tree, to_zeta), to_xi) == transform(tree, lambda part: to_xi(to_zeta(part)))


def test_a_symbol_is_renamed_everywhere_and_only_renamed(trees: list[System | Node]) -> None:
    for tree in trees:
        changed = transform(tree, to_zeta)
        assert names(changed) == ["zeta" if name == "beta" else name for name in names(tree)]
        assert transform(changed, lambda part: renamed("zeta", "beta", part)) == transform(
            tree, lambda part: renamed("zeta", "beta", part)
        )


def test_every_place_in_every_node_is_reached() -> None:
    here = Symbol("here", (Symbol("inside"),), (Symbol("inside"),))
    for around in AROUND:
        tree = around(here)
        assert names(transform(tree, lambda part: renamed("inside", "found", part))).count("found") >= 2
    ranges = [one for one in EXAMPLES[Range] if isinstance(one, Range)]
    line = Line(here, "=", here, (*ranges, Range(("j",), here)), under=here)
    assert names(transform(line, lambda part: renamed("inside", "found", part))).count("found") == 8


def test_what_symbols_stand_for_stays() -> None:
    for tree in systems():
        changed = transform(tree, lambda part: replace(part, letter="z") if isinstance(part, Index) else part)
        before, after = (
            [node.of for node in walk(one) if isinstance(node, Symbol | Quantity)] for one in (tree, changed)
        )
        assert before == after
        assert {node.letter for node in walk(changed) if isinstance(node, Index)} <= {"z"}


def test_only_what_holds_the_change_is_new() -> None:
    tree = handout_model("m4").equations("raudenbush-bryk").system
    changed = transform(tree, lambda part: Word("SES") if part == Word("ses") else part)
    assert [new is old for new, old in zip(changed.lines, tree.lines, strict=True)] == [False, *[True] * 4]


def test_parts_are_changed_before_the_whole() -> None:
    seen: list[Part] = []

    def number(part: Part) -> Part:
        seen.append(part)
        return Number("1") if isinstance(part, Symbol) else part

    assert transform(Line(Root(Symbol("x")), "=", Symbol("y")), number) == Line(Root(Number("1")), "=", Number("1"))
    assert seen == [Symbol("x"), Root(Number("1")), Symbol("y"), Line(Root(Number("1")), "=", Number("1"))]


def test_lines_can_be_changed_too() -> None:
    tree = SYSTEMS["gelman_hill"]
    changed = transform(tree, lambda part: replace(part, ranges=()) if isinstance(part, Line) else part)
    assert any(line.ranges for line in tree.lines)
    assert changed.lines == tuple(replace(line, ranges=()) for line in tree.lines)
