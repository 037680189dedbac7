"""A paper as Word document (OOXML): real headings, a table with header row, content controls to type and to tick."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from lxml import etree
from lxml.builder import ElementMaker

from handbook.export.archive import packed
from handbook.export.office.logo import Logo
from handbook.export.office.paper import Option, Paper, Row, Sheet
from handbook.export.office.parts import COUNTRIES, part
from handbook.locale import word

OOXML = "http://schemas.openxmlformats.org/"
NAMES = {
    "w": OOXML + "wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "r": OOXML + "officeDocument/2006/relationships",
    "wp": OOXML + "drawingml/2006/wordprocessingDrawing",
    "a": OOXML + "drawingml/2006/main",
    "pic": OOXML + "drawingml/2006/picture",
    "rel": OOXML + "package/2006/relationships",
}
W, W14, WP, A, PIC, REL = (ElementMaker(namespace=NAMES[name], nsmap=NAMES) for name in ("w", "w14", "wp", "a", "pic", "rel"))
STATIC = (
    "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "docProps/app.xml", "word/styles.xml", "word/settings.xml",
    "word/footer1.xml",
)  # fmt: skip
COLUMNS = (680, 3458, 5500)  # twentieths of a point: 1.2, 6.1 and 9.7 cm
HEIGHTS = {"long": 1587, "signature": 907}
LOW = 510
EMPTY, TICKED = "☐", "☒"
# What an empty control shows: wide enough to be hit, and nothing on paper.
BLANK = "\u2003" * 6
DATES = {"de": "dd.MM.yyyy", "en": "d MMMM yyyy"}
EMU = 360_000  # in a cm
LOGO, LOGO_ID = "media/logo.png", "rId4"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Element = etree._Element


def docx(paper: Paper, logo: Logo | None = None) -> bytes:
    """The file."""
    document = etree.fromstring(part("docx/word/document.xml", paper).encode())
    body = document.find("w:body", NAMES)
    assert body is not None
    for number, block in enumerate(_blocks(paper, logo)):
        body.insert(number, block)
    relations = etree.fromstring(part("docx/word/_rels/document.xml.rels", paper).encode())
    if logo:
        relations.append(REL.Relationship(Id=LOGO_ID, Type=NAMES["r"] + "/image", Target=LOGO))
    files = {name: part(f"docx/{name}", paper).encode() for name in STATIC}
    files |= {"word/document.xml": _xml(document), "word/_rels/document.xml.rels": _xml(relations)}
    if logo:
        files[f"word/{LOGO}"] = logo.png
    return packed(files, paper.stand)


def _blocks(paper: Paper, logo: Logo | None) -> Iterator[Element]:
    if paper.town:
        picture = [_run(W.tab()), _run(_picture(logo, word(paper.lang, "office.logo", town=paper.town)))] if logo else []
        yield _p("Town", _text(paper.town), *picture)
    yield _p("Kind", _text(paper.kind))
    yield _p("Heading1", _text(paper.title))
    yield _p("Purpose", _text(paper.purpose))
    if paper.notice:
        yield _p("Notice", _text(" ".join(paper.notice)))
    for sheet in paper.sheets:
        if sheet.heading:
            yield _p("Heading2", _text(sheet.heading), new_page=True)
        yield _p("Keeping", _styled("Strong", word(paper.lang, "office.keeping")), _text(f" {sheet.keeping}"))
        yield _table(sheet, paper)
    yield _p("Entry")  # Word wants a paragraph behind the last table


def _table(sheet: Sheet, paper: Paper) -> Element:
    heads = [word(paper.lang, f"labels.{key}") for key in ("number", "field")] + [word(paper.lang, "office.entry")]
    name = f"{paper.id} {paper.title}" + (f", {sheet.heading}" if sheet.heading else "")
    properties = W.tblPr(
        W.tblStyle(_w(val="Fields")),
        W.tblW(_w(w=str(sum(COLUMNS)), type="dxa")),
        W.tblLayout(_w(type="fixed")),
        W.tblLook(_w(val="00A0", firstRow="1", lastRow="0", firstColumn="1", lastColumn="0", noHBand="1", noVBand="1")),
        W.tblCaption(_w(val=name)),
        W.tblDescription(_w(val=word(paper.lang, "office.table"))),
    )
    head = W.tr(
        W.trPr(W.cantSplit(), W.tblHeader()),
        *(_cell(width, _p("ColumnHead", _text(text)), edge="bottom") for width, text in zip(COLUMNS, heads, strict=True)),
    )
    grid = W.tblGrid(*(W.gridCol(_w(w=str(width))) for width in COLUMNS))
    return W.tbl(properties, grid, head, *(_row(row, paper) for row in sheet.rows))


def _row(row: Row, paper: Paper) -> Element:
    height = LOW if row.lines else HEIGHTS.get(row.kind, LOW)
    keep = [] if row.is_long else [W.cantSplit()]
    number, label, entry = COLUMNS
    return W.tr(
        W.trPr(*keep, W.trHeight(_w(val=str(height), hRule="atLeast"))),
        _cell(number, _p("Entry", _text(row.number))),
        _cell(label, _p("Field", _text(row.label)), *([_p("Hint", _text(row.hint))] if row.hint else [])),
        _cell(entry, *_entry(row, paper), edge="left"),
    )


def _entry(row: Row, paper: Paper) -> list[Element]:
    boxes = [[_tick(row, option, number), _text(f"\u00a0{option.text}")] for number, option in enumerate(row.options, 1)]
    if boxes and row.in_one_line:
        line = [part for number, box in enumerate(boxes) for part in ([_text("\u2003")] if number else []) + box]
        return [_p("Entry", *line), *(_p("Entry", _text(text)) for text in row.lines)]
    if boxes:
        return [_p("Entry", *box) for box in boxes] + [_p("Entry", _text(text)) for text in row.lines]
    if row.kind == "signature":
        return [_p("Entry", _text(text)) for text in row.lines] or [_p("Entry")]
    return [_p("Entry", _field(row, paper))]


# --- content controls ---


def _field(row: Row, paper: Paper) -> Element:
    """A control for text, for several lines, or for a date; the sample's text stands in it."""
    kind = W.text(_w(multiLine="1")) if row.kind == "long" else W.text()
    if row.kind == "date":
        lang = f"{paper.lang}-{COUNTRIES[paper.lang]}"
        kind = W.date(W.dateFormat(_w(val=DATES[paper.lang])), W.lid(_w(val=lang)), W.calendar(_w(val="gregorian")))
    properties = [*_names(row.label, row.id), *([] if row.lines else [W.showingPlcHdr()]), kind]
    return W.sdt(W.sdtPr(*properties), W.sdtContent(_lines(row) if row.lines else _styled("PlaceholderText", BLANK)))


