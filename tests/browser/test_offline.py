"""What people take along, in Chromium: the offline copy on a file share, the emergency cards, the page with all files."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import DESK, PHONE, paths, sideways, violations

pytestmark = [pytest.mark.browser, pytest.mark.site]


@pytest.fixture(scope="module")
def share(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip unpacked where town halls put it."""
    folder = tmp_path_factory.mktemp("Ablage") / "Amt für Soziales & Köln Süd"
    with zipfile.ZipFile(site / "downloads" / "handbuch-offline.zip") as archive:
        archive.extractall(folder)
    return folder / "Handbuch-Konfliktmanagement"


def test_the_offline_copy_works_from_a_folder_with_spaces_and_umlauts(page: Page, share: Path) -> None:
    page.goto((share / "START.html").as_uri())
    assert violations(page) == []
    page.get_by_role("link", name="Handbuch auf Deutsch öffnen").click()
    page.get_by_role("searchbox").fill("Schlägerei")
    first = page.locator("[data-search-results] .hb-hit a, .hb-search__panel .hb-hit > a").first
    expect(first).to_be_visible()
    first.click()
    page.get_by_role("link", name="English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto((share / "handbuch" / paths()["C-20"]).as_uri())
    box = page.locator("article input[type=checkbox]").first
    box.check()
    expect(box).to_be_checked()


def test_all_links_to_downloads_lead_to_files_of_the_offline_copy(share: Path) -> None:
    for lang in ("", "en/"):
        page = share / "handbuch" / f"{lang}downloads.html"
        document = lxml.html.document_fromstring(page.read_bytes())
        links = [link.get("href", "") for link in document.iter("a") if "downloads/" in link.get("href", "")]
        assert len(links) > 100
        assert [link for link in links if not (page.parent / unquote(link)).is_file()] == []
        text = page.read_text(encoding="utf-8")
        assert not [left for left in ("handbuch-offline.zip", "#ganz", "#teile") if left in text]


def test_the_checksums_fit(share: Path) -> None:
    lines = (share / "SHA256SUMS.txt").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    files = {file.relative_to(share).as_posix(): file for file in share.rglob("*") if file.is_file()}
    assert set(sums) == set(files) - {"SHA256SUMS.txt"}
    assert all(hashlib.sha256(files[name].read_bytes()).hexdigest() == digest for name, digest in sums.items())


@pytest.mark.parametrize(
    ("page", "name"), [((PHONE, "light"), "P-30-de"), ((DESK, "dark"), "P-33-en")], indirect=["page"], ids=["phone", "desk"]
)
def test_an_emergency_card_is_readable_alone_and_from_the_server(
    page: Page, site: Path, address: str, tmp_path: Path, name: str
) -> None:
    alone = tmp_path / f"{name} Kopie.html"
    alone.write_bytes((site / "downloads" / "notfall" / f"notfallkarte-{name}.html").read_bytes())
    for place in (alone.as_uri(), f"{address}downloads/notfall/notfallkarte-{name}.html"):
        page.goto(place)
        assert sideways(page) <= 0
        assert violations(page) == []
        assert page.locator("header").evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(165, 20, 42)"
        expect(page.get_by_role("link", name=re.compile("^110$")).first).to_be_visible()


@pytest.mark.parametrize("page", [(PHONE, "dark")], indirect=True, ids=str)
def test_the_page_with_all_files_and_the_box_of_a_form_are_accessible(page: Page, address: str) -> None:
    for path in ("downloads.html", paths()["F-01"]):
        page.goto(address + path)
        assert sideways(page) <= 0, path
        assert violations(page) == [], path
    expect(page.locator(".hb-files")).to_contain_text("Ausgefülltes Muster")
