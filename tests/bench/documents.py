"""Each kind of document alone, made from the finished site: time, peak memory, number and size of the files."""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from handbook import pipeline
from tests.bench import corpus
from tests.bench.build import Row
from tests.helpers import handbook

PATTERNS = {
    "office": ("formulare/*.odt", "formulare/*.docx"),
    "pdf": ("**/*.pdf",),
    "epub": ("*.epub",),
    "emergency": ("notfall/*.html",),
    "offline": ("*.zip",),
}


def run() -> dict[str, list[Row]]:
    """Rows for the real handbook."""
    with tempfile.TemporaryDirectory() as folder:
        root = corpus.real(Path(folder, "handbook"))
        handbook(root, "build", "--no-export")
        return {"real": list(_measure(root))}


def _measure(root: Path) -> Iterator[Row]:
    for kind in pipeline.EXPORTS:
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            seconds, memory = pool.submit(_export, root, kind).result()
        files = [file for pattern in PATTERNS[kind] for file in (root / "site" / "downloads").glob(pattern)]
        yield f"{kind}: time", seconds, "s"
        yield f"{kind}: peak memory of the largest process", memory, "MB"
        yield f"{kind}: files", len(files), ""
        yield f"{kind}: size", sum(file.stat().st_size for file in files) / 1_000_000, "MB"


def _export(root: Path, kind: str) -> tuple[float, float]:
    """Seconds, and the peak memory in MB of this process or of the largest that it started."""
    stage = pipeline.prepare(root)
    started = time.perf_counter()
    pipeline.EXPORTS[kind](root / "site", stage, lambda done, total, name: None)
    seconds = time.perf_counter() - started
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return seconds, max(peaks) / 1000
