"""Reading without a network: from the first visit on, never an old page while there is one, and gone when it is switched off."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from handbook.finish import worker
from handbook.finish.facts import SiteFacts
from tests.browser.looks import paths, violations
from tests.helpers import REPO, replace

pytestmark = [pytest.mark.browser, pytest.mark.site]
READY = "navigator.serviceWorker.ready.then(found => found.active.state)"
KEPT = """caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(cache => cache.keys()))))
    .then(all => all.flat().map(entry => entry.url))"""


class _Plain(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Server:
    """A folder below a sub-path on a port of its own, that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.start()

    def start(self) -> None:
        handler = functools.partial(_Plain, directory=str(self.folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


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


def test_after_the_first_visit_pages_open_without_a_server(release: Path, chromium: Browser) -> None:
    with served(release, chromium) as (server, base, context):
        page = context.new_page()
        page.goto(f"{base}index.html")
        assert page.evaluate(READY) in ("activating", "activated")
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
        page.goto(base + paths()["T-01"])
        page.evaluate(READY)
        page.reload()
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
        page.goto(f"{base}index.html")
        page.evaluate(READY)
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


@pytest.mark.full
def test_a_reader_can_switch_it_off_on_the_page_about_privacy(release: Path, chromium: Browser) -> None:
    with served(release, chromium) as (_, base, context):
        page = context.new_page()
        page.goto(f"{base}datenschutz.html")
        page.evaluate(READY)
        page.get_by_label("Seiten auf diesem Gerät behalten").uncheck()
        expect(page.get_by_text("Die Seiten sind von diesem Gerät gelöscht.")).to_be_visible()
        assert page.evaluate("caches.keys()") == []
        page.goto(f"{base}index.html")
        page.wait_for_timeout(500)
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
        page.goto(f"{base}en/datenschutz.html")
        page.get_by_label("Keep pages on this device").check()
        page.evaluate(READY)
        assert page.evaluate("localStorage.length") == 0
