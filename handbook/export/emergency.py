"""Emergency cards: each urgent process with its checklists as one HTML file that needs nothing else, no network and no script."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import cast

import lxml.html
from lxml.html import HtmlElement
from lxml.html import builder as build

from handbook.errors import HandbookError
from handbook.export.book import Book, Page, words_of
from handbook.export.job import Job, Urgent
from handbook.export.reading import address, drop, drop_sections, reading, relink, say_places
from handbook.finish.downloads import EMERGENCY_CARD
from handbook.finish.page import source_hash
from handbook.locale import word
from handbook.model import pages
from handbook.model.library import Library
from handbook.model.texts import date_text

FOLDER = posixpath.dirname(EMERGENCY_CARD)
OWNED = (f"{FOLDER}/*.html",)
LIMIT = 100_000  # bytes
# Sources and the links between pages are for another hour.
LEFT_OUT = {"steckbrief", "verwandt", "verwendet-in"}
SOURCES = ("footnote", "footnote-ref", "facts")
REFERRING = ("id", "for", "aria-labelledby", "aria-describedby")


def make(job: Job, book: Book, tell: Callable[[str], None]) -> None:
    """Write `notfall/notfallkarte-<ID>-<lang>.html`. Raises HandbookError if a card is too large."""
    (job.target / FOLDER).mkdir(exist_ok=True)
    for process in job.urgent:
        if process.id in book.by_id:
            name = EMERGENCY_CARD.format(id=process.id, lang=book.lang) + ".html"
            data = card(book, process, job.imprint.town)
            if len(data) > LIMIT:
                raise HandbookError(word(book.lang, "emergency.size", file=name, size=len(data), limit=LIMIT))
            (job.target / name).write_bytes(data)
            tell(name)


def urgent(library: Library) -> tuple[Urgent, ...]:
    """The processes for the first hour."""
    return tuple(
        Urgent(process.id, process.stand, tuple(dict.fromkeys(name for step in process.steps for name in step.checklists)))
        for process in library.of(pages.Process)
        if process.urgent
    )


@cache
def style() -> str:
    """The one style sheet of all cards; its hash stands in the card's policy and in the server's."""
    return resources.files(__package__).joinpath("emergency.css").read_text(encoding="utf-8")


def card(book: Book, process: Urgent, town: str) -> bytes:
    """One card as a file."""
    main = book.by_id[process.id]
    others = [book.by_id[identity] for identity in process.checklists if identity in book.by_id]
    included = {page.id for page in (main, *others)}
    parts = [_part(page, book, included) for page in (main, *others)]
    for part in parts[1:]:
        _lower_headings(part)
    # First what to do now, then the checklists: on paper that is all. The rest is for the screen.
    second = parts[0].findall(".//h2")[1]
    rest = build.DIV(second, *second.itersiblings(), {"class": "rest"})
    article = build.MAIN(*parts[0], lang=main.lang)
    article.append(_contents(others, second, book.lang))
    article.extend(build.SECTION(*part, lang=page.lang) for page, part in zip(others, parts[1:], strict=True))
    article.append(rest)
    policy = f"default-src 'none'; style-src {source_hash(style())}"
    head = build.HEAD(
        build.META(charset="utf-8"),
        build.META(name="viewport", content="width=device-width,initial-scale=1"),
        build.META({"http-equiv": "Content-Security-Policy", "content": policy}),
        build.META(name="color-scheme", content="light dark"),
        build.TITLE(f"{word(book.lang, 'emergency.title')} {process.id} {main.title}"),
        build.STYLE(style()),
    )
    body = build.BODY(
        build.HEADER(build.P(_name(process, book, town))), article, build.FOOTER(build.P(_origin(process, book, main)))
    )
    document = build.HTML(head, body, lang=book.lang)
    return cast(bytes, lxml.html.tostring(document, encoding="utf-8", doctype="<!doctype html>"))


def _part(page: Page, book: Book, included: set[str]) -> HtmlElement:
    article = reading(page)
    drop(article, SOURCES)
    drop_sections(article, LEFT_OUT)
    say_places(article, page, book)
    for figure in list(article.iter("figure", "svg", "img")):
        figure.drop_tree()
    relink(article, page, book, lambda target, anchor: f"#{target.id}-{anchor or 'seite'}" if target.id in included else None)
    for element in article.iter():
        for key in REFERRING:
            if element.get(key):
                element.set(key, " ".join(f"{page.id}-{name}" for name in element.get(key, "").split()))
    return article


def _lower_headings(article: HtmlElement) -> None:
    for level in (5, 4, 3, 2, 1):
        for heading in article.iter(f"h{level}"):
            heading.tag = f"h{level + 1}"


def _contents(checklists: list[Page], rest: HtmlElement, lang: str) -> HtmlElement:
    links = [(f"{page.id} {page.title}", f"#{page.id}-seite") for page in checklists] + [(words_of(rest), f"#{rest.get('id')}")]
    items = (build.LI(build.A(words, href=address)) for words, address in links)
    return build.NAV({"aria-label": word(lang, "emergency.contents")}, build.UL(*items))


def _name(process: Urgent, book: Book, town: str) -> str:
    return " · ".join(part for part in (word(book.lang, "emergency.title"), process.id, town) if part)


def _origin(process: Urgent, book: Book, page: Page) -> str:
    stand = f"{word(book.lang, 'labels.as_of')} {date_text(process.stand, book.lang)}"
    place = address(book, page.url) if book.site_url else ""
    return " · ".join(part for part in (book.title, stand, word(book.lang, "emergency.alone"), place) if part)
