"""What a layout says about a diagram: shapes, lines and texts with their places. Units are pixels at full size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handbook.diagrams.flow import Edge, Lane, Node

Point = tuple[float, float]

SIZE = 13.0  # of letters: labels
SMALL = 12.0  # deadlines, documents, answers
LINE = 16.0  # from line to line
SMALL_LINE = 15.0
ASCENT = 0.78  # of the height of a line: from its top to the base of the letters
GATEWAY = 11.0  # half the diagonal of a gateway beside a step
DECISION = 16.0  # the same of a decision
EVENT = 11.0  # radius


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    def overlaps(self, other: Box, margin: float = 0) -> bool:
        """Whether two rectangles share a point, or come nearer than a margin."""
        return (
            self.x < other.right + margin
            and other.x < self.right + margin
            and self.y < other.bottom + margin
            and other.y < self.bottom + margin
        )

    def holds(self, other: Box) -> bool:
        """Whether the other one lies inside."""
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom


@dataclass(frozen=True)
class Text:
    """Lines of text from the top left corner of `box` down. `role` says what they are: it is the class in the SVG."""

    box: Box
    lines: tuple[str, ...]
    role: str
    lang: str
    size: float = SIZE
    step: float = LINE
    number: int = 0
    icon: str = ""


@dataclass(frozen=True)
class Shape:
    """The outline of a node and its texts, which stand inside (tasks) or beside it (all others)."""

    node: Node
    box: Box
    texts: tuple[Text, ...] = ()

    @property
    def ground(self) -> Box:
        """The rectangle around outline and texts."""
        boxes = [self.box, *(text.box for text in self.texts)]
        left, top = min(box.x for box in boxes), min(box.y for box in boxes)
        return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)


@dataclass(frozen=True)
class Line:
    """The line of an edge, at right angles, and its label."""

    edge: Edge
    points: tuple[Point, ...]
    label: Text | None = None

    def pieces(self) -> Iterator[tuple[Point, Point]]:
        """The straight pieces."""
        yield from zip(self.points, self.points[1:], strict=False)


@dataclass(frozen=True)
class Band:
    """A lane: the whole of it, and its title, which is written upwards within `head`."""

    lane: Lane
    box: Box
    head: Box
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A finished layout."""

    width: float
    height: float
    bands: tuple[Band, ...]
    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]


def straightened(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points without those that stand twice or in the middle of a straight piece."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and any(kept[-2][axis] == kept[-1][axis] == point[axis] for axis in (0, 1)):
            kept.pop()
        kept.append(point)
    return tuple(kept)
