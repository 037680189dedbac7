"""Small pictures as text, so that review sees a change of the drawing. Anew: `.venv/bin/python -m tests.diagrams.test_golden`."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.diagrams.flow import START, Document, Edge, Flow, Lane, Node, with_gateways
from handbook.diagrams.svg import alone, svg
from handbook.diagrams.tall import tall
from handbook.diagrams.wide import wide

GOLDEN = Path(__file__).parent / "golden"
LANES = {"R-04": "Zentrale Konfliktanlaufstelle", "R-05": "Fachkraft Konfliktmanagement"}


def flow(identity: str, nodes: list[Node], edges: list[Edge]) -> Flow:
    start = Node(START, "start", nodes[0].lane, "de", "Jemand meldet einen Konflikt.")
    made, ways = with_gateways([start, *nodes], [Edge(START, nodes[0].id), *edges])
    used = dict.fromkeys(node.lane for node in nodes)
    return Flow(identity, "Probe", "de", "Probe", tuple(Lane(role, LANES[role]) for role in used), tuple(made), tuple(ways))


def loop() -> Flow:
    """A decision with a loop back, a way on, and an end in another lane that names the next process."""
    form = Document("F-01", "Bogen")
    nodes = [
        Node("s1", "task", "R-04", "de", "Zuhören und aufschreiben", 1, documents=(form,)),
        Node("s2", "decision", "R-04", "de", "Ist alles Nötige gesagt?", 2, "2 Arbeitstage"),
        Node("s3", "end", "R-05", "de", "Den Fall übernehmen", 3, then=Document("P-02", "Ersteinschätzung und Triage")),
    ]
    return flow("P-98", nodes, [Edge("s1", "s2"), Edge("s2", "s1", "nein"), Edge("s2", "s3", "ja")])


def parallel() -> Flow:
    """Two branches in two lanes that are joined."""
    nodes = [
        Node("s1", "task", "R-04", "de", "Aufgaben verteilen", 1),
        Node("s2", "task", "R-04", "de", "Betroffene anrufen", 2, "1 Stunde"),
        Node("s3", "task", "R-05", "de", "Öffentlichkeit unterrichten", 3),
        Node("s4", "end", "R-04", "de", "Abschließen", 4),
    ]
    return flow("P-97", nodes, [Edge("s1", "s2"), Edge("s1", "s3"), Edge("s2", "s4"), Edge("s3", "s4")])


def pictures() -> dict[str, str]:
    """Name of the file and its text."""
    result = {}
    for name, made in (("loop", loop()), ("parallel", parallel())):
        result[f"{name}-wide.svg"] = alone(wide(made).picture, title=made.title, desc="Probe", lang="de")
        result[f"{name}-tall.svg"] = svg(tall(made), name, title=made.title, desc="Probe", lang="de", kind="tall")
    return {name: text.replace("><", ">\n<").rstrip("\n") + "\n" for name, text in result.items()}


@pytest.mark.parametrize("name", sorted(pictures()))
def test_the_drawing_is_the_known_one(name: str) -> None:
    assert pictures()[name] == (GOLDEN / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for file, text in pictures().items():
        (GOLDEN / file).write_text(text, encoding="utf-8")
