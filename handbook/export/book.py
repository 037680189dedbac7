"""The finished site of one language read as a book: parts in the order of the navigation, each with its pages."""

from __future__ import annotations

import datetime
import json
import os
import posixpath
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import lxml.html
from lxml.html import HtmlElement
from lxml.html import builder as build

import handbook
from handbook.errors import HandbookError
from handbook.finish.machine import url as url_of
from handbook.layers.brand import logo_path
from handbook.layers.slots import plain
from handbook.locale import word
from handbook.model.library import Library

MODELS = "downloads/prozesse"  # where the files of diagrams lie
PARSER = lxml.html.HTMLParser(encoding="utf-8")
HOME, REFERENCE = "home", "nachschlagen"  # the parts that have no folder of their own


@dataclass(frozen=True)
class Page:
    """One finished page. Nobody changes `article`: all exports of a process share it; who wants to change it takes a copy.

    `id` is the page's id, of an index page its path without ending (`prozesse/index`). `path` is relative to the language, `url`
    to the root of the site. `part` is the id of the part, `number` the place in the whole book from 0.
    """

    id: str
    type: str
    title: str
    path: str
    url: str
    part: str
    number: int
    lang: str
    article: HtmlElement

    @cached_property
    def anchors(self) -> frozenset[str]:
        """All ids of the page."""
        return frozenset(map(str, self.article.xpath(".//@id")))


@dataclass(frozen=True)
class Part:
    """A part of the navigation. `id` is its folder; the home page is `home`, what else lies at the root `nachschlagen`."""

    id: str
    title: str
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Imprint:
    """What a cover says: edition, version of the program, date of the newest page (or the fixed one), the town and its logo."""

    version: str
    date: datetime.date
    town: str = ""
    logo: Path | None = None


@dataclass(frozen=True)
class Book:
    """All pages of one language; `title` is the name of the site, `site_url` its public address or ""."""

    lang: str
    title: str
    parts: tuple[Part, ...]
    site: Path
    site_url: str = ""

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """All pages in order."""
        return tuple(page for part in self.parts for page in part.pages)

    @cached_property
    def by_id(self) -> Mapping[str, Page]:
        """Pages by id."""
        return {page.id: page for page in self.pages}

    @cached_property
    def by_url(self) -> Mapping[str, Page]:
        """Pages by address relative to the root of the site."""
        return {page.url: page for page in self.pages}

    def without(self, ids: Collection[str]) -> Book:
        """The same without some pages."""
        parts = (replace(part, pages=tuple(page for page in part.pages if page.id not in ids)) for part in self.parts)
        return replace(self, parts=tuple(part for part in parts if part.pages))


def read(site: Path, navigation: Sequence[Mapping[str, Any]], lang: str, *, site_url: str = "") -> Book:
    """Read the pages of `site` that the navigation of `lang` names. Raises HandbookError for a site that is not built.

    `navigation` is what `stage.navigation.json` holds for the language: `[{title: path}, {title: [path, {title: path}, ...]}]`.
    """
    try:
        known = {page["path"]: page for page in json.loads((site / "handbook.json").read_text(encoding="utf-8"))["pages"]}
    except (OSError, ValueError, KeyError):
        raise HandbookError(word(lang, "export.no_site", site=site)) from None
    parts: list[Part] = []
    count = 0
    for entry in navigation:
        for title, listed in entry.items():
            paths = _paths(listed)
            part = paths[0].rpartition("/")[0] or (HOME if isinstance(listed, str) else REFERENCE)
            pages = tuple(
                _page(site, path, known.get(path, {}), lang, part=part, number=number) for number, path in enumerate(paths, count)
            )
            if parts and parts[-1].id == part:  # pages of the root that follow one another
                parts[-1] = replace(parts[-1], pages=parts[-1].pages + pages)
            else:
                parts.append(Part(part, title, pages))
            count += len(paths)
    name = parse(site / url_of("index.md", lang), lang).findtext(".//title") or ""
    return Book(lang, " ".join(name.split()), tuple(parts), site, site_url)


def _paths(listed: str | Sequence[str | Mapping[str, str]]) -> list[str]:
    if isinstance(listed, str):
        return [listed]
    return [path for entry in listed for path in ([entry] if isinstance(entry, str) else entry.values())]


