"""No picture has shapes, texts or lines that run into each other: all processes, and random ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings

from handbook.diagrams import words
from handbook.diagrams.cells import MODEL, PAGE, Look
from handbook.diagrams.flow import Flow
from handbook.diagrams.picture import Box, Line, Picture, Point, Shape, Text
from handbook.diagrams.tall import tall
from handbook.diagrams.wide import Wide, wide
from tests.diagrams.models import flows, random_flows

HAIR = 0.01


def ink(text: Text) -> Box:
    """The part of a text's box that is written on."""
    indent = 16 if text.icon else 0
    lead = words.width(f"{text.number} ", text.size) if text.number else 0
    bold = words.BOLD if text.role == "jump" else 1
    lengths = [words.width(line, text.size) * bold + (lead if not number else 0) for number, line in enumerate(text.lines)]
    return replace(text.box, width=max(lengths) + indent)


def shrunk(box: Box) -> Box:
    return Box(box.x + HAIR, box.y + HAIR, box.width - 2 * HAIR, box.height - 2 * HAIR)


def areas(shape: Shape) -> list[Box]:
    """What belongs to a node: its outline, and the texts beside it."""
    return [shape.box, *(ink(text) for text in shape.texts)]


def cuts(piece: tuple[Point, Point], box: Box) -> bool:
    """Whether a horizontal or vertical piece runs through the inside of a box."""
    (x1, y1), (x2, y2) = piece
    way = Box(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))
    return way.overlaps(shrunk(box))


def on_border(point: Point, box: Box) -> bool:
    x, y = point
    across = abs(x - box.x) < HAIR or abs(x - box.right) < HAIR
    along = abs(y - box.y) < HAIR or abs(y - box.bottom) < HAIR
    inside_x, inside_y = box.x - HAIR <= x <= box.right + HAIR, box.y - HAIR <= y <= box.bottom + HAIR
    return (across and inside_y) or (along and inside_x)


def shared(one: Line, other: Line) -> Iterator[tuple[Point, Point]]:
    """Pieces on which two lines lie upon each other."""
    for a, b in one.pieces():
        for c, d in other.pieces():
            for axis in (0, 1):
                along = 1 - axis
                if a[axis] == b[axis] == c[axis] == d[axis]:
                    low = max(min(a[along], b[along]), min(c[along], d[along]))
                    high = min(max(a[along], b[along]), max(c[along], d[along]))
                    if high - low > HAIR:
                        yield a, b


def problems(picture: Picture) -> Iterator[str]:
    """Everything that is wrong with a picture of either layout."""
    yield from _shapes(picture)
    yield from _texts(picture)
    yield from _labels(picture)
    yield from _lines(picture)


def _shapes(picture: Picture) -> Iterator[str]:
    whole = Box(0, 0, picture.width, picture.height)
    for one, other in combinations(picture.shapes, 2):
        if any(a.overlaps(shrunk(b)) for a in areas(one) for b in areas(other)):
            yield f"{one.node.id} and {other.node.id} overlap"
    for shape in picture.shapes:
        if not all(whole.holds(area) for area in areas(shape)):
            yield f"{shape.node.id} is outside"


def _texts(picture: Picture) -> Iterator[str]:
    for shape in picture.shapes:
        for text in shape.texts:
            if ink(text).width > text.box.width + HAIR:
                yield f"a text of {shape.node.id} is too wide: {text.lines}"
            if shape.node.kind == "task" and not shape.box.holds(ink(text)):
                yield f"a text of {shape.node.id} sticks out"
        if any(ink(a).overlaps(shrunk(ink(b))) for a, b in combinations(shape.texts, 2)):
            yield f"texts of {shape.node.id} overlap"


def _labels(picture: Picture) -> Iterator[str]:
    whole = Box(0, 0, picture.width, picture.height)
    labels = [(line.edge, ink(line.label)) for line in picture.lines if line.label]
    for (edge, box), (_, other) in combinations(labels, 2):
        if box.overlaps(shrunk(other)):
            yield f"labels overlap: {edge}"
    for edge, box in labels:
        if not whole.holds(box):
            yield f"label outside: {edge}"
        if any(area.overlaps(shrunk(box)) for shape in picture.shapes for area in areas(shape)):
            yield f"label of {edge} on a shape"
        if any(cuts(piece, box) for line in picture.lines for piece in line.pieces()):
            yield f"a line runs through the label of {edge}"


