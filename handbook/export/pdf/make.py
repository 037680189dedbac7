"""All PDF files of one language, each cached by what it is made of."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from handbook.export.book import Book
from handbook.export.job import NAME, Job, Made
from handbook.export.pdf import cards, sheets
from handbook.export.pdf.press import Press
from handbook.export.pdf.volume import Volume
from handbook.export.reading import SCREEN_PAGES

OWNED = {
    "book": (f"{NAME}-*.pdf",),
    "parts": ("teile/*.pdf",),
    "cards": ("karten/*.pdf",),
    "forms": ("formulare/*.pdf",),
    "emergency": ("notfall/*.pdf",),
}
KINDS = tuple(OWNED)
ACCENT = "#a8480f"  # --say of overrides/assets/css/handbook.css


def make(job: Job, whole: Book, tell: Callable[[str], None], made: Made, turn: AbstractContextManager[Any]) -> None:
    """Write the kinds that are wanted; the joining of the book, which takes much memory, in its turn."""
    if not job.kinds & set(KINDS):
        return
    with tempfile.TemporaryDirectory(prefix="handbook-typst-") as root:
        press = Press(job, whole.without(SCREEN_PAGES) if job.navigation is not None else whole, Path(root), tell, made)
        steps: dict[str, Callable[[Press], None]] = {
            "cards": sheets.write_cards,
            "forms": sheets.write_forms,
            "emergency": sheets.write_emergency,
        }
        for kind, step in steps.items():
            if kind in job.kinds:
                step(press)
        if job.kinds & {"book", "parts"}:
            Volume(press).write(turn)


def counts(job: Job, book: Book) -> Mapping[str, int]:
    """How many files there will be of each kind."""
    return {
        "book": 1,
        "parts": len(book.parts) - 1,
        "cards": sum(page.type in cards.TYPES for page in book.pages),
        "forms": len(job.papers),
        "emergency": len(job.urgent),
    }
