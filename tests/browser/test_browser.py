"""The published site in Chromium: every page once, each type in all widths and colours, keyboard, print, file share."""

from __future__ import annotations

import functools
import itertools
import re
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from playwright.sync_api import Browser, Page, expect

from handbook.layers.compose import load
from handbook.model import pages
from handbook.model.library import PARTS
from tests.browser.looks import DESK, PHONE, TABLET, ZOOMED, paths, sideways, violations
from tests.helpers import REPO

pytestmark = [pytest.mark.browser, pytest.mark.site]
EARLY = ((PHONE, "dark"), (DESK, "light"))


@functools.cache
def one_of_each_type() -> tuple[str, ...]:
    library, _ = load(REPO)
    first = {library.head(identity, "de").type: identity for identity in reversed(library.ids)}
    return (
        *sorted(paths()[identity] for identity in {*first.values(), "start", "matrix", "P-02", "P-14", "P-30"}),
        "prozesse/index.html",
    )


# Both languages have the same structure (a check says so), so axe sees the English pages in --full only.
@pytest.mark.parametrize("page", [(PHONE, "light")], indirect=True)
@pytest.mark.parametrize(
    ("lang", "axe"), [("de", True), ("en", False), pytest.param("en", True, marks=pytest.mark.full)], ids=["de", "en", "en-axe"]
)
@pytest.mark.parametrize("part", [*PARTS, "root"])
def test_every_page_opens_on_a_phone(page: Page, address: str, site: Path, *, lang: str, part: str, axe: bool) -> None:
    prefix = "" if lang == "de" else "en/"
    folder = site / prefix / ("" if part == "root" else part)
    for file in sorted(folder.glob("*.html")):
        if file.name != "404.html":
            page.goto(address + file.relative_to(site).as_posix())
            assert sideways(page) <= 0, file
            assert not axe or violations(page, contrast=False) == [], file


def matrix() -> list[ParameterSet]:
    """Every width in both colour schemes; in English two of them, the others in --full."""
    return [
        pytest.param(window, lang, marks=() if lang == "de" or window in EARLY else pytest.mark.full, id=f"{lang}-{window}")
        for window in itertools.product((ZOOMED, PHONE, TABLET, DESK), ("light", "dark"))
        for lang in ("de", "en")
    ]


@pytest.mark.parametrize(("page", "lang"), matrix(), indirect=["page"])
def test_one_page_of_each_type_in_all_widths_and_colours(page: Page, address: str, lang: str) -> None:
    for path in one_of_each_type():
        page.goto(address + ("" if lang == "de" else "en/") + path)
        assert sideways(page) <= 0, path
        assert violations(page) == [], path


@pytest.mark.parametrize("page", [(PHONE, "light")], indirect=True)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_urgent_pages_say_what_to_do_on_one_screen_of_a_phone(page: Page, address: str, lang: str) -> None:
    library, _ = load(REPO)
    urgent = [identity for identity in library.ids if library.head(identity, "de").urgent]
    assert {"P-30", "P-31", "P-32", "P-33"} <= set(urgent)
    for identity in urgent:
        page.goto(address + ("" if lang == "de" else "en/") + paths()[identity])
        what_to_do = page.locator("article h2").first.locator("xpath=following-sibling::*[self::ol or self::fieldset][1]//li")
        shown = what_to_do.count() if identity[0] == "P" else 4  # a checklist goes on below
        box = what_to_do.nth(shown - 1).bounding_box()
        assert box and box["y"] + box["height"] <= 844, identity


def test_the_language_link_stays_on_the_page_and_the_section(page: Page, address: str) -> None:
    page.goto(f"{address}{paths()['P-02']}#stopp")
    page.get_by_role("link", name="English", exact=True).click()
    expect(page).to_have_url(f"{address}en/{paths()['P-02']}#stopp")
    expect(page.get_by_role("heading", level=1)).to_contain_text("First assessment and triage")
    page.get_by_role("link", name="Deutsch", exact=True).click()
    expect(page).to_have_url(f"{address}{paths()['P-02']}#stopp")


