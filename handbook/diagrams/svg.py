"""A picture as SVG: text as text, classes that the site's style sheet knows instead of styles; alone with a style of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from handbook.diagrams.picture import ASCENT, Band, Box, Line, Picture, Point, Shape, Text

REM = 20  # pixels; so that pictures grow with the reader's letters
ARROW = 8.0
HALF_ARROW = 3.6
CORNER = 5.0
SIGNS = {
    "clock": "M6 1a5 5 0 1 0 .01 0zM6 3.5V6l2 1.3",
    "sheet": "M2 1h5l3 3v7H2zM7 1v3h3",
    "person": "M6 6.2a2.4 2.4 0 1 0-.01 0zM1.6 11.5c0-5 8.8-5 8.8 0",
    "jump": "M1 6h9M6.5 2.5 10 6 6.5 9.5",
}
CROSS, PLUS = ((-1, -1, 1, 1), (-1, 1, 1, -1)), ((-1, 0, 1, 0), (0, -1, 0, 1))
MARKS = {"decision": (CROSS, 5), "merge": (CROSS, 3.4), "split": (PLUS, 6), "join": (PLUS, 6)}

# Colours hold 4.5:1 for text and 3:1 for lines, light and dark; the same roles as overrides/assets/css/handbook.css.
ALONE = """
svg{background:#fff;color:#1c2427;font:13px "Source Sans 3","Source Sans Pro",Arial,"Liberation Sans",sans-serif}
text{fill:#1c2427}.n,.head,.jump{font-weight:600}.n{fill:#0f4c54}.jump{fill:#0b5763}
.note,.answer,.trigger{font-size:12px}.note,.trigger{fill:#525a5c}
path,rect,circle{fill:none;stroke:#1c2427;stroke-width:1.4;stroke-linejoin:round}
.lane{stroke:#7d766a;stroke-width:1}.band{fill:#f6f3ec;stroke:#7d766a;stroke-width:1}
.node{fill:#fff;stroke:#0f4c54;stroke-width:1.6}.end{stroke-width:3.4}
.ask{fill:#fcf3e8;stroke:#a8480f}.mark{stroke:#a8480f;stroke-width:1.8}
.tip{fill:#1c2427;stroke:none}.sign{stroke:#525a5c;stroke-width:1.2}
@media (prefers-color-scheme:dark){
svg{background:#14191b}text,.tip{fill:#ebe8e1}path,rect,circle{stroke:#b6bdbd}.n,.jump{fill:#93d3da}.note,.trigger{fill:#b6bdbd}
.lane,.band{stroke:#8b9799}.band{fill:#1d2426}.node{fill:#14191b;stroke:#86cdd3}.ask{fill:#2a231b;stroke:#f3b27a}
.mark{stroke:#f3b27a}.tip{fill:#ebe8e1;stroke:none}.sign{stroke:#b6bdbd}}
"""


def svg(picture: Picture, identity: str, *, title: str, desc: str, lang: str, kind: str) -> str:
    """The picture for a page; `identity` makes its ids unique there, `kind` is a class that says where it is shown."""
    names = f'role="img" aria-labelledby="{identity}-title" aria-describedby="{identity}-desc"'
    size = f'viewBox="-1 -1 {_n(picture.width + 2)} {_n(picture.height + 2)}" width="{_n((picture.width + 2) / REM)}rem"'
    return (
        f'<svg class="hb-flow hb-flow--{kind}" {size} lang="{lang}" {names}>'
        f'<title id="{identity}-title">{escape(title)}</title><desc id="{identity}-desc">{escape(desc)}</desc>'
        f"{_body(picture, lang)}</svg>"
    )


def alone(picture: Picture, *, title: str, desc: str, lang: str) -> str:
    """The picture as a file of its own."""
    margin = 12
    box = f"{-margin} {-margin} {_n(picture.width + 2 * margin)} {_n(picture.height + 2 * margin)}"
    size = f'width="{_n(picture.width + 2 * margin)}" height="{_n(picture.height + 2 * margin)}"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {size} lang="{lang}" '
        f'xml:lang="{lang}" role="img" aria-labelledby="title" aria-describedby="desc">\n'
        f'<title id="title">{escape(title)}</title>\n<desc id="desc">{escape(desc)}</desc>\n<style>{ALONE}</style>\n'
        f"{_body(picture, lang)}\n</svg>\n"
    )


def _body(picture: Picture, lang: str) -> str:
    return "".join(
        [
            *(part for band in picture.bands for part in _band(band)),
            f'<path d="{"".join(_way(entry) for entry in picture.lines)}"/>',
            f'<path class="tip" d="{"".join(_tip(entry) for entry in picture.lines)}"/>',
            *(_outline(shape) for shape in picture.shapes),
            *_marks(picture.shapes),
            *(_text(text, lang) for shape in picture.shapes for text in shape.texts),
            *(_text(entry.label, lang) for entry in picture.lines if entry.label),
            *_signs(text for shape in picture.shapes for text in shape.texts),
        ]
    )


def _n(value: float) -> str:
    """A number with as few letters as it needs."""
    return f"{value:.1f}".removesuffix(".0")


def _rect(box: Box, kind: str, extra: str = "") -> str:
    return f'<rect class="{kind}" x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"{extra}/>'


def _band(band: Band) -> Iterator[str]:
    yield _rect(band.box, "lane")
    yield _rect(band.head, "band")
    x = band.head.x + (band.head.width - len(band.lines) * 16) / 2
    y = band.box.y + band.box.height / 2
    spans = [f'<tspan x="0" y="{_n((number + ASCENT) * 16)}">{escape(entry)}</tspan>' for number, entry in enumerate(band.lines)]
    yield f'<text class="head" transform="translate({_n(x)} {_n(y)})rotate(-90)" text-anchor="middle">{"".join(spans)}</text>'


def _outline(shape: Shape) -> str:
    box, kind = shape.box, shape.node.kind
    if kind == "task":
        return _rect(box, "node", f' rx="{_n(CORNER)}"')
    x, y, half = box.x + box.width / 2, box.y + box.height / 2, box.width / 2
    if kind in ("start", "end"):
        inner = half - 1 if kind == "end" else half
        return f'<circle class="node{" end" if kind == "end" else ""}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(inner)}"/>'
    side = f"{_n(half)} {_n(half)}"
    ask = " ask" if kind == "decision" else ""
    return f'<path class="node{ask}" d="M{_n(box.x)} {_n(y)}l{_n(half)} {_n(-half)} {side} {_n(-half)} {_n(half)}z"/>'


def _marks(shapes: Iterable[Shape]) -> Iterator[str]:
    """The signs in gateways: a cross where one way is taken, a plus where all are."""
    drawn = {"mark": "", "": ""}
    for shape in shapes:
        strokes, reach = MARKS.get(shape.node.kind, ((), 0))
        x, y = shape.box.x + shape.box.width / 2, shape.box.y + shape.box.height / 2
        for x1, y1, x2, y2 in strokes:
            way = f"M{_n(x + x1 * reach)} {_n(y + y1 * reach)}L{_n(x + x2 * reach)} {_n(y + y2 * reach)}"
            drawn["mark" if shape.node.kind == "decision" else ""] += way
    for kind, way in drawn.items():
        if way:
            named = f' class="{kind}"' if kind else ""
            yield f'<path{named} d="{way}"/>'


def _text(text: Text, lang: str) -> str:
    x = text.box.x + (16 if text.icon else 0)
    own = f' lang="{text.lang}"' if text.lang != lang else ""
    parts = []
    for number, line in enumerate(text.lines):
        y = text.box.y + number * text.step + text.step * ASCENT
        lead = f'<tspan class="n">{text.number}</tspan> ' if text.number and number == 0 else ""
        parts.append(f'<tspan x="{_n(x)}" y="{_n(y)}">{lead}{escape(line)}</tspan>')
    kind = f' class="{text.role}"' if text.role != "label" else ""
    return f"<text{kind}{own}>{' '.join(parts)}</text>"


def _signs(texts: Iterable[Text]) -> Iterator[str]:
    for text in texts:
        if text.icon:
            y = text.box.y + (text.step - 12) / 2
            yield f'<path class="sign" transform="translate({_n(text.box.x)} {_n(y)})" d="{SIGNS[text.icon]}"/>'


def _way(line: Line) -> str:
    """A line with round corners up to the base of its arrow."""
    points = list(line.points)
    points[-1] = _towards(points[-1], points[-2], ARROW - 1)
    path = f"M{_point(points[0])}"
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(CORNER, _length(before, here) / 2, _length(here, after) / 2)
        path += f"L{_point(_towards(here, before, reach))}Q{_point(here)} {_point(_towards(here, after, reach))}"
    return f"{path}L{_point(points[-1])}"


def _tip(line: Line) -> str:
    end, base = line.points[-1], _towards(line.points[-1], line.points[-2], ARROW)
    if end[0] == base[0]:
        return f"M{_point(end)}L{_point((base[0] - HALF_ARROW, base[1]))}h{_n(2 * HALF_ARROW)}z"
    return f"M{_point(end)}L{_point((base[0], base[1] - HALF_ARROW))}v{_n(2 * HALF_ARROW)}z"


def _point(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(point: Point, other: Point, reach: float) -> Point:
    """From a point some way to another one on the same horizontal or vertical."""
    length = _length(point, other) or 1
    share = reach / length
    return point[0] + (other[0] - point[0]) * share, point[1] + (other[1] - point[1]) * share
