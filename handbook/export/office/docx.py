"""A paper as Word document (OOXML): real headings, a table with header row, content controls to type and to tick."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from lxml import etree

from handbook.export.archive import packed
from handbook.export.markup import Element, Maker, written
from handbook.export.office.logo import Logo
from handbook.export.office.paper import BOX, COLUMNS, TICKED, Option, Paper, Row
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
W, W14 = (Maker(prefix, {prefix: NAMES[prefix]}) for prefix in ("w", "w14"))
WP, A, PIC, REL = (
    Maker(prefix, {prefix: NAMES[prefix], "r": NAMES["r"]}, qualified=False) for prefix in ("wp", "a", "pic", "rel")
)
# Parts by their place in the file, with their place in `templates/docx`.
STATIC = {
    "[Content_Types].xml": "content-types.xml",
    "_rels/.rels": "rels.xml",
    **{
        name: name
        for name in ("docProps/core.xml", "docProps/app.xml", "word/styles.xml", "word/settings.xml", "word/footer1.xml")
    },
}
WIDTHS = (680, 3458, 5500)  # twentieths of a point: 1.2, 6.1 and 9.7 cm
LINE, EDGE = 295, 113  # of a line to write on, and above and below the lines of a cell
LOW = 510
BREAKING = 16  # lines: a higher row may run over the end of a page
HEAD_LINE, ENTRY_LINE = ("bottom", "8", "1C2427"), ("left", "4", "7D766A")
# What an empty control shows: wide enough to be hit, and nothing on paper.
BLANK = "\u2003" * 6
DATES = {"de": "dd.MM.yyyy", "en": "d MMMM yyyy"}
EMU = 360_000  # in a cm
LOGO, LOGO_ID = "media/logo.png", "rId4"


def docx(paper: Paper, logo: Logo | None = None) -> bytes:
    """The file."""
    document = etree.fromstring(part("docx/word/document.xml", paper).encode())
    body = document.find("w:body", NAMES)
    assert body is not None
    for place, block in enumerate(_blocks(paper, logo)):
        body.insert(place, block)
    relations = etree.fromstring(part("docx/word/rels.xml", paper).encode())
    if logo:
        relations.append(REL("Relationship", Id=LOGO_ID, Type=NAMES["r"] + "/image", Target=LOGO))
    files = {name: part(f"docx/{template}", paper).encode() for name, template in STATIC.items()}
    files["word/document.xml"] = written(document, keep=("w", "w14", "r"), standalone=True)
    files["word/_rels/document.xml.rels"] = written(relations, standalone=True)
    if logo:
        files[f"word/{LOGO}"] = logo.png
    return packed(files, paper.stand)


def _blocks(paper: Paper, logo: Logo | None) -> Iterator[Element]:
    if paper.town:
        yield _p("Town", _text(paper.town), *([W("r", W("tab")), W("r", _picture(logo, paper))] if logo else []))
    yield _p("Kind", _text(paper.kind))
    yield _p("Heading1", _text(paper.title))
    yield _p("Purpose", _text(paper.purpose))
    if paper.notice:
        yield _p("Notice", _text(paper.notice))
    if paper.apart:
        yield _p("Apart", _text(paper.apart))
    yield _p("Keeping", _text(word(paper.lang, "office.keeping"), style="Strong"), _text(f" {paper.keeping}"))
    yield _table(paper)
    yield _p("Entry")  # Word wants a paragraph behind the last table


def _table(paper: Paper) -> Element:
    properties = W(
        "tblPr",
        W("tblStyle", val="Fields"),
        W("tblW", w=str(sum(WIDTHS)), type="dxa"),
        W("tblLayout", type="fixed"),
        W("tblLook", val="00A0", firstRow="1", lastRow="0", firstColumn="1", lastColumn="0", noHBand="1", noVBand="1"),
        W("tblCaption", val=f"{paper.id} {paper.title}"),
        W("tblDescription", val=word(paper.lang, "office.table")),
    )
    heads = (
        _cell(width, _p("ColumnHead", _text(word(paper.lang, key))), line=HEAD_LINE)
        for width, key in zip(WIDTHS, COLUMNS, strict=True)
    )
    grid = W("tblGrid", *(W("gridCol", w=str(width)) for width in WIDTHS))
    head = W("tr", W("trPr", W("cantSplit"), W("tblHeader")), *heads)
    return W("tbl", properties, grid, head, *(_row(row, paper) for row in paper.rows))


def _row(row: Row, paper: Paper) -> Element:
    open_row = not row.lines and row.kind != "signature"
    height = max(LOW, row.room * LINE + EDGE) if open_row else LOW
    keep = [] if row.is_long or (open_row and row.room > BREAKING) else [W("cantSplit")]
    number, label, entry = WIDTHS
    return W(
        "tr",
        W("trPr", *keep, W("trHeight", val=str(height), hRule="atLeast")),
        _cell(number, _p("Entry", _text(row.number))),
        _cell(label, _p("Field", _text(row.label)), *([_p("Hint", _text(row.hint))] if row.hint else [])),
        _cell(entry, *_signatures(row, paper.lang) or (_p("Entry", *parts) for parts in _entry(row, paper)), line=ENTRY_LINE),
    )


def _signatures(row: Row, lang: str) -> list[Element]:
    """A line to sign on for each person, with what belongs on it below; none on a paper that is signed."""
    if row.kind != "signature" or row.lines:
        return []
    return [part for _ in range(row.room) for part in (_p("Sign"), _p("Hint", _text(word(lang, "office.sign"))))]


def _entry(row: Row, paper: Paper) -> list[list[Element]]:
    """What stands in each paragraph of the cell for the entry."""
    boxes = [[_tick(row, option, place), _text(f"\u00a0{option.text}\u2003")] for place, option in enumerate(row.options, 1)]
    if row.in_one_line:
        boxes = [[part for box in boxes for part in box]]
    if boxes or row.lines or row.kind == "signature":
        return [*boxes, *([_text(line)] for line in row.lines)] or [[]]
    return [[_field(row, paper)]]


# --- content controls ---


def _field(row: Row, paper: Paper) -> Element:
    """A control for text, for several lines, or for a date."""
    kind = W("text", multiLine="1") if row.room > 1 else W("text")
    if row.kind == "date":
        form, lang = W("dateFormat", val=DATES[paper.lang]), W("lid", val=f"{paper.lang}-{COUNTRIES[paper.lang]}")
        kind = W("date", form, lang, W("storeMappedDataAs", val="date"), W("calendar", val="gregorian"))
    properties = W("sdtPr", *_names(row.label, row.id), W("showingPlcHdr"), kind)
    return W("sdt", properties, W("sdtContent", _text(BLANK, style="PlaceholderText")))


def _tick(row: Row, option: Option, place: int) -> Element:
    box = W14(
        "checkbox",
        W14("checked", val=str(int(option.ticked))),
        W14("checkedState", val=f"{ord(TICKED):X}", font="MS Gothic"),
        W14("uncheckedState", val=f"{ord(BOX):X}", font="MS Gothic"),
    )
    names = _names(f"{row.label}: {option.text}", f"{row.id}-{place}")
    return W("sdt", W("sdtPr", *names, box), W("sdtContent", _text(TICKED if option.ticked else BOX, style="Box")))


def _names(label: str, identity: str) -> list[Element]:
    """Name for people (64 characters at most), id for programs, and a number of the control that is the same on every run."""
    number = zlib.crc32(identity.encode()) >> 1
    return [W("alias", val=label[:64]), W("tag", val=identity[:64]), W("id", val=str(number))]


# --- small things ---


def _p(style: str, *content: Element) -> Element:
    return W("p", W("pPr", W("pStyle", val=style)), *content)


def _t(text: str) -> Element:
    written_out = W("t", text)
    written_out.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return written_out


def _text(text: str, style: str = "") -> Element:
    return W("r", *([W("rPr", W("rStyle", val=style))] if style else []), _t(text))


def _cell(width: int, *content: Element, line: tuple[str, str, str] | None = None) -> Element:
    properties = W("tcPr", W("tcW", w=str(width), type="dxa"))
    if line:
        edge, size, colour = line
        properties.append(W("tcBorders", W(edge, val="single", sz=size, space="0", color=colour)))
    return W("tc", properties, *content)


def _picture(logo: Logo, paper: Paper) -> Element:
    described = word(paper.lang, "office.logo", town=paper.town)
    size = {"cx": str(round(logo.width * EMU)), "cy": str(round(logo.height * EMU))}
    blip = A("blip")
    blip.set(f"{{{NAMES['r']}}}embed", LOGO_ID)
    picture = PIC(
        "pic",
        PIC("nvPicPr", PIC("cNvPr", id="1", name="Logo", descr=described), PIC("cNvPicPr")),
        PIC("blipFill", blip, A("stretch", A("fillRect"))),
        PIC("spPr", A("xfrm", A("off", x="0", y="0"), A("ext", **size)), A("prstGeom", A("avLst"), prst="rect")),
    )
    graphic = A("graphic", A("graphicData", picture, uri=NAMES["pic"]))
    named = WP("docPr", id="1", name="Logo", descr=described)
    return W("drawing", WP("inline", WP("extent", **size), named, graphic, distT="0", distB="0", distL="0", distR="0"))
