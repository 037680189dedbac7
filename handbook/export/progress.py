"""How an export tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

# Called with the number of documents that are ready, of how many, and the name of the latest: (3, 120, "karten/P-01-de.pdf").
Progress = Callable[[int, int, str], None]


def silent(done: int, total: int, name: str) -> None:
    """Tell nobody."""
