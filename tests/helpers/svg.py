"""What an SVG says."""

from __future__ import annotations

import xml.etree.ElementTree as ET


def words(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
