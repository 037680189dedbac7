"""Fixtures for all tests: a small handbook, the real site, a server, a browser."""

from __future__ import annotations

import functools
import http
import http.server
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.helpers import REPO, handbook, make_handbook

# A busy machine must not turn a slow example into a failure.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


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
    """The real handbook, built as it is published but for the PDF files, which take longest."""
    target = tmp_path_factory.mktemp("published") / "site"
    handbook(REPO, "build", "--without", "pdf", "--site", str(target))
    return target


class _AsPublished(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as a web server should: with the headers of `_headers` and the site's own 404 page."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        for line in (self.site / "_headers").read_text(encoding="utf-8").splitlines()[1:]:
            self.send_header(*line.strip().split(": ", 1))
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != http.HTTPStatus.NOT_FOUND:
            super().send_error(code, message, explain)
            return
        page = (self.site / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    @property
    def site(self) -> Path:
        return Path(self.directory) / "amt" / "handbuch"


class _Server(http.server.ThreadingHTTPServer):
    """A browser that closes a page breaks its connections off; that is no error."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The real site over http on loopback, below a sub-path as in many town halls: `.../amt/handbuch/`."""
    folder = site.parent / "www"
    (folder / "amt").mkdir(parents=True)
    (folder / "amt" / "handbuch").symlink_to(site)
    handler = functools.partial(_AsPublished, directory=str(folder))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/amt/handbuch/"
        server.shutdown()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, started once; it talks to nobody but us."""
    path = next(found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield browser
        browser.close()
