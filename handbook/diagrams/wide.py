"""The layout with horizontal lanes: grid and routes turned into coordinates; of several depths the one that reads best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from handbook.diagrams import cells, words
from handbook.diagrams.cells import Cell, Look, Sheet
from handbook.diagrams.flow import GATEWAYS, Edge, Flow
from handbook.diagrams.grid import Block, Fold, Grid, grid
from handbook.diagrams.picture import (
    GATEWAY,
    LINE,
    SIZE,
    SMALL,
    SMALL_LINE,
    Band,
    Box,
    Line,
    Picture,
    Point,
    Shape,
    Text,
    straightened,
)
from handbook.diagrams.routes import Plan, Route, plan

DEPTHS = range(1, 8)
BESIDES = 12.0  # between a step and the gateway beside it
TRACK = 9.0  # from track to track
EDGE = 12.0  # at both sides of a channel
PASSAGE = 16.0  # height of a passage without lines
LANE_PAD = 12.0  # below the last row of a lane
HEAD_PAD = 7.0
MUCH = 1.12  # times the width that is to be kept
DOWN = 6.0  # from a line that leads down to its label


@dataclass(frozen=True)
class Wide:
    """The picture with the documents that a model shows as shapes."""

    picture: Picture
    sheets: tuple[tuple[str, Sheet], ...]  # with the id of their node


@dataclass(frozen=True)
class Channel:
    """Where a channel begins and ends, where its first track runs, and where its labels begin."""

    left: float
    tracks: float
    labels: float
    right: float


def wide(flow: Flow, look: Look = cells.PAGE) -> Wide:
    """The best of the possible layouts; narrower cells where it is much too wide."""
    folds = [Fold(depth, across, asking) for depth in DEPTHS for across in (False, True) for asking in (False, True)]
    grids = {made.stacked: made for made in (grid(flow, fold) for fold in folds)}
    best = min((_Drawing(flow, look, made) for made in grids.values()), key=lambda drawing: drawing.cost)
    if best.picture.width > look.aim * MUCH:
        best = min((_Drawing(flow, look.narrow, made) for made in grids.values()), key=lambda drawing: drawing.cost)
    return best.result


@dataclass
class _Drawing:
    flow: Flow
    look: Look
    grid: Grid
    cell: dict[str, Cell] = field(default_factory=dict)

    def __post_init__(self) -> None:
        down = {edge.source for edge in self.grid.stacked}
        self.cell = {node.id: cells.cell(node, self.look, down=node.id in down) for node in self.flow.nodes}
        self.plan: Plan = plan(self.flow, self.grid)

    # --- answers ---

    @cached_property
    def answers(self) -> dict[int, tuple[str, ...]]:
        """The lines of each label by the number of its route."""
        inside = self.look.cell - cells.BESIDE
        room = dict.fromkeys(("exit", "axis", "behind"), self.look.answer) | dict.fromkeys(("tip", "above"), inside)
        return {
            number: words.wrap(route.edge.label, room[route.at], SMALL, route.edge.lang)
            for number, route in enumerate(self.plan.routes)
            if route.edge.label
        }

    @cached_property
    def down(self) -> dict[Edge, tuple[str, ...]]:
        """The lines of the labels of edges that lead straight down or up."""
        room = self.look.cell - cells.SPINE - DOWN
        return {edge: words.wrap(edge.label, room, SMALL, edge.lang) for edge in self.grid.stacked if edge.label}

    def _lower_row(self, edge: Edge) -> int:
        return max(self.grid.places[edge.source][1], self.grid.places[edge.target][1])

    def _answer_width(self, number: int) -> float:
        return max(words.width(line, SMALL) for line in self.answers[number])

    # --- from left to right ---

    def _before(self, column: int) -> float:
        """Room for the gateways before the steps of a column."""
        return max(
            sum(2 * GATEWAY + BESIDES for _ in block.before) for place, block in self.grid.blocks.items() if place[0] == column
        )

    @cached_property
    def channel(self) -> list[Channel]:
        """The channels from left to right."""
        x = self.head_width
        result = []
        for column in range(self.grid.columns + 1):
            tracks = max(self.plan.tracks.get(column, {}).values(), default=-1) + 1
            between = column not in (0, self.grid.columns)
            first = x + self._zone(column, "exit") + EDGE
            labels = first + max(0, tracks - 1) * TRACK + (5 if tracks else 0)
            right = max(
                labels + self._zone(column, "axis", "behind") + EDGE + 2, x + (2 * EDGE + 2 if between or tracks else EDGE)
            )
            result.append(Channel(x, first, labels, right))
            if column < self.grid.columns:
                x = right + self._before(column) + self._main_width(column)
        return result

    def _zone(self, column: int, *spots: str) -> float:
        """Room for the labels that stand at one of these spots in a channel."""
        own = (number for number, route in enumerate(self.plan.routes) if route.behind == column and route.at in spots)
        return max((self._answer_width(number) + 6 for number in own if number in self.answers), default=0.0)

    def _main_width(self, column: int) -> float:
        return max(self.cell[block.main.id].width for place, block in self.grid.blocks.items() if place[0] == column)

    def _main_x(self, column: int) -> float:
        return self.channel[column].right + self._before(column)

    def _track_x(self, channel: int, key: tuple[str, str]) -> float:
        return self.channel[channel].tracks + max(0, self.plan.tracks[channel][key]) * TRACK

    # --- from top to bottom ---

    @cached_property
    def head_width(self) -> float:
        """The column of the lanes' titles."""
        return max(len(lines) for lines in self.heads) * LINE + 2 * HEAD_PAD

    @cached_property
    def heads(self) -> list[tuple[str, ...]]:
        """The lanes' titles, broken to the height that the lane has anyway; it grows where they would be too many lines."""
        result = []
        for lane, rows in zip(self.flow.lanes, self.grid.lanes, strict=True):
            room = sum(self._row_height(row) for row in rows) + LANE_PAD - 2 * HEAD_PAD
            lines = words.wrap(lane.name, room, SIZE * words.BOLD, self.flow.lang)
            while len(lines) > self.look.head_lines:
                room += 10
                lines = words.wrap(lane.name, room, SIZE * words.BOLD, self.flow.lang)
            result.append(lines)
        return result

    @cached_property
    def _rows(self) -> dict[int, list[Block]]:
        rows: dict[int, list[Block]] = defaultdict(list)
        for (_, row), block in self.grid.blocks.items():
            rows[row].append(block)
        return rows

    def _above(self, row: int) -> float:
        """From the axis of a row up to the passage above it."""
        labels = [
            len(self.answers[number]) * SMALL_LINE + 4
            for number, route in enumerate(self.plan.routes)
            if number in self.answers and self._label_row(route) == row
        ]
        return max([self.cell[node.id].above for block in self._rows[row] for node in block.nodes] + labels)

    def _label_row(self, route: Route) -> int | None:
        """The row on whose axis the label of a route stands."""
        return {"exit": self.grid.places[route.edge.source][1], "axis": route.row, "tip": route.row}.get(route.at)

    def _below(self, row: int) -> float:
        return max(self.cell[node.id].below for block in self._rows[row] for node in block.nodes)

    def _tracks_in(self, row: int) -> list[float]:
        """The distance of each track in a passage from the passage's top."""
        numbers = self.plan.passages.get(row, {})
        y, result = self._down_height(row) + 4, list[float]()
        for track in range(max(numbers.values(), default=-1) + 1):
            lines = [
                len(self.answers[number])
                for number, own in numbers.items()
                if own == track and number in self.answers and self.plan.routes[number].at in ("behind", "above")
            ]
            y += max(lines) * SMALL_LINE + 4 if lines else TRACK
            result.append(y)
        return result

    def _passage(self, row: int) -> float:
        tracks = self._tracks_in(row)
        return max(PASSAGE, tracks[-1] + 10 if tracks else self._down_height(row) + 10)

    def _down_height(self, row: int) -> float:
        """Room for the labels of the lines that lead straight down into a row, or up from it."""
        lines = [len(own) for edge, own in self.down.items() if self._lower_row(edge) == row]
        return max(lines) * SMALL_LINE + 2 if lines else 0

    def _row_height(self, row: int) -> float:
        return self._passage(row) + self._above(row) + self._below(row)

    @cached_property
    def _tops(self) -> list[float]:
        """The top of each passage; at the end the bottom of the whole."""
        y, result = 0.0, []
        for lines, rows in zip(self.heads, self.grid.lanes, strict=True):
            top = y
            for row in rows:
                result.append(y)
                y += self._row_height(row)
            need = max(words.width(line, SIZE * words.BOLD) for line in lines) + 2 * HEAD_PAD
            y = max(y + LANE_PAD, top + need)
        return [*result, y]

    def _axis(self, row: int) -> float:
        return self._tops[row] + self._passage(row) + self._above(row)

    # --- places ---

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """Every node in its place."""
        return {node: shape for node, (shape, _) in self._placed.items()}

    @cached_property
    def _placed(self) -> dict[str, tuple[Shape, tuple[Sheet, ...]]]:
        result = {}
        for (column, row), block in self.grid.blocks.items():
            x, y = self._main_x(column), self._axis(row)
            main = self.cell[block.main.id]
            onto_spine = cells.SPINE - GATEWAY if block.main.kind in GATEWAYS else 0
            result[block.main.id] = cells.placed(main, x + onto_spine, y)
            step = 2 * GATEWAY + BESIDES
            for number, node in enumerate(reversed(block.before), 1):
                result[node.id] = cells.placed(self.cell[node.id], x - number * step, y)
        return result

    def _left(self, node: str) -> Point:
        box = self.shapes[node].box
        return box.x, box.y + box.height / 2

    def _right(self, node: str) -> Point:
        box = self.shapes[node].box
        return box.right, box.y + box.height / 2

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every edge in the order of the flow."""
        routed = {route.edge: number for number, route in enumerate(self.plan.routes)}
        return tuple(self._route(routed[edge]) if edge in routed else self._short(edge) for edge in self.flow.edges)

    def _short(self, edge: Edge) -> Line:
        """Beside each other, or straight down."""
        if edge in self.grid.stacked:
            source, target = self.shapes[edge.source].box, self.shapes[edge.target].box
            x = self._main_x(self.grid.places[edge.source][0]) + cells.SPINE
            ends = (source.bottom, target.y) if source.y < target.y else (source.y, target.bottom)
            return Line(edge, ((x, ends[0]), (x, ends[1])), self._down_label(edge, x))
        return Line(edge, (self._right(edge.source), self._left(edge.target)))

    def _down_label(self, edge: Edge, x: float) -> Text | None:
        if edge not in self.down:
            return None
        lines = self.down[edge]
        y = self._tops[self._lower_row(edge)] + 2
        box = Box(x + DOWN, y, max(words.width(line, SMALL) for line in lines), len(lines) * SMALL_LINE)
        return Text(box, lines, "answer", edge.lang, SMALL, SMALL_LINE)

    def _route(self, number: int) -> Line:
        route = self.plan.routes[number]
        start = self._right(route.edge.source)
        turn = self._track_x(route.behind, route.turn)
        if route.level:
            end = self._left(route.edge.target) if route.arrival == "left" else self._right(route.edge.target)
            return Line(
                route.edge,
                straightened([start, (turn, start[1]), (turn, end[1]), end]),
                self._label(number, start[1] if route.at == "exit" else end[1]),
            )
        passage = self._tops[route.row] + self._tracks_in(route.row)[self.plan.passages[route.row][number]]
        points = [start, (turn, start[1]), (turn, passage)]
        if route.final is None:
            box = self.shapes[route.edge.target].box
            x = box.x + box.width / 2
            points += [(x, passage), (x, box.y)]
        else:
            x, end = self._track_x(route.before, route.final), self._left(route.edge.target)
            points += [(x, passage), (x, end[1]), end]
        y = {"axis": self._axis(route.row), "exit": start[1]}.get(route.at, passage)
        return Line(route.edge, straightened(points), self._label(number, y))

    def _label(self, number: int, y: float) -> Text | None:
        """The answer above its line."""
        if number not in self.answers:
            return None
        route, lines = self.plan.routes[number], self.answers[number]
        high = len(lines) * SMALL_LINE
        if route.at == "exit":
            x = self.channel[route.behind].left + 4
        elif route.at == "tip":
            x = self._right(route.edge.target)[0] + DOWN + 4
        elif route.at == "above":
            x = self._main_x(self.grid.places[route.edge.source][0]) + cells.BESIDE
        else:
            x = self.channel[route.behind].labels
        box = Box(x, y - high - 2, self._answer_width(number), high)
        return Text(box, lines, "answer", route.edge.lang, SMALL, SMALL_LINE)

    # --- the whole ---

    @cached_property
    def picture(self) -> Picture:
        """All of it."""
        width = self.channel[-1].right
        return Picture(
            width, self._tops[-1], tuple(self._bands(width)), tuple(self.shapes[node.id] for node in self.flow.nodes), self.lines
        )

    def _bands(self, width: float) -> Iterator[Band]:
        tops = [self._tops[rows.start] for rows in self.grid.lanes] + [self._tops[-1]]
        for lane, lines, top, bottom in zip(self.flow.lanes, self.heads, tops, tops[1:], strict=False):
            yield Band(lane, Box(0, top, width, bottom - top), Box(0, top, self.head_width, bottom - top), lines)

    @property
    def result(self) -> Wide:
        """The picture with its sheets."""
        sheets = tuple((node, sheet) for node, (_, own) in self._placed.items() for sheet in own)
        return Wide(self.picture, sheets)

    @cached_property
    def cost(self) -> float:
        """Lower is better: within the width that is to be kept, low, with few bends, crossings and detours."""
        width, height = self.channel[-1].right, self._tops[-1]
        bends = sum(len(line.points) - 2 for line in self.lines)
        return (
            max(0.0, width - self.look.aim) * 5
            + width * 0.2
            + height * 0.8
            + bends * 8
            + crossings(self.lines) * 25
            + self.grid.barred * 200
        )


def crossings(lines: tuple[Line, ...]) -> int:
    """How often a line crosses another one."""
    upright = [(a[0], min(a[1], b[1]), max(a[1], b[1])) for line in lines for a, b in line.pieces() if a[0] == b[0]]
    level = [(a[1], min(a[0], b[0]), max(a[0], b[0])) for line in lines for a, b in line.pieces() if a[1] == b[1]]
    return sum(left < x < right and top < y < bottom for x, top, bottom in upright for y, left, right in level)