def _page(site: Path, path: str, known: Mapping[str, Any], lang: str, *, part: str, number: int) -> Page:
    url = url_of(path, lang)
    document = parse(site / url, lang)
    article = document.find(".//article")
    if article is None:
        raise HandbookError(word(lang, "export.no_article", page=url))
    spoken = article.get("lang") or document.get("lang") or lang
    _alone(article, document)
    _take_back_tools(article)
    _picture_for_diagram(article, f"{known.get('id')}-{lang}", posixpath.relpath(MODELS, posixpath.dirname(url) or "."))
    return Page(
        id=known.get("id", path.removesuffix(".md")),
        type=known.get("type", "index"),
        title=title_of(article),
        path=path,
        url=url,
        part=part,
        number=number,
        lang=spoken,
        article=article,
    )


def _alone(article: HtmlElement, document: HtmlElement) -> None:
    """Let go of the rest of the page, which is larger than what is read."""
    parent = article.getparent()
    assert parent is not None
    article.tail = None
    parent.remove(article)
    document.clear()


def _take_back_tools(article: HtmlElement) -> None:
    """Undo what the finish adds for the programs in the browser (tools.py, glossary.py): a document has plain lists and text."""
    for place in article.xpath(".//*[@data-hb-ticks-bar or @data-hb-ticks-panel or @data-hb-lotse]"):
        place.drop_tree()
    for answer in article.xpath(".//a[@data-answer]"):  # on paper nobody can follow it: say where it leads
        target = article.get_element_by_id(answer.get("href", "").lstrip("#"), None)
        if target is not None:
            last = next(iter(answer.xpath("following-sibling::em[@class='points']")), answer)
            last.tail = f" → {words_of(target).partition(':')[0]}{last.tail or ''}"
    for steps in article.xpath(".//fieldset[contains(@class, 'hb-ticks')]/ol"):
        for step in steps.iter("li"):
            step.classes.discard("task-list-item")  # it is counted, not ticked
        for box in list(steps.iter("input")):
            box.drop_tree()
        for frame in [*steps.iter("label"), *steps.find_class("task-list-text")]:
            frame.drop_tag()
    for frame in [*article.iter("fieldset"), *article.find_class("hb-lotse-text"), *article.find_class("hb-term")]:
        frame.drop_tag()


def _picture_for_diagram(article: HtmlElement, name: str, folder: str) -> None:
    """Instead of the two drawings of which the screen shows one, the file of the diagram, with the caption's words."""
    for figure in article.xpath(".//figure[@id='schaubild']"):
        words = figure.xpath("string(svg[1]/title)"), figure.xpath("string(svg[1]/desc)")
        for element in [*figure.findall("svg"), *figure.findall("figcaption/span")]:
            element.drop_tree()
        figure.insert(0, build.IMG(src=f"{folder}/{name}.svg", alt=". ".join(words)))


def parse(file: Path, lang: str) -> HtmlElement:
    """A page as a tree. Raises HandbookError for a file that is missing or empty."""
    try:
        return lxml.html.document_fromstring(file.read_bytes(), parser=PARSER)
    except (OSError, lxml.etree.ParserError):
        raise HandbookError(word(lang, "export.no_page", page=file)) from None


def title_of(article: HtmlElement) -> str:
    """The text of the first heading without its permalink."""
    heading = article.find(".//h1")
    return "" if heading is None else words_of(heading)


def words_of(heading: HtmlElement) -> str:
    """The words of a heading without its permalink."""
    parts = heading.xpath(".//text()[not(ancestor::a[contains(@class, 'headerlink')])]")
    return " ".join("".join(map(str, parts)).split())


def imprint(library: Library, site: Path, lang: str) -> Imprint:
    """The facts of a cover. The date is SOURCE_DATE_EPOCH's day, otherwise that of the newest page: an unchanged handbook
    gives unchanged documents."""
    values = library.slot_values
    town = plain("kommune.name", library.data, values, lang) if "kommune.name" in values else ""
    logo = logo_path(library.edition)
    return Imprint(handbook.__version__, edition_date(library), town, site / logo if logo else None)


def edition_date(library: Library) -> datetime.date:
    """The day that documents carry."""
    return fixed_date() or max((page.stand for page in library.heads["de"].values()), default=datetime.date(2000, 1, 1))


def fixed_date() -> datetime.date | None:
    """The day of SOURCE_DATE_EPOCH, if it is set."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.datetime.fromtimestamp(int(fixed), tz=datetime.UTC).date() if fixed else None
