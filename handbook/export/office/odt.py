"""A paper as OpenDocument text (ODF 1.3): real headings, a table with header row, boxes, cells to write in.

The format's own fields are not used: LibreOffice prints the words of a placeholder, and opens a window for an input field.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from handbook.export.archive import packed
from handbook.export.markup import Element, Maker, written
from handbook.export.office.logo import Logo
from handbook.export.office.paper import BOX, COLUMNS, TICKED, Option, Paper, Row
from handbook.export.office.parts import part
from handbook.locale import word

MIMETYPE = "application/vnd.oasis.opendocument.text"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = {
    "office": ODF + "office:1.0",
    "text": ODF + "text:1.0",
    "table": ODF + "table:1.0",
    "draw": ODF + "drawing:1.0",
    "style": ODF + "style:1.0",
    "fo": ODF + "xsl-fo-compatible:1.0",
    "svg": ODF + "svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "manifest": ODF + "manifest:1.0",
}
TEXT, TABLE, DRAW, SVG, STYLE, MANIFEST = (
    Maker(prefix, {prefix: NAMES[prefix]}) for prefix in ("text", "table", "draw", "svg", "style", "manifest")
)
HEIGHT, EDGE = 0.52, 0.2  # cm: of a line to write on, and above and below the lines of a cell
LOW = 0.9  # cm: the least height of a row
BREAKING = 16  # lines: a higher row may run over the end of a page
LOGO = "Pictures/logo.png"


def odt(paper: Paper, logo: Logo | None = None) -> bytes:
    """The file."""
    content = etree.fromstring(part("odt/content.xml", paper).encode())
    body, styles = content.find(".//office:text", NAMES), content.find(".//office:automatic-styles", NAMES)
    assert body is not None and styles is not None
    styles.extend(_height(room) for room in sorted({row.room for row in paper.rows}))
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
    if paper.apart:
        yield _p("Apart", paper.apart)
    yield _p("Keeping", TEXT("span", word(paper.lang, "office.keeping"), style_name="Strong"), f" {paper.keeping}")
    yield _table(paper)


def _picture(logo: Logo, paper: Paper) -> Element:
    image = DRAW("image")
    for key, value in (("href", LOGO), ("type", "simple"), ("show", "embed"), ("actuate", "onLoad")):
        image.set(f"{{{NAMES['xlink']}}}{key}", value)
    frame = DRAW("frame", image, SVG("title", word(paper.lang, "office.logo", town=paper.town)), style_name="Logo", name="Logo")
    frame.set(f"{{{NAMES['text']}}}anchor-type", "as-char")
    frame.set(f"{{{NAMES['svg']}}}width", f"{logo.width:.2f}cm")
    frame.set(f"{{{NAMES['svg']}}}height", f"{logo.height:.2f}cm")
    return frame


def _table(paper: Paper) -> Element:
    heads = (_cell("HeadCell", _p("Column_20_head", word(paper.lang, key))) for key in COLUMNS)
    return TABLE(
        "table",
        TABLE("title", f"{paper.id} {paper.title}"),
        TABLE("desc", word(paper.lang, "office.table")),
        *(TABLE("table-column", style_name=style) for style in ("Number", "Label", "Value")),
        TABLE("table-header-rows", TABLE("table-row", *heads)),
        *(_row(row, paper.lang) for row in paper.rows),
        name="Felder",
        style_name="Fields",
    )


def _row(row: Row, lang: str) -> Element:
    style = "Long" if row.is_long else "Filled" if row.lines or row.kind == "signature" else f"Room{row.room}"
    label = [_p("Field", row.label), *([_p("Hint", row.hint)] if row.hint else [])]
    return TABLE(
        "table-row",
        _cell("Cell", _p("Entry", row.number)),
        _cell("Cell", *label),
        _cell("EntryCell", *_signatures(row, lang) or (_p("Entry", *parts) for parts in _entry(row))),
        style_name=style,
    )


def _height(room: int) -> Element:
    """The style of rows with so many lines to write on."""
    height = max(LOW, room * HEIGHT + EDGE)
    properties = STYLE("table-row-properties", min_row_height=f"{height:.2f}cm")
    properties.set(f"{{{NAMES['fo']}}}keep-together", "auto" if room > BREAKING else "always")
    return STYLE("style", properties, name=f"Room{room}", family="table-row")


def _signatures(row: Row, lang: str) -> list[Element]:
    """A line to sign on for each person, with what belongs on it below; none on a paper that is signed."""
    if row.kind != "signature" or row.lines:
        return []
    return [part for _ in range(row.room) for part in (_p("Sign"), _p("Hint", word(lang, "office.sign")))]


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
