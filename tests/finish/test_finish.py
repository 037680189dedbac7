"""HTML in, HTML out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from handbook.errors import HandbookError
from handbook.finish.facts import SiteFacts
from handbook.finish.page import finish_page
from handbook.finish.server import headers
from handbook.finish.site import write_not_found, write_opensearch, write_redirects, write_sitemap
from tests.helpers import REPO

PAGE = "prozesse/p-01.html"
ONLY_GERMAN = "start/a-01.html"


def facts(site_url: str = "") -> SiteFacts:
    return SiteFacts(
        pages=("index.html", PAGE, ONLY_GERMAN),
        fallback=frozenset({ONLY_GERMAN}),
        stands={PAGE: "2026-11-24"},
        redirects={"prozesse/alt.html": PAGE},
        quick_start=ONLY_GERMAN,
        site_url=site_url,
    )


def finished(body: str, url: str = PAGE, *, site_url: str = "", downloads: Path = Path("/nowhere")) -> lxml.html.HtmlElement:
    html = (
        f'<!doctype html><html lang="de"><head><title>T</title><link rel="canonical" href="x"></head><body>{body}</body></html>'
    )
    return lxml.html.document_fromstring(finish_page(html.encode(), url, facts(site_url), downloads).html)


def links(document: lxml.html.HtmlElement) -> set[tuple[str, str]]:
    return {(link.get("hreflang") or link.get("rel"), link.get("href")) for link in document.xpath("//head/link")}


def test_languages_are_named_by_absolute_addresses() -> None:
    assert links(finished("", "en/index.html", site_url="https://stadt.example/hb/")) == {
        ("canonical", "https://stadt.example/hb/en/"),
        ("de", "https://stadt.example/hb/"),
        ("en", "https://stadt.example/hb/en/"),
        ("x-default", "https://stadt.example/hb/"),
    }


def test_without_an_address_nothing_false_is_claimed() -> None:
    assert links(finished("")) == set()


def test_a_fallback_page_points_to_the_german_original_and_says_its_language() -> None:
    body = (
        '<nav><a href="a-01.html">Titel</a></nav><article><h1>Titel</h1>'
        '<div class="admonition fallback">Not translated</div></article>'
    )
    document = finished(body, f"en/{ONLY_GERMAN}", site_url="https://stadt.example")
    assert links(document) == {("canonical", f"https://stadt.example/{ONLY_GERMAN}")}
    assert document.xpath("//article/@lang") == ["de"]
    assert document.xpath("//div/@lang") == ["en"]
    assert document.xpath("//nav/a/@lang") == ["de"]


def test_boxes_get_their_text_as_name() -> None:
    body = (
        '<article><ul><li class="task-list-item"><label class="task-list-control">'
        '<input type="checkbox" autocomplete="off"></label> Ist <a href="x">es</a> so?<ul></ul></li></ul>'
        "</article>"
    )
    label = finished(body).find_class("task-list-control")[0]
    assert label.text_content() == "Ist es so?"
    assert label.xpath("./input/@autocomplete") == []
    assert label.getparent()[-1].tag == "ul"


def test_cells_know_their_column_and_first_cells_of_fact_sheets_are_heads() -> None:
    body = (
        '<article data-page-type="process"><h2 id="steckbrief">S</h2><table><thead><tr><th>Merkmal</th>'
        '<th>Angabe</th></tr></thead><tbody><tr><td>Auslöser</td><td style="text-align: right;">x</td></tr>'
        "</tbody></table></article>"
    )
    table = finished(body).find_class("facts")[0]
    assert table.xpath(".//thead//th/@scope") == ["col", "col"]
    assert [(cell.tag, cell.get("data-label")) for cell in table.xpath(".//tbody/tr/*")] == [("th", "Merkmal"), ("td", "Angabe")]
    assert table.xpath(".//td/@class") == ["align-right"] and not table.xpath(".//@style")


def test_rows_of_a_form_say_their_kind() -> None:
    cells = "".join(f"<tr><td>1</td><td>a</td><td>{kind}</td></tr>" for kind in ("längerer Text", "Auswahl: ja / nein", "Datum"))
    body = f'<article data-page-type="form"><h2 id="felder">F</h2><table><tbody>{cells}</tbody></table></article>'
    table = finished(body)
    assert table.xpath("//tr/@class") == ["field-long", "field-choice", "field-date"]
    assert [option.text for option in table.find_class("option")] == ["ja", "nein"]
    assert "Auswahl: ja / nein" in table.text_content()


def test_the_matrix_scrolls_in_a_frame_that_the_keyboard_reaches() -> None:
    body = (
        '<article data-page-type="reference"><h2 id="matrix">M</h2><table><thead><tr><th>P</th></tr></thead>'
        "</table>after</article>"
    )
    frame = finished(body).find_class("hb-scroll")[0]
    assert (frame.get("tabindex"), frame.get("role"), frame.get("aria-labelledby")) == ("0", "region", "matrix")
    assert frame.tail == "after"


def test_a_download_that_does_not_exist_stops_the_build(tmp_path: Path) -> None:
    body = '<a href="download:prozesse/P-01-de.bpmn">BPMN</a>'
    with pytest.raises(HandbookError, match=r"P-01-de\.bpmn"):
        finished(body, downloads=tmp_path)
    (tmp_path / "prozesse").mkdir()
    (tmp_path / "prozesse/P-01-de.bpmn").touch()
    assert finished(body, downloads=tmp_path).xpath("//a/@href") == ["../downloads/prozesse/P-01-de.bpmn"]


def test_every_inline_script_is_in_the_policy_by_its_hash(tmp_path: Path) -> None:
    head = '<script>let a = "ä"</script><script src="x.js"></script><script type="application/json">{}</script>'
    html = f"<html><head>{head}</head><body></body></html>"
    scripts = finish_page(html.encode(), PAGE, facts(), tmp_path).scripts
    assert scripts == {"'sha256-WwouuFTz/buWWwTQue/E08NNNEDcIclimgSyEK/pXFc='"}
    policy = dict(headers(scripts, []))["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    assert f"script-src 'self' {next(iter(scripts))};" in policy


def test_the_404_page_leads_home_from_any_depth(tmp_path: Path) -> None:
    template = REPO / "overrides/partials/404-page.html"
    write_not_found(tmp_path, template, facts("https://stadt.example/amt/handbuch/"))
    document = lxml.html.parse(tmp_path / "404.html").getroot()
    assert document.xpath("//a/@href") == [
        f"/amt/handbuch/{ONLY_GERMAN}",
        "/amt/handbuch/index.html",
        f"/amt/handbuch/en/{ONLY_GERMAN}",
        "/amt/handbuch/en/index.html",
    ]
    assert [section.get("lang") for section in document.iter("section")] == ["de", "en"]


def test_a_moved_page_leads_to_its_new_place_in_both_languages(tmp_path: Path) -> None:
    write_redirects(tmp_path, facts())
    for name, lang in (("prozesse/alt.html", "de"), ("en/prozesse/alt.html", "en")):
        document = lxml.html.parse(tmp_path / name).getroot()
        assert (document.get("lang"), document.xpath("//a/@href")) == (lang, ["p-01.html"])


def test_the_sitemap_lists_the_versions_of_each_page_and_no_fallback(tmp_path: Path) -> None:
    write_sitemap(tmp_path, facts("https://stadt.example"))
    text = (tmp_path / "sitemap.xml").read_text(encoding="utf-8")
    assert f"<loc>https://stadt.example/en/{PAGE}</loc>" in text and f"en/{ONLY_GERMAN}" not in text
    assert "<lastmod>2026-11-24</lastmod>" in text
    write_sitemap(tmp_path, facts())
    assert not (tmp_path / "sitemap.xml").exists()


def test_a_browser_is_offered_the_search_only_at_a_known_address(tmp_path: Path) -> None:
    (tmp_path / "search").mkdir()
    home = '<html><head><title>Handbuch</title><meta name="description" content="Ein Satz."></head></html>'
    (tmp_path / "index.html").write_text(home, encoding="utf-8")
    write_opensearch(tmp_path, replace(facts(), search={"de": "suche.html"}))
    assert list((tmp_path / "search").iterdir()) == []
    known = replace(facts("https://stadt.example/h"), search={"de": "suche.html"})
    write_opensearch(tmp_path, known)
    text = (tmp_path / "search" / "opensearch.de.xml").read_text(encoding="utf-8")
    assert 'template="https://stadt.example/h/suche.html?q={searchTerms}"' in text
    assert "<ShortName>Handbuch</ShortName>" in text


def test_lists_stand_in_groups_named_by_their_heading_with_the_words_of_their_program() -> None:
    label = '<label class="task-list-control"><input type="checkbox"></label>'
    item = f'<li class="task-list-item" id="p-1">{label} Eins?</li>'
    body = f'<h1>T</h1><h2 id="a">A</h2><p>Text</p><ul class="task-list">{item}</ul>'
    document = finished(f'<article data-page-type="checklist" data-page-id="C-01">{body}</article>')
    (group,) = document.xpath("//fieldset")
    assert group.get("aria-labelledby") == "a" and "hb-ticks-bar" in group.getprevious().classes
    assert group.getprevious().text_content() == "0 von 1 abgehakt" and "hb-ticks-panel" in group.getnext().classes
    assert "von {all} abgehakt" in document.find(".//article").get("data-words")


def test_the_first_steps_of_an_urgent_page_get_boxes_and_later_lists_do_not() -> None:
    lists = '<ol><li>Rufen Sie <a href="tel:110">110</a>.</li></ol><h2 id="b">B</h2><ol><li>Später</li></ol>'
    document = finished(
        f'<article data-page-type="process" data-urgent="true"><h1>T</h1><h2 id="kurz">Jetzt</h2>{lists}</article>'
    )
    assert [label.text_content() for label in document.xpath("//label[input]")] == ["Rufen Sie 110."]


def test_a_table_of_cases_is_filtered_by_what_its_cells_name() -> None:
    def cell(*values: str) -> str:
        marks = "".join(f'<em class="value" data-keys="{value}">x</em>' for value in values)
        return f"<td>{marks or '–'}</td>"

    rows = "".join(
        f"<tr><td>Fall</td>{row}</tr>" for row in (cell("T-02=Acker", "T-01=Zaun"), cell("no-themes=ohne festes Thema"), cell())
    )
    head = "<thead><tr><th>Fall</th><th>Thema</th></tr></thead>"
    body = f'<h1>T</h1><h2 id="alle-faelle">A</h2><table>{head}<tbody>{rows}</tbody></table>'
    document = finished(f'<article data-page-type="reference" data-page-id="fallueberblick">{body}</article>')
    (choice,) = document.xpath("//select")
    assert document.xpath("string(//label)") == "Thema"
    assert [option.get("value") for option in choice] == ["", "T-02", "no-themes", "T-01"]
    assert [option.text for option in choice] == ["alle", "Acker", "ohne festes Thema", "Zaun"]
