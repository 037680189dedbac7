"""Which way each line takes through the grid: along the free channels between columns and above rows, never through a cell.

Channel k lies left of column k, passage r above row r. A line leaves its node at the right, turns in the channel behind its column,
and reaches its target either along the target's own axis (`direct`) or through the passage above the target's row: from there it
drops into a gateway from above, or goes down in the channel before the target. Lines of one node share their first piece, and
unlabelled lines into one gateway their last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from handbook.diagrams.flow import Edge, Flow
from handbook.diagrams.grid import Grid

Key = tuple[str, str]  # what shares one track in a channel: the lines out of a node, into a node, of one edge


@dataclass(frozen=True)
class Route:
    """The way of one edge. `turn` and `final` are keys of tracks in the channels `behind` and `before`.

    `at` says where the label stands: on the target's axis, in the passage behind the source, or in the passage above the source.
    """

    edge: Edge
    behind: int
    before: int
    row: int  # of the target
    direct: bool
    dropping: bool  # into the target from above
    turn: Key
    final: Key | None
    at: str


@dataclass
class Track:
    """A vertical piece in a channel: where it has ends (2r: passage r, 2r + 1: axis r), and from which side lines come."""

    ends: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)
    right: set[int] = field(default_factory=set)

    @property
    def straight(self) -> bool:
        """Without a vertical piece."""
        return len(self.ends) == 1

    def meets(self, other: Track) -> bool:
        """Whether both pieces share a height."""
        return min(self.ends) <= max(other.ends) and min(other.ends) <= max(self.ends)


@dataclass(frozen=True)
class Plan:
    """All routes and the numbers of their tracks, from left to right in a channel and from the top down in a passage."""

    routes: tuple[Route, ...]
    tracks: Mapping[int, Mapping[Key, int]]
    passages: Mapping[int, Mapping[int, int]]  # by passage: number of the route -> track


def plan(flow: Flow, grid: Grid) -> Plan:
    """Routes for all edges that join different blocks and do not lead straight down."""
    edges = [edge for edge in flow.edges if edge not in grid.stacked and grid.places[edge.source] != grid.places[edge.target]]
    edges += [edge for edge in flow.edges if _within(edge, grid) and not _beside(edge, grid)]
    indirect: set[int] = set()
    while True:
        routes = list(_routes(flow, grid, edges, indirect))
        channels = _channels(routes, grid)
        circle = next(((channel, key) for channel, tracks in channels.items() if (key := _circle(tracks))), None)
        if circle is None:
            break
        indirect |= {number for number, route in enumerate(routes) if route.direct and (route.behind, route.turn) == circle}
    tracks = {channel: _numbered(found) for channel, found in channels.items()}
    return Plan(tuple(routes), tracks, _passages(routes, grid))


def _within(edge: Edge, grid: Grid) -> bool:
    return grid.places[edge.source] == grid.places[edge.target]


def _beside(edge: Edge, grid: Grid) -> bool:
    """From a node to its right neighbour in the same block."""
    nodes = grid.blocks[grid.places[edge.source]].nodes
    return any((left.id, right.id) == (edge.source, edge.target) for left, right in zip(nodes, nodes[1:], strict=False))


def _routes(flow: Flow, grid: Grid, edges: list[Edge], indirect: set[int]) -> Iterator[Route]:
    direct = _direct(grid, edges, indirect)
    leaving = Counter(edge.source for edge in edges)
    arriving = Counter(edges[number].target for number in direct)
    for number, edge in enumerate(edges):
        (column, _), (target, row) = grid.places[edge.source], grid.places[edge.target]
        straight = number in direct
        shared = straight and leaving[edge.source] == 1 and arriving[edge.target] > 1 and target == column + 1
        dropping = not straight and flow.node[edge.target].kind in ("merge", "join")
        yield Route(
            edge=edge,
            behind=column + 1,
            before=target,
            row=row,
            direct=straight,
            dropping=dropping,
            turn=("into", edge.target) if shared else ("out", edge.source),
            final=None if straight or dropping else ("edge", f"{number}"),
            at=_label_place(column, target, straight=straight, dropping=dropping),
        )


def _label_place(column: int, target: int, *, straight: bool, dropping: bool) -> str:
    if straight or (target == column + 1 and not dropping):
        return "axis"
    return "behind" if target > column else "above"


def _direct(grid: Grid, edges: list[Edge], indirect: set[int]) -> set[int]:
    """Edges that may arrive along the axis of their target: nothing stands in between; a labelled one only if it is alone."""
    possible: dict[str, list[int]] = defaultdict(list)
    for number, edge in enumerate(edges):
        (column, _), (target, row) = grid.places[edge.source], grid.places[edge.target]
        first = grid.blocks[target, row].nodes[0].id == edge.target
        free = not any((between, row) in grid.blocks for between in range(column + 1, target))
        if first and target > column and free and number not in indirect:
            possible[edge.target].append(number)
    result: set[int] = set()
    for numbers in possible.values():
        plain = [number for number in numbers if not edges[number].label]
        result |= set(plain or [max(numbers, key=lambda number: grid.places[edges[number].source][0])])
    return result


def _channels(routes: Iterable[Route], grid: Grid) -> dict[int, dict[Key, Track]]:
    channels: dict[int, dict[Key, Track]] = defaultdict(lambda: defaultdict(Track))
    for route in routes:
        source_row = grid.places[route.edge.source][1]
        turn = channels[route.behind][route.turn]
        turn.ends |= {2 * source_row + 1, 2 * route.row + (1 if route.direct else 0)}
        turn.left.add(source_row)
        if route.direct:
            turn.right.add(route.row)
        if route.final:
            final = channels[route.before][route.final]
            final.ends |= {2 * route.row, 2 * route.row + 1}
            final.right.add(route.row)
    return {channel: dict(tracks) for channel, tracks in channels.items()}


def _before(one: Track, other: Track) -> bool:
    """Whether the first must lie left of the second: a line comes to it from the left where one of the other goes on to the right."""
    return bool(one.left & (other.right - one.right))


def _circle(tracks: Mapping[Key, Track]) -> Key | None:
    """A track that would have to lie left of itself and has a direct line, which then takes the passage."""
    follows = {key: {other for other in tracks if other != key and _before(tracks[key], tracks[other])} for key in tracks}
    for key in tracks:
        seen: set[Key] = set()
        todo = list(follows[key])
        while todo:
            here = todo.pop()
            if here == key and tracks[key].right:
                return key
            if here not in seen:
                seen.add(here)
                todo += follows[here]
    return None


def _numbered(tracks: Mapping[Key, Track]) -> dict[Key, int]:
    """The leftmost track for each that keeps the order and does not run over another."""
    numbers: dict[Key, int] = {key: -1 for key, track in tracks.items() if track.straight}
    left = {key: track for key, track in tracks.items() if not track.straight}
    while left:
        ready = [key for key in left if not any(other != key and _before(left[other], left[key]) for other in left)]
        key = min(ready, key=lambda key: (-len(left[key].ends), min(left[key].ends)))
        own = left.pop(key)
        earlier = [numbers[other] for other in numbers if numbers[other] >= 0 and _before(tracks[other], own)]
        lowest = max(earlier, default=-1) + 1
        taken = {number for other, number in numbers.items() if number >= 0 and tracks[other].meets(own)}
        numbers[key] = next(number for number in range(lowest, lowest + len(tracks) + 1) if number not in taken)
    return numbers


def _passages(routes: list[Route], grid: Grid) -> dict[int, dict[int, int]]:
    """Tracks in the passages; the longest on top, so that shorter lines stay below it."""
    spans: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, route in enumerate(routes):
        if not route.direct:
            start, end = 2 * route.behind, 2 * route.before + (1 if route.dropping else 0)
            spans[route.row].append((min(start, end), max(start, end), number))
    result: dict[int, dict[int, int]] = {}
    for row, entries in spans.items():
        numbers: dict[int, int] = {}
        placed: list[tuple[int, int, int]] = []
        for start, end, number in sorted(entries, key=lambda entry: (entry[0] - entry[1], entry)):
            taken = {numbers[other] for low, high, other in placed if low <= end and start <= high}
            numbers[number] = next(track for track in range(len(entries)) if track not in taken)
            placed.append((start, end, number))
        result[row] = numbers
    return result
