"""Where nodes stand in the lanes: columns in the order of time, rows within each lane.

Steps that follow each other without a fork stand below each other in one column, as many as `depth` allows, also across lanes
downwards; so a process of twelve steps stays narrow enough to be read on a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from handbook.diagrams.flow import GATEWAYS, Edge, Flow, Node

Place = tuple[int, int]  # column, row; rows count through all lanes


@dataclass(frozen=True)
class Block:
    """Nodes side by side on one axis: gateways, and the step that they lead to; or a gateway alone."""

    before: tuple[Node, ...]
    main: Node

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All from left to right."""
        return (*self.before, self.main)


@dataclass(frozen=True)
class Grid:
    """Blocks with their places.

    `stacked` are the edges that lead straight to the next block of a column, down, or up to an end.
    """

    places: Mapping[str, Place]  # by id of any node of the block
    blocks: Mapping[Place, Block]
    lanes: tuple[range, ...]  # the rows of each lane
    columns: int
    stacked: frozenset[Edge]
    barred: int  # how many blocks of a column are not reached straight because another one stands between


@dataclass(frozen=True)
class Fold:
    """How far columns are filled: steps below each other, across lanes or not, behind decisions or not."""

    depth: int
    across: bool
    asking: bool


def grid(flow: Flow, fold: Fold) -> Grid:
    """Put the nodes of a flow into columns and rows."""
    stacking = _Stacking(flow, fold)
    return _Placing(flow, stacking.stacks, stacking.ways).grid()


def _blocks(flow: Flow) -> list[Block]:
    """Gateways stand with the step that they lead to; those that lead to several steps, or to a gateway, stand alone."""
    taken: set[str] = set()
    result = []
    for node in flow.nodes:
        if node.kind in GATEWAYS:
            continue
        before: list[Node] = []
        first = node
        while len(ways := flow.incoming(first.id)) == 1 and flow.node[ways[0].source].kind in ("merge", "join"):
            first = flow.node[ways[0].source]
            before.insert(0, first)
        taken |= {gateway.id for gateway in before}
        result.append(Block(tuple(before), node))
    alone = [Block((), node) for node in flow.nodes if node.kind in GATEWAYS and node.id not in taken]
    return result + alone


