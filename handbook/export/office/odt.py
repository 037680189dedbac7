"""A paper as OpenDocument text (ODF 1.3): real headings, a table with header row, boxes, cells to write in.

The format's own fields are not used: LibreOffice prints the words of a placeholder, and opens a window for an input field.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from handbook.export.archive import packed
from handbook.export.markup import Element, Maker, written
from handbook.export.office.logo import Logo
from handbook.export.office.paper import BOX, COLUMNS, TICKED, Option, Paper, Row, Sheet
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
TEXT, TABLE, DRAW, SVG, MANIFEST = (
    Maker(prefix, {prefix: NAMES[prefix]}) for prefix in ("text", "table", "draw", "svg", "manifest")
)
HEIGHTS = {"long": "High", "signature": "Sign"}
LOGO = "Pictures/logo.png"


def odt(paper: Paper, logo: Logo | None = None) -> bytes:
    """The file."""
    content = etree.fromstring(part("odt/content.xml", paper).encode())
    body = content.find(".//office:text", NAMES)
    assert body is not None
    body.extend(_blocks(paper, logo))
    manifest = etree.fromstring(part("odt/META-INF/manifest.xml", paper).encode())
    if logo:
        manifest.append(MANIFEST("file-entry", full_path=LOGO, media_type="image/png"))
    files = {
        "content.xml": written(content),
        "styles.xml": part("odt/styles.xml", paper).encode(),
        "meta.xml": part("odt/meta.xml", paper).encode(),
        **({LOGO: logo.png} if logo else {}),
        "META-INF/manifest.xml": written(manifest),
    }
    return packed(files, paper.stand, mimetype=MIMETYPE)


def _blocks(paper: Paper, logo: Logo | None) -> Iterator[Element]:
    if paper.town:
        yield _p("Town", paper.town, *([TEXT("tab"), _picture(logo, paper)] if logo else []))
    yield _p("Kind", paper.kind)
    yield _h(1, paper.title)
    yield _p("Purpose", paper.purpose)
    if paper.notice:
        yield _p("Notice", paper.notice)
    for number, sheet in enumerate(paper.sheets, 1):
        if sheet.heading:
            yield _h(2, sheet.heading, style="OnNewPage")
        yield _p("Keeping", TEXT("span", word(paper.lang, "office.keeping"), style_name="Strong"), f" {sheet.keeping}")
        yield _table(sheet, paper, f"Felder{number}")


def _picture(logo: Logo, paper: Paper) -> Element:
    image = DRAW("image")
    for key, value in (("href", LOGO), ("type", "simple"), ("show", "embed"), ("actuate", "onLoad")):
        image.set(f"{{{NAMES['xlink']}}}{key}", value)
    frame = DRAW("frame", image, SVG("title", word(paper.lang, "office.logo", town=paper.town)), style_name="Logo", name="Logo")
    frame.set(f"{{{NAMES['text']}}}anchor-type", "as-char")
    frame.set(f"{{{NAMES['svg']}}}width", f"{logo.width:.2f}cm")
    frame.set(f"{{{NAMES['svg']}}}height", f"{logo.height:.2f}cm")
    return frame


def _table(sheet: Sheet, paper: Paper, name: str) -> Element:
    heads = (_cell("HeadCell", _p("Column_20_head", word(paper.lang, key))) for key in COLUMNS)
    return TABLE(
        "table",
        TABLE("title", paper.name_of(sheet)),
        TABLE("desc", word(paper.lang, "office.table")),
        *(TABLE("table-column", style_name=style) for style in ("Number", "Label", "Value")),
        TABLE("table-header-rows", TABLE("table-row", *heads)),
        *(_row(row) for row in sheet.rows),
        name=name,
        style_name="Fields",
    )


def _row(row: Row) -> Element:
    style = "Long" if row.is_long else "Filled" if row.lines else HEIGHTS.get(row.kind, "Low")
    label = [_p("Field", row.label), *([_p("Hint", row.hint)] if row.hint else [])]
    return TABLE(
        "table-row",
        _cell("Cell", _p("Entry", row.number)),
        _cell("Cell", *label),
        _cell("EntryCell", *(_p("Entry", *parts) for parts in _entry(row))),
        style_name=style,
    )


def _entry(row: Row) -> list[list[Element | str]]:
    """What stands in each paragraph of the cell for the entry; one empty one on a blank paper."""
    boxes: list[list[Element | str]] = [[_box(option), f"\u00a0{option.text}\u2003"] for option in row.options]
    if row.in_one_line:
        boxes = [[part for box in boxes for part in box]]
    lines: list[list[Element | str]] = [[line] for line in row.lines]
    return [*boxes, *lines] or [[]]


def _box(option: Option) -> Element:
    return TEXT("span", TICKED if option.ticked else BOX, style_name="Box")


def _p(style: str, *content: Element | str) -> Element:
    return TEXT("p", *content, style_name=style)


def _h(level: int, text: str, style: str = "") -> Element:
    return TEXT("h", text, style_name=style or f"Heading_20_{level}", outline_level=str(level))


def _cell(style: str, *content: Element) -> Element:
    cell = TABLE("table-cell", *content, style_name=style)
    cell.set(f"{{{NAMES['office']}}}value-type", "string")
    return cell
