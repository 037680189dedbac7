"""What the finish needs to know about the site besides its HTML; plain data, so that it travels between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Term:
    """An entry of the glossary in one language."""

    id: str
    name: str
    definition: str


@dataclass(frozen=True)
class SiteFacts:
    """`pages` are the paths of all pages within a language (`prozesse/p-01-....html`), `fallback` those shown in German
    below `en/`, `stands` the date of each page, `redirects` old path -> new path, `site_url` the address or "",
    `search` the page with all results by language, `languages` those of the edition, `terms` what the text explains, by
    language, `glossary` the path of the page with all terms, `urgent` the pages for the first hour, `offline` whether devices may
    keep pages to read without a network."""

    pages: tuple[str, ...]
    fallback: frozenset[str]
    stands: Mapping[str, str]
    redirects: Mapping[str, str]
    quick_start: str
    site_url: str = ""
    languages: tuple[str, ...] = ("de", "en")
    search: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    glossary: str = ""
    urgent: tuple[str, ...] = ()
    offline: bool = False
