"""Reads MathML as an XML parser does and checks that every element has the parts it must have."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
TOKENS = {"mi", "mn", "mo", "mtext"}
PARTS = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3, "semantics": 2}
"""Elements with a fixed number of parts."""
ROWS = {"mrow", "mstyle", "mtd", "msqrt"}
ATTRIBUTES = {
    *("alttext", "display", "displaystyle", "columnalign", "columnspacing", "rowspacing", "mathcolor", "mathvariant"),
    *("accent", "form", "lspace", "rspace", "stretchy", "style", "encoding"),
}


def read(text: str) -> ET.Element:
    """Return the `math` element of well-formed MathML whose every element is complete."""
    assert not re.search(r"&(?!#x[0-9A-F]+;|(?:amp|lt|gt|quot);)", text)
    root = ET.fromstring(text)
    assert tag(root) == "math"
    for one in root.iter():
        _check(one)
    return root


def tag(one: ET.Element) -> str:
    assert one.tag.startswith(NAMESPACE)
    return one.tag.removeprefix(NAMESPACE)


def texts(root: ET.Element, *tags: str) -> Iterator[str]:
    """Yield what tokens of some kinds show, with plain spaces."""
    for one in root.iter():
        if tag(one) in tags:
            yield (one.text or "").replace("\u00a0", " ")


def _check(one: ET.Element) -> None:
    kind, parts = tag(one), list(one)
    assert set(one.attrib) <= ATTRIBUTES
    assert not (one.tail or "").strip()
    if kind in TOKENS:
        assert not parts
        assert one.text
        assert one.text.strip(" ") == one.text, "a parser drops spaces at the ends"
        assert one.text.isprintable() or one.text in "\u2009\u2003\u2061\u2062\u2063" or "\u00a0" in one.text
    elif kind == "annotation":
        assert one.text
    else:
        assert not (one.text or "").strip()
        match kind:
            case "math":
                assert [tag(part) for part in parts] == ["semantics"]
                assert one.get("alttext")
            case "mtable":
                assert {tag(part) for part in parts} == {"mtr"}
                assert len({len(part) for part in parts}) == 1
            case "mtr":
                assert {tag(part) for part in parts} == {"mtd"}
            case _ if kind in PARTS:
                assert len(parts) == PARTS[kind], kind
            case _:
                assert kind in ROWS
