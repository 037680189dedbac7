"""Tables get a class by the section they stand in, header scopes, labels for narrow screens, and times that stay in one line."""

from __future__ import annotations

import re

from lxml.html import HtmlElement
from lxml.html import builder as build

from handbook.locale import LANGUAGES, words

# The first table below a heading with this id (of fields, every one); "" is the fact sheet before the first section.
CLASSES = {"ablauf": "steps", "steckbrief": "facts", "felder": "fields", "matrix": "matrix", "alle-faelle": "cases", "": "facts"}
WITHOUT = {"card", "index", "start"}
ONLY_ON = {"steps": "process", "matrix": "reference", "cases": "reference"}  # other types use these headings for other tables
ROW_HEADERS = {"facts", "matrix"}
FIELD_KINDS = {kind: {words(lang, "field_kinds")[kind] for lang in LANGUAGES} for kind in words("de", "field_kinds")}

TIMES = re.compile(r"\d{1,2}:\d{2}–\d{1,2}(?::\d{2})?")  # browsers break behind the dash


def classify(document: HtmlElement) -> None:
    """Give every table of the content its class, and every cell what it needs to be read alone."""
    for article in document.iter("article"):
        kind = article.get("data-page-type", "")
        section, used = "", set[str]()
        for element in list(article.iter("h2", "table")):
            if element.tag == "h2":
                section = element.get("id", "")
                continue
            wanted = CLASSES.get(section) if kind not in WITHOUT else None
            if wanted and (section not in used or wanted == "fields") and ONLY_ON.get(wanted, kind) == kind:
                element.classes.add(wanted)
                used.add(section)
                if wanted == "matrix":
                    _scrollable(element)
            _label(element, row_headers=bool(ROW_HEADERS & set(element.classes)))
            if "fields" in element.classes:
                _kinds(element)


def _kinds(table: HtmlElement) -> None:
    """Rows of a form say which kind of field they are, so that print leaves the room that it needs."""
    for row in table.xpath("./tbody/tr"):
        shown, _, options = row[2].text_content().partition(":")
        row.classes |= {f"field-{kind}" for kind, names in FIELD_KINDS.items() if shown.strip() in names}
        if options:
            _options(row[2], shown, options)


def _options(cell: HtmlElement, shown: str, options: str) -> None:
    """Each option in an element of its own, so that print can put a box before it."""
    cell.clear(keep_tail=True)
    cell.text = f"{shown}: "
    for number, option in enumerate(options.split(" / ")):
        part = build.SPAN({"class": "option"}, option.strip())
        part.tail = " / " if number < options.count(" / ") else None
        cell.append(part)


def _label(table: HtmlElement, *, row_headers: bool) -> None:
    labels = []
    for cell in table.xpath("./thead/tr/th"):
        cell.set("scope", "col")
        labels.append(" ".join(cell.text_content().split()))
    for row in table.xpath("./tbody/tr"):
        for number, cell in enumerate(row):
            if number < len(labels):
                cell.set("data-label", labels[number])
            _keep_together(cell)
        if row_headers and len(row):
            row[0].tag = "th"
            row[0].set("scope", "row")


def _keep_together(cell: HtmlElement) -> None:
    """A time from when to when in an element of its own, which the style sheet does not break."""
    found = TIMES.search(cell.text or "")
    if found:
        before, after = found.string[: found.start()], found.string[found.end() :]
        time = build.SPAN({"class": "hb-times"}, found[0])
        time.tail, cell.text = after, before
        cell.insert(0, time)


def _scrollable(table: HtmlElement) -> None:
    """A matrix is wider than a phone: it scrolls in a frame of its own that the keyboard reaches."""
    parent = table.getparent()
    if parent is None or "hb-scroll" in parent.classes:
        return
    frame = build.DIV({"class": "hb-scroll", "tabindex": "0", "role": "region", "aria-labelledby": "matrix"})
    frame.tail, table.tail = table.tail, None
    parent.replace(table, frame)
    frame.append(table)
