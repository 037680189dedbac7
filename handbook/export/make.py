"""All documents: one process per language makes every kind, into one folder whose files then take their places."""

from __future__ import annotations

import gc
import multiprocessing
import os
import queue
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from handbook.export import book as books
from handbook.export import emergency, epub, foreign
from handbook.export.book import Book
from handbook.export.files import placing
from handbook.export.job import Job, Made
from handbook.export.office import forms
from handbook.export.pdf import make as pdf
from handbook.export.progress import Progress
from handbook.export.remarks import Remark
from handbook.processes import end_with_parent

# What belongs to each kind below the target.
OWNED: Mapping[str, Sequence[str]] = {**pdf.OWNED, "office": forms.OWNED, "epub": epub.OWNED, "html": emergency.OWNED}
TICK = 0.1  # seconds between two looks at what is ready

Tell = Callable[[str], None]
Step = Callable[[Job, Book, Tell], None]
STEPS: Mapping[str, Step] = {"office": forms.make, "epub": epub.make, "html": emergency.make}

_told: Any = None  # the queue to the parent, set in each process
_turn: AbstractContextManager[Any] = nullcontext()


def write(target: Path, jobs: Sequence[Job], tell: Progress) -> list[Remark]:
    """Make the files of all jobs below `target`; what could not be set as it stands. Raises HandbookError if nothing could."""
    context = multiprocessing.get_context("spawn")
    told, turn = context.Queue(), context.Lock()
    kinds = {kind for job in jobs for kind in job.kinds}
    with (
        placing(target, owned=[pattern for kind, patterns in OWNED.items() if kind in kinds for pattern in patterns]) as fresh,
        ProcessPoolExecutor(len(jobs), mp_context=context, initializer=_start, initargs=(told, turn, len(jobs))) as pool,
    ):
        futures = [pool.submit(make, replace(job, target=fresh), backwards=bool(n % 2)) for n, job in enumerate(jobs)]
        total = done = 0
        pending: Any = futures
        while pending:
            _, pending = wait(pending, timeout=TICK)
            for count, name in _news(told):
                total += count
                done += not count
                tell(done, total, name)
        made = [future.result() for future in futures]
    if kinds & set(pdf.KINDS):
        _clear(jobs[0].cache, {digest for one in made for digest in one.used})
    return sorted({remark for one in made for remark in one.remarks})


def _news(told: Any) -> Iterable[tuple[int, str]]:
    while True:
        try:
            yield told.get_nowait()
        except queue.Empty:
            return


def _start(told: Any, turn: Any, processes: int) -> None:
    """In a new process: where to tell, and the turn for what takes much memory."""
    global _told, _turn
    _told, _turn = told, turn
    end_with_parent()
    # Typst would start a thread for each processor in each process; they would wait for each other.
    os.environ["RAYON_NUM_THREADS"] = str(max(1, (os.cpu_count() or 1) // processes))
    gc.disable()  # trees of pages are large and hold no cycles; the process ends soon


def _clear(cache: Path, used: set[str]) -> None:
    """What no document is made of any more goes."""
    for file in cache.glob("*"):
        if file.name not in used:
            file.unlink(missing_ok=True)


def make(job: Job, *, backwards: bool = False) -> Made:
    """All files of one language. `backwards`: PDF last, so that two processes do not join their books at the same time."""
    if job.navigation is None:
        book = replace(foreign.read(job.site, job.lang), site_url=job.site_url)
    else:
        book = books.read(job.site, job.navigation, job.lang, site_url=job.site_url)

    def tell(name: str) -> None:
        if _told is not None:
            _told.put((0, name))

    if _told is not None:
        _told.put((_count(job, book), ""))
    made = Made()

    def set_all() -> None:
        pdf.make(job, book, tell, made, _turn)

    steps = [set_all, *(lambda step=step: step(job, book, tell) for kind, step in STEPS.items() if kind in job.kinds)]
    for step in reversed(steps) if backwards else steps:
        step()
    return made


def _count(job: Job, book: Book) -> int:
    """How many files there will be."""
    numbers = {"office": 2 * len(job.papers), "epub": 1, "html": len(job.urgent), **pdf.counts(job, book)}
    return sum(numbers[kind] for kind in job.kinds)
