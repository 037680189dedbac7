"""A flow as BPMN 2.0 with diagram interchange: pool, lanes, the base palette, no extensions, not executable.

The order of elements is that of the schema. Forms come out of a step and checklists go into it (data associations, with a
property as the end that the schema demands); a gateway has none of these, so its documents hang on it by an association.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

import handbook
from handbook.diagrams import cells
from handbook.diagrams.cells import Sheet
from handbook.diagrams.flow import GATEWAYS, Edge, Flow, Node
from handbook.diagrams.picture import Box, Point
from handbook.diagrams.wide import Wide, wide
from handbook.locale import word

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
NAMES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI}
TAGS = {
    "start": "startEvent",
    "task": "task",
    "decision": "exclusiveGateway",
    "end": "endEvent",
    "merge": "exclusiveGateway",
    "split": "parallelGateway",
    "join": "parallelGateway",
}
POOL_HEAD = 30.0
ORIGIN = (160.0 + POOL_HEAD, 80.0)

Element = etree._Element


def bpmn(flow: Flow) -> bytes:
    """The model as a file."""
    return _Model(flow, wide(flow, cells.MODEL)).xml()


class _Model:
    def __init__(self, flow: Flow, drawn: Wide) -> None:
        self.flow, self.drawn = flow, drawn
        self.sheets: dict[str, list[tuple[str, Sheet]]] = {}
        for number, (node, sheet) in enumerate(drawn.sheets, 1):
            self.sheets.setdefault(node, []).append((f"document-{number}", sheet))

    def xml(self) -> bytes:
        """Collaboration, process, diagram."""
        attributes = {
            "id": "definitions",
            "name": f"{self.flow.id} {self.flow.title}",
            "targetNamespace": f"urn:handbuch-konfliktmanagement:{self.flow.id}",
            "exporter": "handbook",
            "exporterVersion": handbook.__version__,
        }
        root = etree.Element(f"{{{BPMN}}}definitions", attributes, nsmap=NAMES)
        pool = _add(
            _add(root, "collaboration", id="collaboration"), "participant", id="pool", name=f"{self.flow.id} {self.flow.title}"
        )
        pool.set("processRef", "process")
        self._process(_add(root, "process", id="process", name=self.flow.title, isExecutable="false"))
        self._diagram(root)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    # --- process ---

    def _process(self, process: Element) -> None:
        _add(process, "documentation").text = self.flow.about
        lanes = _add(process, "laneSet", id="lanes")
        for lane in self.flow.lanes:
            own = _add(lanes, "lane", id=f"lane-{lane.id}", name=lane.name)
            for node in self.flow.nodes:
                if node.lane == lane.id:
                    _add(own, "flowNodeRef").text = node.id
        for node in self.flow.nodes:
            self._node(process, node)
        for edge in self.flow.edges:
            way = _add(process, "sequenceFlow", id=_name(edge), sourceRef=edge.source, targetRef=edge.target)
            if edge.label:
                way.set("name", edge.label)
        for identity, sheet in self._all_sheets():
            shown = _add(process, "dataObjectReference", id=identity, name=sheet.document.id, dataObjectRef=f"{identity}-object")
            _add(shown, "documentation").text = sheet.document.title
            _add(process, "dataObject", id=f"{identity}-object", name=sheet.document.id)
        for node, identity, _ in self._hanging():
            _add(process, "association", id=f"{identity}-way", sourceRef=node.id, targetRef=identity, associationDirection="None")

    def _node(self, process: Element, node: Node) -> None:
        own = _add(process, TAGS[node.kind], id=node.id)
        if node.label:
            own.set("name", cells.name(node))
        told = "\n".join(self._documentation(node))
        if told:
            _add(own, "documentation").text = told
        for tag, edges in (("incoming", self.flow.incoming(node.id)), ("outgoing", self.flow.outgoing(node.id))):
            for edge in edges:
                _add(own, tag).text = _name(edge)
        if node.kind in GATEWAYS or node.kind == "decision":
            own.set("gatewayDirection", "Diverging" if node.kind in ("decision", "split") else "Converging")
            return
        self._documents(own, node)

    def _documents(self, own: Element, node: Node) -> None:
        """Forms come out of a task; everything else goes in."""
        into = self._into(node)
        if into:
            _add(own, "property", id=f"{node.id}-input", name="input")
        for identity in into:
            way = _add(own, "dataInputAssociation", id=f"{identity}-way")
            _add(way, "sourceRef").text = identity
            _add(way, "targetRef").text = f"{node.id}-input"
        for identity in (identity for identity, _ in self.sheets.get(node.id, []) if identity not in into):
            _add(_add(own, "dataOutputAssociation", id=f"{identity}-way"), "targetRef").text = identity

    def _into(self, node: Node) -> list[str]:
        """Documents that go into a task or an end."""
        if node.kind not in ("task", "end"):
            return []
        return [identity for identity, sheet in self.sheets.get(node.id, []) if node.kind == "end" or not sheet.document.is_form]

    def _documentation(self, node: Node) -> Iterable[str]:
        if node.number:
            yield word(node.lang, "diagram.number", number=node.number)
        if node.result:
            yield node.result
        yield from (f"{document.id} {document.title}" for document in node.documents)

    def _all_sheets(self) -> list[tuple[str, Sheet]]:
        return [entry for sheets in self.sheets.values() for entry in sheets]

    def _hanging(self) -> list[tuple[Node, str, Sheet]]:
        """Documents of decisions."""
        nodes = [node for node in self.flow.nodes if node.kind == "decision"]
        return [(node, identity, sheet) for node in nodes for identity, sheet in self.sheets.get(node.id, [])]

    # --- diagram ---

    def _diagram(self, root: Element) -> None:
        plane = _add(
            _add(root, "BPMNDiagram", BPMNDI, id="diagram"), "BPMNPlane", BPMNDI, id="plane", bpmnElement="collaboration"
        )
        picture = self.drawn.picture
        _shape(plane, "pool", Box(-POOL_HEAD, 0, picture.width + POOL_HEAD, picture.height), isHorizontal="true")
        for band in picture.bands:
            _shape(plane, f"lane-{band.lane.id}", band.box, isHorizontal="true")
        for shape in picture.shapes:
            drawn = _shape(plane, shape.node.id, shape.box)
            if TAGS[shape.node.kind] == "exclusiveGateway":
                drawn.set("isMarkerVisible", "true")
            if shape.texts and shape.node.kind != "task":
                _label(drawn, shape.texts[0].box)
        for identity, sheet in self._all_sheets():
            _label(_shape(plane, identity, sheet.box), sheet.label)
        for line in picture.lines:
            drawn = _edge(plane, _name(line.edge), line.points)
            if line.label:
                _label(drawn, line.label.box)
        boxes = {shape.node.id: shape.box for shape in picture.shapes}
        for node, sheets in self.sheets.items():
            for identity, sheet in sheets:
                points = _between(boxes[node], sheet.box, straight=self.flow.node[node].kind == "task")
                into = identity in self._into(self.flow.node[node])
                _edge(plane, f"{identity}-way", points[::-1] if into else points)


def _name(edge: Edge) -> str:
    return f"flow-{edge.number}"


def _between(node: Box, sheet: Box, *, straight: bool) -> tuple[Point, Point]:
    """From a node to a document below it."""
    x = sheet.x + sheet.width / 2
    return ((x if straight else node.x + node.width / 2, node.bottom), (x, sheet.y))


def _add(parent: Element, tag: str, namespace: str = BPMN, /, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{namespace}}}{tag}", attributes)


def _shape(plane: Element, identity: str, box: Box, **attributes: str) -> Element:
    drawn = _add(plane, "BPMNShape", BPMNDI, id=f"{identity}-shape", bpmnElement=identity, **attributes)
    _bounds(drawn, box)
    return drawn


def _label(drawn: Element, box: Box) -> None:
    _bounds(_add(drawn, "BPMNLabel", BPMNDI), box)


def _bounds(parent: Element, box: Box) -> None:
    x, y = _moved((box.x, box.y))
    _add(parent, "Bounds", DC, x=x, y=y, width=f"{box.width:g}", height=f"{box.height:g}")


def _edge(plane: Element, identity: str, points: Iterable[Point]) -> Element:
    drawn = _add(plane, "BPMNEdge", BPMNDI, id=f"{identity}-edge", bpmnElement=identity)
    for point in points:
        x, y = _moved(point)
        _add(drawn, "waypoint", DI, x=x, y=y)
    return drawn


def _moved(point: Point) -> tuple[str, str]:
    return f"{point[0] + ORIGIN[0]:g}", f"{point[1] + ORIGIN[1]:g}"
