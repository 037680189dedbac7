"""The library: all pages of both languages by id, with what links to what; read once, fast."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, TypeVar

from handbook.errors import Finding, finding
from handbook.model import markdown, pages
from handbook.model.data import Data, Planned
from handbook.model.edition import Edition, Mode, Overlay, OverlayTexts, SlotValue
from handbook.model.parse import parse
from handbook.model.source import Source, conflict_marks, read_text, split
from handbook.model.texts import is_id, meta_digest, translated

Lang = Literal["de", "en"]
LANGS: tuple[Lang, ...] = ("de", "en")
H = TypeVar("H", bound=pages.Head)

# Folders in the order of the navigation; "" is the root with the home page and the reference pages.
PARTS = (
    "start", "prozesse", "rollen", "checklisten", "formulare", "themen", "faelle", "recht", "einfuehrung", "qualifizierung",
    "evaluation", "mitmachen",
)  # fmt: skip


@dataclass(frozen=True)
class PageFile:
    """Where a page's file lies: its language, its path within the language, its name for messages, and its layer."""

    lang: Lang
    path: str
    file: Path
    name: str
    root: Path
    layer: str = "core"


AnyHead = pages.Head | pages.HeadTexts | Overlay | OverlayTexts
Place = tuple[str, int]  # file and line


@dataclass(frozen=True)
class Origin:
    """Where a page of an edition comes from, if the core alone does not say it.

    `core` is the page of the core, `local` the municipality's file, a whole page or an overlay. `sections` says how local
    sections were laid over the core's, `steps` which steps were changed, inserted or removed, `texts` which other front
    matter. Ids in `in_german` are shown in German on the English page: sections, `steps.<id>`, `title`, `summary`.
    `places` gives file and line for each line of a page put together from several files.
    """

    core: Page | None
    local: Page | None
    sections: Mapping[str, Mode] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    in_german: frozenset[str] = frozenset()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page in one language. `head` is a Head (German), a HeadTexts (English), or a local overlay that was not laid yet."""

    file: PageFile
    head: AnyHead
    source: Source
    origin: Origin | None = None

    @property
    def id(self) -> str:
        """The page's identity, the same in both languages."""
        return self.head.id

    @property
    def name(self) -> str:
        """The file's path for messages, relative to the root."""
        return self.file.name

    @cached_property
    def scan(self) -> markdown.Scan:
        """Headings, links, sources, slots, tasks of the body."""
        return markdown.scan(self.source.body, self.source.body_line)

    @cached_property
    def sections(self) -> tuple[markdown.Section, ...]:
        """The body cut at every heading."""
        return markdown.sections(self.source.body, self.source.body_line)

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """Digest of each section by id and of the front matter's texts as `_meta` (German pages)."""
        result = {section.id: markdown.digest(section.text) for section in self.sections}
        if isinstance(self.head, pages.Head):
            result["_meta"] = meta_digest(self.head)
        return result

    def line(self, *path: str | int) -> int:
        """The line of a key of the front matter."""
        return self.source.front.line(*path)


def sort_key(identity: str) -> tuple[str, int, str]:
    """Order within a part: by letter and number; word ids come first, in their own order."""
    match = re.match(r"^([A-Z]+)-(\d+)$", identity)
    return (match[1], int(match[2]), "") if match else ("", 0, identity)


@lru_cache(maxsize=8192)
def _read(file: PageFile, mtime: int, size: int) -> Page | tuple[Finding, ...]:
    text = read_text(file.file, file.name, file.root)
    if isinstance(text, Finding):
        return (text,)
    marks = conflict_marks(text, file.name)
    if marks:
        return marks
    source = split(text, file.name)
    if isinstance(source, Finding):
        return (source,)
    kind = str(source.front.data.get("type", ""))
    if "overlay" in source.front.data:
        if file.layer == "core":
            return (finding(file.name, source.front.line("overlay"), "overlay-in-core"),)
        laid = parse(Overlay, source.front, file.name) if file.lang == "de" else parse(OverlayTexts, source.front, file.name)
        return tuple(laid) if isinstance(laid, list) else Page(file, laid, source)
    if file.lang == "de":
        if kind not in pages.PAGE_TYPES:
            allowed = ", ".join(pages.PAGE_TYPES)
            if not kind:
                return (finding(file.name, 1, "key-missing", key="type", example=pages.EXAMPLES["type"]),)
            return (finding(file.name, source.front.line("type"), "value-not-allowed", key="type", found=kind, allowed=allowed),)
        head = parse(pages.PAGE_TYPES[kind][0], source.front, file.name)
        return tuple(head) if isinstance(head, list) else Page(file, head, source)
    identity = str(source.front.data.get("id", ""))
    texts = parse(_texts_model(identity), source.front, file.name)
    return tuple(texts) if isinstance(texts, list) else Page(file, texts, source)


# Which words an English page needs follows from its id alone, so that a page can be read without its German twin.
_TEXTS_BY_PREFIX = {
    "P": "process", "R": "role", "C": "checklist", "F": "form", "T": "theme", "E": "phase", "Q": "training", "QA": "training",
    "QB": "training", "D": "case", "L": "case",
}  # fmt: skip


