"""What of a page goes onto a sheet: a card for the desk, an emergency card for the wall."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from lxml.html import HtmlElement

from handbook.export.book import Book, Page
from handbook.export.reading import say_places

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
    say_places(article, page, book)
    for note in [element for name in NOTES for element in article.find_class(name)]:
        note.drop_tree()
    return replace(page, article=article)


def _remove(element: HtmlElement) -> None:
    element.tail = None
    element.drop_tree()