def _lines(row: Row) -> Element:
    run = W.r()
    for number, line in enumerate(row.lines):
        run.extend([*([W.br()] if number else []), _t(line)])
    return run


def _tick(row: Row, option: Option, number: int) -> Element:
    box = W14.checkbox(
        W14.checked(_w14(val=str(int(option.ticked)))),
        W14.checkedState(_w14(val="2612", font="MS Gothic")),
        W14.uncheckedState(_w14(val="2610", font="MS Gothic")),
    )
    names = _names(f"{row.label}: {option.text}", f"{row.id}-{number}")
    return W.sdt(W.sdtPr(*names, box), W.sdtContent(_styled("Box", TICKED if option.ticked else EMPTY)))


def _names(label: str, identity: str) -> list[Element]:
    """Name for people (64 characters at most), id for programs, and a number of the control that is the same on every run."""
    return [W.alias(_w(val=label[:64])), W.tag(_w(val=identity[:64])), W.id(_w(val=str(zlib.crc32(identity.encode()) >> 1)))]


# --- small things ---


def _w(**values: str) -> dict[str, str]:
    return {f"{{{NAMES['w']}}}{key}": value for key, value in values.items()}


def _w14(**values: str) -> dict[str, str]:
    return {f"{{{NAMES['w14']}}}{key}": value for key, value in values.items()}


def _p(style: str, *content: Element, new_page: bool = False) -> Element:
    properties = W.pPr(W.pStyle(_w(val=style)), *([W.pageBreakBefore()] if new_page else []))
    return W.p(properties, *content)


def _t(text: str) -> Element:
    return W.t({XML_SPACE: "preserve"}, text)


def _run(content: Element) -> Element:
    return W.r(content)


def _text(text: str) -> Element:
    return W.r(_t(text))


def _styled(style: str, text: str) -> Element:
    return W.r(W.rPr(W.rStyle(_w(val=style))), _t(text))


def _cell(width: int, *content: Element, edge: str = "") -> Element:
    properties = W.tcPr(W.tcW(_w(w=str(width), type="dxa")))
    if edge:
        size = "8" if edge == "bottom" else "4"
        line = ElementMaker(namespace=NAMES["w"])(edge, _w(val="single", sz=size, space="0", color="1C2427" if edge == "bottom" else "7D766A"))
        properties.append(W.tcBorders(line))
    return W.tc(properties, *content)


def _picture(logo: Logo, described: str) -> Element:
    size = {"cx": str(round(logo.width * EMU)), "cy": str(round(logo.height * EMU))}
    blip = A.blip({f"{{{NAMES['r']}}}embed": LOGO_ID})
    picture = PIC.pic(
        PIC.nvPicPr(PIC.cNvPr(id="1", name="Logo", descr=described), PIC.cNvPicPr()),
        PIC.blipFill(blip, A.stretch(A.fillRect())),
        PIC.spPr(A.xfrm(A.off(x="0", y="0"), A.ext(**size)), A.prstGeom(A.avLst(), prst="rect")),
    )
    graphic = A.graphic(A.graphicData(picture, uri=NAMES["pic"]))
    inline = WP.inline(WP.extent(**size), WP.docPr(id="1", name="Logo", descr=described), graphic, distT="0", distB="0", distL="0", distR="0")
    return W.drawing(inline)


def _xml(root: Element) -> bytes:
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "w14", "r"])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
