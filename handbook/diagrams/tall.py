"""The layout for a phone: all steps below each other in the order of the table, each with its role; jumps run beside them.

The flow runs down a spine at the left. What does not go to the next node leaves the spine to the right (onwards) or to the left
(back), runs along the edge, and comes back to the spine above its target.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from handbook.diagrams import cells, words
from handbook.diagrams.cells import Paragraph
from handbook.diagrams.flow import GATEWAYS, Edge, Flow, Node
from handbook.diagrams.picture import (
    DECISION,
    EVENT,
    GATEWAY,
    SMALL,
    SMALL_LINE,
    Box,
    Line,
    Picture,
    Point,
    Shape,
    Text,
    straightened,
)
from handbook.locale import word

WIDTH = 296.0  # drawn a sixth larger at 390 px, so that its letters are no smaller than small text on the page
TRACK = 9.0
EDGE = 7.0
GAP = 15.0  # between one node and the next
EXIT = 9.0  # height of a line that leaves the spine without a label
PAD_X, PAD_Y = 9.0, 7.0
BESIDE = 7.0  # from a symbol to its text, and from the spine to a label


def tall(flow: Flow) -> Picture:
    """One column."""
    return _Column(flow).picture


def said(node: Node, role: str) -> Iterator[Paragraph]:
    """What stands in a step: who, until when, with what; an end names the page that follows in full."""
    yield Paragraph(node.label, "label", number=node.number)
    if role:
        yield Paragraph(role, "note", "person")
    yield from (entry for entry in cells.said(node) if entry.role == "note")
    if node.then:
        yield Paragraph(word(node.lang, "diagram.then", id=f"{node.then.id} {node.then.title}"), "jump", "jump")


@dataclass
class _Column:
    flow: Flow
    tops: dict[str, float] = field(default_factory=dict)  # y of the tip or edge where the spine arrives
    shapes: list[Shape] = field(default_factory=list)
    exits: dict[int, float] = field(default_factory=dict)  # by number of the edge: where it leaves the spine
    entries: dict[str, float] = field(default_factory=dict)  # where lines come back to the spine above a node
    labels: dict[int, Text] = field(default_factory=dict)
    height: float = 0.0

    def __post_init__(self) -> None:
        self.order = {node.id: number for number, node in enumerate(self.flow.nodes)}
        self.straight = self._straight()
        self.roles = {lane.id: lane.name for lane in self.flow.lanes}
        first = next(node.id for node in self.flow.nodes if node.number)
        self.alone = first if len(self.roles) == 1 else ""  # if all is done by one role, the first step alone names it
        self.height = 4.0
        for node in self.flow.nodes:
            self._add(node)

    def _straight(self) -> set[int]:
        """Numbers of the edges that lead to the next node; one for each node."""
        taken: dict[str, int] = {}
        for number, edge in enumerate(self.flow.edges):
            if self.order[edge.target] == self.order[edge.source] + 1:
                taken.setdefault(edge.source, number)
        return set(taken.values())

    # --- from left to right: the spine lies right of the tracks that lead back ---

    def _jumps(self, *, back: bool) -> dict[str, tuple[int, int]]:
        """For each target of jumps in one direction the stretch that they run along, in places of the order."""
        spans: dict[str, tuple[int, int]] = {}
        for number, edge in enumerate(self.flow.edges):
            source, target = self.order[edge.source], self.order[edge.target]
            if number not in self.straight and (target <= source) == back:
                low, high = spans.get(edge.target, (source, target))
                spans[edge.target] = (min(low, source, target), max(high, source, target))
        return spans

    def _tracks(self, spans: dict[str, tuple[int, int]]) -> dict[str, int]:
        """Short stretches near the spine; two that share a place lie on different tracks."""
        numbers: dict[str, int] = {}
        for target in sorted(spans, key=lambda target: (spans[target][1] - spans[target][0], spans[target])):
            low, high = spans[target]
            taken = {numbers[other] for other in numbers if spans[other][0] <= high and low <= spans[other][1]}
            numbers[target] = next(track for track in range(len(spans)) if track not in taken)
        return numbers

    @cached_property
    def back(self) -> dict[str, int]:
        """Tracks at the left by target."""
        return self._tracks(self._jumps(back=True))

    @cached_property
    def onward(self) -> dict[str, int]:
        """Tracks at the right by target."""
        return self._tracks(self._jumps(back=False))

    @cached_property
    def left(self) -> float:
        """Where boxes begin."""
        return 2 + (EDGE + TRACK * (max(self.back.values()) + 1) if self.back else 0)

    @cached_property
    def right(self) -> float:
        """Where boxes and texts end."""
        return WIDTH - 2 - (EDGE + TRACK * (max(self.onward.values()) + 1) if self.onward else 0)

    @property
    def spine(self) -> float:
        """Where the flow runs down."""
        return self.left + DECISION + 1

    def _side(self, edge: Edge) -> float:
        if self.order[edge.target] <= self.order[edge.source]:
            return self.left - EDGE - TRACK * self.back[edge.target]
        return self.right + EDGE + TRACK * self.onward[edge.target]

    # --- from top to bottom ---

    def _add(self, node: Node) -> None:
        """The node below what stands there, and below it the lines that leave."""
        jumping = [edge for number, edge in enumerate(self.flow.edges) if edge.target == node.id and number not in self.straight]
        if jumping and node.kind not in ("merge", "join"):
            self.entries[node.id] = self.height
            self.height += GAP
        y = self.height
        self.tops[node.id] = y
        if node.kind in GATEWAYS:
            self.shapes.append(Shape(node, Box(self.spine - GATEWAY, y, 2 * GATEWAY, 2 * GATEWAY), self._gateway(node, y)))
        elif node.kind == "task":
            written = cells.texts(
                said(node, self._role(node)), self.left + PAD_X, y + PAD_Y, self.right - self.left - 2 * PAD_X, node.lang
            )
            self.shapes.append(Shape(node, Box(self.left, y, self.right - self.left, cells.height(written) + 2 * PAD_Y), written))
        else:
            self._symbol(node, y)
        self.height = self.shapes[-1].ground.bottom
        self._leave(node)

    def _role(self, node: Node) -> str:
        return "" if self.alone and node.id != self.alone else self.roles[node.lane]

    def _gateway(self, node: Node, y: float) -> tuple[Text, ...]:
        """Said in words, since not everybody knows the signs."""
        if node.kind == "merge":
            return ()
        x = self.spine + GATEWAY + BESIDE
        told = Paragraph(word(node.lang, f"diagram.{node.kind}"), "note")
        written = cells.texts([told], x, 0, self.right - x, node.lang)
        arriving = node.kind == "join"  # lines come in from the right; the words stand below them
        return cells.moved_texts(written, 0, y + GATEWAY + (2 if arriving else -cells.height(written) / 2))

    def _symbol(self, node: Node, y: float) -> None:
        half = DECISION if node.kind == "decision" else EVENT
        x = self.spine + DECISION + BESIDE
        told = cells.said(node) if node.kind == "start" else said(node, self._role(node))
        written = cells.texts(told, x, y, self.right - x, node.lang)
        down = max(0.0, half - written[0].step / 2)  # the first line stands beside the middle of the symbol
        self.shapes.append(Shape(node, Box(self.spine - half, y, 2 * half, 2 * half), cells.moved_texts(written, 0, down)))

    def _leave(self, node: Node) -> None:
        """Lines that jump, each at its own height, and last the one that leads on."""
        numbers = [number for number, edge in enumerate(self.flow.edges) if edge.source == node.id]
        jumps = [number for number in numbers if number not in self.straight]
        for number in sorted(
            jumps, key=lambda number: -self.order[self.flow.edges[number].target]
        ):  # the widest first, none crosses
            label = self._label(number)
            self.exits[number] = self.height + (label.box.height if label else EXIT) + 2
            self.height = self.exits[number] + (2 if label else 0)
        for number in (number for number in numbers if number in self.straight):
            label = self._label(number)
            self.height += label.box.height if label else 0
        self.height += GAP if numbers else GAP + 3

    def _label(self, number: int) -> Text | None:
        edge = self.flow.edges[number]
        if not edge.label:
            return None
        x = self.spine + BESIDE
        lines = words.wrap(edge.label, self.right - x, SMALL, edge.lang)
        box = Box(x, self.height + 2, max(words.width(line, SMALL) for line in lines), len(lines) * SMALL_LINE)
        self.labels[number] = Text(box, lines, "answer", edge.lang, SMALL, SMALL_LINE)
        return self.labels[number]

    # --- lines ---

    def _line(self, number: int, edge: Edge) -> Line:
        shapes = {shape.node.id: shape.box for shape in self.shapes}
        leaving, arriving = shapes[edge.source], shapes[edge.target]
        x = self.spine
        points: list[Point] = [(x, leaving.bottom)]
        if number in self.straight:
            points += [(x, arriving.y)]
        else:
            side = self._side(edge)
            points += [(x, self.exits[number]), (side, self.exits[number])]
            if edge.target in self.entries:
                points += [(side, self.entries[edge.target]), (x, self.entries[edge.target]), (x, arriving.y)]
            else:
                tip = arriving.right if side > x else arriving.x
                middle = arriving.y + arriving.height / 2
                points += [(side, middle), (tip, middle)]
        return Line(edge, straightened(points), self.labels.get(number))

    @property
    def picture(self) -> Picture:
        """All of it."""
        lines = tuple(self._line(number, edge) for number, edge in enumerate(self.flow.edges))
        return Picture(WIDTH, self.height, (), tuple(self.shapes), lines)
