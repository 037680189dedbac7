"""Flows for tests: those of the handbook, and random ones with forks, parallel branches and loops."""

from __future__ import annotations

import functools

from hypothesis import strategies as st

from handbook.diagrams.flow import START, Document, Edge, Flow, Lane, Node, flow, with_gateways
from handbook.layers.compose import load
from handbook.model import pages
from handbook.model.library import Library
from tests.helpers import REPO

WORDS = (
    "Anlaufstelle", "prüfen", "Konflikt", "Vereinbarungsentwurf", "und", "Öffentlichkeitsbeteiligung", "im", "Amt", "ja", "nein",
    "Straßenverkehrsordnungsamt",
)  # fmt: skip


@functools.cache
def library() -> Library:
    """The real handbook."""
    return load(REPO)[0]


@functools.cache
def flows() -> dict[str, Flow]:
    """Every process in both languages, as `P-02-de`."""
    known = library()
    return {f"{process.id}-{lang}": flow(process, known, lang) for process in known.of(pages.Process) for lang in known.languages}


def texts(most: int) -> st.SearchStrategy[str]:
    """A few words, some of them long."""
    return st.lists(st.sampled_from(WORDS), min_size=1, max_size=most).map(" ".join)


@st.composite
def random_flows(draw: st.DrawFn, most: int = 11) -> Flow:
    """Each step leads to the next one and perhaps to others, forwards or backwards; the last one is an end."""
    count = draw(st.integers(1, most))
    roles = [Lane(f"R-{number:02}", draw(texts(6))) for number in range(1, draw(st.integers(1, 5)) + 1)]
    nodes, edges = [], [Edge(START, "s1")]
    for number in range(1, count + 2):
        identity = f"s{number}"
        last = number == count + 1
        kind = "end" if last else draw(st.sampled_from(["task", "task", "decision", "fork"]))
        others = draw(st.lists(st.integers(1, count + 1), max_size=3, unique=True)) if kind in ("decision", "fork") else []
        if kind == "fork":  # branches lead onwards: a loop out of one of them would wait for ever
            others = [other for other in others if other > number + 1]
        targets = [] if last else [number + 1, *(other for other in others if other != number + 1)]
        if kind == "decision" and len(targets) == 1:
            targets *= 2
        nodes.append(
            Node(
                identity,
                "task" if kind == "fork" else kind,  # type: ignore[arg-type]
                draw(st.sampled_from(roles)).id,
                "de",
                draw(texts(8)),
                number,
                draw(st.sampled_from(["", "2 Arbeitstage"])),
                tuple(Document(f"F-{place:02}", "Bogen") for place in range(draw(st.integers(0, 4)))),
                then=Document("P-30", draw(texts(5))) if last and draw(st.booleans()) else None,
            )
        )
        edges += [Edge(identity, f"s{target}", draw(texts(5)) if kind == "decision" else "") for target in targets]
    start = Node(START, "start", nodes[0].lane, "de", draw(texts(12)))
    used = {node.lane for node in nodes}
    made, ways = with_gateways([start, *nodes], edges)
    return Flow("P-99", "Zufall", "de", "", tuple(role for role in roles if role.id in used), tuple(made), tuple(ways))
