"""The structure that ECMA-376 prescribes for the elements of OMML that we write, and their text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_PARTS = "(r|acc|bar|d|f|groupChr|limLow|m|nary|rad|sSub|sSup|sSubSup) "
ORDER: Mapping[str, str] = {
    "oMathPara": "oMath ",
    "oMath": f"({_PARTS})+",
    **dict.fromkeys(("e", "num", "den", "sub", "sup", "lim"), f"({_PARTS})+"),
    "deg": "",
    "r": "(rPr )?(w:rPr )?t ",
    "rPr": "nor |(scr )?sty ",
    "t": "",
    "acc": "(accPr )?e ",
    "accPr": "(chr )?(ctrlPr )?",
    "bar": "(barPr )?e ",
    "barPr": "(pos )?(ctrlPr )?",
    "d": "(dPr )?e ",
    "dPr": "(begChr )?(endChr )?(ctrlPr )?",
    "f": "(fPr )?num den ",
    "fPr": "(type )?(ctrlPr )?",
    "groupChr": "(groupChrPr )?e ",
    "groupChrPr": "(chr )?(pos )?(ctrlPr )?",
    "limLow": "(limLowPr )?e lim ",
    "limLowPr": "(ctrlPr )?",
    "m": "(mPr )?(mr )+",
    "mPr": "(plcHide )?(cGpRule )?(cGp )?(mcs )?(ctrlPr )?",
    "mcs": "(mc )+",
    "mc": "mcPr ",
    "mcPr": "(count )?(mcJc )?",
    "mr": "(e )+",
    "nary": "(naryPr )?sub sup e ",
    "naryPr": "(chr )?(limLoc )?(subHide )?(supHide )?(ctrlPr )?",
    "rad": "(radPr )?deg e ",
    "radPr": "(degHide )?(ctrlPr )?",
    "sSub": "(sSubPr )?e sub ",
    "sSubPr": "(ctrlPr )?",
    "sSup": "(sSupPr )?e sup ",
    "sSupPr": "(ctrlPr )?",
    "sSubSup": "(sSubSupPr )?e sub sup ",
    "sSubSupPr": "(ctrlPr )?",
    "ctrlPr": "w:rPr ",
    "w:rPr": "(w:rFonts )?(w:color )?",
    "w:rFonts": "",
    "w:color": "",
}
"""What an element holds, in the schema's order, as a regular expression over the names of its children."""

VALUES: Mapping[str, str] = {
    "begChr": r"[(\[{⟨|]?",
    "endChr": r"[)\]}⟩|]?",
    "chr": "[\u0302⏟∑]",
    "cGp": r"\d+",
    "cGpRule": "[0-4]",
    "count": r"\d+",
    "degHide": "1",
    "limLoc": "undOvr|subSup",
    "mcJc": "left|center|right",
    "nor": "",
    "plcHide": "1",
    "pos": "top|bot",
    "scr": "script",
    "sty": "p|b|i|bi",
    "subHide": "1",
    "supHide": "1",
    "type": "lin",
    "w:color": "[0-9A-F]{6}",
}
"""The values of elements that have one."""


def name(element: ET.Element) -> str:
    return element.tag.replace(MATH, "").replace(WORD, "w:")


def read(written: str) -> ET.Element:
    """Parse OMML and assert that it is as the schema has it, and that no part of it is empty."""
    root = ET.fromstring(written)
    assert name(root) == "oMathPara"
    hidden = {id(one[place]) for one in root.iter(f"{MATH}nary") for place in _hidden_limits(one)}
    for element in root.iter():
        kind = name(element)
        children = "".join(f"{name(child)} " for child in element)
        if kind in VALUES:
            assert not children
            value = element.get(f"{MATH}val", element.get(f"{WORD}val", ""))
            assert re.fullmatch(VALUES[kind], value), (kind, value)
            continue
        if id(element) in hidden:
            assert not children
            continue
        assert re.fullmatch(ORDER[kind], children), (kind, children)
        if kind == "t":
            assert element.text
            assert element.text.strip() == element.text or element.get(SPACE) == "preserve"
        else:
            assert not (element.text or "").strip()
        assert not (element.tail or "").strip()
        if kind == "m":
            widths = {len(row) for row in element.findall(f"{MATH}mr")}
            assert widths == {len(element.findall(f"{MATH}mPr/{MATH}mcs/{MATH}mc"))}
    return root


def _hidden_limits(nary: ET.Element) -> Iterator[int]:
    """Yield the places of the limits that a sum does not have."""
    properties = {name(one) for one in nary[0]}
    yield from (place for place, limit in ((1, "subHide"), (2, "supHide")) if limit in properties)


def runs(root: ET.Element) -> Iterator[tuple[str, bool]]:
    """Yield the runs, each with whether it is normal text."""
    for run in root.iter(f"{MATH}r"):  # the element itself, if it is one
        yield run.findtext(f"{MATH}t") or "", run.find(f"{MATH}rPr/{MATH}nor") is not None


def text(root: ET.Element) -> str:
    """Return all that is written, spaces of no width left out."""
    return "".join(words for words, _ in runs(root)).replace("\u200b", "")


def sketch(element: ET.Element) -> str:
    """Return an element in short, without properties: ``f(num(1)den('q'))``, normal text in quotation marks."""
    if name(element) == "r":
        words, normal = next(runs(element))
        return f"'{words}'" if normal else words
    return f"{name(element)}({''.join(sketch(one) for one in element if not name(one).endswith('Pr'))})"


def settings(element: ET.Element) -> dict[str, str]:
    """Return the properties of an element by name."""
    return {name(one): one.get(f"{MATH}val", "") for one in element[0]}
