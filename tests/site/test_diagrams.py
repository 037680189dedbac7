"""Every process page shows its diagram, and offers it as files."""

from __future__ import annotations

import gzip
from pathlib import Path

import lxml.html
import pytest
from lxml import etree

from tests.diagrams.models import flows, library

LIGHTEST = 60_000  # bytes of HTML over the wire at most

pytestmark = pytest.mark.site


def page(site: Path, name: str) -> Path:
    identity, lang = name.rsplit("-", 1)
    path = library().path(identity).removesuffix(".md")
    return site / ("" if lang == "de" else "en") / f"{path}.html"


def said(svg: lxml.html.HtmlElement) -> str:
    """The text of a picture without line breaks and hyphens."""
    return "".join("".join(text.itertext()) for text in svg.iter("text")).replace("-", "").replace(" ", "")


def test_every_process_page_shows_both_layouts_behind_the_step_table(site: Path) -> None:
    for name, flow in flows().items():
        document = lxml.html.parse(page(site, name)).getroot()
        (figure,) = document.xpath("//table[@id='schritte']/following-sibling::figure")
        assert [svg.get("class").split()[-1] for svg in figure.iter("svg")] == ["hb-flow--wide", "hb-flow--tall"]
        for svg in figure.iter("svg"):
            assert svg.get("role") == "img" and svg.get("lang") == flow.lang
            names = {element.get("id"): element.text for element in svg.iter("title", "desc")}
            assert flow.title in names[svg.get("aria-labelledby")]
            assert all(lane.name in names[svg.get("aria-describedby")] for lane in flow.lanes)
            for node in flow.nodes:
                assert node.label.replace("-", "").replace(" ", "") in said(svg), node
            assert svg.xpath(".//*[@style]") == []


def test_every_process_has_its_files_and_links_to_them(site: Path) -> None:
    for name in flows():
        file = page(site, name)
        for kind in ("svg", "bpmn"):
            target = site / "downloads" / "prozesse" / f"{name}.{kind}"
            etree.parse(target)
            links = lxml.html.parse(file).getroot().xpath(f"//figure//a[contains(@href, '.{kind}')]/@href")
            assert [(file.parent / link).resolve() for link in links] == [target.resolve()]


def test_pages_with_diagrams_stay_light(site: Path) -> None:
    sizes = {name: len(gzip.compress(page(site, name).read_bytes())) for name in flows()}
    assert {name: size for name, size in sizes.items() if size > LIGHTEST} == {}


def test_pictures_to_download_need_nothing_else(site: Path) -> None:
    for file in (site / "downloads" / "prozesse").glob("*.svg"):
        text = file.read_text(encoding="utf-8")
        assert "url(" not in text and "href" not in text and "@import" not in text
        assert "<style>" in text
