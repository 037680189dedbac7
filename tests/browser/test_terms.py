"""Terms of the glossary in the text: by keyboard, pointer and finger, and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import DESK, PHONE, ZOOMED, paths, sideways, violations

pytestmark = [pytest.mark.browser, pytest.mark.site]
PAGE = "J-03"


@pytest.mark.parametrize("lang", ["de", pytest.param("en", marks=pytest.mark.full)])
def test_a_term_is_explained_by_keyboard_and_escape_closes(page: Page, address: str, lang: str) -> None:
    page.goto(f"{address}{'' if lang == 'de' else 'en/'}{paths()[PAGE]}")
    term, note = page.locator("button.hb-term").nth(1), page.locator(".hb-tip")
    term.focus()
    page.keyboard.press("Enter")
    expect(note).to_be_visible()
    expect(term).to_have_attribute("aria-expanded", "true")
    assert violations(page) == []
    page.keyboard.press("Tab")
    expect(note.get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    expect(term).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h3:target")).to_be_visible()


def test_the_pointer_may_move_onto_the_note_which_stays_until_it_leaves(page: Page, address: str) -> None:
    page.goto(address + paths()[PAGE])
    term, note = page.locator(".hb-term").nth(1), page.locator(".hb-tip")
    term.hover()
    expect(note).to_be_visible()
    note.hover()
    page.wait_for_timeout(600)
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    term.hover()
    page.mouse.move(2, 2)
    expect(note).to_have_count(0)


@pytest.mark.parametrize("width", [ZOOMED, pytest.param(PHONE, marks=pytest.mark.full)])
def test_a_finger_opens_and_closes_and_the_note_fits_the_screen(chromium: Browser, address: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 640}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address + paths()[PAGE])
    for term in page.locator(".hb-term").all():
        term.tap()
        box = page.locator(".hb-tip").bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= width and sideways(page) <= 0
        page.keyboard.press("Escape")  # it may lie on the next term
    term.tap()
    page.locator("h1").tap()
    expect(page.locator(".hb-tip")).to_have_count(0)
    context.close()


def test_without_scripts_a_term_is_a_link_to_its_entry(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": DESK, "height": 844})
    page = context.new_page()
    page.goto(address + paths()[PAGE])
    term = page.locator("a.hb-term").first
    text = term.inner_text()
    term.click()
    expect(page.locator("h3:target")).to_contain_text(text[:6])
    context.close()
