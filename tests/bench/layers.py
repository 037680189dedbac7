"""An edition with a hundred overlays: compose and status; and what twenty editions cost after the first."""

from __future__ import annotations

import datetime
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from handbook import pipeline
from handbook.layers.adopt import adopt
from handbook.layers.compose import compose, load, read_layers
from handbook.layers.drift import overrides
from handbook.layers.upgrade import upgrade
from handbook.model.library import Page
from tests.bench import corpus
from tests.bench.build import Row
from tests.helpers import handbook, replace

OVERLAYS = 100
EDITIONS = 20
DAY = datetime.date(2026, 1, 1)


def run() -> dict[str, list[Row]]:
    """Rows of name, figure and unit."""
    with tempfile.TemporaryDirectory() as folder:
        return {"real": [*_overlays(corpus.real(Path(folder, "handbook"))), *_editions(Path(folder))]}


def _overlays(root: Path) -> Iterator[Row]:
    _adopt(root)
    started = time.perf_counter()
    load(root)
    yield f"compose, {OVERLAYS} overlays, first time", time.perf_counter() - started, "s"
    started = time.perf_counter()
    load(root)
    yield "compose again", time.perf_counter() - started, "s"
    started = time.perf_counter()
    tree = compose(root)
    _, facts, core, local = read_layers(tree)
    found = overrides(tree, core, local, facts)
    yield "status", time.perf_counter() - started, "s"
    started = time.perf_counter()
    handbook(root, "local", "status", check=False)
    yield "status, new process", time.perf_counter() - started, "s"
    started = time.perf_counter()
    upgrade(tree, core, local, found, lang="de", dry_run=True)
    yield "upgrade, nothing to do", time.perf_counter() - started, "s"


def _adopt(root: Path) -> None:
    """One section each of a hundred pages, German first, changed in one line."""
    tree = compose(root)
    _, _, core, local = read_layers(tree)
    shelf = [*core.pages["de"].values(), *core.pages["en"].values()]
    for page in [page for page in shelf if _last(page)][:OVERLAYS]:
        what = f"docs/{page.file.lang}/{page.file.path}#{_last(page)}"
        _, name = adopt(tree, core, local, what, lang="de", today=DAY)[0]
        file = root / name
        file.write_text(file.read_text(encoding="utf-8").rstrip("\n") + "\n\nBei uns auch so.\n", encoding="utf-8")


def _last(page: Page) -> str:
    """The last section of a page if it can be adopted alone."""
    section = page.sections[-1]
    return section.id if section.level == 2 else ""


def _editions(folder: Path) -> Iterator[Row]:
    """Twenty editions on one core, one after the other: only the first reads and converts what they have in common."""
    core = corpus.real(folder / "core")
    started = time.perf_counter()
    handbook(core, "build")
    yield "build the core's site, cold", time.perf_counter() - started, "s"
    staged = built = 0.0
    for number in range(EDITIONS):
        (core / "local").mkdir(exist_ok=True)
        facts = f'kommune.name: "Stadt {number}"\nfrist.triage: {{value: {number + 1}, unit: workday}}\n'
        (core / "local" / "kommune.yml").write_text(facts, encoding="utf-8")
        started = time.perf_counter()
        pipeline.prepare(core, folder / f"stage-{number}")
        staged += time.perf_counter() - started
        started = time.perf_counter()
        handbook(core, "build")
        built += time.perf_counter() - started
    yield f"stage one of {EDITIONS} editions, warm", staged / EDITIONS, "s"
    yield f"build one of {EDITIONS} editions, warm", built / EDITIONS, "s"
    replace(core / "local" / "kommune.yml", "Stadt", "Gemeinde")
    started = time.perf_counter()
    pipeline.prepare(core, folder / f"stage-{EDITIONS - 1}")
    yield "stage an edition again after one fact changed", time.perf_counter() - started, "s"