class _Stacking:
    """Puts blocks below each other, edge by edge as the flow goes; `ways` are the edges that lead down, or up to an end."""

    def __init__(self, flow: Flow, fold: Fold) -> None:
        self.flow, self.fold = flow, fold
        self.lanes = {lane.id: number for number, lane in enumerate(flow.lanes)}
        self.order = {node.id: number for number, node in enumerate(flow.nodes)}
        self.stack_of: dict[str, list[Block]] = {}
        self.ways: set[Edge] = set()
        for block in _blocks(flow):
            stack = [block]
            self.stack_of |= {node.id: stack for node in block.nodes}
        for node in flow.nodes:
            for edge in self._downwards(node):
                if self._fits(edge):
                    self._put(edge)
                    break
        for edge in flow.edges:
            if fold.across and flow.node[edge.target].kind == "end" and self._fits_above(edge):
                self._put_above(edge)

    @property
    def stacks(self) -> list[list[Block]]:
        """All stacks in the order of the flow."""
        return list({id(stack): stack for stack in self.stack_of.values()}.values())

    def _downwards(self, node: Node) -> list[Edge]:
        """The ways out that may lead straight down, the best first."""
        ways = [edge for edge in self.flow.outgoing(node.id) if edge not in self.flow.backward]
        if node.kind in ("start", "task"):
            return ways if len(self.flow.outgoing(node.id)) == 1 else []
        forks = node.kind in ("decision", "split") and self.fold.asking
        return sorted(ways, key=lambda edge: -self.flow.remaining[edge.target]) if forks else []

    def _fits(self, edge: Edge) -> bool:
        upper, lower = self.stack_of[edge.source], self.stack_of[edge.target]
        first = lower[0]
        if upper is lower or upper[-1].nodes[-1].id != edge.source or first.nodes[0].id != edge.target:
            return False
        merging = [gateway.kind for gateway in first.before] == ["merge"]
        if first.main.kind in ("merge", "join") or (first.before and not (merging and self._is_last(edge))):
            return False
        step = self.lanes[first.main.lane] - self.lanes[upper[-1].main.lane]
        depth = sum(block.main.kind not in GATEWAYS for block in (*upper, *lower))
        return (step == 0 or (self.fold.across and step > 0)) and depth <= self.fold.depth and not self._around(upper, lower)

    def _fits_above(self, edge: Edge) -> bool:
        """An end in a lane above, reached from the top of a stack, and from nowhere else."""
        lower, upper = self.stack_of[edge.source], self.stack_of[edge.target]
        onward = self.flow.outgoing(edge.source)
        climbs = self.lanes[upper[0].main.lane] < self.lanes[lower[0].main.lane]
        leaves = edge not in self.ways and (self.flow.node[edge.source].kind == "decision" or len(onward) == 1)
        return climbs and leaves and lower[0].main.id == edge.source and [block.nodes for block in upper] == [(upper[0].main,)]

    def _put_above(self, edge: Edge) -> None:
        lower = self.stack_of[edge.source]
        lower[:0] = self.stack_of[edge.target]
        self.stack_of[edge.target] = lower
        self.ways.add(edge)

    def _is_last(self, edge: Edge) -> bool:
        """Of the ways into a gateway the one that comes from the step just before."""
        ways = [way for way in self.flow.incoming(edge.target) if way not in self.flow.backward]
        return edge == max(ways, key=lambda way: self.order[way.source])

    def _around(self, upper: list[Block], lower: list[Block]) -> bool:
        """Whether a way leads from the upper stack to the lower one through a third, which would have to stand between them."""
        onward: dict[int, set[int]] = defaultdict(set)
        for edge in self.flow.edges:
            source, target = id(self.stack_of[edge.source]), id(self.stack_of[edge.target])
            if edge not in self.flow.backward and source != target:
                onward[source].add(target)
        todo = list(onward[id(upper)] - {id(lower)})
        seen: set[int] = set()
        while todo:
            here = todo.pop()
            if here == id(lower):
                return True
            if here not in seen:
                seen.add(here)
                todo += onward[here]
        return False

    def _put(self, edge: Edge) -> None:
        """The gateway before a step stands above it then, in a place of its own."""
        upper, lower = self.stack_of[edge.source], self.stack_of[edge.target]
        first = lower[0]
        if first.before:
            lower[:1] = [Block((), first.before[0]), Block((), first.main)]
            self.ways |= set(self.flow.outgoing(first.before[0].id))
        upper += lower
        self.stack_of |= {node.id: upper for block in lower for node in block.nodes}
        self.ways.add(edge)


