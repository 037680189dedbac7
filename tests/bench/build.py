"""Build, build again, check, edit-to-view and page weight, at the real and at ten times the size, beside stock MkDocs."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from handbook import pipeline
from handbook.checks.run import check_all
from handbook.layers.compose import load
from handbook.locale import word
from tests.bench import corpus
from tests.helpers import REPO, handbook

PAGE = "prozesse/p-01-meldung-aufnehmen"
Row = tuple[str, float, str]


def run(sizes: dict[str, Callable[[Path], Path]] | None = None) -> dict[str, list[Row]]:
    """Rows of name, figure and unit for each size."""
    results: dict[str, list[Row]] = {}
    for name, make in (sizes or {"real": corpus.real, "tenfold": corpus.tenfold}).items():
        with tempfile.TemporaryDirectory() as folder:
            results[name] = list(_measure(make(Path(folder, "handbook"))))
    return results


def _measure(root: Path) -> Iterator[Row]:
    library, tree = load(root)
    yield "pages in both languages", len(library.german) + len(library.english), "files"
    yield "stage, cold", _timed(lambda: pipeline.prepare(root)), "s"
    yield "stage, unchanged", _timed(lambda: pipeline.prepare(root)), "s"
    yield "check, new process", _timed(lambda: handbook(root, "check", check=False)), "s"
    yield "check, rules alone", _timed(lambda: check_all(library, tree)), "s"
    plain = _plain(root)
    yield "stock MkDocs + Material + static-i18n", plain, "s"
    told: list[str] = []
    yield (
        "handbook build without documents, check included",
        _timed(lambda: told.append(handbook(root, "build", "--no-export").stderr)),
        "s",
    )
    rendered = float(re.findall(rf"{word('de', 'build.render')}: ([0-9.]+) s", told[0])[0])
    yield "release render (pages finished)", rendered, "s"
    yield "release render / stock", rendered / plain, "x"
    yield "handbook build, unchanged", _timed(lambda: handbook(root, "build", "--no-export")), "s"
    stages = _stages(root)
    yield "our stages (stage and finish)", stages, "s"
    yield "our stages / stock", stages / plain, "x"
    yield f"{PAGE}: HTML, ours", (root / "site" / f"{PAGE}.html").stat().st_size / 1000, "kB"
    yield f"{PAGE}: HTML, stock", (root / "plain" / f"{PAGE}.html").stat().st_size / 1000, "kB"
    yield "edit to view in handbook serve", _edit_to_view(root), "s"


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _plain(root: Path) -> float:
    settings = corpus.plain_settings(root, root / pipeline.STAGE)
    command = [sys.executable, "-m", "mkdocs", "build", "--config-file", str(settings), "--site-dir", str(root / "plain")]
    return _timed(lambda: subprocess.run(command, check=True, capture_output=True))


def _stages(root: Path) -> float:
    """Staging once and finishing all pages once more, in one process."""
    copy = root / "finished"
    shutil.copytree(root / "site", copy)
    started = time.perf_counter()
    stage = pipeline.prepare(root)
    pipeline.complete_pages(copy, pipeline.pages_of(copy), stage.facts, stage.figures)
    pipeline.complete_site(copy, stage, [])
    return time.perf_counter() - started


def _edit_to_view(root: Path) -> float:
    """Seconds from saving a page until the preview serves the new text (median of three edits)."""
    source = root / "docs" / "de" / f"{PAGE}.md"
    times = []
    with _preview(root) as address:
        for number in range(3):
            text = source.read_text(encoding="utf-8")
            word = f"Messwort{number}"
            started = time.perf_counter()
            source.write_text(text.replace("Hören Sie zu.", f"Hören Sie zu. {word}.", 1), encoding="utf-8")
            while word not in _fetch(f"{address}{PAGE}.html"):
                time.sleep(0.02)
            times.append(time.perf_counter() - started)
            time.sleep(1)
    return sorted(times)[1]


@contextmanager
def _preview(root: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "handbook", "serve", "--root", str(root), "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(REPO)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}/"
            while not _fetch(address):
                time.sleep(0.1)
            yield address
        finally:
            process.terminate()


def _fetch(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""
