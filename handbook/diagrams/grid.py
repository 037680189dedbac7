"""Where nodes stand in the lanes: columns in the order of time, rows within each lane.

Steps that follow each other without a fork stand below each other in one column, as many as `depth` allows, also across lanes
downwards; so a process of twelve steps stays narrow enough to be read on a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from handbook.diagrams.flow import GATEWAYS, Edge, Flow, Node

Place = tuple[int, int]  # column, row; rows count through all lanes


@dataclass(frozen=True)
class Block:
    """Nodes side by side on one axis: gateways before a step, the step, the gateway behind it."""

    before: tuple[Node, ...]
    main: Node
    after: tuple[Node, ...] = ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All from left to right."""
        return (*self.before, self.main, *self.after)


@dataclass(frozen=True)
class Grid:
    """Blocks with their places. `stacked` are the edges that lead straight down to the next block of a column."""

    places: Mapping[str, Place]  # by id of any node of the block
    blocks: Mapping[Place, Block]
    lanes: tuple[range, ...]  # the rows of each lane
    columns: int
    stacked: frozenset[Edge]


def grid(flow: Flow, depth: int, *, across: bool) -> Grid:
    """Put the nodes of a flow into columns and rows."""
    blocks = _blocks(flow)
    stacks = _stacks(flow, blocks, depth, across=across)
    return _Placing(flow, stacks).grid()


def _blocks(flow: Flow) -> list[Block]:
    """Gateways stand with the step that they lead to or come from; one that has no step beside it stands alone."""
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
        onward = flow.outgoing(node.id)
        after = [flow.node[edge.target] for edge in onward if flow.node[edge.target].kind == "split"]
        taken |= {gateway.id for gateway in (*before, *after)}
        result.append(Block(tuple(before), node, tuple(after)))
    alone = [Block((), node) for node in flow.nodes if node.kind in GATEWAYS and node.id not in taken]
    return result + alone


def _stacks(flow: Flow, blocks: list[Block], depth: int, *, across: bool) -> list[list[Block]]:
    lanes = {lane.id: number for number, lane in enumerate(flow.lanes)}
    heads = {block.main.id: block for block in blocks}
    stacks: dict[str, list[Block]] = {block.main.id: [block] for block in blocks}
    for block in blocks:
        onward = flow.outgoing(block.main.id)
        if block.main.kind not in ("start", "task") or len(onward) != 1 or onward[0].target not in heads:
            continue
        following = heads[onward[0].target]
        step = lanes[following.main.lane] - lanes[block.main.lane]
        fits = step == 0 or (across and step > 0)
        own, other = stacks[block.main.id], stacks[following.main.id]
        if following.before or following.main.kind in GATEWAYS or not fits or own is other or len(own) + len(other) > depth:
            continue
        own += other
        for member in other:
            stacks[member.main.id] = own
    unique = {id(stack): stack for stack in stacks.values()}
    return list(unique.values())


@dataclass
class _Placing:
    flow: Flow
    stacks: list[list[Block]]
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
            here = sorted((number for number in range(len(self.stacks)) if columns[number] == column), key=lambda n: (-left[n], n))
            self._column(column, [segments[number] for number in here], deepest, len(flow.lanes))
        rows = [max((row for c, l in self.taken for row in self.taken[c, l] if l == lane), default=0) + 1 for lane in range(len(lanes))]
        first = [sum(rows[:lane]) for lane in range(len(rows))]
        places: dict[str, Place] = {}
        blocks_at: dict[Place, Block] = {}
        for stack in self.stacks:
            for block in stack:
                column, lane, row = self.spots[block.main.id]
                blocks_at[column, first[lane] + row] = block
                places |= {node.id: (column, first[lane] + row) for node in block.nodes}
        ranges = tuple(range(start, start + count) for start, count in zip(first, rows, strict=True))
        return Grid(places, blocks_at, ranges, max(columns) + 1, self._straight(places, blocks_at))

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
        """The row of the block that leads here, if it stands in the same lane."""
        for edge in self.flow.incoming(block.nodes[0].id):
            if edge.source in self.spots and self.spots[edge.source][1] == lane:
                return self.spots[edge.source][2]
        return 0

    def _straight(self, places: dict[str, Place], blocks: dict[Place, Block]) -> frozenset[Edge]:
        """Edges within a stack whose way down is free."""
        found = set()
        for stack in self.stacks:
            for upper, lower in zip(stack, stack[1:], strict=False):
                column, top = places[upper.main.id]
                bottom = places[lower.main.id][1]
                if not any((column, row) in blocks for row in range(top + 1, bottom)):
                    found |= {edge for edge in self.flow.outgoing(upper.main.id) if edge.target == lower.main.id}
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
