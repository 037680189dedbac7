"""All documents: time and memory; and one part as PDF beside Chromium's print and WeasyPrint on the same pages.

WeasyPrint is no dependency: `.venv/bin/pip install weasyprint` and Debian's libpangoft2-1.0-0 bring it; otherwise it is left out.
"""

from __future__ import annotations

import importlib.util
import io
import multiprocessing
import resource
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
from playwright.sync_api import sync_playwright

from handbook import pipeline
from handbook.export import book as books
from handbook.export import make
from tests.bench import corpus
from tests.bench.build import Row
from tests.helpers import handbook
from tests.helpers import replace as replace_text

PART = "checklisten"
PAGE = Path("docs/de/prozesse/p-01-meldung-aufnehmen.md")
TICK = 0.1  # seconds between two looks at the memory


def run() -> dict[str, list[Row]]:
    """Rows for the real handbook."""
    with tempfile.TemporaryDirectory() as folder:
        root = corpus.real(Path(folder, "handbook"))
        handbook(root, "build", "--no-export")
        return {"real": [*_measure(root), *_beside(root)]}


def _measure(root: Path) -> Iterator[Row]:
    for name in ("cold", "nothing changed", "one page edited"):
        if name == "one page edited":
            replace_text(root / PAGE, "Hören Sie zu.", "Hören Sie gut zu.")
            handbook(root, "build", "--no-export")
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            seconds, memory, cpu = pool.submit(_export, root).result()
        yield f"all documents, {name}: time", seconds, "s"
        yield f"all documents, {name}: processor time", cpu, "s"
        yield f"all documents, {name}: memory of all processes", memory, "MB"
    files = list((root / "site" / "downloads").rglob("*.pdf"))
    yield "all PDF files: number", len(files), ""
    yield "all PDF files: size", sum(file.stat().st_size for file in files) / 1_000_000, "MB"
    yield "all PDF files: pages of both books", sum(_pages(file) for file in (root / "site" / "downloads").glob("*.pdf")), ""


def _export(root: Path) -> tuple[float, float, float]:
    """Seconds, peak memory of this process and its children together in MB, processor seconds."""
    stage = pipeline.prepare(root)
    peak = [0.0]
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(peak, done), daemon=True)
    watcher.start()
    started = time.perf_counter()
    pipeline.export_all(root / "site", stage)
    seconds = time.perf_counter() - started
    done.set()
    watcher.join()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return seconds, peak[0], sum(one.ru_utime + one.ru_stime for one in used)


def _watch(peak: list[float], done: threading.Event) -> None:
    while not done.wait(TICK):
        peak[0] = max(peak[0], _memory())


def _memory() -> float:
    """What this process and those below it hold, shared parts counted once, in MB."""
    total, waiting = 0.0, [str(multiprocessing.current_process().pid)]
    while waiting:
        process = Path("/proc", waiting.pop())
        try:
            lines = (process / "smaps_rollup").read_text(encoding="ascii").splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000
            for task in (process / "task").iterdir():
                waiting += (task / "children").read_text(encoding="ascii").split()
        except OSError:
            continue
    return total


def _pages(file: Path) -> int:
    with pikepdf.open(file) as pdf:
        return len(pdf.pages)


# --- one part beside other tools ---


def _beside(root: Path) -> Iterator[Row]:
    stage = pipeline.prepare(root)
    site = root / "site"
    job = pipeline.job_of(site, stage, "de", frozenset({"book"}))
    part = next(part for part in books.read(site, job.navigation or [], "de").parts if part.id == PART)
    job = replace(job, navigation=[{part.title: [page.path for page in part.pages]}], cache=root / "one", target=root / "ours")
    files = [site / page.url for page in part.pages]
    tools: dict[str, Callable[[], list[bytes]]] = {
        "Typst, ours": lambda: [_ours(job)],
        "Chromium's print": lambda: _chromium(files),
    }
    if importlib.util.find_spec("weasyprint"):
        tools["WeasyPrint"] = lambda: _weasyprint(files)
    yield f"pages of the part {PART}", len(files), ""
    for name, tool in tools.items():
        started = time.perf_counter()
        made = tool()
        yield f"{name}: time", time.perf_counter() - started, "s"
        yield f"{name}: PDF pages", sum(_count(data) for data in made), ""
        yield f"{name}: size", sum(map(len, made)) / 1_000_000, "MB"


def _ours(job: Any) -> bytes:
    make.make(job)
    return bytes(next(job.target.glob("*.pdf")).read_bytes())


def _chromium(files: list[Path]) -> list[bytes]:
    path = next(found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        made = []
        for file in files:
            page.goto(file.as_uri())
            made.append(page.pdf(format="A4", tagged=True))
        browser.close()
    return made


def _weasyprint(files: list[Path]) -> list[bytes]:
    from weasyprint import HTML

    return [bytes(HTML(filename=str(file)).write_pdf(pdf_variant="pdf/ua-1")) for file in files]


def _count(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)
