"""Files of the whole site that no page holds: 404, redirects, sitemap, description of the search."""

from __future__ import annotations

import html
import posixpath
import shutil
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from handbook.finish.addresses import ENGLISH, ENGLISH_CODE, absolute, opensearch
from handbook.finish.facts import SiteFacts
from handbook.finish.page import PARSER, hashes

NOT_FOUND = "partials/404-page.html"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
XHTML = "http://www.w3.org/1999/xhtml"


def write_not_found(site: Path, template: Path, facts: SiteFacts) -> tuple[frozenset[str], frozenset[str]]:
    """One self-contained 404 page for both languages; with a site URL its links are absolute, else its script finds them."""
    base = urlsplit(facts.site_url).path.rstrip("/") if facts.site_url else ""
    links = {
        "__HOME_DE__": f"{base}/index.html",
        "__HOME_EN__": f"{base}/en/index.html",
        "__A02_DE__": f"{base}/{facts.quick_start}",
        "__A02_EN__": f"{base}/en/{facts.quick_start}",
    }
    text = template.read_text(encoding="utf-8")
    for placeholder, link in links.items():
        text = text.replace(placeholder, html.escape(link))
    document = lxml.html.document_fromstring(text.encode(), parser=PARSER)
    if ENGLISH_CODE not in facts.languages:
        for section in [entry for entry in document.iter("section") if entry.get("lang") == ENGLISH_CODE]:
            cast(HtmlElement, section).drop_tree()
        text = cast(bytes, lxml.html.tostring(document, encoding="utf-8", doctype="<!doctype html>")).decode()
    (site / "404.html").write_text(text, encoding="utf-8")
    return hashes(document, "script"), hashes(document, "style")


def write_redirects(site: Path, facts: SiteFacts) -> None:
    """A page that was moved leaves a page behind which leads to its new place, in each language."""
    for prefix in ("", ENGLISH) if ENGLISH_CODE in facts.languages else ("",):
        for old, new in facts.redirects.items():
            target = posixpath.relpath(new, posixpath.dirname(old) or ".")
            file = site / f"{prefix}{old}"
            file.parent.mkdir(parents=True, exist_ok=True)
            lang = "en" if prefix else "de"
            text = "This page has moved" if prefix else "Diese Seite ist umgezogen"
            link = html.escape(target)
            file.write_text(
                f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{text}</title>'
                f'<meta http-equiv="refresh" content="0; url={link}"><meta name="robots" content="noindex"></head>'
                f'<body><p>{text}: <a href="{link}">{link}</a></p></body></html>\n',
                encoding="utf-8",
            )


def write_sitemap(site: Path, facts: SiteFacts) -> None:
    """Sitemap with the language versions of each page; only with a site URL, since its addresses must be absolute."""
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        (site / name).unlink(missing_ok=True)
    if not facts.site_url:
        return
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap=cast(dict[str, str], {None: SITEMAP, "xhtml": XHTML}))
    for path in facts.pages:
        alone = path in facts.fallback or ENGLISH_CODE not in facts.languages
        versions = {"de": path} if alone else {"de": path, "en": ENGLISH + path}
        for own in versions.values():
            entry = etree.SubElement(root, f"{{{SITEMAP}}}url")
            etree.SubElement(entry, f"{{{SITEMAP}}}loc").text = absolute(own, facts)
            if path in facts.stands:
                etree.SubElement(entry, f"{{{SITEMAP}}}lastmod").text = facts.stands[path]
            for lang, address in (*versions.items(), ("x-default", path)):
                attributes = {"rel": "alternate", "hreflang": lang, "href": absolute(address, facts)}
                etree.SubElement(entry, f"{{{XHTML}}}link", attributes)
    (site / "sitemap.xml").write_bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def write_opensearch(site: Path, facts: SiteFacts) -> None:
    """Per language, what a browser needs to offer the handbook as a search engine; only with a site URL, like the sitemap."""
    if not facts.site_url:
        return
    for lang, page in facts.search.items():
        home = lxml.html.document_fromstring((site / page).with_name("index.html").read_bytes(), parser=PARSER)
        root = etree.Element(f"{{{SEARCH}}}OpenSearchDescription", nsmap=cast(dict[str, str], {None: SEARCH}))
        etree.SubElement(root, f"{{{SEARCH}}}ShortName").text = home.findtext(".//title")
        etree.SubElement(root, f"{{{SEARCH}}}Description").text = _description(home)
        etree.SubElement(root, f"{{{SEARCH}}}Language").text = lang
        etree.SubElement(root, f"{{{SEARCH}}}InputEncoding").text = "UTF-8"
        template = absolute(page, facts) + "?q={searchTerms}"
        etree.SubElement(root, f"{{{SEARCH}}}Url", {"type": "text/html", "template": template})
        (site / opensearch(lang)).write_bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _description(document: lxml.html.HtmlElement) -> str:
    return next((meta.get("content", "") for meta in document.iter("meta") if meta.get("name") == "description"), "")


def remove_unused(site: Path) -> None:
    """The theme's scripts and style sheets, 1.3 megabytes that no page of ours loads."""
    for folder in ("javascripts", "stylesheets"):
        shutil.rmtree(site / "assets" / folder, ignore_errors=True)
