"""The text of a page without the frame of the screen, for documents that are HTML themselves."""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Callable, Iterable
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement
from lxml.html import builder as build

from handbook.export.book import Book, Page

# Navigation, buttons, permalinks, what the page repeats of itself.
FRAME = (
    "headerlink",
    "task-list-indicator",
    "hb-crumbs",
    "hb-kind",
    "hb-toc",
    "hb-search",
    "hb-sign",
    "hb-foot",
    "hb-around",
    "hb-files",
    "hb-screen",
)
# Pages that live on the screen alone: a search, and links to files.
SCREEN_PAGES = {"suche", "downloads"}


def reading(page: Page) -> HtmlElement:
    """A copy of the article to change: frame gone, details open, panels of tabs under their titles."""
    article = copy.deepcopy(page.article)
    drop(article, FRAME)
    for button in list(article.iter("button", "script", "style")):
        button.drop_tree()
    for details in article.iter("details"):
        details.set("open", "open")
    for tabs in article.find_class("tabbed-set"):
        _open_tabs(tabs)
    return article


def drop(article: HtmlElement, classes: Iterable[str]) -> None:
    """Take out all elements of some classes; the text behind them stays."""
    unwanted = set(classes)
    for element in article.xpath(".//*[@class]"):
        if not unwanted.isdisjoint(element.get("class", "").split()):
            element.drop_tree()


def drop_sections(article: HtmlElement, ids: set[str]) -> None:
    """Take out whole sections, from an h2 to the next."""
    gone = False
    for element in list(article):
        if element.tag == "h2":
            gone = element.get("id") in ids
        if gone:
            element.drop_tree()


def relink(article: HtmlElement, page: Page, book: Book, inside: Callable[[Page, str], str | None]) -> None:
    """Lead every link to its place: `inside` gives it for a page of the book and an anchor, or None for one that is left out.

    What lies elsewhere on the site gets its public address; without one the link becomes text.
    """
    for link in list(article.iter("a")):
        href = link.get("href")
        if href is None:
            continue
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            continue
        url = posixpath.normpath(posixpath.join(posixpath.dirname(page.url), unquote(parts.path))) if parts.path else page.url
        target = book.by_url.get(url)
        place = inside(target, unquote(parts.fragment)) if target else None
        if place is not None:
            link.set("href", place)
        elif book.site_url:
            link.set("href", address(book, url) + (f"#{parts.fragment}" if parts.fragment else ""))
        else:
            link.drop_tag()


def address(book: Book, url: str) -> str:
    """The public address of something on a site that has one."""
    return f"{book.site_url.rstrip('/')}/{url}"


def _open_tabs(tabs: HtmlElement) -> None:
    titles = [label.text_content().strip() for labels in tabs.find_class("tabbed-labels") for label in labels.iter("label")]
    panels = tabs.find_class("tabbed-block")
    for title, panel in zip(titles, panels, strict=False):
        panel.insert(0, build.P(build.STRONG(title)))
    for element in [*tabs.findall("input"), *tabs.find_class("tabbed-labels")]:
        element.drop_tree()
