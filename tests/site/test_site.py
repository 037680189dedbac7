"""The whole published site, read as files: links, languages, model, no third party."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import lxml.html
import pytest

from handbook import pipeline
from handbook.layers.compose import load
from tests.helpers import REPO

pytestmark = pytest.mark.site


@cache
def document(file: Path) -> lxml.html.HtmlElement:
    return lxml.html.parse(file, parser=lxml.html.HTMLParser(encoding="utf-8")).getroot()


@pytest.fixture(scope="session")
def pages(site: Path) -> list[str]:
    return pipeline.pages_of(site)


def test_every_page_is_there_in_both_languages(site: Path, pages: list[str]) -> None:
    library, _ = load(REPO)
    expected = {library.path(identity).removesuffix(".md") + ".html" for identity in library.ids}
    german = {page for page in pages if not page.startswith("en/")}
    assert expected <= german
    assert {f"en/{page}" for page in german} == {page for page in pages if page.startswith("en/")}


def test_every_page_is_well_formed_html(site: Path, pages: list[str]) -> None:
    for page in [*pages, "404.html"]:
        parser = html5lib.HTMLParser(strict=False)
        parser.parse((site / page).read_bytes(), transport_encoding="utf-8")
        assert [str(error) for error in parser.errors] == [], page


def test_every_internal_link_leads_to_a_page_and_a_place_on_it(site: Path, pages: list[str]) -> None:
    ids = {page: {str(value) for value in document(site / page).xpath("//@id")} for page in pages}
    dead = []
    for page in pages:
        for element, _, address, _ in document(site / page).iterlinks():
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or element.tag == "form":
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else page
            lost = parts.fragment and target in ids and unquote(parts.fragment) not in ids[target] | {"__comments"}
            if lost or not (site / target).is_file():
                dead.append(f"{page}: {address}")
    assert dead == []


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: list[str]) -> None:
    for page in [*pages, "404.html"]:
        loaded = document(site / page).xpath(
            "//script/@src | //link[@rel != 'canonical' and not(@hreflang)]/@href | //img/@src | //iframe/@src | //*/@srcset"
        )
        assert [address for address in loaded if "//" in address and not address.startswith("data:")] == [], page
    for file in site.rglob("*.css"):
        assert not re.findall(r"url\(\s*['\"]?(?:https?:)?//", file.read_text(encoding="utf-8")), file


def test_every_page_has_one_title_of_its_own_and_its_language(site: Path, pages: list[str]) -> None:
    titles = Counter[tuple[str, str | None]]()
    for page in pages:
        found = document(site / page)
        lang = "en" if page.startswith("en/") else "de"
        assert found.get("lang") == lang, page
        assert len(found.xpath("//h1")) == 1, page
        titles[lang, found.findtext(".//title")] += 1
        assert found.xpath("//meta[@name='description']/@content")[0].strip(), page
    assert [title for title, count in titles.items() if count > 1] == []


def test_ids_are_unique_on_every_page(site: Path, pages: list[str]) -> None:
    for page in pages:
        counts = Counter(str(value) for value in document(site / page).xpath("//@id"))
        assert [value for value, count in counts.items() if count > 1] == [], page


def test_the_language_link_leads_to_the_twin(site: Path, pages: list[str]) -> None:
    for page in pages:
        (link,) = document(site / page).xpath("//a[@data-hb-language]")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), link.get("href")))
        assert target == (page.removeprefix("en/") if page.startswith("en/") else f"en/{page}")
        assert link.get("hreflang") == link.get("lang") == ("de" if page.startswith("en/") else "en")


def test_both_languages_have_the_same_places(site: Path, pages: list[str]) -> None:
    for page in pages:
        if not page.startswith("en/"):
            german, english = (
                document(site / name).xpath("//article//*[self::h2 or self::h3]/@id") for name in (page, f"en/{page}")
            )
            assert (german if page != "glossar.html" else sorted(german)) == (
                english if page != "glossar.html" else sorted(english)
            ), page


def test_the_model_describes_the_site(site: Path) -> None:
    model = json.loads((site / "handbook.json").read_text(encoding="utf-8"))
    assert model["schema"] == 1
    for page in model["pages"]:
        for lang, url in page["url"].items():
            assert (site / url).is_file()
            assert page["title"][lang]
    steps = {process["id"]: process["steps"] for process in model["processes"]}
    assert [step["id"] for step in steps["P-01"]][:2] == ["s1", "s2"]
    assert {role["id"]: role["processes"] for role in model["roles"]}["R-03"]["P-14"].startswith("RA")


def test_the_policy_allows_nothing_unsafe(site: Path, pages: list[str]) -> None:
    policy = (site / "_headers").read_text(encoding="utf-8")
    assert "unsafe" not in policy and "http" not in policy.split("Content-Security-Policy")[1].split("\n")[0]
    for page in pages:
        assert document(site / page).xpath("//@style | //@onclick | //@onload") == [], page