@pytest.mark.parametrize("page", [(DESK, "light"), (PHONE, "light")], indirect=True, ids=str)
def test_the_keyboard_reaches_every_link_and_sees_where_it_is(page: Page, address: str) -> None:
    page.goto(address + paths()["P-01"])
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, summary, input:not([type=checkbox])')]
            .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('[inert], fieldset'))
            .filter(e => e.tabIndex >= 0 && e.getClientRects().length).length"""
    )
    seen = set()
    for _ in range(wanted * 2 + 40):
        page.keyboard.press("Tab")
        mark = page.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return null
                const style = getComputedStyle(e); const box = e.getBoundingClientRect(); e.dataset.seen = '1'
                return [e.tagName, style.outlineStyle, box.width > 0, box.top < innerHeight && box.bottom > 0] }"""
        )
        if mark is None:
            break
        if mark[0] != "INPUT":
            assert mark[1] != "none", "focus is not shown"
        assert mark[2] and mark[3], "focus is where nobody sees it"
        seen.add(page.evaluate("() => document.querySelectorAll('[data-seen]').length"))
    assert max(seen) >= wanted


@pytest.mark.parametrize("page", [(PHONE, "light")], indirect=True)
def test_the_menu_opens_with_enter_and_gives_the_focus_back(page: Page, address: str) -> None:
    page.goto(address + paths()["P-01"])
    menu = page.get_by_role("button", name="Menü", exact=True)
    menu.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("button", name="Menü schließen")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(menu).to_have_attribute("aria-expanded", "false")


def test_a_chosen_colour_scheme_stays_on_the_next_page(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Dunkel").check(force=True)
    page.goto(address + paths()["P-01"])
    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"


@pytest.mark.parametrize(("wrong", "lang"), [("x/y", "de"), ("gibt-es-nicht.html", "de"), ("en/x/y", "en")])
def test_the_404_page_leads_home_below_a_sub_path(page: Page, address: str, wrong: str, lang: str) -> None:
    page.goto(address + wrong)
    assert page.evaluate("document.documentElement.lang") == lang
    home = page.get_by_role("link", name="Zur Startseite")
    expect(home).to_have_attribute("href", re.compile("/amt/handbuch/index.html$"))
    home.click()
    expect(page).to_have_url(f"{address}index.html")


def test_the_site_works_from_a_file_share(chromium: Browser, site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Amt für Soziales" / "handbuch"
    folder.parent.mkdir()
    folder.symlink_to(site)
    window = chromium.new_page()
    requests: list[str] = []
    window.on("request", lambda made: requests.append(made.url))
    window.goto((folder / "index.html").as_uri())
    window.get_by_role("link", name="Ich nehme gerade eine Beschwerde am Telefon an").click()
    window.get_by_role("link", name="English", exact=True).click()
    expect(window.get_by_role("heading", level=1)).to_contain_text("Taking a report")
    assert all(made.startswith(("file:", "data:")) for made in requests)
    window.close()


def test_cards_print_on_one_sheet(chromium: Browser, address: str) -> None:
    window = chromium.new_page()
    library, _ = load(REPO)
    for card in library.of(pages.Card):
        for prefix in ("", "en/"):
            window.goto(address + prefix + paths()[card.id])
            sheet = window.pdf(prefer_css_page_size=True)
            assert len(re.findall(rb"/Type /Page\b", sheet)) == 1, (card.id, prefix)
    window.close()


def test_a_blank_form_prints_its_fields_alone(chromium: Browser, address: str) -> None:
    window = chromium.new_page()
    window.goto(address + paths()["F-01"])
    window.emulate_media(media="print")
    window.evaluate("window.print = () => { window.seen = document.querySelector('#muster').checkVisibility() }")
    window.locator("[data-hb-print=fields]").evaluate("button => button.click()")
    assert window.evaluate("window.seen") is False
    assert window.evaluate("document.querySelector('#muster').checkVisibility()") is True
    window.close()