def _texts_model(identity: str) -> type[pages.HeadTexts]:
    kind = _TEXTS_BY_PREFIX.get(identity.split("-", maxsplit=1)[0] if is_id(identity) else "")
    return pages.PAGE_TYPES[kind][1] if kind else pages.HeadTexts


@dataclass(frozen=True)
class Library:
    """All pages and data. `findings` are the problems met while reading; pages with such problems are not in it.

    `broken` holds their ids as far as they can be guessed, so that one unreadable file is one finding and not twenty.
    `hidden` are the titles, by id and language, of the pages that the edition takes out; a link to one becomes text.
    """

    german: Mapping[str, Page]
    english: Mapping[str, Page]
    data: Data
    findings: tuple[Finding, ...] = ()
    slot_values: Mapping[str, SlotValue] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    edition: Edition = field(default_factory=Edition)
    hidden: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def known(self) -> frozenset[str]:
        """Ids that may be referred to: written, planned, hidden, or in a file that cannot be read at the moment."""
        return frozenset({*self.german, *self.data.planned, *self.broken, *self.hidden})

    @property
    def languages(self) -> tuple[Lang, ...]:
        """The languages of the edition; German is always among them."""
        return LANGS if "en" in self.edition.languages else LANGS[:1]

    @cached_property
    def places(self) -> Mapping[str, tuple[Place, ...]]:
        """For each page put together from several files: where each of its lines stands."""
        both = (*self.german.values(), *self.english.values())
        return {page.name: page.origin.places for page in both if page.origin and page.origin.places}

    def placed(self, found: Finding) -> Finding:
        """A finding on a page put together from several files, moved to the file and line that an author can change."""
        places = self.places.get(found.path)
        if not places:
            return found
        path, line = places[min(found.line, len(places)) - 1]
        return replace(found, path=path, line=line)

    def page(self, identity: str, lang: str) -> Page | None:
        """The page in a language, or None."""
        return (self.german if lang == "de" else self.english).get(identity)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of all written pages in order."""
        return tuple(sorted(self.german, key=sort_key))

    @cached_property
    def heads(self) -> Mapping[str, Mapping[str, pages.Head]]:
        """Front matter by language and id, English words filled in."""
        english = {
            identity: translated(_head(page), _texts(self.english.get(identity))) for identity, page in self.german.items()
        }
        return {"de": {identity: _head(page) for identity, page in self.german.items()}, "en": english}

    def head(self, identity: str, lang: str) -> pages.Head:
        """Front matter of a written page in a language."""
        return self.heads[lang][identity]

    def path(self, identity: str) -> str:
        """Path of a written page within its language."""
        return self.german[identity].file.path

    def planned(self, identity: str) -> Planned | None:
        """The plan for a page that is not written."""
        return None if identity in self.german else self.data.planned.get(identity)

    def of(self, kind: type[H], lang: str = "de") -> tuple[H, ...]:
        """All pages of a type in order, in a language."""
        heads = (self.heads[lang][identity] for identity in self.ids)
        return tuple(head for head in heads if isinstance(head, kind))

    def outdated(self, identity: str) -> tuple[str, ...]:
        """Section ids of the English page whose German text has changed since it was translated (`_meta`: front matter)."""
        german, english = self.german.get(identity), self.english.get(identity)
        if german is None or english is None:
            return ()
        known = english.head.translates if isinstance(english.head, pages.HeadTexts) else {}
        return tuple(section for section, value in german.digests.items() if known.get(section) != value)


def _head(page: Page) -> pages.Head:
    assert isinstance(page.head, pages.Head)
    return page.head


def _texts(page: Page | None) -> pages.HeadTexts | None:
    return page.head if page and isinstance(page.head, pages.HeadTexts) else None


@dataclass(frozen=True)
class Shelf:
    """The pages of one layer by language and id, with the problems met while reading them."""

    pages: Mapping[Lang, Mapping[str, Page]]
    findings: tuple[Finding, ...]
    broken: frozenset[str]


def read_pages(files: Iterable[PageFile]) -> Shelf:
    """Read the pages of one layer. Never raises for bad content: problems are in `findings`."""
    found: dict[Lang, dict[str, Page]] = {"de": {}, "en": {}}
    findings: list[Finding] = []
    broken: set[str] = set()
    for file in files:
        stat = file.file.lstat()
        page = _read(file, stat.st_mtime_ns, stat.st_size)
        if isinstance(page, tuple):
            findings += page
            broken.add(_guessed_id(file.path))
            continue
        twin = found[file.lang].get(page.id)
        if twin:
            findings.append(finding(file.name, page.line("id"), "id-twice", id=page.id, other=twin.name))
            continue
        found[file.lang][page.id] = page
    return Shelf(found, tuple(findings), frozenset(broken))


def fitting(german: Mapping[str, Page], english: Mapping[str, Page]) -> Mapping[str, Page]:
    """English pages without those that cannot be shown, since their original is of another type; the checks report it."""
    return {identity: page for identity, page in english.items() if _fits(german.get(identity), page)}


def _guessed_id(path: str) -> str:
    name = path.rpartition("/")[2].removesuffix(".md")
    match = re.match(r"^[a-z]+-\d+(?=-|$)", name)
    return match[0].upper() if match else "start" if path == "index.md" else name


def _fits(german: Page | None, english: Page) -> bool:
    return german is None or _texts_model(english.id) is pages.PAGE_TYPES[_head(german).type][1]
