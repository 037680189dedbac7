"""What stands in the place of a node: its outline and its texts, measured from the axis on which lines arrive and leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from handbook.diagrams import words
from handbook.diagrams.flow import GATEWAYS, Document, Node
from handbook.diagrams.picture import DECISION, EVENT, GATEWAY, LINE, SIZE, SMALL, SMALL_LINE, Box, Shape, Text
from handbook.locale import word

SPINE = 17.0  # from the left edge of a cell to the centre of its symbols; lines from cell to cell below each other run there
BESIDE = SPINE + DECISION + 5  # from the left edge of a cell to the text beside a symbol
PAD_X, PAD_Y = 8.0, 7.0
ICON = 16.0  # room for a sign before a text
SHEET = Box(0, 0, 24, 30)  # a data object
SHEET_GAP, SHEET_LINE, SHEETS_TOP = 10.0, 14.0, 20.0
DIGIT = 7.6
OVER = 4.0  # between the line and the question above it


@dataclass(frozen=True)
class Paragraph:
    """A text before its lines are broken."""

    text: str
    role: str
    icon: str = ""
    number: int = 0


@dataclass(frozen=True)
class Look:
    """How a layout is to be read: on the page, or in a program for BPMN, which writes names itself and knows no hyphens."""

    cell: float  # width of a step
    paragraphs: Callable[[Node], Iterable[Paragraph]]
    sheets: bool  # documents as shapes below their step, else as a text in it
    hyphens: bool
    answer: float  # width of the label of a line
    aim: float  # width that the whole should keep to
    head_lines: int  # of a lane's title at most

    @property
    def narrow(self) -> Look:
        """The same with less width for each step."""
        return replace(self, cell=self.cell * 0.88, answer=self.answer * 0.8)


@dataclass(frozen=True)
class Sheet:
    """A document as a shape, and the place of its name."""

    document: Document
    box: Box
    label: Box


@dataclass(frozen=True)
class Cell:
    """A node with everything that belongs to it. The origin is where the left edge meets the axis."""

    shape: Shape
    sheets: tuple[Sheet, ...]
    width: float
    above: float
    below: float


def said(node: Node) -> Iterator[Paragraph]:
    """The texts of a node on the page."""
    if node.label:
        yield Paragraph(node.label, "label" if node.number else "trigger", number=node.number)
    if node.deadline:
        yield Paragraph(node.deadline, "note", "clock")
    if node.documents:
        yield Paragraph(", ".join(document.id for document in node.documents), "note", "sheet")
    if node.then:
        yield Paragraph(word(node.lang, "diagram.then", id=node.then.id), "jump", "jump")


def name(node: Node) -> str:
    """The name of a node in a model: what it says, until when, and what follows."""
    told = [f"{word(node.lang, 'diagram.deadline')}: {node.deadline}"] if node.deadline else []
    told += [word(node.lang, "diagram.then", id=f"{node.then.id} {node.then.title}")] if node.then else []
    return f"{node.label} ({'; '.join(told)})" if told else node.label


def named(node: Node) -> Iterator[Paragraph]:
    """The text of a node in a model."""
    if node.label:
        yield Paragraph(name(node), "label")


PAGE = Look(cell=128, paragraphs=said, sheets=False, hyphens=True, answer=72, aim=800, head_lines=3)
MODEL = Look(cell=150, paragraphs=named, sheets=True, hyphens=False, answer=84, aim=1150, head_lines=2)


def texts(
    paragraphs: Iterable[Paragraph], x: float, y: float, room: float, lang: str, *, hyphens: bool = True
) -> tuple[Text, ...]:
    """Paragraphs below each other with their lines broken."""
    result: list[Text] = []
    for paragraph in paragraphs:
        plain = paragraph.role in ("label", "jump")
        size, step = (SIZE, LINE) if plain else (SMALL, SMALL_LINE)
        indent = ICON if paragraph.icon else 0
        first = len(str(paragraph.number)) * DIGIT + 5 if paragraph.number else 0
        measured = size * words.BOLD if paragraph.role == "jump" else size
        lines = words.wrap(paragraph.text, room - indent, measured, lang if hyphens else "", first=first)
        box = Box(x, y, room, len(lines) * step)
        result.append(Text(box, lines, paragraph.role, lang, size, step, paragraph.number, paragraph.icon))
        y = box.bottom
    return tuple(result)


def height(written: Iterable[Text]) -> float:
    """The height of texts below each other."""
    return sum(text.box.height for text in written)


def cell(node: Node, look: Look, *, down: bool = False) -> Cell:
    """Outline, texts and documents of a node; `down` says that no line leaves it to the right."""
    if node.kind in GATEWAYS:
        return Cell(Shape(node, around(GATEWAY, 0, GATEWAY)), (), 2 * GATEWAY, GATEWAY, GATEWAY)
    paragraphs = list(look.paragraphs(node))
    if node.kind == "task":
        made = _task(node, paragraphs, look)
    elif node.kind == "end" or (node.kind == "start" and down):
        made = _beside(node, paragraphs, look)
    else:
        made = _above_line(node, paragraphs, look, DECISION if node.kind == "decision" else EVENT)
    return _with_sheets(made, look) if look.sheets and node.documents else made


def around(x: float, y: float, radius: float) -> Box:
    """The square around a centre."""
    return Box(x - radius, y - radius, 2 * radius, 2 * radius)


def _task(node: Node, paragraphs: list[Paragraph], look: Look) -> Cell:
    written = texts(paragraphs, PAD_X, 0, look.cell - 2 * PAD_X, node.lang, hyphens=look.hyphens)
    half = max(44.0, height(written) + 2 * PAD_Y) / 2
    inside = moved_texts(written, 0, -height(written) / 2)
    return Cell(Shape(node, Box(0, -half, look.cell, 2 * half), inside), (), look.cell, half, half)


def _above_line(node: Node, paragraphs: list[Paragraph], look: Look, radius: float) -> Cell:
    """A decision or start: its text stands above the line that leaves it to the right, notes below."""
    room = look.cell - BESIDE
    question = texts(paragraphs[:1], BESIDE, 0, room, node.lang, hyphens=look.hyphens)
    above = height(question) + OVER
    notes = texts(paragraphs[1:], BESIDE, OVER, room, node.lang, hyphens=look.hyphens)
    shape = Shape(node, around(SPINE, 0, radius), (*moved_texts(question, 0, -above), *notes))
    return Cell(shape, (), look.cell, max(above, radius), max(height(notes) + OVER, radius))


def _beside(node: Node, paragraphs: list[Paragraph], look: Look) -> Cell:
    """An event with its text at its right."""
    written = texts(paragraphs, BESIDE - 5, 0, look.cell - BESIDE + 5, node.lang, hyphens=look.hyphens)
    half = max(height(written) / 2, EVENT)
    shape = Shape(node, around(SPINE, 0, EVENT), moved_texts(written, 0, -height(written) / 2))
    return Cell(shape, (), look.cell, half, half)


def _with_sheets(made: Cell, look: Look) -> Cell:
    """The documents below the cell, right of the line that may leave it downwards."""
    columns = int((look.cell - BESIDE + SHEET_GAP) // (SHEET.width + SHEET_GAP))
    pitch = SHEET.height + SHEET_LINE + 4
    sheets = []
    for number, document in enumerate(made.shape.node.documents):
        x = BESIDE + (number % columns) * (SHEET.width + SHEET_GAP)
        y = made.below + SHEETS_TOP + (number // columns) * pitch
        label = Box(x - SHEET_GAP / 2, y + SHEET.height, SHEET.width + SHEET_GAP, SHEET_LINE)
        sheets.append(Sheet(document, Box(x, y, SHEET.width, SHEET.height), label))
    return replace(made, sheets=tuple(sheets), below=max(sheet.label.bottom for sheet in sheets))


def moved_texts(written: Iterable[Text], x: float, y: float) -> tuple[Text, ...]:
    """Texts elsewhere."""
    return tuple(replace(text, box=moved_box(text.box, x, y)) for text in written)


def moved_box(box: Box, x: float, y: float) -> Box:
    """A rectangle elsewhere."""
    return Box(box.x + x, box.y + y, box.width, box.height)


def placed(made: Cell, x: float, y: float) -> tuple[Shape, tuple[Sheet, ...]]:
    """The cell with its origin at a point."""
    shape = Shape(made.shape.node, moved_box(made.shape.box, x, y), moved_texts(made.shape.texts, x, y))
    sheets = tuple(Sheet(sheet.document, moved_box(sheet.box, x, y), moved_box(sheet.label, x, y)) for sheet in made.sheets)
    return shape, sheets
