"""Finish one page: the repairs in order, and the hashes of its inline scripts for the security policy."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import lxml.html
from lxml.html import HtmlElement

from handbook.finish import accessibility, addresses, figures, glossary, layout, tables, tools
from handbook.finish.facts import SiteFacts

PARSER = lxml.html.HTMLParser(encoding="utf-8")
SCRIPT_TYPES = (None, "", "text/javascript", "module", "application/javascript")


@dataclass(frozen=True)
class Finished:
    """A finished page and the CSP hashes of its inline scripts and style elements."""

    html: bytes
    scripts: frozenset[str]
    styles: frozenset[str]


def finish_page(html: bytes, url: str, facts: SiteFacts, downloads: Path, figure: str = "") -> Finished:
    """Repair one page. `url` is its path within the site, `figure` the diagram that it shows.

    Raises HandbookError for a download that does not exist.
    """
    document = lxml.html.document_fromstring(html, parser=PARSER)
    accessibility.repair(document)
    tables.classify(document)
    layout.arrange(document)
    if figure:
        figures.make_place(document)
    addresses.repair(document, url, facts)
    addresses.downloads(document, url, downloads)
    tools.equip(document)
    glossary.mark(document, url, facts)
    text = cast(bytes, lxml.html.tostring(document, encoding="utf-8", doctype="<!doctype html>"))
    return Finished(figures.insert(text, figure), hashes(document, "script"), hashes(document, "style"))


def hashes(document: HtmlElement, tag: str) -> frozenset[str]:
    """CSP sources of the inline elements of a kind."""
    inline = [
        element.text_content()
        for element in document.iter(tag)
        if not element.get("src") and (tag != "script" or element.get("type") in SCRIPT_TYPES)
    ]
    return frozenset(source_hash(text) for text in inline if text)


def source_hash(text: str) -> str:
    """The CSP source of an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
