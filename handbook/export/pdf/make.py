"""All PDF files of one language: set, finished, written. One process per language; nothing here knows the builder."""

from __future__ import annotations

import copy
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
from lxml.html import HtmlElement
from pikepdf import Dictionary, Name, Pdf, String

from handbook.export import book as books
from handbook.export.book import Book, Imprint, Page, Part
from handbook.export.pdf import convert, documents, finish
from handbook.export.pdf.convert import Typeset, label
from handbook.export.pdf.documents import Frame
from handbook.export.pdf.fields import Field
from handbook.export.pdf.finish import Entry, Place
from handbook.export.pdf.setter import Refused, Setter
from handbook.export.remarks import Remark
from handbook.locale import word

NAME = "handbuch-konfliktmanagement"
ROUNDS = 5  # page numbers change lines, lines change page numbers: more than two rounds are rare
CARDS = ("process", "checklist", "form", "card")
SIZES = (9.4, 8.8, 8.2, 7.6)
SHEETS = 2


@dataclass(frozen=True)
class Job:
    """What the process of one language needs; plain data. `terms` are the words of the index by language, `kinds` which files."""

    site: Path
    lang: str
    navigation: Sequence[Mapping[str, Any]]
    site_url: str
    imprint: Imprint
    brand: str
    accent: str
    terms: tuple[tuple[str, str], ...]
    cache: Path
    target: Path
    kinds: frozenset[str]


@dataclass
class Made:
    """What a process reports."""

    lang: str
    files: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


class Press:
    """Makes the files of one language."""

    def __init__(self, job: Job, book: Book, root: Path, tell: Callable[[str], None]) -> None:
        self.job = job
        self.book = book
        self.tell = tell
        self.frame = Frame(book, job.imprint, job.brand, job.accent)
        self.setter = Setter(root, job.cache, job.imprint.date)
        self.made = Made(job.lang)
        self.places = convert.places_of(book)
        if job.imprint.logo:
            self.setter.add_image("/files/logo" + job.imprint.logo.suffix, job.imprint.logo)

    # --- pages ---

    @cached_property
    def pages(self) -> dict[str, Typeset]:
        """All pages converted, by id."""
        patterns = {name: term_pattern(term) for name, term in self.job.terms}
        return {page.id: self._typeset(page, patterns) for page in self.book.pages}

    def _typeset(self, page: Page, patterns: Mapping[str, re.Pattern[str]] | None = None) -> Typeset:
        made = convert.typeset(page, self.book, self.places, patterns)
        for name, content in made.files.items():
            self.setter.add_image(name, content)
        return made

    @cached_property
    def sources(self) -> dict[str, str]:
        """The pages as files for Typst, without letters that no font has."""
        made = {documents.page_file(page.page): documents.page_source(page) for page in self.pages.values()}
        missing = self.setter.without_glyph(made.values())
        for page in self.pages.values():
            self.made.remarks += page.remarks
            name = documents.page_file(page.page)
            if found := sorted(letter for letter in missing if letter in made[name]):
                self.made.remarks.append(
                    Remark(page.page.url, "glyph", (("letters", ", ".join(f"U+{ord(letter):04X} {missing[letter]}" for letter in found)),))
                )
            for letter in found:
                made[name] = made[name].replace(letter, missing[letter])
        return made

    # --- the book ---

    def write_book(self) -> None:
        """The whole book and each part."""
        volume = Volume(self)
        volume.number()
        if "book" in self.job.kinds:
            self._write(f"{NAME}-{self.book.lang}.pdf", volume.whole())
        if "parts" in self.job.kinds:
            for part in self.book.parts:
                if part.id != books.HOME:
                    self._write(f"teile/{part.id}-{self.book.lang}.pdf", volume.alone(part))

    def compiled(self, main: str, pages: Iterable[Page], numbers: Mapping[str, int], *, linked: bool) -> bytes:
        """Set a document; a page that Typst refuses is replaced by a note, and named."""
        names = [documents.page_file(page) for page in pages]
        while True:
            sources = {"main": main} | {name: self.sources[name] for name in names}
            sources = {name: documents.numbered(text, numbers) for name, text in sources.items()}
            try:
                return self.setter.compiled(sources | {"settings.typ": documents.settings(self.frame, linked=linked)})
            except Refused as refused:
                self._replace(refused, pages)

    def _replace(self, refused: Refused, pages: Iterable[Page]) -> None:
        by_name = {label(page.id): page for page in pages}
        bad = {by_name[name]: reasons for name, reasons in refused.pages.items() if name in by_name}
        if not bad:
            raise refused
        for page, reasons in bad.items():
            reason = "; ".join(reasons)
            self.made.remarks.append(Remark(page.url, "refused", (("reason", reason),)))
            note = word(self.book.lang, "export.pdf.refused", reason=reason)
            self.sources[documents.page_file(page)] = f'{documents.TEMPLATE}#p({documents.string(note)})\n'

    def _write(self, name: str, data: bytes) -> None:
        file = self.job.target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        self.made.files.append(name)
        self.tell(name)

    # --- cards ---

    def card_pages(self) -> list[Page]:
        """The pages that get a card."""
        return [page for page in self.book.pages if page.type in CARDS]


