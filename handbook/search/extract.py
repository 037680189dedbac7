"""What the search sees of a finished page: its sections as plain text, without what other pages say already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import lxml.html
from lxml.html import HtmlElement

PARSER = lxml.html.HTMLParser(encoding="utf-8")
HEADINGS = {"h2", "h3"}
BLOCKS = {"p", "li", "td", "th", "dt", "dd", "tr", "h4", "summary", "div", "blockquote", "ul", "ol", "table", "pre", "br"}
FRAME = {
    "headerlink", "hb-toc", "hb-crumbs", "hb-kind", "hb-sign", "hb-foot", "hb-around", "hb-files", "hb-screen", "hb-search-page",
    "footnote", "footnote-ref", "planned", "matrix",
}  # fmt: skip
# Woven sections that repeat what the search finds anyway: titles of other pages, labels of the form's own fields.
REPEATED = {"verwandt", "verwendet-in", "prozesse", "daten"}
# Filled samples tell of one invented case in every form; the search shall find what a form is for.
SAMPLE = "muster"
SITUATIONS = "situation"  # the section of the home page that the search offers when nothing is found
BREAK = "\n"


@dataclass
class Section:
    """A heading with its anchor and the text below it; lines are blocks. What opens a page has neither."""

    anchor: str = ""
    heading: str = ""
    parts: list[str] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """The text, one block a line, without empty ones."""
        joined = re.sub(r"[^\S\n]+", " ", "".join(self.parts))
        return re.sub(r"\s*\n\s*", BREAK, re.sub(r" ([,.;:])", r"\1", joined)).strip()


@dataclass(frozen=True)
class PageText:
    """What stands on a page; `lead` is the sentence below the title."""

    title: str
    lead: str
    sections: tuple[Section, ...]


def page_text(html: bytes) -> PageText | None:
    """The text of a page; None for a page without one, such as a redirect."""
    article = _article(html)
    if article is None:
        return None
    title = lead = ""
    found = [Section()]
    for kind, text in _stream(article):
        if kind == "text":
            found[-1].parts.append(text)
        elif kind == "title":
            title = text
        elif kind == "lead":
            lead = lead or text
        else:
            found.append(Section(kind.removeprefix("#"), text))
    left_out = REPEATED | ({SAMPLE} if article.get("data-page-type") == "form" else set())
    kept = (section for section in found if section.anchor not in left_out and (section.heading or section.text))
    return PageText(title, lead, tuple(kept))


def situations(html: bytes) -> list[tuple[str, str]]:
    """Text and address of each situation that the home page offers."""
    article = _article(html)
    headings = [] if article is None else [element for element in article.iter("h2") if element.get("id") == SITUATIONS]
    following = headings[0].getnext() if headings else None
    if following is None:
        return []
    firsts = [next(item.iter("a"), None) for item in following.iter("li")]
    return [(link.text_content().strip(), link.get("href", "")) for link in firsts if link is not None]


def _article(html: bytes) -> HtmlElement | None:
    return next(lxml.html.document_fromstring(html, parser=PARSER).iter("article"), None)


def _stream(element: HtmlElement) -> Iterator[tuple[str, str]]:
    """Text in reading order: ("text", ...), ("title", ...), ("lead", ...) or ("#anchor", heading)."""
    if element.text:
        yield "text", element.text
    for child in element:
        if isinstance(child.tag, str) and not _left_out(child):
            if kind := _kind(child):
                yield kind, _words(child)
            else:
                edge = BREAK if child.tag in BLOCKS else ""
                yield "text", edge
                yield from _stream(child)
                yield "text", edge
        if child.tail:
            yield "text", child.tail


def _kind(element: HtmlElement) -> str:
    """What an element is that stands for itself: title, lead or the heading of a section."""
    if element.tag == "h1":
        return "title"
    if element.tag in HEADINGS:
        return f"#{element.get('id', '')}"
    return "lead" if "lead" in element.classes else ""


def _words(element: HtmlElement) -> str:
    """The text of an element without its permalink."""
    return " ".join("".join(text for kind, text in _stream(element) if kind == "text").split())


def _left_out(element: HtmlElement) -> bool:
    """The frame, the matrix, written-out addresses, heads and some cells of tables."""
    if element.tag in ("thead", "svg", "script", "style", "button") or FRAME & set(element.classes):
        return True
    if element.tag == "a":
        return (element.text or "").startswith("http")
    return element.tag == "td" and not _says_something(element)


def _says_something(cell: HtmlElement) -> bool:
    """Of step tables only steps that have no heading of their own, of field tables names, choices and notes."""
    table = next(cell.iterancestors("table"))
    column = cell.getparent().index(cell)
    if "steps" in table.classes:
        return column == 1 and cell.find("a") is None
    if "fields" not in table.classes:
        return True
    return column in (1, 4) or (column == 2 and ":" in cell.text_content())
