"""A paper as OpenDocument text (ODF 1.3): real headings, a table with header row, boxes, cells to write in.

The format's own fields are not used: LibreOffice prints the words of a placeholder, and opens a window for an input field.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from lxml.builder import ElementMaker

from handbook.export.archive import packed
from handbook.export.office.logo import Logo
from handbook.export.office.paper import Paper, Row, Sheet
from handbook.export.office.parts import part
from handbook.locale import word

MIMETYPE = "application/vnd.oasis.opendocument.text"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = {
    "office": ODF + "office:1.0",
    "text": ODF + "text:1.0",
    "table": ODF + "table:1.0",
    "draw": ODF + "drawing:1.0",
    "svg": ODF + "svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "manifest": ODF + "manifest:1.0",
}
TEXT, TABLE, DRAW, SVG = (ElementMaker(namespace=NAMES[name], nsmap=NAMES) for name in ("text", "table", "draw", "svg"))
MANIFEST = ElementMaker(namespace=NAMES["manifest"])
HEIGHTS = {"long": "High", "signature": "Sign"}
EMPTY, TICKED = "☐", "☒"
LOGO = "Pictures/logo.png"


def odt(paper: Paper, logo: Logo | None = None) -> bytes:
    """The file."""
    content = etree.fromstring(part("odt/content.xml", paper).encode())
    body = content.find(".//office:text", NAMES)
    assert body is not None
    body.extend(_blocks(paper, logo))
    manifest = etree.fromstring(part("odt/META-INF/manifest.xml", paper).encode())
    if logo:
        manifest.append(MANIFEST("file-entry", {_n("manifest:full-path"): LOGO, _n("manifest:media-type"): "image/png"}))
    files = {
        "content.xml": _xml(content),
        "styles.xml": part("odt/styles.xml", paper).encode(),
        "meta.xml": part("odt/meta.xml", paper).encode(),
        **({LOGO: logo.png} if logo else {}),
        "META-INF/manifest.xml": _xml(manifest),
    }
    return packed(files, paper.stand, mimetype=MIMETYPE)


def _blocks(paper: Paper, logo: Logo | None) -> Iterator[etree._Element]:
    if paper.town:
        yield _town(paper, logo)
    yield _p("Kind", paper.kind)
    yield _h(1, paper.title)
    yield _p("Purpose", paper.purpose)
    if paper.notice:
        yield _p("Notice", " ".join(paper.notice))
    for number, sheet in enumerate(paper.sheets, 1):
        if sheet.heading:
            yield _h(2, sheet.heading, style="OnNewPage")
        strong = TEXT.span({_n("text:style-name"): "Strong"}, word(paper.lang, "office.keeping"))
        yield _filled("Keeping", [strong, f" {sheet.keeping}"])
        yield _table(sheet, paper, f"Felder{number}")


def _town(paper: Paper, logo: Logo | None) -> etree._Element:
    line = _p("Town", paper.town)
    if logo:
        frame = {"style-name": "Logo", "name": "Logo"}
        sizes = {_n("svg:width"): f"{logo.width:.2f}cm", _n("svg:height"): f"{logo.height:.2f}cm", _n("text:anchor-type"): "as-char"}
        image = DRAW.image({_n("xlink:href"): LOGO, _n("xlink:type"): "simple", _n("xlink:show"): "embed", _n("xlink:actuate"): "onLoad"})
        described = SVG.title(word(paper.lang, "office.logo", town=paper.town))
        line.append(TEXT.tab())
        line.append(DRAW.frame({**_named("draw", frame), **sizes}, image, described))
    return line


def _table(sheet: Sheet, paper: Paper, name: str) -> etree._Element:
    heads = [word(paper.lang, f"labels.{key}") for key in ("number", "field")] + [word(paper.lang, "office.entry")]
    header = TABLE("table-row", *(_cell("HeadCell", _p("Column_20_head", head)) for head in heads))
    columns = (TABLE("table-column", _named("table", {"style-name": style})) for style in ("Number", "Label", "Value"))
    return TABLE(
        "table",
        _named("table", {"name": name, "style-name": "Fields"}),
        TABLE.title(f"{paper.id} {paper.title}" + (f", {sheet.heading}" if sheet.heading else "")),
        TABLE.desc(word(paper.lang, "office.table")),
        *columns,
        TABLE("table-header-rows", header),
        *(_row(row) for row in sheet.rows),
    )


def _row(row: Row) -> etree._Element:
    style = "Long" if row.is_long else "Filled" if row.lines else HEIGHTS.get(row.kind, "Low")
    label = [_p("Field", row.label), *([_p("Hint", row.hint)] if row.hint else [])]
    return TABLE(
        "table-row",
        _named("table", {"style-name": style}),
        _cell("Cell", _p("Entry", row.number)),
        _cell("Cell", *label),
        _cell("EntryCell", *_entry(row)),
    )


def _entry(row: Row) -> list[etree._Element]:
    boxes = [[_box(option.ticked), f"\u00a0{option.text}"] for option in row.options]
    if boxes and row.in_one_line:
        line: list[etree._Element | str] = []
        for box in boxes:
            line += [*(["\u2003"] if line else []), *box]
        return [_filled("Entry", line), *(_p("Entry", text) for text in row.lines)]
    texts = [_filled("Entry", box) for box in boxes] + [_p("Entry", text) for text in row.lines]
    return texts or [_p("Entry")]


def _box(ticked: bool) -> etree._Element:
    return TEXT.span({_n("text:style-name"): "Box"}, TICKED if ticked else EMPTY)


# --- small things ---


def _n(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


def _named(prefix: str, values: dict[str, str]) -> dict[str, str]:
    return {f"{{{NAMES[prefix]}}}{key}": value for key, value in values.items()}


def _p(style: str, text: str = "") -> etree._Element:
    return TEXT.p({_n("text:style-name"): style}, text)


def _filled(style: str, parts: list[etree._Element | str]) -> etree._Element:
    return TEXT.p({_n("text:style-name"): style}, *parts)


def _h(level: int, text: str, style: str = "") -> etree._Element:
    return TEXT.h({_n("text:style-name"): style or f"Heading_20_{level}", _n("text:outline-level"): str(level)}, text)


def _cell(style: str, *content: etree._Element) -> etree._Element:
    return TABLE("table-cell", {**_named("table", {"style-name": style}), _n("office:value-type"): "string"}, *content)


def _xml(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
