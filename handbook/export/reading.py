"""The text of a page without the frame of the screen, for documents that are HTML themselves."""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Callable, Iterable
from urllib.parse import unquote, urldefrag, urlsplit

from lxml.html import HtmlElement
from lxml.html import builder as build

from handbook.export.book import Book, Page, words_of
from handbook.locale import word

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


def say_places(article: HtmlElement, page: Page, book: Book) -> None:
    """A link that stands alone in brackets is a dead word on paper: behind it the page is named, and the place on it."""
    for link in article.iter("a"):
        before = link.getprevious().tail if link.getprevious() is not None else link.getparent().text
        if not (before or "").endswith("(") or not (link.tail or "").startswith(")"):
            continue
        url, anchor = urldefrag(link.get("href", ""))
        target = book.by_url.get(posixpath.normpath(posixpath.join(posixpath.dirname(page.url), unquote(url)))) if url else page
        if target is not None and target.id not in (words := link.text_content()):
            told = (target.id if target.id[-1].isdigit() else target.title, _named(target, unquote(anchor)))
            link.text = f"{words}: {', '.join(part for part in told if part)}"
            del link[:]


def _named(page: Page, anchor: str) -> str:
    """What people look for on the page: the number of the step, or the words of the heading."""
    numbers = [row[0].text_content() for row in page.article.iter("tr") if len(row) > 1 and _leads_to(row[1], anchor)]
    if numbers:
        return f"{word(page.lang, 'labels.step')} {numbers[0]}"
    heading = next((element for element in page.article.iter("h2", "h3", "h4") if anchor and element.get("id") == anchor), None)
    return words_of(heading) if heading is not None else ""


def _leads_to(cell: HtmlElement, anchor: str) -> bool:
    return bool(anchor) and any(link.get("href") == f"#{anchor}" for link in cell.iter("a"))


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
