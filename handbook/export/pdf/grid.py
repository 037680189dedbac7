"""The cells of a table as they lie in its grid: Typst takes only what fits, browsers take anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

WIDEST = 60  # columns; more cannot be read on paper


@dataclass(frozen=True)
class Cell:
    """A cell, or an empty place in a row that is too short."""

    element: HtmlElement | None = None
    column: int = 0
    columns: int = 1
    rows: int = 1


def laid(rows: Sequence[Sequence[HtmlElement]], least: int = 0) -> tuple[list[list[Cell]], int]:
    """The cells of each row, and the number of columns, at least `least`. Spans end where the rows or another cell do."""
    taken: list[set[int]] = [set() for _ in rows]  # the columns of each row that cells of this row or above lie in
    placed: list[list[Cell]] = []
    for number, row in enumerate(rows):
        cells: list[Cell] = []
        column = 0
        for element in row:
            while column in taken[number]:
                column += 1
            if column >= WIDEST:
                break
            width = 1
            while width < _span(element, "colspan") and column + width < WIDEST and column + width not in taken[number]:
                width += 1
            height = min(_span(element, "rowspan"), len(rows) - number)
            for below in range(number, number + height):
                taken[below] |= set(range(column, column + width))
            cells.append(Cell(element, column, width, height))
            column += width
        placed.append(cells)
    count = max([least, *(max(columns) + 1 for columns in taken if columns)])
    for cells, columns in zip(placed, taken, strict=True):
        cells.extend([Cell()] * (count - len(columns)))
    return placed, count


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "1")
    return max(1, int(value)) if value.isdigit() and len(value) < 5 else 1
