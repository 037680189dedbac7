"""The preview: an edit is seen at once, an error keeps what was there; `serve` over real http."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from handbook.errors import HandbookError
from handbook.website.preview import Preview
from tests.helpers import REPO, replace

pytestmark = pytest.mark.slow
PAGE = "docs/de/start/a-99-titel.md"


class Heard:
    """What the preview told."""

    def __init__(self) -> None:
        self.done: list[tuple[str, int]] = []
        self.errors: list[HandbookError] = []

    def tell(self, kind: str, pages: int, _seconds: float) -> None:
        self.done.append((kind, pages))


@pytest.fixture
def preview(small: Path, tmp_path: Path) -> tuple[Preview, Heard]:
    heard = Heard()
    made = Preview(small, tmp_path / "seen", tell=heard.tell, complain=heard.errors.append)
    made.refresh()
    return made, heard


def test_an_edit_renders_only_the_pages_that_it_touches(small: Path, preview: tuple[Preview, Heard]) -> None:
    made, heard = preview
    replace(small / PAGE, "Freie Abschnitte", "Neuer Text")
    made.refresh()
    assert "Neuer Text" in (made.site / "start/a-99-titel.html").read_text(encoding="utf-8")
    # the German page, and the English one whose notice now says that its translation is outdated
    assert heard.done[-1] == ("changed", 2)


def test_a_partial_render_equals_a_full_one(small: Path, preview: tuple[Preview, Heard], tmp_path: Path) -> None:
    made, _ = preview
    replace(small / PAGE, "Freie Abschnitte", "Neuer Text mit [Link](P-99)")
    made.refresh()
    other = Preview(small, tmp_path / "again", tell=lambda *_: None, complain=lambda error: None)
    other.refresh()
    for name in ("start/a-99-titel.html", "en/start/a-99-titel.html", "prozesse/p-99-titel.html"):
        assert (made.site / name).read_bytes() == (other.site / name).read_bytes(), name


def test_a_new_title_renders_all(small: Path, preview: tuple[Preview, Heard]) -> None:
    made, heard = preview
    replace(small / PAGE, "title: Titel der Seite", "title: Ganz neuer Titel")
    made.refresh()
    assert heard.done[-1][0] == "all"
    assert "Ganz neuer Titel" in (made.site / "start/index.html").read_text(encoding="utf-8")


def test_a_new_keyword_is_in_the_index_of_the_search(small: Path, preview: tuple[Preview, Heard]) -> None:
    made, heard = preview
    replace(small / PAGE, "keywords: [", "keywords: [Zauberwort, ")
    made.refresh()
    assert heard.done[-1][0] == "changed"
    assert '"Zauberwort"' in (made.site / "search" / "index.de.js").read_text(encoding="utf-8")


def test_an_error_is_told_and_the_site_stays(small: Path, preview: tuple[Preview, Heard]) -> None:
    made, heard = preview
    before = (made.site / "start/a-99-titel.html").read_bytes()
    replace(small / PAGE, "evidence: recommended", "evidence: vielleicht")
    made.refresh()
    assert len(heard.errors) == 1 and (made.site / "start/a-99-titel.html").read_bytes() == before
    replace(small / PAGE, "evidence: vielleicht", "evidence: recommended")
    made.refresh()
    assert len(heard.errors) == 1


def test_a_deleted_page_is_gone(small: Path, preview: tuple[Preview, Heard]) -> None:
    made, _ = preview
    for lang in ("de", "en"):
        (small / f"docs/{lang}/start/a-99-titel.md").unlink()
    made.refresh()
    assert not (made.site / "start/a-99-titel.html").exists()


@pytest.mark.parametrize(
    "command", [["handbook", "serve", "--root", ".", "--port"], ["mkdocs", "serve", "-a"]], ids=["handbook", "mkdocs"]
)
def test_serve_shows_an_edit(small: Path, command: list[str]) -> None:
    with serving(small, command) as address:
        assert "Eigene Überschrift" in fetch(f"{address}start/a-99-titel.html")
        replace(small / PAGE, "Freie Abschnitte", "Neuer Text")
        wait_for("Neuer Text", f"{address}start/a-99-titel.html")


@contextmanager
def serving(root: Path, command: list[str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    last = str(port) if command[0] == "handbook" else f"127.0.0.1:{port}"
    environment = {**os.environ, "PYTHONPATH": str(REPO)}
    with subprocess.Popen(
        [sys.executable, "-m", *command, last], cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for("<html", f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def fetch(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def wait_for(text: str, address: str) -> None:
    end = time.monotonic() + 60
    while not re.search(text, fetch(address)):
        assert time.monotonic() < end, f"{text!r} did not appear at {address}"
        time.sleep(0.1)
