"""What of a page goes onto a sheet: a card for the desk, an emergency card for the wall."""

from __future__ import annotations

import copy
import operator
import posixpath
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import unquote, urldefrag

from lxml.html import HtmlElement

from handbook.export.book import Book, Page
from handbook.export.pdf.prepare import plain
from handbook.locale import word

LEFT_OUT = {"verwandt", "verwendet-in", "muster", "daten", "ausfuellen", "wozu"}
# Of a process: what it is, its steps as a table, when to stop.
PROCESS = {"kurz", "steckbrief", "ablauf", "stopp"}
NOTES = ("footnote", "footnote-ref")
TYPES = ("process", "checklist", "card")  # a form is its own card: it is made to be printed


def card(page: Page, book: Book) -> Page:
    """The page as its card shows it."""
    if page.type == "process":
        return _with(page, book, lambda section: section in PROCESS, steps_in_table=True)
    return _with(page, book, lambda section: section not in LEFT_OUT)


def now(page: Page, book: Book) -> Page:
    """Of an urgent process what is to be done now: its first section."""
    first = page.article.find(".//h2")
    name = first.get("id") if first is not None else None
    return _with(page, book, lambda section: section == name and section != "", lead=False)


def checks(page: Page, book: Book) -> list[Page]:
    """Of a checklist the boxes: each group as a page of its own, so that it can be set as a block."""
    names = [element.get("id", "") for element in page.article.iter("h2") if _has_boxes(element)]
    parts = [_with(page, book, partial(operator.eq, name), lead=False, only_boxes=True) for name in names]
    return [replace(part, id=f"{page.id}-{name}") for part, name in zip(parts, names, strict=True)]


def _has_boxes(heading: HtmlElement) -> bool:
    following = heading.getnext()
    while following is not None and following.tag != "h2":
        if "task-list" in following.classes:
            return True
        following = following.getnext()
    return False


def _with(
    page: Page,
    book: Book,
    wanted: Callable[[str], bool],
    *,
    lead: bool = True,
    steps_in_table: bool = False,
    only_boxes: bool = False,
) -> Page:
    """A copy of the page with the sections that are wanted; "" is what stands before the first."""
    article = copy.deepcopy(page.article)
    title = article.find(".//h1")
    section, deep = "", False
    for element in list(title.getparent() if title is not None else article):
        if element.tag == "h2":
            section, deep = element.get("id", ""), False
        elif element.tag == "h3" and steps_in_table and section == "ablauf":
            deep = True
        # Where the first section says what to do now, the summary behind it would only be in the way.
        kept = (wanted(section) if section else lead) and not deep and (not section or "lead" not in element.classes)
        if only_boxes and element.tag not in ("h1", "h2") and "task-list" not in element.classes:
            kept = False
        if not kept and element.tag != "h1":
            _remove(element)
    for figure in article.xpath(".//figure[@id='schaubild']"):  # the table says the same on less paper
        figure.drop_tree()
    _say_places(article, page, book)
    for note in [element for name in NOTES for element in article.find_class(name)]:
        note.drop_tree()
    return replace(page, article=article)


def _remove(element: HtmlElement) -> None:
    element.tail = None
    element.drop_tree()


def _say_places(article: HtmlElement, page: Page, book: Book) -> None:
    """A link that stands alone in brackets leads nowhere on paper: behind its word the page is named, and the place on it."""
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
    return plain(heading) if heading is not None else ""


def _leads_to(cell: HtmlElement, anchor: str) -> bool:
    return bool(anchor) and any(link.get("href") == f"#{anchor}" for link in cell.iter("a"))
