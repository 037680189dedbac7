"""Reading without a network: the service worker at the root, its release and what it keeps as soon as a reader asks for it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import cast

import lxml.html
from lxml.html import HtmlElement
from lxml.html import builder as build

from handbook.finish.addresses import WORKER
from handbook.finish.facts import SiteFacts
from handbook.finish.page import PARSER

SOURCE = Path("assets/js/worker.js")  # where the theme leaves it; from there it could not serve the whole site
OFFLINE = "offline.html"
TEMPLATE = "partials/offline-page.html"


def write(site: Path, not_found: Path, facts: SiteFacts) -> None:
    """Write the worker and the page for what is not on the device. Switched off, the worker removes itself.

    `not_found` is the template of the 404 page, whose style both share.
    """
    text = (site / SOURCE).read_text(encoding="utf-8")
    (site / SOURCE).unlink()
    first: list[str] = []
    if facts.offline:
        template = not_found.with_name(Path(TEMPLATE).name)
        (site / OFFLINE).write_bytes(_offline_page(site, template, not_found, facts))
        first = _first(site, facts)
    release = _digest(site) if facts.offline else ""
    filled = text.replace("__RELEASE__", release).replace("__FIRST__", json.dumps(first, ensure_ascii=False))
    (site / WORKER).write_text(filled, encoding="utf-8")


def _first(site: Path, facts: SiteFacts) -> list[str]:
    """The frame of a page, the page without a connection, and in each language home and what is needed in the first hour."""
    home = _read(site / "index.html")
    frame = [
        *home.xpath("//link[@rel='stylesheet' or @rel='icon']/@href"),
        *home.xpath("//script/@src"),
        *(font.relative_to(site).as_posix() for font in sorted(site.glob("assets/fonts/**/*.woff2"))),
    ]
    pages = [f"{prefix}{page}" for prefix in _prefixes(facts).values() for page in ("index.html", *facts.urgent)]
    return list(dict.fromkeys((OFFLINE, *map(str, frame), *pages)))


def _offline_page(site: Path, template: Path, not_found: Path, facts: SiteFacts) -> bytes:
    document, styled = _read(template), _read(not_found)
    document.find(".//style").text = styled.findtext(".//style")
    for section in list(document.iter("section")):
        prefix = _prefixes(facts).get(str(section.get("lang")))
        if prefix is None:
            section.drop_tree()
            continue
        for page in (f"{prefix}{path}" for path in (*facts.urgent, "index.html")):
            section.find("ul").append(build.LI(build.A(_title(site / page), href=page)))
    return cast(bytes, lxml.html.tostring(document, encoding="utf-8", doctype="<!doctype html>"))


def _title(file: Path) -> str:
    return str(_read(file).findtext(".//title")).rpartition(" – ")[0] or str(_read(file).findtext(".//title"))


def _prefixes(facts: SiteFacts) -> dict[str, str]:
    return {lang: "" if lang == "de" else f"{lang}/" for lang in facts.languages}


def _digest(site: Path) -> str:
    total = hashlib.sha256()
    for file in sorted(site.rglob("*")):
        if file.suffix in (".html", ".css", ".js"):
            total.update(file.relative_to(site).as_posix().encode() + file.read_bytes())
    return total.hexdigest()[:12]


def _read(file: Path) -> HtmlElement:
    return lxml.html.document_fromstring(file.read_bytes(), parser=PARSER)
