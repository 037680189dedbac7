"""How wide the columns of a table are: from the words in its cells, so that each line of cells becomes as low as it can."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

# Letters that fit side by side at the size of tables: in the text's measure, across the page, across a turned page.
TEXT, PAGE, TURNED = 84, 110, 172
GAP = 2.5  # what the padding of a cell takes, in letters
WORD = re.compile(r"[\s\u200b-]+")
LONGEST = (20, 15, 11, 8)  # longer words are hyphenated: as long as there is room for them in all columns


@dataclass(frozen=True)
class Columns:
    """Widths of the columns as Typst lengths, the room that they need (`text`, `page` or `turned`), and how many letters of a
    word each takes; none for a column that is as wide as its text."""

    widths: tuple[str, ...]
    room: str
    letters: tuple[float, ...] = ()

    def breaks(self, column: int, text: str) -> bool:
        """Whether a word of a cell is too long for its column. Other cells are not hyphenated."""
        room = self.letters[column] if column < len(self.letters) else math.inf
        return any(len(word) > room for word in WORD.split(text))


def columns(rows: Sequence[Sequence[str]], count: int) -> Columns:
    """Fit `count` columns whose cells hold these texts (a row may be shorter)."""
    cells = [[row[number] for row in rows if number < len(row)] for number in range(count)]
    natural = [max((len(text) for text in column), default=0) + GAP for column in cells]
    least = _least(cells, PAGE)
    if sum(natural) <= TEXT:
        return Columns(("auto",) * count, "text")
    room = "turned" if sum(least) > PAGE else "page" if count > 3 or sum(least) > TEXT else "text"
    total = {"text": TEXT, "page": PAGE, "turned": TURNED}[room]
    least = _least(cells, total)
    wanted = [min(_mean(column) + GAP, widest) for column, widest in zip(cells, natural, strict=True)]
    shared = _shared(total, least, wanted, natural)
    scale = total / sum(shared)  # fractions fill the room
    return Columns(tuple(f"{width:.1f}fr" for width in shared), room, tuple(width * scale - GAP for width in shared))


def fixed(kind: str, count: int) -> Columns | None:
    """The tables whose shape is known: facts with their names, and the matrix of many narrow columns on a turned page."""
    if kind == "facts" and count == 2:
        return Columns(("auto", "1fr"), "text")
    if kind == "matrix":
        return Columns(("1fr", *(f"{min(9.5, 190 / max(count - 1, 1)):.2f}mm",) * (count - 1)), "turned")
    return None


def _least(cells: Sequence[Sequence[str]], total: float) -> list[float]:
    """What each column needs for its longest word, or for as much of it as there is room for."""
    words = [max((len(word) for text in column for word in WORD.split(text)), default=0) for column in cells]
    fitting = ([min(word, longest) + GAP for word in words] for longest in LONGEST)
    return next((least for least in fitting if sum(least) <= total * 0.94), [min(word, LONGEST[-1]) + GAP for word in words])


def _mean(column: Sequence[str]) -> float:
    """Root of the mean square, damped: one long cell counts for more than many short ones, but not for all."""
    squares = [len(text) ** 2 for text in column]
    return float(math.sqrt(sum(squares) / max(len(squares), 1)) ** 0.8 * 3)


def _shared(total: float, least: Sequence[float], wanted: Sequence[float], natural: Sequence[float]) -> list[float]:
    """Every column gets its least; what is left is shared by what each still wants, none gets more than its longest line."""
    widths = [min(small, widest) for small, widest in zip(least, natural, strict=True)]
    for _ in range(3):
        left = total - sum(widths)
        open_ = [max(min(want, widest) - width, 0) for want, widest, width in zip(wanted, natural, widths, strict=True)]
        if left <= 0 or not sum(open_):
            break
        share = min(left / sum(open_), 1)
        widths = [width + more * share for width, more in zip(widths, open_, strict=True)]
    return widths
