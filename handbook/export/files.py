"""Writing documents: all into a temporary folder first, then each to its place by one rename."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SCRATCH = ".handbook-export-"


@contextmanager
def placing(target: Path, *, owned: Sequence[str] = ()) -> Iterator[Path]:
    """An empty folder whose files take their places below `target` when the block ends without an error.

    What matches a pattern of `owned` below `target` and was not written this time is removed: the document of a page that
    is gone.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=SCRATCH))
    try:
        yield fresh
        made = {file.relative_to(fresh) for file in fresh.rglob("*") if file.is_file()}
        for path in sorted(made):
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (fresh / path).replace(target / path)
        for file in [file for pattern in owned for file in target.glob(pattern)]:
            if file.relative_to(target) not in made:
                file.unlink()
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
