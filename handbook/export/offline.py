"""The whole site as one zip for a file share or a stick: unpack it, open START.html, everything works without network."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

import lxml.html
from lxml.html import HtmlElement
from lxml.html import builder as build

from handbook.export import emergency
from handbook.export.archive import packed
from handbook.export.book import Book
from handbook.export.files import placing
from handbook.finish.downloads import EMERGENCY_CARD, OFFLINE, Files
from handbook.finish.downloads import FOLDER as DOWNLOADS
from handbook.finish.page import source_hash
from handbook.locale import word

FOLDER = "Handbuch-Konfliktmanagement"
START, SUMS, SITE = "START.html", "SHA256SUMS.txt", "handbuch"
# Only a web server reads these.
SERVER_FILES = {"_headers", "404.html", "sitemap.xml", "robots.txt", "worker.js", "offline.html"}
SERVER_FOLDER = "server/"

# How a page of the site looks in the zip, by its path.
Adapt = Callable[[str, bytes], bytes]


def write(site: Path, books: Sequence[Book], date: datetime.date, files: Files, adapt: Adapt) -> None:
    """Write `downloads/handbuch-offline.zip` of the finished site with some of its downloads."""
    inside = {path: adapt(path, file.read_bytes()) for path, file in _files(site, files).items()}
    content = {START: start_page(books, inside), **{f"{SITE}/{path}": data for path, data in inside.items()}}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in content.items())
    everything = {f"{FOLDER}/{path}": data for path, data in (*content.items(), (SUMS, sums.encode()))}
    with placing(site / DOWNLOADS) as fresh:
        (fresh / OFFLINE).write_bytes(packed(everything, date))


def _files(site: Path, files: Files) -> dict[str, Path]:
    kept = {f"{DOWNLOADS}/{path}" for path in files.sizes}
    found = {file.relative_to(site).as_posix(): file for file in sorted(site.rglob("*")) if file.is_file()}
    return {
        path: file
        for path, file in found.items()
        if path in kept or not (path in SERVER_FILES or path.startswith((f"{DOWNLOADS}/", SERVER_FOLDER)))
    }


def start_page(books: Sequence[Book], inside: Mapping[str, bytes]) -> bytes:
    """What people open first: one section per language, each with the way in and the emergency cards."""
    style = emergency.style()
    policy = f"default-src 'none'; style-src {source_hash(style)}"
    head = build.HEAD(
        build.META(charset="utf-8"),
        build.META(name="viewport", content="width=device-width,initial-scale=1"),
        build.META({"http-equiv": "Content-Security-Policy", "content": policy}),
        build.META(name="color-scheme", content="light dark"),
        build.TITLE(books[0].title),
        build.STYLE(style),
    )
    main = build.MAIN(build.H1(books[0].title), *(_language(book, inside) for book in books))
    document = build.HTML(head, build.BODY({"class": "start"}, main), lang=books[0].lang)
    return cast(bytes, lxml.html.tostring(document, encoding="utf-8", doctype="<!doctype html>"))


def _language(book: Book, inside: Mapping[str, bytes]) -> HtmlElement:
    lang = book.lang
    home = book.pages[0].url
    cards = ((page, f"{DOWNLOADS}/{EMERGENCY_CARD.format(id=page.id, lang=lang)}.html") for page in book.pages)
    links = [build.LI(build.A(f"{page.id} {page.title}", href=f"{SITE}/{path}")) for page, path in cards if path in inside]
    return build.SECTION(
        build.H2(word(lang, "offline.title")),
        build.P(build.A(word(lang, "offline.open"), href=f"{SITE}/{home}")),
        *([build.H3(word(lang, "offline.cards")), build.UL(*links)] if links else []),
        build.P(word(lang, "offline.unpack")),
        build.P(word(lang, "offline.sums", file=SUMS)),
        lang=lang,
    )
