"""One language at the press: its pages as sources, documents set from them, files written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path

from handbook.errors import HandbookError
from handbook.export.book import Book, Page, Part
from handbook.export.job import Job, Made
from handbook.export.pdf import convert, documents, prepare
from handbook.export.pdf.code import call, string
from handbook.export.pdf.convert import Typeset
from handbook.export.pdf.documents import Frame
from handbook.export.pdf.numbers import Rooms, without_numbers
from handbook.export.pdf.prepare import label
from handbook.export.pdf.setter import Refused, Setter
from handbook.export.remarks import Remark
from handbook.locale import word

ENDINGS = "(?:e|en|es|s|n|er|ern|em)?"


class Press:
    """Sets the documents of one language and writes them."""

    def __init__(self, job: Job, book: Book, root: Path, tell: Callable[[str], None], made: Made) -> None:
        self.job = job
        self.book = book
        self.tell = tell
        self.frame = Frame(book, job.imprint, job.brand, job.accent)
        self.made = made
        self.setter = Setter(root, job.cache, job.imprint.date, made.used)
        self.places = prepare.places_of(book)
        self._refused: dict[str, str] = {}
        if job.imprint.logo:
            self.setter.add_image("/files/logo" + job.imprint.logo.suffix, job.imprint.logo)

    @cached_property
    def pages(self) -> dict[str, Typeset]:
        """All pages converted, by id."""
        patterns = {term: term_pattern(term) for term in self.job.terms}
        made = {page.id: self.typeset(page, patterns) for page in self.book.pages}
        for page in made.values():
            self.made.remarks += page.remarks
        return made

    def typeset(self, page: Page, terms: Mapping[str, re.Pattern[str]] | None = None) -> Typeset:
        """Convert a page, or what a card shows of it."""
        made = convert.typeset(page, self.book, self.places, terms)
        for name, content in made.files.items():
            self.setter.add_image(name, content)
        return made

    @cached_property
    def _spelled(self) -> dict[str, str]:
        """Letters that no font has, with the words that stand for them; pages that hold some are named once."""
        missing = self.setter.without_glyph(without_numbers(page.source) for page in self.pages.values())
        for page in self.pages.values():
            if found := sorted(letter for letter in missing if letter in page.source):
                letters = ", ".join(f"U+{ord(letter):04X} {missing[letter]}".strip() for letter in found)
                self.made.remarks.append(Remark(page.page.url, "glyph", (("letters", letters),)))
        return missing

    def _source(self, page: Typeset) -> str:
        text = self._refused.get(page.page.id) or documents.page_source(page)
        if not self._spelled:
            return text
        return text.translate({ord(letter): words for letter, words in self._spelled.items()})

    def compiled(self, main: str, pages: Iterable[Typeset], rooms: Rooms | None = None) -> bytes:
        """Set a document; a page that Typst refuses is replaced by a note, and named. `rooms` as for `sources`.

        Raises HandbookError where no page is at fault.
        """
        parts = list(pages)
        while True:
            try:
                return self.setter.compiled(self.sources(main, parts, rooms))
            except Refused as refused:
                self._replace(refused, parts)

    def sources(self, main: str, pages: Iterable[Typeset], rooms: Rooms | None = None) -> dict[str, str]:
        """A document as the files that Typst reads; `rooms` takes the numbers of pages. Without it, it is a sheet alone."""
        linked, rooms = rooms is not None, rooms or Rooms()
        rooms.clear()
        texts = {"main": main} | {documents.page_file(page.page): self._source(page) for page in pages}
        texts = {name: rooms.filled(text) for name, text in texts.items()}
        return texts | {"settings.typ": documents.settings(self.frame, linked=linked)}

    def _replace(self, refused: Refused, parts: Iterable[Typeset]) -> None:
        named = {label(part.page.id): part for part in parts if part.page.id not in self._refused}
        bad = {named[name].page: reasons for name, reasons in refused.pages.items() if name in named}
        bad = bad or self._tried_alone(named.values())
        if not bad:
            raise HandbookError(word(self.job.lang, "export.pdf.broken", reason=refused.reason))
        for page, reasons in bad.items():
            reason = "; ".join(reasons)
            self.made.remarks.append(Remark(page.url, "refused", (("reason", reason),)))
            note = word(self.book.lang, "export.pdf.refused", reason=reason)
            self._refused[page.id] = f"{documents.TEMPLATE}#{call('p', string(note))}\n"

    def _tried_alone(self, parts: Iterable[Typeset]) -> dict[Page, list[str]]:
        """The pages that Typst does not set alone either: it does not name the page of a picture that it cannot read."""
        bad: dict[Page, list[str]] = {}
        for part in parts:
            main = documents.part_main(self.frame, Part("", part.page.title, (part.page,)), 1)
            try:
                self.setter.compiled(self.sources(main, [part], Rooms()))
            except Refused as refused:
                bad[part.page] = [refused.reason]
        return bad

    def write(self, name: str, data: bytes) -> None:
        """Write a file below the target."""
        file = self.job.target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        self.tell(name)


def term_pattern(term: str) -> re.Pattern[str]:
    """A term in its usual forms: German endings, the English plural; what stands in brackets behind it does not count."""
    words = re.sub(r"\s*\(.*?\)", "", term).split()
    pattern = r"\s+".join(re.escape(part) + ENDINGS for part in words)
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.I if term[:1].islower() else 0)
