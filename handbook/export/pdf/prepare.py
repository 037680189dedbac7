"""Before a page is converted: what belongs to the screen goes, white space becomes what a browser shows, places get names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from lxml.html import HtmlElement

from handbook.export.book import Book, words_of

# What belongs to the screen: navigation, buttons, repeated contents, permalinks.
SCREEN = {
    "headerlink", "footnote-backref", "hb-crumbs", "hb-kind", "hb-toc", "hb-foot", "hb-around", "hb-search", "hb-sign",
    "hb-actions", "hb-files", "hb-screen", "md-source-file", "md-content__button", "md-tags", "md-feedback",
    "tabbed-labels", "linenos",
}  # fmt: skip
SKIPPED = {
    "script",
    "style",
    "template",
    "button",
    "input",
    "select",
    "textarea",
    "noscript",
    "form",
    "nav",
    "link",
    "meta",
    "head",
}
BLOCKS = {
    "address", "article", "aside", "blockquote", "center", "details", "dialog", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video", "audio", "iframe", "object",
}  # fmt: skip
HEADINGS = {f"h{number}": number for number in range(1, 7)}
SPACES = re.compile(r"[ \t\n\r\f]+")

RELATED = "verwandt"  # the section that lists pages which belong to a page
TAB = "data-hb-tab"  # the name of a tab, on its block
Places = Mapping[str, Mapping[str, str]]  # by page id and anchor: the heading that a link to the anchor leads to, "" the title


def name_tabs(article: HtmlElement) -> None:
    """Write the name of each tab to its block: on paper the row of names goes."""
    for tabs in article.find_class("tabbed-set"):
        names = [plain(name) for name in tabs.xpath("./*[contains(@class, 'tabbed-labels')]/label | ./label")]
        for number, block in enumerate(blocks_of(tabs)):
            block.set(TAB, names[number] if number < len(names) else "")


def blocks_of(tabs: HtmlElement) -> list[HtmlElement]:
    """The blocks of a set of tabs, without those of a set within."""
    return list(tabs.xpath("./*[contains(@class, 'tabbed-content')]/*[contains(@class, 'tabbed-block')]"))


def label(page_id: str, anchor: str = "") -> str:
    """The name of a place in the document."""
    name = re.sub(r"[^a-z0-9]+", "-", page_id.lower()).strip("-")
    return f"{name}--{quote(anchor, safe='')}" if anchor else name


def places_of(book: Book) -> Places:
    """Where links lead to: on paper every place is a heading, the nearest before the anchor."""
    return {page.id: _places(page.article) for page in book.pages}


def _places(article: HtmlElement) -> Mapping[str, str]:
    places: dict[str, str] = {}
    current, titled = "", False
    for element in article.iter():
        anchor = element.get("id", "")
        if element.tag in HEADINGS and (words_of(element) if titled or element.tag != "h1" else True):
            if titled or element.tag != "h1":
                current = anchor or current
            titled = True
        if anchor:
            places.setdefault(anchor, current)
    return places


# --- before: what is not for paper goes, white space becomes what a browser shows ---


def drop_screen(article: HtmlElement) -> None:
    """Take out what a reader of paper has no use for, and comments."""
    for element in list(article.iter()):
        unwanted = not isinstance(element.tag, str) or _is_screen(element)
        if unwanted and element is not article and element.getparent() is not None:
            drop(element)


def drop(element: HtmlElement) -> None:
    """Take an element out and keep its tail, also of a comment."""
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _is_screen(element: HtmlElement) -> bool:
    if element.tag in SKIPPED:
        return bool(element.tag != "input" or element.get("type") != "checkbox")
    hidden = element.get("hidden") is not None or (element.tag == "svg" and element.get("aria-hidden") == "true")
    return hidden or bool(SCREEN & set((element.get("class") or "").split()))


def collapse(article: HtmlElement) -> None:
    """White space as a browser shows it: runs become one space, none at the edges of a block. `pre` is left alone."""
    texts: list[tuple[HtmlElement, str]] = []  # the text nodes of the block so far, as (element, "text" or "tail")

    def close() -> None:
        space = True
        last: tuple[HtmlElement, str] | None = None
        for element, kind in texts:
            text = SPACES.sub(" ", getattr(element, kind) or "")
            if space:
                text = text.lstrip(" ")
            setattr(element, kind, text)
            if text:
                space = text.endswith(" ")
                last = (element, kind)
            elif kind == "tail" and element.tag in ("img", "input", "svg"):
                space, last = False, None
        if last:
            setattr(last[0], last[1], getattr(*last).rstrip(" "))
        texts.clear()

    def walk(element: HtmlElement) -> None:
        block = element.tag in BLOCKS or element.tag == "br"
        if block:
            close()
        if element.tag != "pre":
            texts.append((element, "text"))
            for child in element:
                walk(child)
                texts.append((child, "tail"))
        if block:
            close()

    walk(article)
    close()


def run_on(article: HtmlElement) -> None:
    """The list of related pages becomes one paragraph: as a list it often stands alone on a page that is empty otherwise."""
    for heading in article.xpath(f".//h2[@id='{RELATED}']"):
        listed = heading.getnext()
        if listed is None or listed.tag != "ul":
            continue
        for place, item in enumerate(list(listed)):
            item.tail = None
            if place:
                listed[place - 1].tail = " · "
        for item in list(listed):
            item.drop_tag()
        listed.tag = "p"


def plain(element: HtmlElement) -> str:
    """The words of an element on one line."""
    return SPACES.sub(" ", element.text_content()).strip()
