"""The whole staged tree as text: every page in both languages, the index pages, the navigation. Pure; nothing is written here."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from handbook.locale import word
from handbook.model import lotse, pages
from handbook.model.library import Library
from handbook.model.references import References, references
from handbook.weave import reference_pages
from handbook.weave.inline import Inline
from handbook.weave.page import front_matter, staged_page

ROOT_PART = ""
HOME = "start"
SEARCH = "suche"
FIRST = (HOME, lotse.PAGE)
Nav = list[dict[str, Any]]


def staged(library: Library) -> Mapping[str, str]:
    """Text of every staged file by its path (`de/prozesse/p-01-....md`)."""
    refs = references(library)
    return {path: text for lang in library.languages for path, text in _language(lang, library, refs)}


def _language(lang: str, library: Library, refs: References) -> list[tuple[str, str]]:
    pages = [(f"{lang}/{library.path(identity)}", staged_page(identity, lang, library, refs)) for identity in library.ids]
    return pages + [(f"{lang}/{part}/index.md", _index(part, library, lang)) for part in reference_pages.parts(library)]


def _index(part: str, library: Library, lang: str) -> str:
    path = f"{part}/index.md"
    entries = {
        "type": "index",
        "type_label": word(lang, "types.index"),
        "title": word(lang, f"parts.{part}.title"),
        "description": word(lang, f"parts.{part}.intro"),
    }
    return front_matter(entries) + Inline(library, lang, path).resolve(reference_pages.index_body(part, library, lang))


def navigation(library: Library, lang: str) -> Nav:
    """The navigation for MkDocs: home and the guide, the parts with their index page first, reference pages last."""
    nav: Nav = [_entry(identity, lang, library) for identity in FIRST if identity in library.german]
    for part in reference_pages.parts(library):
        ids = reference_pages.part_ids(part, library)
        entries: list[Any] = [f"{part}/index.md", *(_entry(identity, lang, library) for identity in ids)]
        nav.append({word(lang, f"parts.{part}.title"): entries})
    rest = [identity for identity in reference_pages.part_ids(ROOT_PART, library) if identity not in FIRST]
    if rest:
        rest.sort(key=lambda identity: library.head(identity, "de").type == "legal")  # what people look up comes first
        nav.append({word(lang, "parts.nachschlagen.title"): [_entry(identity, lang, library) for identity in rest]})
    return nav


def _entry(identity: str, lang: str, library: Library) -> dict[str, str]:
    inline = Inline(library, lang, library.path(identity))
    title = word(lang, "parts.home.title") if identity == HOME else inline.plain(library.head(identity, lang).title)
    label = html.escape(title, quote=False)
    number = identity if reference_pages.is_numbered(identity) else ""
    return {f"{number} {label}".strip(): library.path(identity)}


def links(library: Library) -> dict[str, Any]:
    """What every page shows besides the navigation, by kind and language: legal pages, the page of the search, and for the home
    page what the part without an index page is for."""
    search = {lang: _url(SEARCH, lang, library) for lang in library.languages} if SEARCH in library.german else {}
    look_up = {lang: word(lang, "parts.nachschlagen.intro") for lang in library.languages}
    return {"legal": {lang: _legal(lang, library) for lang in library.languages}, "search": search, "look_up": look_up}


def _legal(lang: str, library: Library) -> list[dict[str, str]]:
    """Legal notice, privacy, accessibility: title and url, for the footer."""
    return [
        {
            "title": Inline(library, lang, library.path(head.id)).plain(library.head(head.id, lang).title),
            "url": _url(head.id, lang, library),
        }
        for head in library.of(pages.Plain)
        if head.type == "legal"
    ]


def _url(identity: str, lang: str, library: Library) -> str:
    """Address relative to the root of the site."""
    return ("" if lang == "de" else "en/") + library.path(identity).removesuffix(".md") + ".html"
