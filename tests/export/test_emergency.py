"""Emergency cards: one file each, small, nothing to load, nothing to run."""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html
import pytest
from lxml.html import HtmlElement

from handbook.export.emergency import LIMIT
from handbook.finish.page import hashes
from handbook.layers.compose import load
from handbook.locale import LANGUAGES
from tests.helpers import REPO

pytestmark = pytest.mark.site


def cards(site: Path) -> list[Path]:
    return sorted((site / "downloads" / "notfall").glob("*.html"))


def test_every_urgent_process_has_a_card_in_both_languages(site: Path) -> None:
    assert {file.stem for file in cards(site)} == {
        f"notfallkarte-P-3{number}-{lang}" for number in range(4) for lang in LANGUAGES
    }


def read(file: Path) -> HtmlElement:
    return lxml.html.document_fromstring(file.read_bytes())


def test_a_card_is_small_and_needs_nothing_else(site: Path) -> None:
    for file in cards(site):
        assert file.stat().st_size < LIMIT
        document = read(file)
        assert not list(document.iter("script", "link", "img", "iframe", "base"))
        assert not [element for element in document.iter() if element.get("style") or element.get("onclick")]
        policy = next(meta.get("content") for meta in document.iter("meta") if meta.get("http-equiv"))
        assert policy == f"default-src 'none'; style-src {next(iter(hashes(document, 'style')))}"
        assert "url(" not in (document.findtext(".//style") or "")
        for link in document.iter("a"):
            assert re.match(r"#|tel:|https?:|mailto:", link.get("href", "")), (file.name, link.get("href"))


def test_a_card_holds_its_checklists_and_its_links_lead_somewhere(site: Path) -> None:
    library, _ = load(REPO)
    for file in cards(site):
        document = read(file)
        ids = [element.get("id", "") for element in document.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), file.name
        targets = [link.get("href", "") for link in document.iter("a")]
        assert [target for target in targets if target.startswith("#") and target[1:] not in ids] == [], file.name
        assert len(list(document.iter("h1"))) == 1
        checklists = [heading.get("id", "").removesuffix("-seite") for heading in document.findall(".//section/h2")]
        assert all(identity in library.german for identity in checklists)
        assert len(list(document.iter("input"))) >= 5 * len(checklists)


def test_the_server_allows_the_style_of_the_cards(site: Path) -> None:
    style = next(iter(hashes(read(cards(site)[0]), "style")))
    assert style in (site / "_headers").read_text(encoding="utf-8")


def test_on_paper_a_word_in_brackets_says_where(site: Path) -> None:
    text = " ".join(read(site / "downloads" / "notfall" / "notfallkarte-P-30-de.html").text_content().split())
    assert "(Aufgaben: P-30, Schritt 3)" in text and "(Lagelog: F-30)" in text
    assert "(Aufgaben)" not in text and "(Satz)" not in text


def test_what_to_do_and_the_first_checklist_come_before_the_rest(site: Path) -> None:
    for file in cards(site):
        main = read(file).find(".//main")
        assert main is not None
        kinds = [element.tag for element in main if element.tag in ("h2", "ol", "section", "div")]
        assert kinds[:3] == ["h2", "ol", "section"] and kinds[-1] == "div", file.name