@dataclass
class _Placing:
    flow: Flow
    stacks: list[list[Block]]
    ways: set[Edge]
    taken: dict[tuple[int, int], set[int]] = field(default_factory=lambda: defaultdict(set))  # (column, lane) -> rows
    spots: dict[str, tuple[int, int, int]] = field(default_factory=dict)  # node -> column, lane, row in the lane

    def grid(self) -> Grid:
        flow = self.flow
        lanes = {lane.id: number for number, lane in enumerate(flow.lanes)}
        stack_of = {node.id: number for number, stack in enumerate(self.stacks) for block in stack for node in block.nodes}
        columns, left = self._columns(stack_of)
        deepest: dict[int, int] = defaultdict(int)
        segments = [_segments(stack, lanes) for stack in self.stacks]
        for lane, blocks in (entry for stack in segments for entry in stack):
            deepest[lane] = max(deepest[lane], len(blocks))
        for column in range(max(columns) + 1):
            here = sorted(
                (number for number in range(len(self.stacks)) if columns[number] == column), key=lambda n: (-left[n], n)
            )
            self._column(column, [segments[number] for number in here], deepest, len(flow.lanes))
        used = [
            sorted({row for (_, own), rows in self.taken.items() if own == lane for row in rows}) for lane in range(len(lanes))
        ]
        first = [sum(len(rows) for rows in used[:lane]) for lane in range(len(used))]
        places: dict[str, Place] = {}
        blocks_at: dict[Place, Block] = {}
        for stack in self.stacks:
            for block in stack:
                column, lane, row = self.spots[block.main.id]
                place = (column, first[lane] + used[lane].index(row))
                blocks_at[place] = block
                places |= {node.id: place for node in block.nodes}
        ranges = tuple(range(start, start + len(rows)) for start, rows in zip(first, used, strict=True))
        straight = self._straight(places, blocks_at)
        return Grid(places, blocks_at, ranges, max(columns) + 1, straight, len(self.ways - straight))

    def _columns(self, stack_of: dict[str, int]) -> tuple[list[int], list[int]]:
        """For each stack its column, and how many columns may still follow."""
        onward: dict[int, set[int]] = defaultdict(set)
        for edge in self.flow.edges:
            source, target = stack_of[edge.source], stack_of[edge.target]
            if edge not in self.flow.backward and source != target:
                onward[source].add(target)
        left: dict[int, int] = {}

        def remaining(stack: int) -> int:
            if stack not in left:
                left[stack] = 0
                left[stack] = max((1 + remaining(other) for other in onward[stack]), default=0)
            return left[stack]

        order = sorted(range(len(self.stacks)), key=lambda stack: -remaining(stack))
        columns = [0] * len(self.stacks)
        for stack in order:
            for other in onward[stack]:
                columns[other] = max(columns[other], columns[stack] + 1)
        return columns, [left[stack] for stack in range(len(self.stacks))]

    def _column(self, column: int, stacks: list[list[tuple[int, list[Block]]]], deepest: Mapping[int, int], lanes: int) -> None:
        """Rows for the stacks of a column: those that come from the lane above on top, those that go on below at the bottom."""
        for lane in range(lanes):
            parts = [
                (number > 0, number < len(stack) - 1, blocks)
                for stack in stacks
                for number, (own, blocks) in enumerate(stack)
                if own == lane
            ]
            for arriving, leaving, blocks in sorted(parts, key=lambda part: (not part[0], part[1])):
                self._rows(column, lane, blocks, deepest[lane], arriving=arriving, leaving=leaving)

    def _rows(self, column: int, lane: int, blocks: list[Block], deepest: int, *, arriving: bool, leaving: bool) -> None:
        taken = self.taken[column, lane]
        wanted = 0 if arriving else min(self._wanted(blocks[0], lane), max(0, deepest - len(blocks)))
        lowest = max(taken, default=-1) + 1 if leaving else 0
        free = (
            start
            for start in sorted(range(lowest, lowest + 40), key=lambda start: (abs(start - wanted), start))
            if not taken & set(range(start, start + len(blocks)))
        )
        start = next(free)
        for number, block in enumerate(blocks):
            taken.add(start + number)
            self.spots |= {node.id: (column, lane, start + number) for node in block.nodes}

    def _wanted(self, block: Block, lane: int) -> int:
        """The row of the block that leads here, if it stands in the same lane; branches of one gateway stand in their order."""
        for edge in self.flow.incoming(block.nodes[0].id):
            if self.flow.node[edge.source].kind != "split" and edge.source in self.spots and self.spots[edge.source][1] == lane:
                return self.spots[edge.source][2]
        return 0

    def _straight(self, places: dict[str, Place], blocks: dict[Place, Block]) -> frozenset[Edge]:
        """Edges within a stack whose way down is free."""
        found = set()
        for stack in self.stacks:
            for upper, lower in pairwise(stack):
                column, top = places[upper.main.id]
                bottom = places[lower.main.id][1]
                if not any((column, row) in blocks for row in range(top + 1, bottom)):
                    found |= {edge for edge in self.ways if {edge.source, edge.target} == {upper.main.id, lower.main.id}}
        return frozenset(found)


def _segments(stack: list[Block], lanes: Mapping[str, int]) -> list[tuple[int, list[Block]]]:
    """The stack cut where it changes the lane."""
    result: list[tuple[int, list[Block]]] = []
    for block in stack:
        lane = lanes[block.main.lane]
        if result and result[-1][0] == lane:
            result[-1][1].append(block)
        else:
            result.append((lane, [block]))
    return result
