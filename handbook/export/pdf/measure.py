"""How much room a text needs in the face that forms are filled in with: Source Sans, as `fields.py` embeds it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONT = Path(__file__).parent / "fonts" / "SourceSansPro-Regular.ttf"
SIZE = 9.5  # points
LEADING = 1.35 * SIZE  # the widest that viewers set: PDF.js; Acrobat and PDFium set 1.26
WIDTH = 289.0  # points: the column for entries of a form, 105 mm, without what viewers leave free at both sides
UNKNOWN = 0.6  # of the size: a letter that the font does not have


@cache
def _widths() -> dict[int, float]:
    with TTFont(FONT) as font:
        scale = SIZE / font["head"].unitsPerEm
        return {code: font["hmtx"].metrics[name][0] * scale for code, name in font.getBestCmap().items()}


def width(text: str) -> float:
    """The width of one line in points."""
    widths = _widths()
    return sum(widths.get(ord(letter), UNKNOWN * SIZE) for letter in text)


def lines(paragraphs: Iterable[str], room: float = WIDTH) -> int:
    """How many lines the paragraphs take when they are broken between words."""
    return sum(_lines(paragraph, room) for paragraph in paragraphs)


def _lines(paragraph: str, room: float) -> int:
    count, used, space = 1, 0.0, width(" ")
    for long in map(width, paragraph.split()):
        if used and used + space + long > room:
            count, used = count + 1, 0.0
        used += long + (space if used else 0.0)
        while used > room:  # a word that is longer than the line is broken
            count, used = count + 1, used - room
    return count
