"""The book: cover and contents, the parts, the index; set with room for the page numbers, then joined."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from itertools import accumulate, groupby
from math import ceil
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf, String

from handbook.export.book import HOME, Page, Part
from handbook.export.pdf import documents, finish
from handbook.export.pdf.convert import Mention, Typeset
from handbook.export.pdf.fields import Field
from handbook.export.pdf.finish import Entry, Place
from handbook.export.pdf.numbers import Rooms
from handbook.export.pdf.prepare import label
from handbook.export.pdf.press import Press
from handbook.export.pdf.setter import give_back
from handbook.locale import word

LISTS = ("glossar", "quellen")
MOST = 8  # numbers behind a term of the index
ROUNDS = 5  # page numbers change lines, lines change page numbers: more than one round is rare
LETTERS = 2750  # of Typst source on a page, a little less than on most


class Volume:
    """All files that the book consists of, by name: `front`, the ids of the parts, `index`."""

    def __init__(self, press: Press) -> None:
        self.press = press
        self.book = press.book
        self.frame = press.frame
        self.raw: dict[str, bytes] = {}
        self.rooms: dict[str, Rooms] = {}
        self.places: dict[str, dict[str, Place]] = {}
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
        press = self.press
        self.number()
        press.setter.close()
        with turn:
            if "book" in press.job.kinds:
                press.write(f"{press.job.name}-{self.book.lang}.pdf", self.whole())
            else:
                deque(self._files(), maxlen=0)
        give_back()

    def _typesets(self, part: Part) -> list[Typeset]:
        return [self.press.pages[page.id] for page in part.pages]

    def number(self) -> None:
        """Set everything; a part whose numbers cannot be written into their rooms once more, with the numbers of before."""
        self.numbers = self._expected(self.book.parts[0], 1)
        exact: set[str] = set()
        for _ in range(ROUNDS):
            front = self._round(self.numbers, exact)
            wrong = {name for name, rooms in self.rooms.items() if not rooms.fits(self.numbers)}
            if self._set_front(self.numbers) == front and not wrong:
                break
            exact |= wrong

    def _set_front(self, numbers: Mapping[str, int]) -> int:
        return self._set("front", documents.front_main(self.frame, numbers, index=bool(self.terms)), {})

    def _round(self, before: Mapping[str, int], exact: set[str]) -> int:
        """`before` are the numbers of the round before, `exact` the parts that are set with them; how many pages come first."""
        found: dict[str, int] = {}
        front = self._set_front(before)
        start = 1 + front
        for part in self.book.parts:
            self.starts[part.id] = start
            self.rooms[part.id] = Rooms(before, exact=True) if part.id in exact else Rooms(self._expected(part, start) | found)
            main = documents.part_main(self.frame, part, start)
            start += self._set(part.id, main, found, start=start, pages=self._typesets(part))
        if self.terms:
            self._set("index", documents.index_main(self.frame, start, self.terms, found), found, start=start)
        self.numbers = found
        return front

    def _set(self, name: str, main: str, found: dict[str, int], *, start: int = 1, pages: Sequence[Typeset] = ()) -> int:
        """Set a file that begins on the page `start` and remember the page of every heading; how many pages the file has."""
        rooms = self.rooms.setdefault(name, Rooms())
        self.raw[name] = self.press.compiled(main, pages, rooms)
        with finish.opened(self.raw[name]) as pdf:
            self.places[name] = finish.places(pdf)
            found |= {place: start + where.page for place, where in self.places[name].items()}
            rooms.read(pdf)
            count = len(pdf.pages)
        self.press.setter.forget(count)
        return count

    def _expected(self, part: Part, start: int) -> dict[str, int]:
        """The most that the number of a page can be, from this part on: where it should end by the length of its source."""
        later = self.book.pages[self.book.pages.index(part.pages[0]) :]
        lengths = (max(1.0, len(self.press.pages[page.id].source) / LETTERS) for page in later)
        return {label(page.id): start + ceil(end) for page, end in zip(later, accumulate(lengths), strict=True)}

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

    def _files(self) -> Iterator[tuple[Pdf, dict[str, Place]]]:
        """All files with their places, finished but for the links; each part is written alone when the book has taken it in."""
        parts = {part.id: part for part in self.book.parts}
        for number, name in enumerate(list(self.raw)):
            part = parts.get(name)
            raw = finish.distinct(self.raw.pop(name), number)
            file = finish.mended(raw, self._fields(part) if part else {})
            self.rooms[name].write(file, self.numbers)
            yield file, self.places[name]
            if part and part.id != HOME and "parts" in self.press.job.kinds:
                self.press.write(f"teile/{part.id}-{self.book.lang}.pdf", self._alone(part, file, self.places[name]))

    def whole(self) -> bytes:
        """The book."""
        known: list[dict[str, Place]] = []

        def files() -> Iterator[Pdf]:
            for file, places in self._files():
                known.append(places)
                yield file

        pdf, before = finish.joined(files())
        found = {
            place: Place(where.page + offset, where.left, where.top)
            for places, offset in zip(known, before, strict=True)
            for place, where in places.items()
        }
        finish.lead(pdf, found, self.titles, lambda place: None)
        contents = Entry(0, "contents", word(self.book.lang, "export.pdf.contents"))
        finish.bookmarks(pdf, [contents, *self._entries(self.book.parts), Entry(0, "index", self.titles["index"])], found)
        return finish.saved(pdf)

    def _alone(self, part: Part, pdf: Pdf, places: Mapping[str, Place]) -> bytes:
        """A part as a file of its own, with the page numbers of the book."""
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
