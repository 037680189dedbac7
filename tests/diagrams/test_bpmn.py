"""The published models are valid, and they work: an executable twin takes every way at least once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from handbook.diagrams.bpmn import BPMN, BPMNDI, bpmn
from handbook.diagrams.flow import Flow
from tests.diagrams.models import flows

MOST_RUNS, MOST_STEPS = 60, 300
IN = {"b": BPMN, "d": BPMNDI}


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The schema of the standard, which SpiffWorkflow brings along."""
    with resources.as_file(resources.files("SpiffWorkflow.bpmn.parser") / "schema" / "BPMN20.xsd") as file:
        return etree.XMLSchema(etree.parse(file))


@pytest.mark.parametrize("name", sorted(flows()))
def test_models_are_valid_and_complete(name: str, schema: etree.XMLSchema) -> None:
    document = etree.fromstring(bpmn(flows()[name]))
    assert schema.validate(document), schema.error_log.last_error
    assert document.find("b:process", IN).get("isExecutable") == "false"
    assert document.xpath("//b:extensionElements | //b:conditionExpression", namespaces=IN) == []
    drawn = set(document.xpath("//d:*/@bpmnElement", namespaces=IN)) - {"collaboration"}
    tags = "participant lane task startEvent endEvent exclusiveGateway parallelGateway sequenceFlow dataObjectReference association"
    shown = {identity for tag in tags.split() for identity in document.xpath(f"//b:{tag}/@id", namespaces=IN)}
    shown |= set(document.xpath("//b:dataInputAssociation/@id | //b:dataOutputAssociation/@id", namespaces=IN))
    assert drawn == shown
    assert set(document.xpath("//b:flowNodeRef/text()", namespaces=IN)) == {node.id for node in flows()[name].nodes}


# --- the executable twin ---


def twin(flow: Flow) -> BpmnWorkflow:
    """The model with a condition at each answer; documents, which need data to be there, are left out."""
    document = etree.fromstring(bpmn(flow))
    process = document.find("b:process", IN)
    process.set("isExecutable", "true")
    for element in document.xpath("//b:property | //b:dataInputAssociation | //b:dataOutputAssociation | //b:dataObject "
                                  "| //b:dataObjectReference | //b:association", namespaces=IN):  # fmt: skip
        element.getparent().remove(element)
    for edge in flow.edges:
        if flow.node[edge.source].kind == "decision":
            way = document.find(f".//b:sequenceFlow[@id='flow-{edge.number}']", IN)
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
        ways = self.flow.outgoing(decision)
        return min(ways, key=lambda way: (way.number in self.taken, self.distance(way.target, new=True), self.distance(way.target, new=False))).number

    def distance(self, origin: str, *, new: bool) -> int:
        """Steps to the next way that was not taken, or to the next end."""
        reached, front, steps = {origin}, [origin], 0
        while front:
            ways = [way for node in front for way in self.flow.outgoing(node)]
            if (new and any(way.number not in self.taken for way in ways)) or (not new and any(self.flow.node[node].kind == "end" for node in front)):
                return steps
            front = [target for target in dict.fromkeys(way.target for way in ways) if target not in reached]
            reached |= set(front)
            steps += 1
        return MOST_STEPS

    def seen(self, workflow: BpmnWorkflow) -> Iterator[int]:
        """Numbers of the edges between tasks that were done one after the other."""
        for task in workflow.get_tasks(state=TaskState.COMPLETED):
            if task.parent is not None:
                for way in self.flow.edges:
                    if (way.source, way.target) == (task.parent.task_spec.bpmn_id, task.task_spec.bpmn_id):
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


def test_a_way_that_leads_nowhere_is_noticed(tmp_path: Path) -> None:
    """The walk itself: without the last line of a process its twin does not end."""
    flow = flows()["P-01-de"]
    broken = Flow(flow.id, flow.title, flow.lang, flow.about, flow.lanes, flow.nodes, flow.edges[1:])
    with pytest.raises((AssertionError, Exception)):
        Walk(broken, set()).run()