def _lines(picture: Picture) -> Iterator[str]:
    boxes = {shape.node.id: shape.box for shape in picture.shapes}
    for line in picture.lines:
        if any(x1 != x2 and y1 != y2 for (x1, y1), (x2, y2) in line.pieces()):
            yield f"{line.edge} is slanting"
        first, last = line.points[0], line.points[-1]
        if not (on_border(first, boxes[line.edge.source]) and on_border(last, boxes[line.edge.target])):
            yield f"{line.edge} does not begin and end on borders: {line.points}"
        if any(not (0 <= x <= picture.width and 0 <= y <= picture.height) for x, y in line.points):
            yield f"{line.edge} leaves the picture"
        for shape in picture.shapes:
            if any(cuts(piece, area) for piece in line.pieces() for area in areas(shape)):
                yield f"{line.edge} runs through {shape.node.id}"
    for one, other in combinations(picture.lines, 2):
        related = one.edge.source == other.edge.source or one.edge.target == other.edge.target
        if not related and any(shared(one, other)):
            yield f"{one.edge} and {other.edge} lie upon each other"


def problems_of_lanes(flow: Flow, look: Look) -> Iterator[str]:
    """The same, and what is wrong with lanes and documents."""
    made = wide(flow, look)
    yield from problems(made.picture)
    yield from _bands(made.picture)
    yield from _sheets(made)


def _bands(picture: Picture) -> Iterator[str]:
    bands = {band.lane.id: band for band in picture.bands}
    for shape in picture.shapes:
        band = bands[shape.node.lane]
        if not all(band.box.holds(area) and not band.head.overlaps(area) for area in areas(shape)):
            yield f"{shape.node.id} is not in its lane"
    for upper, lower in pairwise(picture.bands):
        if upper.box.bottom != lower.box.y:
            yield "lanes do not touch"
    for band in picture.bands:
        if any(words.width(line, 13) > band.box.height for line in band.lines) or len(band.lines) * 16 > band.head.width:
            yield f"title of {band.lane.id} does not fit"


def _sheets(made: Wide) -> Iterator[str]:
    picture = made.picture
    bands = {band.lane.id: band.box for band in picture.bands}
    lanes = {shape.node.id: bands[shape.node.lane] for shape in picture.shapes}
    boxes = [(node, box) for node, sheet in made.sheets for box in (sheet.box, sheet.label)]
    if any(a.overlaps(shrunk(b)) for (_, a), (_, b) in combinations(boxes, 2)):
        yield "documents overlap"
    for node, box in boxes:
        if not lanes[node].holds(box):
            yield f"a document of {node} is not in its lane"
        if any(area.overlaps(shrunk(box)) for shape in picture.shapes for area in areas(shape)):
            yield f"a document of {node} lies on a shape"
        if any(cuts(piece, box) for line in picture.lines for piece in line.pieces()):
            yield f"a line runs through a document of {node}"


@pytest.mark.parametrize("name", sorted(flows()))
def test_pictures_of_all_processes_are_clean(name: str) -> None:
    flow = flows()[name]
    assert list(problems(tall(flow))) == []
    assert list(problems_of_lanes(flow, PAGE)) == []
    assert list(problems_of_lanes(flow, MODEL)) == []


@settings(max_examples=25)
@given(random_flows())
def test_pictures_of_random_processes_are_clean(flow: Flow) -> None:
    assert list(problems(tall(flow))) == []
    assert list(problems_of_lanes(flow, PAGE)) == []


@pytest.mark.full
@settings(max_examples=1500)
@given(random_flows(15))
def test_pictures_of_many_random_processes_are_clean(flow: Flow) -> None:
    assert list(problems(tall(flow))) == []
    assert list(problems_of_lanes(flow, PAGE)) == []
    assert list(problems_of_lanes(flow, MODEL)) == []
