"""Reading without a network: only when a reader asks for it, never an old page while there is one, and gone when it is erased."""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from handbook.finish import worker
from handbook.finish.addresses import WORKER
from handbook.finish.facts import SiteFacts
from tests.browser.looks import paths, violations
from tests.helpers import REPO, replace

pytestmark = [pytest.mark.browser, pytest.mark.site]
KEPT = """caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(cache => cache.keys()))))
    .then(all => all.flat().map(entry => entry.url))"""


class _Plain(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


class _Closing(http.server.ThreadingHTTPServer):
    """Remembers its connections: Chromium opens some ahead, and their threads would answer after the server has stopped."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.open: list[socket.socket] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.append(request)
        super().process_request(request, client_address)

    def close_all(self) -> None:
        self.shutdown()
        self.server_close()
        for connection in self.open:
            with suppress(OSError):  # closed already
                connection.shutdown(socket.SHUT_RDWR)


class Server:
    """A folder below a sub-path on a port of its own, that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.start()

    def start(self) -> None:
        handler = functools.partial(_Plain, directory=str(self.folder))
        self.server = _Closing(("127.0.0.1", self.port), handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.close_all()


@pytest.fixture
def release(site: Path, tmp_path: Path) -> Path:
    """A copy of the site to change, without the large files."""
    return Path(shutil.copytree(site, tmp_path / "www" / "hb", ignore=shutil.ignore_patterns("downloads"), symlinks=False))


@contextmanager
def served(folder: Path, chromium: Browser) -> Iterator[tuple[Server, str, BrowserContext]]:
    server = Server(folder.parent)
    context = chromium.new_context()
    yield server, f"http://127.0.0.1:{server.port}/hb/", context
    context.close()
    server.server.server_close()


def until(page: Page, promise: str) -> None:
    """Wait for a promise of something true; Playwright's own waiting takes the promise itself for true."""
    for _ in range(100):
        if page.evaluate(promise):
            return
        page.wait_for_timeout(100)
    raise AssertionError(promise)


def keep(page: Page, base: str) -> None:
    """Press the switch, as a reader does."""
    page.goto(f"{base}downloads.html#offline")
    page.get_by_role("button", name="Offline verfügbar machen").click()
    expect(page.get_by_role("button", name="Vom Gerät löschen")).to_be_focused()


def stored(page: Page) -> list[int]:
    """Workers, caches and words in the browser's store."""
    script = """Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()])
        .then(all => [...all.map(found => found.length), localStorage.length])"""
    return list(page.evaluate(script))


def test_nothing_is_stored_until_the_reader_asks_and_all_of_it_goes_when_erased(release: Path, chromium: Browser) -> None:
    with served(release, chromium) as (_, base, context):
        page, other = context.new_page(), context.new_page()
        for identity in ("start", "P-30", "downloads", "datenschutz"):
            page.goto(base + paths()[identity])
        page.wait_for_timeout(300)
        assert stored(page) == [0, 0, 0]
        keep(page, base)
        expect(page.locator("[data-hb-offline] p")).to_contain_text("Auf diesem Gerät liegen")
        assert stored(page) == [1, 1, 0]
        assert violations(page) == []
        other.goto(f"{base}index.html")
        page.goto(f"{base}en/datenschutz.html")
        page.get_by_role("button", name="Erase from this device").click()
        expect(page.get_by_text("The pages are erased from this device.")).to_be_visible()
        other.evaluate("fetch('glossar.html').then(answer => answer.text())")  # a page that is still open
        other.wait_for_timeout(200)
        assert stored(page) == [0, 0, 0]
        page.goto(f"{base}index.html")
        page.wait_for_timeout(300)
        assert stored(page) == [0, 0, 0]


def test_what_the_switch_stores_at_once_is_as_large_as_the_page_says(site: Path) -> None:
    listed = re.search(r"FIRST = (\[.*?\])\n", (site / WORKER).read_text(encoding="utf-8"))
    assert listed
    total = sum((site / path).stat().st_size for path in json.loads(listed[1]))
    assert 0.7e6 < total < 1.5e6  # "etwa 1 MB"


def test_kept_pages_open_without_a_server(release: Path, chromium: Browser) -> None:
    with served(release, chromium) as (server, base, context):
        page = context.new_page()
        keep(page, base)
        page.goto(base + paths()["T-01"] + "?q=geheim")
        expect(page.locator("h1")).to_be_visible()
        until(page, f"{KEPT}.then(all => all.some(url => url.endsWith('{paths()['T-01']}')))")
        assert [url for url in page.evaluate(KEPT) if "geheim" in url] == []
        server.stop()
        for path in ("", paths()["T-01"], paths()["P-30"], f"en/{paths()['P-30']}"):
            page.goto(base + path)
            assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith('"Source Sans 3"')
        page.goto(base + paths()["T-02"])
        expect(page).to_have_url(f"{base}offline.html")
        assert violations(page) == []
        page.get_by_role("link", name="P-30").first.click()
        expect(page.locator("h1")).to_contain_text("Krisenintervention")


def test_a_new_release_replaces_the_old_one_at_once(release: Path, chromium: Browser) -> None:
    with served(release, chromium) as (server, base, context):
        page = context.new_page()
        keep(page, base)
        page.goto(base + paths()["T-01"])
        for identity in ("T-01", "P-30"):
            replace(release / paths()[identity], "</h1>", " NEU</h1>")
        old = (release / "worker.js").read_text(encoding="utf-8").partition('RELEASE = "')[2][:12]
        replace(release / "worker.js", f'"{old}"', '"neu"')
        page.reload()
        expect(page.locator("h1")).to_contain_text("NEU")
        until(page, "caches.keys().then(names => names.length === 1 && names[0].endsWith(' neu'))")
        server.stop()
        for identity in ("T-01", "P-30"):
            page.goto(base + paths()[identity])
            expect(page.locator("h1")).to_contain_text("NEU")


@pytest.mark.full
def test_where_it_is_switched_off_the_worker_removes_itself_and_what_it_kept(release: Path, chromium: Browser) -> None:
    with served(release, chromium) as (server, base, context):
        page = context.new_page()
        keep(page, base)
        (release / worker.SOURCE).write_bytes((REPO / "overrides" / worker.SOURCE).read_bytes())
        worker.write(release, REPO / "overrides/partials/404-page.html", SiteFacts((), frozenset(), {}, {}, "index.html"))
        replace(release / "index.html", 'data-worker="', 'data-none="')
        page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.update())")
        until(page, "caches.keys().then(names => names.length === 0)")
        page.goto(f"{base}index.html")
        until(page, "navigator.serviceWorker.getRegistration().then(found => !found)")
        server.stop()
        with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
            page.goto(f"{base}index.html?")  # past the browser's own store
