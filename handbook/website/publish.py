"""Putting a finished site in place: atomically, and only if something changed."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import handbook
from handbook import pipeline
from handbook.layers.compose import watched

SCRATCH = ".handbook-new-"
OLD = ".handbook-old-"
MEMORY = pipeline.CACHE / "published.json"


@contextmanager
def replacing(site: Path) -> Iterator[Path]:
    """An empty folder beside `site` that takes its place when the block ends without an error.

    Two renames on one file system: whoever kills the build finds the old site or the new one, or `recover` does.
    """
    site.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=site.parent, prefix=f"{SCRATCH}{site.name}-"))
    try:
        fresh = scratch / "site"
        fresh.mkdir()
        yield fresh
        old = site.with_name(f"{OLD}{site.name}")
        if site.exists():
            site.rename(old)
        fresh.rename(site)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def recover(site: Path) -> None:
    """Clear up after a build that was killed: bring back the old site if the new one was not in place yet."""
    old = site.with_name(f"{OLD}{site.name}")
    if old.exists() and not site.exists():
        old.rename(site)
    shutil.rmtree(old, ignore_errors=True)
    for scratch in site.parent.glob(f"{SCRATCH}{site.name}-*"):
        shutil.rmtree(scratch, ignore_errors=True)


def inputs(root: Path, *words: str) -> str:
    """Digest of everything that a site is made of: content with its data, theme, settings, edition, program, choices."""
    package = Path(handbook.__file__).parent
    total = hashlib.sha256("\n".join((handbook.__version__, *words, "")).encode())
    files = [place for place in watched(root) if place.is_file()]
    for folder in (*(place for place in watched(root) if place.is_dir()), package):
        files += sorted(file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    for file in files:
        total.update(f"{file.name}\n{file.stat().st_size}\n".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def is_current(root: Path, site: Path, state: str) -> bool:
    """Whether `site` is what was built last from the same inputs, and nobody has changed it since."""
    memory = root / MEMORY
    if not (site.is_dir() and memory.is_file()):
        return False
    try:
        known = json.loads(memory.read_text(encoding="utf-8"))
    except ValueError:
        return False
    return bool(known == {"inputs": state, "site": _seal(site)})


def remember(root: Path, site: Path, state: str) -> None:
    """Note what was published, for `is_current`."""
    memory = root / MEMORY
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(json.dumps({"inputs": state, "site": _seal(site)}), encoding="utf-8")


def _seal(site: Path) -> str:
    entries = sorted(
        f"{file.relative_to(site).as_posix()} {stat.st_size} {stat.st_mtime_ns}"
        for file in site.rglob("*")
        if file.is_file() and (stat := file.stat())
    )
    return hashlib.sha256("\n".join((str(site.resolve()), *entries)).encode()).hexdigest()
