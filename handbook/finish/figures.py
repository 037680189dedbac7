"""The diagram of a process enters its page: behind the step table, which says the same in words."""

from __future__ import annotations

from lxml.html import HtmlElement
from lxml.html import builder as build

TABLE_ID = "schritte"
PLACE = "hb-figure-place"  # an element that stands for the figure until the page is written


def make_place(document: HtmlElement) -> None:
    """Name the step table and leave a place behind it."""
    for table in document.xpath("//table[contains(concat(' ', @class, ' '), ' steps ')]"):
        table.set("id", TABLE_ID)
        place = build.E(PLACE)
        place.tail, table.tail = table.tail, None
        table.addnext(place)


def insert(html: bytes, figure: str) -> bytes:
    """Put the text of the figure into its place as it is: SVG knows capital letters and empty elements, HTML does not."""
    return html.replace(f"<{PLACE}></{PLACE}>".encode(), figure.encode(), 1)
