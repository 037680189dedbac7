"""The published models are valid, and they work: an executable twin takes every way at least once."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any, cast

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from handbook.diagrams.bpmn import BPMN, BPMNDI, bpmn
from handbook.diagrams.flow import Edge, Flow, flow
from handbook.layers.compose import load
from handbook.model import pages
from tests.diagrams.models import flows
from tests.helpers import REPO

MOST_RUNS, MOST_STEPS = 60, 300
IN = {"b": BPMN, "d": BPMNDI}
DRAWN = (
    "participant", "lane", "task", "startEvent", "endEvent", "exclusiveGateway", "parallelGateway", "sequenceFlow",
    "dataObjectReference", "dataInputAssociation", "dataOutputAssociation", "association",
)  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The schema of the standard, which SpiffWorkflow brings along."""
    with resources.as_file(resources.files("SpiffWorkflow.bpmn.parser") / "schema" / "BPMN20.xsd") as file:
        return etree.XMLSchema(etree.parse(file))


def found(document: etree._Element, path: str) -> list[Any]:
    """What an XPath finds."""
    return list(cast(list[Any], document.xpath(path, namespaces=IN)))


@pytest.mark.parametrize("name", sorted(flows()))
def test_models_are_valid_and_complete(name: str, schema: etree.XMLSchema) -> None:
    document = etree.fromstring(bpmn(flows()[name]))
    schema.assertValid(document)
    assert found(document, "//b:process/@isExecutable") == ["false"]
    assert found(document, "//b:extensionElements | //b:conditionExpression") == []
    drawn = set(found(document, "//d:*/@bpmnElement")) - {"collaboration"}
    assert drawn == {identity for tag in DRAWN for identity in found(document, f"//b:{tag}/@id")}
    assert set(found(document, "//b:flowNodeRef/text()")) == {node.id for node in flows()[name].nodes}


def test_a_process_of_an_edition_says_what_it_is_derived_from(tmp_path: Path) -> None:
    town = Path(shutil.copytree(REPO / "examples" / "auenrade" / "local", tmp_path / "local")).parent
    for name in ("docs", "mkdocs.yml", "overrides"):
        (town / name).symlink_to(REPO / name)
    known = load(town)[0]
    own = {process.id: process for process in known.of(pages.Process)}
    changed = next(identity for identity in own if known.german[identity].origin)
    for identity, kind in ((changed, "Lokalprozess, abgeleitet vom Referenzprozess"), ("P-03", "Referenzprozess")):
        model = etree.fromstring(bpmn(flow(own[identity], known, "de")))
        assert found(model, "//b:process/b:documentation/text()")[0].startswith(f"{kind} {identity},")


# --- the executable twin ---


def twin(flow: Flow) -> BpmnWorkflow:
    """The model with a condition at each answer; documents, which need data to be there, are left out."""
    document = etree.fromstring(bpmn(flow))
    found(document, "//b:process")[0].set("isExecutable", "true")
    for tag in ("property", "dataInputAssociation", "dataOutputAssociation", "dataObject", "dataObjectReference", "association"):
        for element in found(document, f"//b:{tag}"):
            element.getparent().remove(element)
    for edge in flow.edges:
        if flow.node[edge.source].kind == "decision":
            way = found(document, f"//b:sequenceFlow[@id='flow-{edge.number}']")[0]
            etree.SubElement(way, f"{{{BPMN}}}conditionExpression").text = f"answer == {edge.number}"
    parser = BpmnParser()
    parser.add_bpmn_io(io.BytesIO(etree.tostring(document)))
    return BpmnWorkflow(parser.get_spec("process"))


class Walk:
    """One run: at each question the way towards a line that no run has taken yet, else towards an end."""

    def __init__(self, flow: Flow, taken: set[int]) -> None:
        self.flow, self.taken = flow, taken

    def run(self) -> list[str]:
        """The ends that were reached."""
        workflow = twin(self.flow)
        for _ in range(MOST_STEPS):
            ready = workflow.get_next_task(state=TaskState.READY)
            if ready is None:
                break
            node = self.flow.node.get(ready.task_spec.bpmn_id or "")
            if node and node.kind == "decision":
                self.taken |= set(self.seen(workflow))
                ready.data["answer"] = self.answer(node.id)
            ready.run()
        assert workflow.completed, f"{self.flow.id} does not end"
        self.taken |= set(self.seen(workflow))
        return [task.task_spec.bpmn_id for task in workflow.get_tasks(state=TaskState.COMPLETED) if self.is_end(task)]

    def is_end(self, task: Any) -> bool:
        node = self.flow.node.get(task.task_spec.bpmn_id or "")
        return node is not None and node.kind == "end"

    def answer(self, decision: str) -> int:
        """The number of the way that is next to something new, or next to an end."""

        def worth(way: Edge) -> tuple[bool, int, int]:
            return way.number in self.taken, self.distance(way.target, new=True), self.distance(way.target, new=False)

        way = min(self.flow.outgoing(decision), key=worth)
        self.taken.add(way.number)
        return way.number

    def distance(self, origin: str, *, new: bool) -> int:
        """Steps to the next way that was not taken, or to the next end."""
        reached, front, steps = {origin}, [origin], 0
        while front:
            ways = [way for node in front for way in self.flow.outgoing(node)]
            near = (
                (way.number not in self.taken for way in ways) if new else (self.flow.node[node].kind == "end" for node in front)
            )
            if any(near):
                return steps
            front = [target for target in dict.fromkeys(way.target for way in ways) if target not in reached]
            reached |= set(front)
            steps += 1
        return MOST_STEPS

    def seen(self, workflow: BpmnWorkflow) -> Iterator[int]:
        """Numbers of the edges between tasks that were done one after the other; a join is one task behind all branches."""
        done = workflow.get_tasks(state=TaskState.COMPLETED)
        names = {task.task_spec.bpmn_id for task in done}
        steps = {(task.parent.task_spec.bpmn_id, task.task_spec.bpmn_id) for task in done if task.parent is not None}
        for way in self.flow.edges:
            joined = self.flow.node[way.target].kind == "join" and {way.source, way.target} <= names
            if joined or (way.source, way.target) in steps:
                yield way.number


@pytest.mark.parametrize("name", [name for name in sorted(flows()) if name.endswith("-de")])
def test_the_executable_twin_takes_every_way(name: str) -> None:
    flow = flows()[name]
    taken: set[int] = set()
    ends: set[str] = set()
    for _ in range(MOST_RUNS):
        if len(taken) == len(flow.edges):
            break
        ends |= set(Walk(flow, taken).run())
    assert {edge.number for edge in flow.edges} - taken == set()
    assert ends == {node.id for node in flow.nodes if node.kind == "end"}


def test_a_join_that_waits_for_ever_is_noticed() -> None:
    """The walk itself: where all of several answers are awaited, the twin does not end."""
    flow = flows()["P-10-de"]
    nodes = tuple(replace(node, kind="join") if node.id == "s8-merge" else node for node in flow.nodes)
    with pytest.raises(AssertionError, match="P-10 does not end"):
        Walk(replace(flow, nodes=nodes), set()).run()
