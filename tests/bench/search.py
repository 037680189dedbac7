"""Search: how often the right page is among the first, beside other engines on the same site; and size and time of our own.

MiniSearch comes from npm and Pagefind from PyPI, pinned, into the cache; nothing else of the project needs them.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from handbook import pipeline
from handbook.locale import LANGUAGES
from tests.bench import corpus
from tests.bench.build import Row
from tests.helpers import REPO, handbook
from tests.search.queries import SETS, Query, answerable, mechanical, written

TOOLS = REPO / ".cache" / "handbook" / "bench"
MINISEARCH = "minisearch@7.2.0"
PAGEFIND = "pagefind-bin==1.5.2"
ENGINES = ("ours", "mini", "mini, our words", "Material", "Pagefind")
SLOW = 6  # times slower: a phone
TYPED = ("Landkarte", "Schlägerei am Bolzplatz", "wer darf die Akten sehen", "Eskaltaionsstufe", "P-02", "Mediator:innen")


def run() -> dict[str, list[Row]]:
    """Recall among the first three, mean reciprocal rank and queries without any right page, by set and category."""
    with _served() as (site, address), _page(address) as page:
        ids = {entry["id"] for entry in json.loads((site / "handbook.json").read_text(encoding="utf-8"))["pages"]}
        sets = dict(_sets(site, ids))
        return {engine: list(_quality(page, engine, sets)) for engine in ENGINES}


def run_speed() -> dict[str, list[Row]]:
    """Size in the index and the engine, time to the first and to later answers, on this machine and on a slower one."""
    with _served(ours_only=True) as (site, address), _page(address) as page:
        return {lang: list(_costs(page, site, lang)) for lang in LANGUAGES}


def _sets(site: Path, ids: set[str]) -> Iterator[tuple[str, list[Query]]]:
    for lang in LANGUAGES:
        for name in SETS:
            own = [query for query in written(name) if query.lang == lang]
            now = answerable(own, ids)
            yield f"{lang} {name}", now
            whole = [query for query in now if len(query.right) == len(next(q.right for q in own if q.text == query.text))]
            yield f"{lang} {name}, all right pages written", whole
        made = mechanical(site, lang)
        yield f"{lang} mechanical", made
        for category in sorted({query.category for query in made}):
            yield f"{lang} {category}", [query for query in made if query.category == category]


def _quality(page: Page, engine: str, sets: dict[str, list[Query]]) -> Iterator[Row]:
    texts = {
        lang: sorted({query.text for queries in sets.values() for query in queries if query.lang == lang}) for lang in LANGUAGES
    }
    found: dict[tuple[str, str], list[str]] = {}
    for lang, asked in texts.items():
        script = """async ({engine, lang, asked}) => {
            const find = await window.engines[engine](lang), found = []
            for (const query of asked) found.push((await find(query)).slice(0, 30))
            return found
        }"""
        answers = page.evaluate(script, {"engine": engine, "lang": lang, "asked": asked})
        found |= {(lang, text): answer for text, answer in zip(asked, answers, strict=True)}
    for name, queries in sets.items():
        answers = [(query, found[query.lang, query.text]) for query in queries]
        yield f"{name}: queries", len(queries), ""
        yield f"{name}: recall@3", 100 * statistics.fmean(_recall(*answer) for answer in answers), "%"
        yield f"{name}: MRR", 100 * statistics.fmean(_reciprocal(*answer) for answer in answers), "%"
        yield f"{name}: no right page", sum(not _reciprocal(*answer) for answer in answers), ""


def _recall(query: Query, found: list[str]) -> float:
    return len(set(query.right) & set(found[:3])) / min(3, len(query.right))


def _reciprocal(query: Query, found: list[str]) -> float:
    return next((1 / place for place, identity in enumerate(found, 1) if identity in query.right), 0.0)


def _costs(page: Page, site: Path, lang: str) -> Iterator[Row]:
    def zipped(*files: str) -> float:
        return sum(len(gzip.compress((site / file).read_bytes(), 9)) for file in files) / 1000

    yield "index, gzip", zipped(f"search/index.{lang}.js"), "kB"
    yield "texts for extracts, gzip", zipped(f"search/texts.{lang}.js"), "kB"
    yield "engine, gzip", zipped("assets/search/engine.js"), "kB"
    yield "engine and interface, gzip", zipped("assets/search/engine.js", "assets/search/search.js"), "kB"
    session = page.context.new_cdp_session(page)
    for slower, name in ((1, ""), (SLOW, f", {SLOW} times slower")):
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        times = [page.evaluate(_TIME, {"lang": lang, "typed": TYPED}) for _ in range(3)]
        yield f"reading the index and first answer{name}", statistics.median(entry["first"] for entry in times), "ms"
        letters = [time for entry in times for time in entry["letters"]]
        yield f"later answers, median{name}", statistics.median(letters), "ms"
        yield f"later answers, 95 of 100{name}", statistics.quantiles(letters, n=20)[-1], "ms"
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    yield "first keystroke to results, worker and all", _first_keystroke(page, lang), "ms"


# On the page's own thread, since throttling does not reach workers; the time to load a file is left out.
_TIME = """async ({lang, typed}) => {
    const text = await (await fetch(`/search/index.${lang}.js`)).text()
    if (!window.handbookSearch) await new Promise(done => {
        const script = document.createElement("script")
        script.src = "/assets/search/engine.js"; script.onload = done; document.head.append(script)
    })
    let engine
    window.handbookIndex = data => { engine = handbookSearch.create(data) }
    const started = performance.now()
    ;(0, eval)(text)
    engine.find(typed[0], 7)
    const first = performance.now() - started, letters = []
    for (const query of typed) for (let length = 1; length <= query.length; length++) {
        const from = performance.now()
        engine.find(query.slice(0, length), 7)
        letters.push(performance.now() - from)
    }
    return {first, letters}
}"""


def _first_keystroke(page: Page, lang: str) -> float:
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + ("/" if lang == "de" else "/en/") + "index.html")
    script = """() => new Promise(done => {
        const input = document.querySelector("input[type=search]"), started = performance.now()
        new MutationObserver(() => { if (document.querySelector("[data-search-results] a")) done(performance.now() - started) })
            .observe(document.body, {childList: true, subtree: true})
        input.focus(); input.value = "Mediation"; input.dispatchEvent(new Event("input"))
    })"""
    return float(page.evaluate(script))


# --- the site, with other engines beside ours ---


@contextmanager
def _served(*, ours_only: bool = False) -> Iterator[tuple[Path, str]]:
    with tempfile.TemporaryDirectory() as folder:
        root = corpus.real(Path(folder, "handbook"))
        handbook(root, "build")
        site = root / "site"
        shutil.copyfile(REPO / "tests" / "bench" / "engines.js", site / "engines.js")
        if not ours_only:
            _add_others(root, site)
        quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(quiet, directory=str(site))) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield site, f"http://127.0.0.1:{server.server_address[1]}"
            server.shutdown()


def _add_others(root: Path, site: Path) -> None:
    TOOLS.mkdir(parents=True, exist_ok=True)
    if not (TOOLS / "package").is_dir():
        subprocess.run(["npm", "pack", MINISEARCH, "--silent"], cwd=TOOLS, check=True, capture_output=True)
        archive = next(TOOLS.glob("minisearch-*.tgz"))
        shutil.unpack_archive(archive, TOOLS)
    (site / "bench").mkdir()
    shutil.copyfile(TOOLS / "package" / "dist" / "umd" / "index.js", site / "bench" / "minisearch.js")
    if not (TOOLS / "pagefind").is_dir():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(TOOLS / "pagefind"), PAGEFIND]
        subprocess.run(command, check=True, capture_output=True)
    program = next(file for file in (TOOLS / "pagefind").rglob("pagefind*") if file.is_file() and file.suffix in ("", ".exe"))
    subprocess.run([str(program), "--site", str(site), "--root-selector", "article"], check=True, capture_output=True)
    _stock(root, site)


def _stock(root: Path, site: Path) -> None:
    """MkDocs, Material and static-i18n with the search as they bring it."""
    settings = corpus.plain_settings(root, root / pipeline.STAGE)
    command = [sys.executable, "-m", "mkdocs", "build", "--config-file", str(settings), "--site-dir", str(site / "stock")]
    subprocess.run(command, check=True, capture_output=True)
    worker = next((site / "stock" / "assets" / "javascripts" / "workers").glob("search*.js"))
    (site / "stock.json").write_text(json.dumps({"worker": worker.relative_to(site / "stock").as_posix()}), encoding="utf-8")


@contextmanager
def _page(address: str) -> Iterator[Page]:
    path = next(found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-background-networking"])
        page: Page = browser.new_page()
        page.set_default_timeout(600_000)
        page.goto(f"{address}/index.html")
        page.add_script_tag(url=f"{address}/engines.js")
        yield page
        browser.close()
