"""The book: cover and contents, the parts, the index; set until all page numbers are right, then joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from functools import cached_property
from itertools import groupby
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf, String

from handbook.export.book import HOME, Page, Part
from handbook.export.pdf import documents, finish
from handbook.export.pdf.convert import Mention, Typeset
from handbook.export.pdf.fields import Field
from handbook.export.pdf.finish import Entry, Place
from handbook.export.pdf.prepare import label
from handbook.export.pdf.press import Press
from handbook.locale import word

LISTS = ("glossar", "quellen")
MOST = 8  # numbers behind a term of the index
ROUNDS = 5  # page numbers change lines, lines change page numbers: more than two rounds are rare


class Volume:
    """All files that the book consists of, by name: `front`, the ids of the parts, `index`."""

    def __init__(self, press: Press) -> None:
        self.press = press
        self.book = press.book
        self.frame = press.frame
        self.raw: dict[str, bytes] = {}
        self.starts: dict[str, int] = {}
        self.numbers: dict[str, int] = {}

    @cached_property
    def terms(self) -> dict[str, list[str]]:
        """Terms with the places that are about them; what lists all terms itself is left out."""
        found: dict[str, list[Mention]] = {}
        for page in self.press.pages.values():
            for mention in page.terms if page.page.id not in LISTS else ():
                found.setdefault(mention.term, []).append(mention)
        return {term: _best(found[term]) for term in sorted(found, key=_folded)}

    def write(self, turn: AbstractContextManager[Any]) -> None:
        """The book and each part but the home page; the joining, which takes much memory, in its turn."""
        press, lang = self.press, self.book.lang
        self.number()
        with turn:
            if "book" in press.job.kinds:
                press.write(f"{press.job.name}-{lang}.pdf", self.whole())
            if "parts" in press.job.kinds:
                for part in self.book.parts:
                    if part.id != HOME:
                        press.write(f"teile/{part.id}-{lang}.pdf", self.alone(part))

    def _typesets(self, part: Part) -> list[Typeset]:
        return [self.press.pages[page.id] for page in part.pages]

    def number(self) -> None:
        """Set everything until the numbers that are shown are true; the first guess are those of the book of before."""
        self.numbers = self.press.setter.recalled(self._memory)
        for _ in range(ROUNDS):
            before = dict(self.numbers)
            self._round()
            if self.numbers == before:
                break
        self.press.setter.note(self._memory, self.numbers)

    @property
    def _memory(self) -> str:
        return f"{self.press.job.name}-{self.book.lang}.json"

    def _round(self) -> None:
        compiled = self.press.compiled
        known = self.numbers
        found: dict[str, int] = {}
        self.raw["front"] = compiled(documents.front_main(self.frame, known, index=bool(self.terms)), (), known, linked=True)
        start = 1 + self._note("front", 1, found)
        for part in self.book.parts:
            self.starts[part.id] = start
            self.raw[part.id] = compiled(documents.part_main(self.frame, part, start), self._typesets(part), known, linked=True)
            start += self._note(part.id, start, found)
        if self.terms:
            self.raw["index"] = compiled(documents.index_main(self.frame, start, self.terms, known), (), known, linked=True)
            self._note("index", start, found)
        self.numbers = found

    def _note(self, name: str, start: int, found: dict[str, int]) -> int:
        """Remember the page of every heading; how many pages the file has."""
        with finish.opened(self.raw[name]) as pdf:
            found |= {place: start + where.page for place, where in finish.places(pdf).items()}
            count = len(pdf.pages)
        self.press.setter.forget(count)
        return count

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
        return {name: self._mended(number, name) for number, name in enumerate(self.raw)}

    def _mended(self, number: int, name: str) -> tuple[Pdf, dict[str, Place]]:
        raw = finish.distinct(self.raw[name], number)
        part = next((part for part in self.book.parts if part.id == name), None)
        with finish.opened(raw) as pdf:
            found = finish.places(pdf)
        return finish.mended(raw, self._fields(part) if part else {}), found

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
        pdf, places = self.mended[part.id]
        finish.lead(pdf, places, self.titles, self._outside)
        finish.bookmarks(pdf, list(self._entries([part])), places)
        pdf.Root.PageLabels = Dictionary(Nums=pikepdf.Array([0, Dictionary(S=Name.D, St=self.starts[part.id])]))
        return finish.saved(pdf)

    @cached_property
    def _pages_by_name(self) -> dict[str, Page]:
        return {label(page.id): page for page in self.book.pages}

    def _outside(self, place: str) -> Dictionary:
        """From a part to another one: to the website, or to the book that lies beside it."""
        name, _, anchor = place.partition("--")
        page = self._pages_by_name.get(name)
        if self.book.site_url and page:
            return Dictionary(
                S=Name.URI, URI=String(f"{self.book.site_url.rstrip('/')}/{page.url}" + (f"#{anchor}" if anchor else ""))
            )
        file = f"../{self.press.job.name}-{self.book.lang}.pdf"
        target = pikepdf.Array([self.numbers.get(place, 1) - 1, Name.Fit])
        return Dictionary(
            S=Name.GoToR, F=Dictionary(Type=Name.Filespec, F=String(file), UF=String(file)), D=target, NewWindow=True
        )


def _best(mentions: Iterable[Mention]) -> list[str]:
    """The places most about a term: those in titles, then in headings, then in the text, as long as they are few."""
    by_kind = sorted(mentions, key=lambda mention: mention.kind)
    places: list[str] = []
    for _, group in groupby(by_kind, key=lambda mention: mention.kind):
        more = [mention.place for mention in group]
        if places and len(places) + len(more) > MOST:
            break
        places += more
    return places[:MOST]


def _folded(term: str) -> str:
    """A term as it is sorted."""
    return term.casefold().translate(str.maketrans("äöüé", "aoue")).replace("ß", "ss")
