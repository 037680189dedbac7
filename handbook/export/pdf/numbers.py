"""Numbers of pages at links: Typst leaves room for each, in a colour that names it; the digits are written when they are known.

So everything is set once. What cannot be written afterwards (a number longer than its room, a digit that the file's font lacks)
is set again with the numbers themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Pdf

MARK = re.compile("\ue000([^\ue001]*)\ue001")
DIGIT = 497  # width of every digit in the font of numbers, in thousandths
QUIET = b"0.32156864 0.3529412 0.36078432"  # `quiet` of the template
# How Typst writes `number-of` of the template: colour (254, high, low), font, text with the bracket behind the digits.
# Where a line ends before the bracket, the space stands alone.
RUN = re.compile(
    rb"0\.99607843 (?P<high>[0-9.]+) (?P<low>[0-9.]+) (?P<between>scn\nBT 0 Tr/(?P<font>\w+) [0-9.]+ Tf 1 0 0 -1 0 0 Tm)"
    rb"\[?(?P<text>\(.*?\))\]?(?P<show>T[Jj])\nET",
    re.DOTALL,
)
ALONE = b"Tj"


def number_of(place: str) -> str:
    """Stands in a source for the number of a page."""
    return f"\ue000{place}\ue001"


def without_numbers(source: str) -> str:
    """A source without what stands for numbers."""
    return MARK.sub("", source)


def number_at(place: str, numbers: Mapping[str, int]) -> int:
    """The page of a place or, where Typst refused what stands there, of the page of the handbook."""
    return numbers.get(place) or numbers.get(place.partition("--")[0], 0)


@dataclass
class Rooms:
    """The numbers of one document in the order of its source, each as (place, digits that hold its room).

    `numbers` are the most that each can be or, if `exact`, the numbers themselves.
    """

    numbers: Mapping[str, int] = field(default_factory=dict)
    exact: bool = False
    found: list[tuple[str, str]] = field(default_factory=list)
    _used: int = 0
    _fonts: dict[int, Any] = field(default_factory=dict)  # of each number that Typst has set
    _glyphs: dict[tuple[Any, str], bytes] = field(default_factory=dict)  # of each font and digit

    def clear(self) -> None:
        """Begin anew: a page of the document was replaced."""
        self.found.clear()
        self._used = 0

    def filled(self, source: str) -> str:
        """A source as Typst reads it."""
        return MARK.sub(self._room, source)

    def _room(self, mark: re.Match[str]) -> str:
        digits = str(number_at(mark[1], self.numbers))
        room = "none"
        if not self.exact:
            room = str(len(self.found))
            digits = "".join(str(number % 10) for number in range(self._used, self._used + len(digits)))  # all ten, soon
            self._used += len(digits)
        self.found.append((mark[1], digits))
        return f'("{digits}", {room})'

    def read(self, pdf: Pdf) -> None:
        """Find the rooms in the compiled file."""
        if self.exact or not self.found:
            return
        for page in pdf.pages:
            for run in RUN.finditer(page.Contents.read_bytes()):
                if run["show"] == ALONE:
                    continue
                number, font, text = _read(page, run)
                digits = self.found[number][1]
                self._fonts[number] = font
                self._glyphs |= {(font, digit): glyph for digit, glyph in zip(digits, _glyphs(text, len(digits)), strict=True)}

    def fits(self, numbers: Mapping[str, int]) -> bool:
        """Whether these numbers are shown or can be written."""
        told = [str(number_at(place, numbers)) for place, _ in self.found]
        if self.exact:
            return told == [digits for _, digits in self.found]
        return all(
            number in self._fonts
            and len(digits) <= len(self.found[number][1])
            and all((self._fonts[number], digit) in self._glyphs for digit in digits)
            for number, digits in enumerate(told)
        )

    def write(self, pdf: Pdf, numbers: Mapping[str, int]) -> None:
        """Write numbers that fit into the file."""
        if self.exact or not self.found:
            return
        for page in pdf.pages:
            before = page.Contents.read_bytes()
            after = RUN.sub(lambda run, page=page: self._written(page, run, numbers), before)  # type: ignore[misc]
            if after != before:
                page.Contents.write(after)

    def _written(self, page: pikepdf.Page, run: re.Match[bytes], numbers: Mapping[str, int]) -> bytes:
        if run["show"] == ALONE:
            return b"%b %b%bTj\nET" % (QUIET, run["between"], run["text"])
        number, font, text = _read(page, run)
        place, room = self.found[number]
        digits = str(number_at(place, numbers))
        begin, end = text[: -2 * len(room) - 2], text[-2:]
        shown = begin + b"".join(self._glyphs[font, digit] for digit in digits) + end
        # A digit less than there is room for: the word before it gets the space.
        space = b"-%d" % (DIGIT * (len(room) - len(digits))) if len(digits) < len(room) else b""
        return b"%b %b[%b<%b>]TJ\nET" % (QUIET, run["between"], space, shown.hex().encode())


def _read(page: pikepdf.Page, run: re.Match[bytes]) -> tuple[int, Any, bytes]:
    """The number of a room, its font, its text as glyphs of two bytes each."""
    number = round(float(run["high"]) * 255) * 256 + round(float(run["low"]) * 255)
    font = page.Resources.Font[f"/{run['font'].decode()}"].objgen
    return number, font, bytes(pikepdf.Object.parse(run["text"]))


def _glyphs(text: bytes, count: int) -> list[bytes]:
    """The glyphs of the digits, which stand before the closing bracket."""
    return [text[place : place + 2] for place in range(0, len(text), 2)][-1 - count : -1]
