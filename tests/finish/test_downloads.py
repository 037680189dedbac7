"""What pages say about their files, and the lists of the page with all files."""

from __future__ import annotations

import shutil
from pathlib import Path

import lxml.html
import pytest

from handbook.finish.downloads import Files, filled_in, size_text
from handbook.layers.compose import load
from handbook.model.library import Library
from tests.helpers import REPO

FORM = '<div class="hb-files"><!--hb-files form F-01--><!--/hb-files--></div>'
FOOT = "<dl><!--hb-files foot P-30--><!--/hb-files--></dl>"
LIST = "<!--hb-files list {section}-->\n<p>später</p>\n<!--/hb-files-->"
ALL = Files(
    {
        "formulare/F-01-de.odt": 8_400,
        "formulare/F-01-de.docx": 7_600,
        "formulare/F-01-muster-de.odt": 9_000,
        "notfall/notfallkarte-P-30-de.html": 32_000,
        "karten/P-30-de.pdf": 84_000,
        "handbuch-offline.zip": 12_340_000,
        "handbuch-konfliktmanagement-en.epub": 1_090_000,
    }
)


@pytest.fixture(scope="module")
def library() -> Library:
    return load(REPO)[0]


@pytest.mark.parametrize(
    ("size", "german", "english"), [(12, "1 kB", "1 kB"), (8_400, "8 kB", "8 kB"), (1_250_000, "1,2 MB", "1.2 MB")]
)
def test_sizes_are_written_as_people_read_them(size: int, german: str, english: str) -> None:
    assert (size_text(size, "de"), size_text(size, "en")) == (german.replace(" ", "\u00a0"), english.replace(" ", "\u00a0"))


def test_a_form_names_its_files_with_size_and_date(library: Library) -> None:
    text = filled_in(FORM, "formulare/f-01-meldebogen.html", ALL, library)
    shown = lxml.html.fragment_fromstring(text)
    assert [link.get("href") for link in shown.iter("a")] == [
        "../downloads/formulare/F-01-de.odt",
        "../downloads/formulare/F-01-de.docx",
        "../downloads/formulare/F-01-muster-de.odt",
        "../downloads.html",
    ]
    assert "ODT 8\u00a0kB" in shown.text_content() and "Stand 25.11.2026" in shown.text_content()


def test_the_foot_names_what_there_is_in_the_language_of_the_page(library: Library) -> None:
    german = filled_in(FOOT, "prozesse/p-30.html", ALL, library)
    assert "karten/P-30-de.pdf" in german and "notfall/notfallkarte-P-30-de.html" in german
    assert filled_in(FOOT, "en/prozesse/p-30.html", ALL, library) == FOOT


def test_filling_in_again_replaces_what_stood_there(library: Library) -> None:
    once = filled_in(FORM + FOOT, "x/y.html", ALL, library)
    assert filled_in(once, "x/y.html", ALL, library) == once
    assert filled_in(once, "x/y.html", Files({}), library) == FORM + FOOT


def test_the_offline_copy_offers_only_what_it_holds(library: Library) -> None:
    place = LIST.format(section="ganz")
    page = (
        '<li class="x"><a href="#ganz" class="y">Alles</a></li><p><a href="#ganz">Alles</a> · <a href="#notfall">Karten</a></p>'
        f'<h2 id="ganz">Alles</h2><p>Buch</p>{place}<h2 id="notfall">Karten</h2>{LIST.format(section="notfall")}'
    )
    assert "handbuch-offline.zip" in filled_in(page, "en/downloads.html", ALL, library)
    offline = filled_in(page, "downloads.html", ALL.for_offline(), library)
    assert "ganz" not in offline and "Buch" not in offline and "notfallkarte-P-30-de.html" in offline
    assert "F-01-de.odt" in filled_in(FORM, "formulare/f-01.html", ALL.for_offline(), library)


def test_books_say_how_many_pages_they_have(library: Library) -> None:
    files = Files({"teile/prozesse-de.pdf": 1_200_000}, {"teile/prozesse-de.pdf": 212})
    assert "212 Seiten, 1,2\u00a0MB" in filled_in(LIST.format(section="teile"), "downloads.html", files, library)


def test_forms_are_listed_in_the_groups_of_the_handbook(library: Library) -> None:
    files = Files({f"formulare/{name}-de.odt": 8_000 for name in ("F-01", "F-01-kontaktblatt", "F-30")})
    text = filled_in(LIST.format(section="formulare"), "downloads.html", files, library)
    shown = lxml.html.fragment_fromstring(text, create_parent=True)
    assert [heading.text for heading in shown.iter("h3")] == ["Fälle bearbeiten", "Krise"]
    assert [link.get("href") for link in shown.iter("a")][:2] == ["#formulare-faelle", "#formulare-krise"]
    assert "Kontaktblatt: ODT" in shown.text_content()


def test_a_list_without_files_says_so(library: Library) -> None:
    text = filled_in(LIST.format(section="teile"), "downloads.html", ALL, library)
    assert "keine Dateien" in text and "<table" not in text and "später" not in text


def test_what_an_edition_hides_is_on_no_list(tmp_path: Path) -> None:
    shutil.copytree(REPO / "examples" / "auenrade", tmp_path / "stadt")
    facts = tmp_path / "stadt" / "local" / "kommune.yml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("hide: [", "hide: [F-01, P-30, downloads, "), encoding="utf-8")
    library, _ = load(tmp_path / "stadt")
    text = filled_in(LIST.format(section="formulare"), "downloads.html", ALL, library)
    assert "F-01" not in text
    assert "downloads.html" not in filled_in(FORM, "formulare/f-02.html", ALL, library)
