"""How wide a text is and where its lines break, without a browser: German compounds are hyphenated."""

from __future__ import annotations

import unicodedata
from functools import cache

from pyphen import Pyphen

# Advance widths of Helvetica (Arial has the same) in thousandths of the size. Source Sans is about 7 % narrower, so that a text
# measured with these fits in the site's face and in what a machine shows that has not got it.
_WIDTHS = {
    222: "ijl'‘’",
    260: "|",
    278: " !,./:;I[\\]ft·",
    333: "()-r`„“”",
    355: '"',
    389: "*",
    500: "Jckszvxy",
    556: "#$0123456789?L_abdeghnopqu–…",
    584: "+<=>~×→",
    611: "FTZß",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "—",
    1015: "@",
}
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER, _WIDE = 600, 1000
BOLD = 1.08  # how much wider the bold face is at most
DICTIONARIES = {"de": "de_DE", "en": "en_GB"}
KEEP = 4  # letters that stay together at each side of a hyphen


def width(text: str, size: float) -> float:
    """The width of a text in the regular face."""
    return sum(map(_advance, unicodedata.normalize("NFC", text))) * size / 1000


@cache
def _advance(letter: str) -> int:
    if letter in _WIDTH:
        return _WIDTH[letter]
    if unicodedata.combining(letter):
        return 0
    base = unicodedata.normalize("NFD", letter)[0]
    return _WIDTH.get(base, _WIDE if unicodedata.east_asian_width(letter) in "WF" else _OTHER)


def wrap(text: str, room: float, size: float, lang: str, *, first: float = 0) -> tuple[str, ...]:
    """The lines of a text that fit into `room`; the first one is shorter by `first`.

    A word moves to the next line as a whole unless that leaves a gap of half a line; then it is hyphenated where it can be.
    """
    lines: list[str] = []
    line, left = "", room - first
    for word in text.split():
        rest = word
        while rest:
            joined = f"{line} {rest}" if line else rest
            if width(joined, size) <= left:
                line, rest = joined, ""
                continue
            head, tail = _cut(rest, left - width(f"{line} ", size) if line else left, size, lang)
            if head and (width(line, size) < left / 2 or width(rest, size) > room):
                line, rest = f"{line} {head}" if line else head, tail
            elif not line and left >= room:
                head, tail = _force(rest, left, size)
                line, rest = head, tail
            lines.append(line)
            line, left = "", room
    return (*lines, line) if line else tuple(lines)


def _cut(word: str, room: float, size: float, lang: str) -> tuple[str, str]:
    """The longest beginning that fits with its hyphen, and what is left; empty if there is none."""
    for place in sorted(_places(word, lang), reverse=True):
        head = word[:place] if word[place - 1] in "-/–" else f"{word[:place]}-"
        if width(head, size) <= room:
            return head, word[place:]
    return "", word


@cache
def _places(word: str, lang: str) -> tuple[int, ...]:
    """Where a word may break: at hyphens of its own, else between syllables that are not too short; nowhere without language."""
    if not lang:
        return ()
    own = tuple(number for number, letter in enumerate(word, 1) if letter in "-/–" and KEEP <= number <= len(word) - KEEP)
    found = (int(place) for place in _dictionary(lang).positions(word))
    return own or tuple(place for place in found if KEEP <= place <= len(word) - KEEP)


@cache
def _dictionary(lang: str) -> Pyphen:
    return Pyphen(lang=DICTIONARIES[lang])


def _force(word: str, room: float, size: float) -> tuple[str, str]:
    """Whatever fits of a word that no rule can break, at least one letter."""
    place = len(word) - 1
    while place > 1 and width(word[:place], size) > room:
        place -= 1
    return word[:place], word[place:]