def term_pattern(term: str) -> re.Pattern[str]:
    """A term in its usual forms: German endings, the English plural."""
    words = [re.escape(part) for part in re.split(r"\s+", re.sub(r"\s*\(.*?\)", "", term).strip())]
    return re.compile(r"(?<!\w)" + r"\s+".join(f"{part}(?:e|en|es|s|n|er|ern|em)?" for part in words) + r"(?!\w)", re.I if term[:1].islower() else 0)


class Volume:
    """The book: cover and contents, the parts, the index; set until all page numbers are right."""

    def __init__(self, press: Press) -> None:
        self.press = press
        self.book = press.book
        self.frame = press.frame
        self.raw: dict[str, bytes] = {}
        self.starts: dict[str, int] = {}
        self.numbers: dict[str, int] = {}

    @cached_property
    def terms(self) -> dict[str, list[str]]:
        """Terms with the places that are about them."""
        words = dict(self.press.job.terms)
        found: dict[str, list[str]] = {}
        for page in self.press.pages.values():
            for name, place in page.terms:
                found.setdefault(words[name], []).append(place)
        return {term: found[term] for term in sorted(found, key=folded)}

    def number(self) -> None:
        """Set everything until the numbers that are shown are the numbers that are true."""
        for _ in range(ROUNDS):
            before = dict(self.numbers)
            self._round()
            if self.numbers == before:
                break

    def _round(self) -> None:
        compiled = self.press.compiled
        known = self.numbers
        found: dict[str, int] = {}
        self.raw["front"] = compiled(documents.front_main(self.frame, known), (), known, linked=True)
        start = 1 + self._note("front", 1, found)
        for part in self.book.parts:
            self.starts[part.id] = start
            self.raw[part.id] = compiled(documents.part_main(self.frame, part, start), part.pages, known, linked=True)
            start += self._note(part.id, start, found)
        self.starts["index"] = start
        self.raw["index"] = compiled(documents.index_main(self.frame, start, self.terms, known), (), known, linked=True)
        self._note("index", start, found)
        self.numbers = found

    def _note(self, name: str, start: int, found: dict[str, int]) -> int:
        """Remember the page of every heading; how many pages the file has."""
        with finish.opened(self.raw[name]) as pdf:
            found |= {place: start + where.page for place, where in finish.places(pdf).items()}
            return len(pdf.pages)

    @cached_property
    def titles(self) -> dict[str, str]:
        """Words for places, for bookmarks and for whoever asks a link where it leads."""
        named = {label(page.id): documents.shown(page) for page in self.book.pages}
        named |= {place: title for page in self.press.pages.values() for _, place, title in page.sections}
        named |= {documents.opens(part): part.title for part in self.book.parts}
        named["index"] = word(self.book.lang, "export.pdf.index")
        return named

    def _entries(self, parts: Iterable[Part]) -> Iterator[Entry]:
        for part in parts:
            opening = documents.opens(part)
            yield Entry(0, opening, part.title)
            for page in part.pages:
                if label(page.id) != opening:
                    yield Entry(1, label(page.id), documents.shown(page))
                for depth, place, title in self.press.pages[page.id].sections:
                    if depth == 2:
                        yield Entry(1 if label(page.id) == opening else 2, place, title)

    def _fields(self, part: Part) -> dict[str, Field]:
        boxes = [box for page in part.pages for box in self.press.pages[page.id].boxes.items()]
        return {name: Field("box", box.text, box.checked) for name, box in boxes}

    @cached_property
    def mended(self) -> dict[str, tuple[Pdf, dict[str, Place]]]:
        """All files with their places, finished but for the links."""
        return {name: self._mended(name) for name in self.raw}

    def _mended(self, name: str) -> tuple[Pdf, dict[str, Place]]:
        pdf = finish.opened(self.raw[name])
        found = finish.places(pdf)
        part = next((part for part in self.book.parts if part.id == name), None)
        finish.mend(pdf, self._fields(part) if part else {}, prefix=f"{name}-")
        return pdf, found

    def whole(self) -> bytes:
        """The book."""
        mended = list(self.mended.values())
        pdf, before = finish.joined([file for file, _ in mended])
        found = {
            place: Place(where.page + offset, where.left, where.top)
            for (_, places), offset in zip(mended, before, strict=True)
            for place, where in places.items()
        }
        finish.lead(pdf, found, self.titles, lambda place: None)
        contents = Entry(0, "contents", word(self.book.lang, "export.pdf.contents"))
        finish.bookmarks(pdf, [contents, *self._entries(self.book.parts), Entry(0, "index", self.titles["index"])], found)
        return finish.saved(pdf)

    def alone(self, part: Part) -> bytes:
        """A part as a file of its own, with the page numbers of the book."""
        start = self.starts[part.id]
        title = finish.opened(self.press.compiled(documents.title_main(self.frame, part, start), (), {}, linked=True))
        own, places = self.mended[part.id]
        pdf, (_, offset) = finish.joined([title, own])
        found = {place: Place(where.page + offset, where.left, where.top) for place, where in places.items()}
        finish.lead(pdf, found, self.titles, self._outside)
        finish.bookmarks(pdf, list(self._entries([part])), found)
        pdf.Root.PageLabels = Dictionary(Nums=pikepdf.Array([0, Dictionary(P=String("–")), 1, Dictionary(S=Name.D, St=start)]))
        return finish.saved(pdf)

    @cached_property
    def _pages_by_name(self) -> dict[str, Page]:
        return {label(page.id): page for page in self.book.pages}

    def _outside(self, place: str) -> Dictionary:
        """From a part to another one: to the website, or to the book that lies beside it."""
        name, _, anchor = place.partition("--")
        page = self._pages_by_name.get(name)
        if self.book.site_url and page:
            return Dictionary(S=Name.URI, URI=String(f"{self.book.site_url.rstrip('/')}/{page.url}" + (f"#{anchor}" if anchor else "")))
        file = f"../{NAME}-{self.book.lang}.pdf"
        target = pikepdf.Array([self.numbers.get(place, 1) - 1, Name.Fit])
        return Dictionary(S=Name.GoToR, F=Dictionary(Type=Name.Filespec, F=String(file), UF=String(file)), D=target, NewWindow=True)


def folded(term: str) -> str:
    """A term as it is sorted."""
    return term.casefold().translate(str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e"}))


def make(job: Job, tell: Callable[[str], None]) -> Made:
    """All files of a job."""
    book = books.read(job.site, job.navigation, job.lang, site_url=job.site_url)
    with tempfile.TemporaryDirectory(prefix="handbook-typst-") as root:
        press = Press(job, book, Path(root), tell)
        if job.kinds & {"book", "parts"}:
            press.write_book()
        press.made.used = press.setter.used
        return press.made
