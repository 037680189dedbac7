"""All PDF files: one process per language, each file cached by what it is made of."""

from __future__ import annotations

import multiprocessing
import queue
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from handbook.export import book as books
from handbook.export import foreign
from handbook.export.files import placing
from handbook.export.pdf import cards, sheets
from handbook.export.pdf.press import NAME, Job, Made, Press
from handbook.export.pdf.volume import Volume
from handbook.export.progress import Progress
from handbook.export.reading import SCREEN_PAGES
from handbook.export.remarks import Remark
from handbook.processes import end_with_parent

KINDS = ("book", "parts", "cards", "forms", "emergency")
OWNED = {
    "book": f"{NAME}-*.pdf",
    "parts": "teile/*.pdf",
    "cards": "karten/*.pdf",
    "forms": "formulare/*.pdf",
    "emergency": "notfall/*.pdf",
}
ACCENT = "#a8480f"  # --say of overrides/assets/css/handbook.css
TICK = 0.2  # seconds between two looks at what is ready

_told: Any = None  # the queue to the parent, set in each process
_turn: AbstractContextManager[Any] = nullcontext()


def write(target: Path, jobs: Sequence[Job], tell: Progress) -> list[Remark]:
    """Make the files of all jobs below `target`; what could not be set as it stands. Raises HandbookError if nothing could."""
    context = multiprocessing.get_context("spawn")
    told, turn = context.Queue(), context.Lock()
    kinds = {kind for job in jobs for kind in job.kinds}
    with (
        placing(target, owned=[OWNED[kind] for kind in KINDS if kind in kinds]) as fresh,
        ProcessPoolExecutor(len(jobs), mp_context=context, initializer=_start, initargs=(told, turn)) as pool,
    ):
        futures = [pool.submit(make, replace(job, target=fresh)) for job in jobs]
        total = done = 0
        pending: Any = futures
        while pending:
            _, pending = wait(pending, timeout=TICK)
            for count, name in _news(told):
                total += count
                done += not count
                tell(done, total, name)
        made = [future.result() for future in futures]
    _clear(jobs[0].cache, {digest for one in made for digest in one.used})
    return sorted({remark for one in made for remark in one.remarks})


def _news(told: Any) -> Iterable[tuple[int, str]]:
    while True:
        try:
            yield told.get_nowait()
        except queue.Empty:
            return


def _start(told: Any, turn: Any) -> None:
    """In a new process: where to tell, and the turn for what takes much memory."""
    global _told, _turn
    _told, _turn = told, turn
    end_with_parent()


def _clear(cache: Path, used: set[str]) -> None:
    """What no document is made of any more goes."""
    for file in cache.glob("*"):
        if file.name not in used:
            file.unlink(missing_ok=True)


def make(job: Job) -> Made:
    """All files of one language."""
    if job.navigation is None:
        book = replace(foreign.read(job.site, job.lang), site_url=job.site_url)
    else:
        book = books.read(job.site, job.navigation, job.lang, site_url=job.site_url).without(SCREEN_PAGES)

    def tell(name: str) -> None:
        if _told is not None:
            _told.put((0, name))

    with tempfile.TemporaryDirectory(prefix="handbook-typst-") as root:
        press = Press(job, book, Path(root), tell)
        if _told is not None:
            _told.put((_count(press), ""))
        steps: dict[str, Callable[[Press], None]] = {
            "cards": sheets.write_cards,
            "forms": sheets.write_forms,
            "emergency": sheets.write_emergency,
        }
        for kind, step in steps.items():
            if kind in job.kinds:
                step(press)
        if job.kinds & {"book", "parts"}:
            Volume(press).write(_turn)
        press.made.used = press.setter.used
        return press.made


def _count(press: Press) -> int:
    """How many files there will be."""
    book, kinds = press.book, press.job.kinds
    numbers = {
        "book": 1,
        "parts": len(book.parts) - 1,
        "cards": sum(page.type in cards.TYPES for page in book.pages),
        "forms": len(press.job.papers),
        "emergency": len(press.job.emergency),
    }
    return sum(numbers[kind] for kind in kinds)
