"""A drawing that stands in a page becomes a file of its own: spelling of SVG, colours as on paper, words of its description."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

SVG = "http://www.w3.org/2000/svg"
INK = "#1c2427"
TALL = 1.4  # height by width of a page, with room for the caption
# The HTML parser writes all names in lower case; SVG tells them apart.
NAMES = {
    name.lower(): name
    for name in (
        "viewBox", "preserveAspectRatio", "clipPath", "clipPathUnits", "linearGradient", "radialGradient", "gradientUnits",
        "gradientTransform", "textPath", "textLength", "lengthAdjust", "markerWidth", "markerHeight", "markerUnits", "refX",
        "refY", "patternUnits", "patternTransform", "patternContentUnits", "startOffset", "spreadMethod", "pathLength",
        "stdDeviation", "feGaussianBlur", "feOffset", "feMerge", "feMergeNode", "feBlend", "feColorMatrix",
        "foreignObject", "baseProfile",
    )
}  # fmt: skip
VARIABLE = re.compile(r"var\(\s*--[\w-]+\s*(?:,\s*([^()]+(?:\([^()]*\))?))?\)")


def description(drawing: HtmlElement) -> str:
    """Title and description, or the name for assistive technology."""
    own = [" ".join(child.text_content().split()) for child in drawing if child.tag in ("title", "desc")]
    return ". ".join(part.rstrip(".") for part in own if part) or drawing.get("aria-label", "")


def view_box(drawing: HtmlElement | Path) -> str:
    """That of a drawing in a page or of an SVG file; empty if there is none to read."""
    if not isinstance(drawing, Path):
        return str(drawing.get("viewbox", drawing.get("viewBox", "")))
    try:
        return str(etree.parse(drawing).getroot().get("viewBox", ""))
    except etree.XMLSyntaxError:
        return ""


def is_tall(box: str) -> bool:
    """Whether a drawing with this view box would be higher than a page if it were as wide as one."""
    try:
        _, _, width, height = map(float, re.split(r"[\s,]+", box.strip()))
    except ValueError:
        return False
    return height > width * TALL


def alone(drawing: HtmlElement) -> bytes:
    """The drawing as an SVG file. Its size is that of its view box: units of the screen have no measure on paper."""
    root = _spelled(copy.deepcopy(drawing))
    if root.get("viewBox"):
        for name in ("width", "height"):
            if name in root.attrib:
                del root.attrib[name]
    return etree.tostring(root, encoding="utf-8")


def _spelled(element: HtmlElement) -> etree._Element:
    tag = NAMES.get(str(element.tag), str(element.tag))
    made = etree.Element(f"{{{SVG}}}{tag}", nsmap=cast(dict[str, str], {None: SVG}))
    for name, value in element.attrib.items():
        if ":" in str(name) or str(name).startswith("on"):
            continue
        made.set(NAMES.get(str(name), str(name)), _coloured(str(value)))
    made.text, made.tail = element.text, element.tail
    for child in element:
        if isinstance(child.tag, str) and child.tag != "script":
            made.append(_spelled(child))
    return made


def _coloured(value: str) -> str:
    """The page's colour is the ink; a variable is what it falls back to."""
    return VARIABLE.sub(lambda match: (match[1] or INK).strip(), value.replace("currentColor", INK).replace("currentcolor", INK))
