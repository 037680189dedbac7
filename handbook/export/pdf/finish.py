"""What Typst cannot do yet: links across files, form fields, heads of rows, several files as one book. On the compiled file.

Typst places a link and its tag for everything that needs an annotation; here a link to `place:…` becomes a way to a page, one to
`field:…` a form field whose tag is Form. Heads of rows are cells with a fill colour that nothing else has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String

from handbook.export.pdf.fields import Field, register, widget

Node = Any  # an object of a PDF, whose kind only the file knows
PLACE, FIELD = "place:", "field:"
# Typst writes tags as plain text, one object each: what is looked for in all of them is found much faster there.
OBJECT = re.compile(rb"(?m)^(\d+) 0 obj\n(.*?)\nendobj$", re.DOTALL)
ROW_HEAD = b"/BackgroundColor[1 1 0.99607843]"  # `row-head-fill` of the template
# Typst tells the lines around every cell: half of the file, and nobody asks for them. Only the place of a figure is needed.
BORDERS = re.compile(rb"<</O/Layout(?:(?!/BBox)[^<>])*>>")
NOTE, CELL = re.compile(rb"\(Note (\d+)\)"), re.compile(rb"\(U(\d+x\d+y\d+)\)")
LETTERS = bytes(letter for letter in range(ord("U"), ord("~") + 1) if letter != ord("\\"))


@dataclass(frozen=True)
class Place:
    """Where a heading stands: page from 0 within its file, and height."""

    page: int
    left: float
    top: float


@dataclass(frozen=True)
class Entry:
    """A bookmark: its level from 0, the place, the words."""

    level: int
    place: str
    title: str


Outside = Callable[[str], Dictionary | None]  # the action for a place that is not in the file


def opened(raw: bytes) -> Pdf:
    """The compiled file."""
    return Pdf.open(BytesIO(raw))


def distinct(raw: bytes, number: int) -> bytes:
    """The compiled file as the one with this number of a book: ids of notes and cells differ from those of all others.

    An id keeps its length and its place in the order, so that nothing else changes.
    """
    letter = LETTERS[number : number + 1]
    return CELL.sub(rb"(" + letter + rb"\1)", NOTE.sub(rb"(N" + letter + rb"te \1)", raw))


def places(pdf: Pdf) -> dict[str, Place]:
    """All headings with a name."""
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary())
    found: dict[str, Place] = {}
    for name, target in _leaves(names):
        page, _, left, top, *_ = list(target)
        found[name] = Place(numbers[page.objgen], float(left), float(top))
    return found


def _leaves(node: Node) -> Iterator[tuple[str, Node]]:
    names = list(node.get("/Names", []))
    yield from ((str(key), value) for key, value in zip(names[::2], names[1::2], strict=True))
    for kid in node.get("/Kids", []):
        yield from _leaves(kid)


# --- one file ---


def mended(raw: bytes, fields: Mapping[str, Field]) -> Pdf:
    """The compiled file with heads of rows and form fields."""
    heads = [int(match[1]) for match in OBJECT.finditer(raw) if ROW_HEAD in match[2]]
    pdf = opened(BORDERS.sub(lambda match: b" " * len(match[0]), raw))
    if "/Names" in pdf.Root:
        del pdf.Root["/Names"]  # links lead to pages themselves
    for number in heads:
        _make_row_head(pdf.get_object(number, 0))
    if made := _make_fields(pdf, fields):
        register(pdf, made)
    return pdf


def _make_row_head(cell: Node) -> None:
    cell.S = Name.TH
    attributes = cell.A
    entries = list(attributes) if isinstance(attributes, Array) else [attributes]
    for entry in entries:
        if entry.get("/O") == Name.Table:
            entry.Scope = Name.Row


def _make_fields(pdf: Pdf, fields: Mapping[str, Field]) -> list[pikepdf.Object]:
    parents = _parents(pdf.Root.StructTreeRoot)
    made: list[pikepdf.Object] = []
    groups: dict[str, pikepdf.Object] = {}
    for page, annotation, target in _links(pdf, FIELD):
        name = target.removeprefix(FIELD)
        parents[int(annotation.StructParent)].S = Name.Form  # it holds the field alone; the drawn box is decoration
        annotation.P = page.obj
        made += widget(pdf, annotation, name, fields[name], groups)
    return made


def _parents(tree: Node) -> dict[int, Node]:
    """What the parent tree says by number: the tags of a page's pieces, or the tag of an annotation."""
    found: dict[int, Node] = {}
    stack = [tree.ParentTree]
    while stack:
        node = stack.pop()
        numbers = list(node.get("/Nums", []))
        found |= {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
        stack.extend(node.get("/Kids", []))
    return found


def _links(pdf: Pdf, scheme: str) -> Iterator[tuple[pikepdf.Page, Node, str]]:
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            action = annotation.get("/A")
            if action is not None and "/URI" in action and (target := str(action.URI)).startswith(scheme):
                yield page, annotation, target


def lead(pdf: Pdf, inside: Mapping[str, Place], titles: Mapping[str, str], outside: Outside) -> None:
    """Links to places: to a page of this file, or what `outside` makes of the place."""
    pages = [page.obj for page in pdf.pages]
    for _, annotation, target in _links(pdf, PLACE):
        place = target.removeprefix(PLACE)
        if place in titles:
            annotation.Contents = String(titles[place])
        if place in inside:
            del annotation["/A"]
            annotation.Dest = destination(pages, inside[place])
        elif action := outside(place):
            annotation.A = action


def destination(pages: Sequence[pikepdf.Object], place: Place) -> Array:
    """A page and the height on it, a little above the heading."""
    return Array([pages[place.page], Name.XYZ, Decimal(f"{place.left:.1f}"), Decimal(f"{place.top + 6:.1f}"), 0])


def bookmarks(pdf: Pdf, entries: Sequence[Entry], known: Mapping[str, Place]) -> None:
    """The outline that a viewer shows; levels never skip."""
    pages = [page.obj for page in pdf.pages]
    with pdf.open_outline() as outline:
        outline.root.clear()
        stack: list[OutlineItem] = []
        for entry in entries:
            if entry.place not in known:
                continue
            item = OutlineItem(entry.title, destination(pages, known[entry.place]))
            item.is_closed = True
            del stack[entry.level :]
            (stack[-1].children if stack else outline.root).append(item)
            stack.append(item)


def saved(pdf: Pdf) -> bytes:
    """The file, the same bytes for the same content."""
    stream = BytesIO()
    pdf.save(
        stream,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        recompress_flate=False,
    )
    return stream.getvalue()


# --- several files as one ---


def joined(files: Iterable[Pdf]) -> tuple[Pdf, list[int]]:
    """All files behind the first, with tags and fields as one; also the number of pages before each. Takes one at a time."""
    others = iter(files)
    first = next(others)
    document = _document(first)
    numbers = [0]
    parents: list[tuple[int, Node]] = sorted(_parents(first.Root.StructTreeRoot).items())
    ids = _id_pairs(first.Root.StructTreeRoot)
    offset = max((number for number, _ in parents), default=-1) + 1
    for other in others:
        numbers.append(len(first.pages))
        first.add_pages_from(other, outlines="ignore")
        tree = first.copy_foreign(other.make_indirect(other.Root.StructTreeRoot))
        for page in first.pages[numbers[-1] :]:
            for owner in (page.obj, *page.get("/Annots", [])):
                for key in ("/StructParents", "/StructParent"):
                    if key in owner:
                        owner[key] = int(owner[key]) + offset
        for kid in _kids(tree.K if not isinstance(tree.K, Array) else tree.K[0]):
            kid.P = document
            document.K.append(kid)
        own = sorted(_parents(tree).items())
        parents += [(number + offset, value) for number, value in own]
        offset += max((number for number, _ in own), default=-1) + 1
        ids += _id_pairs(tree)
    root = first.Root.StructTreeRoot
    root.ParentTree = first.make_indirect(Dictionary(Nums=Array([part for pair in parents for part in pair])))
    root.ParentTreeNextKey = offset
    if ids:
        ids.sort(key=lambda pair: bytes(pair[0]))
        root.IDTree = first.make_indirect(Dictionary(Names=Array([part for pair in ids for part in pair])))
    return first, numbers


def _document(pdf: Pdf) -> Node:
    kids = pdf.Root.StructTreeRoot.K
    document = kids[0] if isinstance(kids, Array) else kids
    document.K = Array(_kids(document))
    return document


def _kids(element: Node) -> list[Node]:
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _id_pairs(tree: Node) -> list[tuple[String, Node]]:
    """Cells by their id."""
    pairs: list[tuple[String, Node]] = []
    stack = [tree.IDTree] if "/IDTree" in tree else []
    while stack:
        node = stack.pop()
        names = list(node.get("/Names", []))
        pairs += zip(names[::2], names[1::2], strict=True)
        stack.extend(node.get("/Kids", []))
    return pairs
