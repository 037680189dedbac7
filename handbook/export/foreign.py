"""The finished site of another MkDocs Material project read as a book: its order is the navigation of its home page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from handbook.errors import HandbookError
from handbook.export.book import HOME, Book, Page, Part, parse, title_of
from handbook.locale import LANGUAGES, word

INDEX = "index.html"


def read(site: Path, lang: str) -> Book:
    """Read all pages that the navigation names. `lang` is that of messages. Raises HandbookError if there is no home page."""
    home = parse(site / INDEX, lang)
    spoken = (home.get("lang") or "").partition("-")[0]
    language = spoken if spoken in LANGUAGES else "en"
    parts: list[Part] = []
    seen: set[str] = set()
    for title, urls in _sections(home, site):
        fresh = [url for url in dict.fromkeys(urls) if url not in seen]
        seen |= set(fresh)
        name = HOME if fresh == [INDEX] else f"{len(parts)}-{_slug(title)}"
        read_pages = (
            _page(site, url, spoken or language, part=name, number=number) for number, url in enumerate(fresh, len(seen))
        )
        pages = tuple(page for page in read_pages if page)
        if pages:
            parts.append(Part(name, title, pages))
    if not parts:
        raise HandbookError(word(lang, "export.no_site", site=site))
    return Book(language, _site_name(home), tuple(parts), site)


def _sections(home: HtmlElement, site: Path) -> Iterator[tuple[str, list[str]]]:
    """Title and pages of each entry of the first level; without a navigation, all pages by their paths."""
    lists = home.xpath("//nav[contains(@class, 'md-nav--primary')]/ul")
    if not lists:
        yield _site_name(home), sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))
        return
    for entry in lists[0]:
        urls = [url for link in entry.iter("a") if (url := _url(link.get("href", ""), site))]
        names = entry.xpath("./label | ./a | ./div/a | ./div/label")
        if urls and names:
            yield " ".join(names[0].text_content().split()), urls


def _url(href: str, site: Path) -> str:
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or parts.fragment or not parts.path:
        return ""
    path = posixpath.normpath(unquote(parts.path))
    for url in (path, posixpath.normpath(f"{path}/{INDEX}")):
        if not url.startswith("..") and (site / url).is_file() and url.endswith(".html"):
            return url
    return ""


def _page(site: Path, url: str, lang: str, *, part: str, number: int) -> Page | None:
    """One page; None for a page that has no article, such as a landing page of its own making."""
    document = parse(site / url, lang)
    article = document.find(".//article")
    if article is None:
        return None
    title = title_of(article) or " ".join((document.findtext(".//title") or url).split())
    identity = url.removesuffix(INDEX).removesuffix(".html").strip("/") or "index"
    return Page(identity, "page", title, url, url, part, number, document.get("lang") or lang, article)


def _site_name(home: HtmlElement) -> str:
    names = home.xpath("//*[contains(@class, 'md-header__topic')]//*[contains(@class, 'md-ellipsis')]")
    return " ".join((names[0].text_content() if names else home.findtext(".//title") or INDEX).split())


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "teil"
