"""A process as a graph of BPMN nodes in one language: its steps and the gateways that BPMN wants between them.

Several ways into a step meet in a merging gateway (so a loop has one before its target), a task with several next steps gets a
parallel gateway behind it, and where all of its branches arrive they are joined before the flow goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import handbook
from handbook.layers.slots import duration, filled, plain
from handbook.locale import word
from handbook.model import pages
from handbook.model.library import Library
from handbook.model.pages import Duration
from handbook.weave.text import title

START = "start"
Kind = Literal["start", "task", "decision", "end", "merge", "split", "join"]
GATEWAYS: tuple[Kind, ...] = ("merge", "split", "join")


@dataclass(frozen=True)
class Document:
    """A form or checklist that a step uses."""

    id: str
    title: str

    @property
    def is_form(self) -> bool:
        """Forms come out of a step, checklists go into it."""
        return self.id.startswith("F-")


@dataclass(frozen=True)
class Node:
    """One node. `number` is that of the step table, 0 where the node is no step; `then` is the page that follows an end."""

    id: str
    kind: Kind
    lane: str
    lang: str
    label: str = ""
    number: int = 0
    deadline: str = ""
    documents: tuple[Document, ...] = ()
    result: str = ""
    then: Document | None = None


@dataclass(frozen=True)
class Edge:
    """A way from one node to another; the label is the answer to a decision's question, the number makes it unique in a flow."""

    source: str
    target: str
    label: str = ""
    lang: str = "de"
    number: int = 0


@dataclass(frozen=True)
class Lane:
    """A role that takes part."""

    id: str
    name: str


@dataclass(frozen=True)
class Flow:
    """The graph. Nodes stand in the order of the steps, gateways beside the step that they belong to."""

    id: str
    title: str
    lang: str
    about: str
    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @cached_property
    def node(self) -> dict[str, Node]:
        """Nodes by id."""
        return {node.id: node for node in self.nodes}

    def outgoing(self, identity: str) -> list[Edge]:
        """The ways out of a node."""
        return [edge for edge in self.edges if edge.source == identity]

    def incoming(self, identity: str) -> list[Edge]:
        """The ways into a node."""
        return [edge for edge in self.edges if edge.target == identity]

    @cached_property
    def backward(self) -> frozenset[Edge]:
        """The ways that close a loop, as found by a walk from the start."""
        found: set[Edge] = set()
        open_nodes: set[str] = set()
        done: set[str] = set()
        todo: list[tuple[str, list[Edge]]] = [(START, self.outgoing(START))]
        open_nodes.add(START)
        while todo:
            here, left = todo[-1]
            if not left:
                todo.pop()
                open_nodes.discard(here)
                done.add(here)
                continue
            edge = left.pop(0)
            if edge.target in open_nodes:
                found.add(edge)
            elif edge.target not in done:
                open_nodes.add(edge.target)
                todo.append((edge.target, self.outgoing(edge.target)))
        return frozenset(found)

    @cached_property
    def remaining(self) -> dict[str, int]:
        """How many nodes may still follow each one, loops left out."""
        result: dict[str, int] = {}

        def of(identity: str) -> int:
            if identity not in result:
                ways = [edge.target for edge in self.outgoing(identity) if edge not in self.backward]
                result[identity] = max((1 + of(target) for target in ways), default=0)
            return result[identity]

        return {node.id: of(node.id) for node in self.nodes}


def flow(process: pages.Process, library: Library, lang: str) -> Flow:
    """The graph of a process as the page in `lang` says it; a page without translation says it in German."""
    page = library.page(process.id, lang)
    lang = lang if page else "de"
    head = library.head(process.id, lang)
    assert isinstance(head, pages.Process)
    in_german = page.origin.in_german if page and page.origin else frozenset()

    def node(number: int, step: pages.Step) -> Node:
        then = step.then if isinstance(step, pages.End) else None
        return Node(
            id=step.id,
            kind=step.kind,
            lane=step.role or head.owner,
            lang="de" if f"steps.{step.id}" in in_german else lang,
            label=_plain(step.label, library, lang),
            number=number,
            deadline=_deadline(step.within, library, lang),
            documents=tuple(_document(document, library, lang) for document in (*step.forms, *step.checklists)),
            result=_plain(step.result, library, lang) if isinstance(step, pages.End) else "",
            then=_document(then, library, lang) if then else None,
        )

    steps = [node(number, step) for number, step in enumerate(head.steps, 1)]
    start = Node(START, "start", steps[0].lane, lang, label=_plain(head.trigger, library, lang))
    lanes = tuple(Lane(role, title(library, role, lang)) for role in dict.fromkeys(step.lane for step in steps))
    edges = [Edge(START, steps[0].id, lang=lang), *_edges(head, {step.id: step.lang for step in steps})]
    nodes, edges = with_gateways([start, *steps], edges)
    return Flow(head.id, _plain(head.title, library, lang), lang, _about(head, library, lang), lanes, tuple(nodes), tuple(edges))


def _edges(process: pages.Process, langs: dict[str, str]) -> Iterable[Edge]:
    for step in process.steps:
        if isinstance(step, pages.Decision):
            yield from (Edge(step.id, choice.to, choice.label, langs[step.id]) for choice in step.next)
        elif isinstance(step, pages.Task):
            yield from (Edge(step.id, target, lang=langs[step.id]) for target in step.next)


