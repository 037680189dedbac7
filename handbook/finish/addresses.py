"""Languages and addresses of a page: canonical, hreflang, the language of a fallback page, downloads."""

from __future__ import annotations

import posixpath
from pathlib import Path

from lxml.html import HtmlElement
from lxml.html import builder as build

from handbook.errors import HandbookError
from handbook.finish.facts import SiteFacts

ENGLISH, ENGLISH_CODE = "en/", "en"
WORKER = "worker.js"
OPENSEARCH = "application/opensearchdescription+xml"


def repair(document: HtmlElement, url: str, facts: SiteFacts) -> None:
    """Set what search engines and screen readers need to know about the page's language and address."""
    head = document.find("head")
    for link in document.xpath("//head/link[@rel='canonical' or (@rel='alternate' and @hreflang)]"):
        link.drop_tree()
    path = url.removeprefix(ENGLISH)
    fallback = url.startswith(ENGLISH) and path in facts.fallback
    if facts.site_url and path in facts.pages:
        own = path if fallback else url
        head.append(build.LINK(rel="canonical", href=absolute(own, facts)))
        if path not in facts.fallback and ENGLISH_CODE in facts.languages:
            for lang, address in (("de", path), ("en", ENGLISH + path), ("x-default", path)):
                head.append(build.LINK(rel="alternate", hreflang=lang, href=absolute(address, facts)))
    if facts.site_url and facts.search:
        description = "../" * url.count("/") + opensearch("en" if url.startswith(ENGLISH) else "de")
        head.append(build.LINK(rel="search", type=OPENSEARCH, href=description, title=_site_name(document)))
    if facts.offline:  # the page's script registers it; without this, none
        document.set("data-worker", "../" * url.count("/") + WORKER)
    if fallback:
        _german(document)
    _navigation(document, url, facts)


def absolute(url: str, facts: SiteFacts) -> str:
    """The public address of a page; `index.html` is left out."""
    directory, _, name = url.rpartition("/")
    short = (directory + "/" if directory else "") if name == "index.html" else url
    return facts.site_url.rstrip("/") + "/" + short


def opensearch(lang: str) -> str:
    """Where the description lies that lets a browser offer the handbook as a search engine."""
    return f"search/opensearch.{lang}.xml"


def _site_name(document: HtmlElement) -> str:
    """As the header shows it."""
    return next((name.text_content().strip() for name in document.find_class("hb-brand__name")), "")


def _german(document: HtmlElement) -> None:
    """A German page in the English site: its text is marked as German, the notice stays English."""
    for article in document.iter("article"):
        article.set("lang", "de")
        for notice in article.find_class("fallback"):
            notice.set("lang", "en")
    for contents in document.find_class("md-nav--secondary"):
        for entry in contents.find_class("md-nav__link"):
            entry.set("lang", "de")


def _navigation(document: HtmlElement, url: str, facts: SiteFacts) -> None:
    """Titles of fallback pages in the navigation are German too."""
    if not url.startswith(ENGLISH) or not facts.fallback:
        return
    for link in document.xpath("//nav//a[@href]"):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(url), link.get("href", "").partition("#")[0]))
        if target.startswith(ENGLISH) and target.removeprefix(ENGLISH) in facts.fallback:
            link.set("lang", "de")


def downloads(document: HtmlElement, url: str, folder: Path) -> None:
    """Resolve `download:prozesse/P-01-de.bpmn`; raises HandbookError if the file does not exist."""
    up = "../" * url.count("/")
    for link in document.xpath("//a[starts-with(@href, 'download:')]"):
        target = link.get("href", "").removeprefix("download:")
        if not (folder / target).is_file():
            raise HandbookError(f"{url}: download:{target} gibt es nicht / does not exist")
        link.set("href", f"{up}downloads/{target}")
