"""An index and the texts of each language, as scripts: the browser loads them from a web server and from a folder alike.

The index ranks; the texts, which are larger, only show where in a section the words stand, and come after the first answer.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from handbook.locale import word, words
from handbook.model.library import Library
from handbook.search.coding import Coder
from handbook.search.extract import PageText, Section, page_text, situations

FOLDER = "search"
ENGLISH = "en/"
HOME = "index.html"
ITSELF = "suche"


@dataclass(frozen=True)
class Entry:
    """A page as the search knows it; `url` is relative to the root of the site."""

    id: str
    type: str
    url: str
    title: str
    summary: str
    keywords: str
    sections: tuple[Section, ...]

    def texts(self) -> Iterator[str]:
        """Every text that is searched."""
        yield from (self.title, self.summary, self.keywords)
        for section in self.sections:
            yield from (section.heading, section.text)


def write(site: Path, urls: Iterable[str], library: Library) -> None:
    """Write `search/index.<lang>.js` and `search/texts.<lang>.js` from the finished pages `urls` of both languages."""
    known = {library.path(identity).removesuffix(".md") + ".html": identity for identity in library.ids}
    folder = site / FOLDER
    folder.mkdir(exist_ok=True)
    every = sorted(urls)
    for lang in library.languages:
        own = [url for url in every if url.startswith(ENGLISH) == (lang == "en")]
        pages = [entry for url in own if (entry := _entry(site, url, lang, known, library))]
        coder = Coder((text for page in pages for text in page.texts()), set(stop_words()[lang].split()))
        data = index(pages, coder, lang, library) | {"situations": _situations(site, lang)}
        texts = [coder.encode(section.text) for page in pages for section in page.sections]
        _write_script(folder / f"index.{lang}.js", "handbookIndex", data)
        _write_script(folder / f"texts.{lang}.js", "handbookTexts", texts)


def _write_script(file: Path, callback: str, data: Any) -> None:
    """A call with the data; whoever loads the script defines the function before."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("<", "\\u003c")
    file.write_text(f"{callback}({text})\n", encoding="utf-8")


def index(pages: Iterable[Entry], coder: Coder, lang: str, library: Library) -> dict[str, Any]:
    """The index of a language as plain data: heads as coded texts, sections as sets of words."""
    pages, code = list(pages), coder.encode
    return {
        "lang": lang,
        "tokens": coder.tokens,
        "pages": [
            [page.id, page.type, page.url, code(page.title), code(page.summary), code(page.keywords)]
            + [[section.anchor, code(section.heading), coder.encode_words(section.text)] for section in page.sections]
            for page in pages
        ],
        "types": {page.type: word(lang, f"types.{page.type}") for page in pages},
        "synonyms": [[entry.say, entry.find] for entry in library.data.synonyms.get(lang, ())],
        "stop": stop_words()[lang],
        "words": words(lang, "search"),
    }


@lru_cache
def stop_words() -> Mapping[str, str]:
    """Words that say nothing about what is looked for, by language."""
    text = resources.files("handbook.search").joinpath("stopwords.yml").read_text(encoding="utf-8")
    loaded: Mapping[str, str] = yaml.safe_load(text)
    return loaded


def _entry(site: Path, url: str, lang: str, known: Mapping[str, str], library: Library) -> Entry | None:
    """A page of the library, or the index page of a part; None for a page without text."""
    page = _read((site / url).read_bytes())
    identity = known.get(url.removeprefix(ENGLISH))
    if page is None or identity == ITSELF:
        return None
    if identity is None:
        return Entry("", "index", url, page.title, page.lead, "", ())
    head = library.head(identity, lang)
    keywords = ", ".join((*head.keywords, word(lang, f"types.{head.type}")))  # "Checkliste Mediation"
    return Entry(identity, head.type, url, page.title or head.title, page.lead, keywords, page.sections)


@lru_cache(maxsize=4096)
def _read(html: bytes) -> PageText | None:
    """The text of a page, kept as long as the page stays as it is: the preview asks again after every edit."""
    return page_text(html)


def _situations(site: Path, lang: str) -> list[tuple[str, str]]:
    base = "" if lang == "de" else ENGLISH
    home = site / base / HOME
    found = situations(home.read_bytes()) if home.is_file() else []
    return [(text, posixpath.normpath(base + address)) for text, address in found]
