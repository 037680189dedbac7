"""Fixtures for all tests: a small handbook, the real site, a server, a browser."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import REPO, handbook, make_handbook


@pytest.fixture(scope="session")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small valid handbook; tests that change it take `small`."""
    return make_handbook(tmp_path_factory.mktemp("skeleton"))


@pytest.fixture
def small(skeleton: Path, tmp_path: Path) -> Path:
    """A copy of the small handbook to change."""
    return Path(shutil.copytree(skeleton, tmp_path / "handbook", symlinks=True))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real handbook, built as it is published."""
    target = tmp_path_factory.mktemp("published") / "site"
    handbook(REPO, "build", "--site", str(target))
    return target


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The real site over http on loopback, below a sub-path as in many town halls: `.../amt/handbuch/`."""
    folder = site.parent / "www"
    (folder / "amt").mkdir(parents=True)
    (folder / "amt" / "handbuch").symlink_to(site)
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/amt/handbuch/"
        server.shutdown()