def _about(process: pages.Process, library: Library, lang: str) -> str:
    """Whether this is the reference process or a municipality's own."""
    page = library.german[process.id]
    kind = "reference" if page.file.layer == "core" and not (page.origin and page.origin.local) else "local"
    if kind == "local" and page.origin and page.origin.core is None:
        kind = "own"
    return word(lang, f"diagram.about.{kind}", id=process.id, version=handbook.__version__)


def _plain(text: str, library: Library, lang: str) -> str:
    return filled(text, library.data, library.slot_values, lang)


def _document(identity: str, library: Library, lang: str) -> Document:
    return Document(identity, _plain(title(library, identity, lang), library, lang))


def _deadline(within: pages.Within | None, library: Library, lang: str) -> str:
    if within is None:
        return ""
    if within.slot:
        return plain(within.slot, library.data, library.slot_values, lang)
    assert within.value and within.unit
    return duration(Duration(value=within.value, unit=within.unit), lang)


# --- gateways ---


def with_gateways(nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[list[Node], list[Edge]]:
    """The steps with the gateways that BPMN wants; no step has more than one way in, no task more than one way out."""
    graph = _Graph(list(nodes), list(edges))
    for task in [node for node in nodes if node.kind == "task" and len(graph.out(node.id)) > 1]:
        graph.split(task)
    for node in sorted((node for node in graph.nodes if node.kind == "split"), key=lambda node: len(graph.region(node.id))):
        graph.join(node)
    for node in list(graph.nodes):
        if node.kind not in GATEWAYS and len(graph.into(node.id)) > 1:
            graph.merge(node, graph.into(node.id), f"{node.id}-merge")
    return graph.nodes, [replace(edge, number=number) for number, edge in enumerate(graph.edges, 1)]


@dataclass
class _Graph:
    """A graph under construction."""

    nodes: list[Node]
    edges: list[Edge]

    def out(self, identity: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.source == identity]

    def into(self, identity: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.target == identity]

    def split(self, task: Node) -> None:
        """A parallel gateway behind a task."""
        gateway = Node(f"{task.id}-split", "split", task.lane, task.lang)
        self.nodes.insert(self.nodes.index(task) + 1, gateway)
        self.edges = [replace(edge, source=gateway.id) if edge.source == task.id else edge for edge in self.edges]
        self.edges.append(Edge(task.id, gateway.id))

    def merge(self, node: Node, edges: Sequence[Edge], identity: str, kind: Kind = "merge") -> Node:
        """A gateway before a node that takes these of its ways in."""
        gateway = Node(identity, kind, node.lane, node.lang)
        self.nodes.insert(self.nodes.index(node), gateway)
        taken = list(edges)
        for number, edge in enumerate(self.edges):
            if edge in taken:
                taken.remove(edge)
                self.edges[number] = replace(edge, target=gateway.id)
        self.edges.append(Edge(gateway.id, node.id))
        return gateway

    def reached(self, origin: str, without: str = "") -> set[str]:
        """Nodes on the ways from a node, itself included, that do not lead through `without`."""
        seen: set[str] = set()
        todo = [] if origin == without else [origin]
        while todo:
            here = todo.pop()
            if here not in seen:
                seen.add(here)
                todo += [edge.target for edge in self.out(here) if edge.target != without]
        return seen

    def region(self, split: str) -> set[str]:
        """What lies between a parallel gateway and the node where its branches arrive; everything behind it if there is none."""
        meeting = self.meeting(split)
        return self.reached(split, meeting or "")

    def meeting(self, split: str) -> str | None:
        """The first node that every way from every branch leads through."""
        branches = [edge.target for edge in self.out(split)]
        ends = {node.id for node in self.nodes if node.kind == "end"}
        common = {
            node.id for node in self.nodes if node.id != split and not any(self.reached(way, node.id) & ends for way in branches)
        }
        for candidate in common:
            region = set().union(*(self.reached(branch, candidate) for branch in branches))
            if not region & common:
                return candidate
        return None

    def join(self, split: Node) -> None:
        """Wait for all branches where they meet, if they are apart until then; otherwise they stay independent."""
        meeting = self.meeting(split.id)
        if meeting is None:
            return
        branches = [self.reached(edge.target, meeting) for edge in self.out(split.id)]
        inside = set().union(*branches)
        apart = sum(map(len, branches)) == len(inside)
        entered = any(edge.target in inside and edge.source not in inside | {split.id} for edge in self.edges)
        if not apart or split.id in inside or entered:
            return
        target = next(node for node in self.nodes if node.id == meeting)
        joined: list[Edge] = []
        for number, branch in enumerate(branches):
            ways = [edge for edge in self.into(meeting) if edge.source in branch] or [
                next(edge for edge in self.into(meeting) if edge.source == split.id and edge not in joined)
            ]
            if len(ways) > 1:
                self.merge(target, ways, f"{split.id}-merge{number}")
                ways = [self.edges[-1]]
            joined += ways
        self.merge(target, joined, f"{split.id.removesuffix('-split')}-join", "join")
