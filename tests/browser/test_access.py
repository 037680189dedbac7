"""Access for everyone, as far as a machine sees it; what only people can check stands on page N-05."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import DESK, PHONE, ZOOMED, paths, sideways, violations

pytestmark = [pytest.mark.browser, pytest.mark.site]


def full(value: object) -> ParameterSet:
    """A case for the long run only."""
    return pytest.param(value, marks=pytest.mark.full)


SAMPLE = ("start", "P-02", "P-30", "C-20", "F-01", "J-03", "matrix", "glossar", "lotse")
# What WCAG 1.4.12 lets readers set. A sheet made by a script is no inline style, so the policy lets it pass.
SPACING = """() => { const sheet = new CSSStyleSheet()
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-bottom: 2em !important }`)
    document.adoptedStyleSheets = [sheet] }"""
# Boxes of text that hide a part of what they hold.
CUT = """() => [...document.querySelectorAll('header *, main *, footer *')].filter(e => {
    const style = getComputedStyle(e)
    return e.checkVisibility({visibilityProperty: true}) && e.innerText && !e.matches('.hb-unseen, .md-sidebar__scrollwrap')
        && [style.overflowX, style.overflowY].some(way => way === 'hidden' || way === 'clip')
        && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) && e.clientHeight > 1
}).map(e => `${e.tagName}.${e.className}: ${e.innerText.slice(0, 40)}`)"""
# Small targets that are no links within a text (WCAG 2.5.8).
SMALL = """() => [...document.querySelectorAll('button, summary, input, select, nav a, .hb-tools a')].filter(e => {
    const box = e.getBoundingClientRect()
    return e.checkVisibility({visibilityProperty: true}) && !e.closest('[inert], p:not(.hb-tools), li p') && box.width
        && (box.height < 23.5 || box.width < 23.5) && !e.closest('label')
}).map(e => e.outerHTML.slice(0, 90))"""


def prefixed(lang: str, identity: str) -> str:
    return ("" if lang == "de" else "en/") + paths()[identity]


@pytest.mark.parametrize("page", [(PHONE, "light"), full((PHONE, "dark"))], indirect=True, ids=str)
def test_the_open_menu_and_the_open_search_are_accessible(page: Page, address: str) -> None:
    page.goto(address + paths()["P-02"])
    page.get_by_role("button", name="Menü", exact=True).click()
    expect(page.get_by_role("button", name="Menü schließen")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("[data-hb-search]:visible").first.click()
    page.locator("[data-hb-search-box] input").fill("Beschwerde")
    expect(page.locator(".hb-hit").first).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("page", [(ZOOMED, "light"), full((DESK, "light"))], indirect=True, ids=str)
@pytest.mark.parametrize("lang", ["de", full("en")])
def test_wider_spacing_cuts_nothing_and_targets_are_large_enough(page: Page, address: str, lang: str) -> None:
    for identity in SAMPLE:
        page.goto(address + prefixed(lang, identity))
        assert page.evaluate(SMALL) == [], identity
        page.evaluate(SPACING)
        assert sideways(page) <= 0, identity
        assert page.evaluate(CUT) == [], identity


def test_nothing_moves_for_those_who_asked_for_it(chromium: Browser, address: str) -> None:
    context = chromium.new_context(reduced_motion="reduce", viewport={"width": PHONE, "height": 844})
    page = context.new_page()
    for identity in ("start", "P-30", "C-20"):
        page.goto(address + paths()[identity])
        moving = page.evaluate("""() => [...document.querySelectorAll('*')].filter(e => {
            const style = getComputedStyle(e)
            return style.animationName !== 'none' || (style.transitionProperty !== 'none' && style.transitionDuration !== '0s')
        }).map(e => e.className)""")
        assert moving == [], identity
    context.close()


@pytest.mark.parametrize("scheme", ["light", full("dark")])
def test_forced_colours_leave_focus_and_controls_visible(chromium: Browser, address: str, scheme: str) -> None:
    context = chromium.new_context(forced_colors="active", color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(address + paths()["C-20"])
    assert violations(page, contrast=False) == []  # axe reads the colours of the style sheet, not the system's
    for selector in (".hb-ticks-panel button", ".hb-brand", "#p-1 input"):
        element = page.locator(selector).first
        page.keyboard.press("Tab")  # so that focus by script counts as by keyboard
        element.focus()
        shown = element.evaluate("e => [e, e.closest('label')].some(p => p && getComputedStyle(p).outlineStyle !== 'none')")
        assert shown, selector
    context.close()


@pytest.mark.parametrize("identity", ["P-02", full("J-03"), full("glossar"), full("matrix")])
def test_a_page_reads_in_order_without_styles_and_scripts(chromium: Browser, address: str, identity: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    context.route("**/*.css", lambda route: route.abort())
    page = context.new_page()
    page.goto(address + paths()[identity])
    skip = page.locator("a.md-skip")
    expect(skip).to_be_visible()
    assert page.locator(skip.get_attribute("href") or "").count() == 1
    tops = [box["y"] for heading in page.locator("article :is(h1, h2)").all() if (box := heading.bounding_box())]
    assert tops == sorted(tops) and len(tops) > 1
    expect(page.locator("main article")).to_be_visible()
    expect(page.locator(".md-toggle:visible")).to_have_count(0)
    wide = page.locator("header svg").evaluate_all("all => all.map(icon => icon.getBoundingClientRect().width)")
    assert max(wide) <= 32
    context.close()


@pytest.mark.full
@pytest.mark.parametrize(
    ("page", "lang"),
    [pytest.param(window, lang, id=f"{lang}-{window}")
     for window in itertools.product((ZOOMED, PHONE, DESK), ("light", "dark")) for lang in ("de", "en")],
    indirect=["page"],
)  # fmt: skip
def test_axe_finds_nothing_on_any_page(page: Page, address: str, site: Path, lang: str) -> None:
    """Every page in every width and colour scheme, with all details open and a term explained."""
    folder = site if lang == "de" else site / "en"
    found = {}
    for file in sorted(folder.rglob("*.html")):
        path = file.relative_to(site)
        if path.parts[0] in ("downloads", *(() if lang == "en" else ("en",))) or path.name in ("404.html", "offline.html"):
            continue
        page.goto(address + path.as_posix())
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        faults = [*(["runs sideways"] if sideways(page) > 0 else []), *violations(page)]
        if page.locator("button.hb-term").count():
            page.locator("button.hb-term").first.click()
            faults += violations(page, ".hb-tip")
        if faults:
            found[path.as_posix()] = faults
    assert found == {}
