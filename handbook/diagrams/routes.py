"""Which way each line takes through the grid: along the free channels between columns and above rows, never through a cell.

Channel k lies left of column k, passage r above row r. A line leaves its node at the right and turns in the channel behind its
column. It arrives along the axis of its target, from the left, or from the right at a gateway that stands above its step in the
same column; or through the passage above the target's row: from there it drops into a gateway from the top, or goes around, down
in the channel before the target. Lines of one node share their first piece, and unlabelled lines into one gateway their last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from handbook.diagrams.flow import Edge, Flow
from handbook.diagrams.grid import Grid

Key = tuple[str, str]  # what shares one track in a channel: the lines out of a node, into a node, of one edge
Arrival = Literal["left", "right", "top", "around"]
Spot = Literal["exit", "axis", "tip", "behind", "above"]


@dataclass(frozen=True)
class Route:
    """The way of one edge. `turn` and `final` are keys of tracks in the channels `behind` and `before`.

    `at` says where the label stands: at the source if only this line leaves it to the right (`exit`), else where it has left the
    others: on the axis of the target (`axis`, `tip`), in the passage behind the source or above the source.
    """

    edge: Edge
    behind: int
    before: int
    row: int  # of the target
    arrival: Arrival
    turn: Key
    final: Key | None
    at: Spot

    @property
    def level(self) -> bool:
        """Whether the line arrives along the axis of its target without a passage."""
        return self.arrival in ("left", "right")


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
    """Routes for all edges but those that lead straight down, or to the neighbour in the same place."""
    edges = [edge for edge in flow.edges if edge not in grid.stacked and not _beside(edge, grid)]
    indirect: set[int] = set()
    while True:
        routes = list(_routes(flow, grid, edges, indirect))
        channels = _channels(routes, grid)
        circle = next(((channel, key) for channel, tracks in channels.items() if (key := _circle(tracks))), None)
        if circle is None:
            break
        indirect |= {number for number, route in enumerate(routes) if route.level and (route.behind, route.turn) == circle}
    tracks = {channel: _numbered(found) for channel, found in channels.items()}
    return Plan(tuple(routes), tracks, _passages(routes))


def _beside(edge: Edge, grid: Grid) -> bool:
    """From a node to its right neighbour in the same block."""
    nodes = grid.blocks[grid.places[edge.source]].nodes
    return any((left.id, right.id) == (edge.source, edge.target) for left, right in pairwise(nodes))


def _routes(flow: Flow, grid: Grid, edges: list[Edge], indirect: set[int]) -> Iterator[Route]:
    level = _level(flow, grid, edges, indirect)
    leaving = Counter(edge.source for edge in edges)
    arriving = Counter(edges[number].target for number, arrival in level.items() if arrival == "left")
    below = {edge.target for edge in grid.stacked}
    for number, edge in enumerate(edges):
        (column, _), (target, row) = grid.places[edge.source], grid.places[edge.target]
        dropping = flow.node[edge.target].kind in ("merge", "join") and edge.target not in below
        arrival = level.get(number, "top" if dropping else "around")
        shared = arrival == "left" and leaving[edge.source] == 1 and arriving[edge.target] > 1 and target == column + 1
        yield Route(
            edge=edge,
            behind=column + 1,
            before=target,
            row=row,
            arrival=arrival,
            turn=("into", edge.target) if shared else ("out", edge.source),
            final=("edge", f"{number}") if arrival == "around" else None,
            at=_spot(column, target, arrival, alone=len(flow.incoming(edge.target)) == 1) if leaving[edge.source] > 1 else "exit",
        )


def _spot(column: int, target: int, arrival: Arrival, *, alone: bool) -> Spot:
    if arrival == "right":
        return "tip"
    if arrival == "left" or (arrival == "around" and alone and target == column + 1):
        return "axis"
    return "behind" if target > column else "above"


def _level(flow: Flow, grid: Grid, edges: list[Edge], indirect: set[int]) -> dict[int, Arrival]:
    """Edges that may arrive along the axis of their target: nothing stands in between; a labelled one only if it is alone."""
    possible: dict[tuple[str, Arrival], list[int]] = defaultdict(list)
    below = {edge.target for edge in grid.stacked}
    for number, edge in enumerate(edges):
        (column, _), (target, row) = grid.places[edge.source], grid.places[edge.target]
        free = not any((between, row) in grid.blocks for between in range(column + 1, target))
        if number in indirect:
            continue
        if target > column and free and grid.blocks[target, row].nodes[0].id == edge.target:
            possible[edge.target, "left"].append(number)
        elif target == column and edge.target in below and flow.node[edge.target].kind == "merge":
            possible[edge.target, "right"].append(number)
    result: dict[int, Arrival] = {}
    for (_, arrival), numbers in possible.items():
        plain = [number for number in numbers if not edges[number].label]
        chosen = plain or [max(numbers, key=lambda number: grid.places[edges[number].source])]
        result |= dict.fromkeys(chosen, arrival)
    return result


def _channels(routes: Iterable[Route], grid: Grid) -> dict[int, dict[Key, Track]]:
    channels: dict[int, dict[Key, Track]] = defaultdict(lambda: defaultdict(Track))
    for route in routes:
        source_row = grid.places[route.edge.source][1]
        turn = channels[route.behind][route.turn]
        turn.ends |= {2 * source_row + 1, 2 * route.row + (1 if route.level else 0)}
        turn.left.add(source_row)
        if route.level:
            (turn.right if route.arrival == "left" else turn.left).add(route.row)
        if route.final:
            final = channels[route.before][route.final]
            final.ends |= {2 * route.row, 2 * route.row + 1}
            final.right.add(route.row)
    return {channel: dict(tracks) for channel, tracks in channels.items()}


def _before(one: Track, other: Track) -> bool:
    """Whether the first must lie left of the second: a line comes to it from the left where one of the other goes on."""
    return not one.straight and bool(one.left & other.right)


def _circle(tracks: Mapping[Key, Track]) -> Key | None:
    """A track that would have to lie left of itself and has a level line, which then takes the passage."""
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


def _passages(routes: list[Route]) -> dict[int, dict[int, int]]:
    """Tracks in the passages; the longest on top, so that shorter lines stay below it."""
    spans: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, route in enumerate(routes):
        if not route.level:
            start, end = 2 * route.behind, 2 * route.before + (1 if route.arrival == "top" else 0)
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
