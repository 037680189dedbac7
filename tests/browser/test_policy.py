"""The site under its security policy with every feature in use: the browser refuses nothing, and no cookie is set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import DESK, PHONE, paths

pytestmark = [pytest.mark.browser, pytest.mark.site]

# Before any script of the page; what is refused is kept across pages in the name of the window.
WATCH = """addEventListener('securitypolicyviolation', event => {
    window.name += `${location.pathname}: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}\\n`
})"""


@pytest.fixture(params=[DESK, pytest.param(PHONE, marks=pytest.mark.full)])
def watched(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window that notes what the policy refuses."""
    context = chromium.new_context(viewport={"width": request.param, "height": 844})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(WATCH)
    page = context.new_page()
    yield page
    assert page.evaluate("window.name") == ""
    assert context.cookies() == []
    context.close()


def narrow(page: Page) -> bool:
    return bool(page.viewport_size and page.viewport_size["width"] == PHONE)


def test_the_policy_is_at_work(watched: Page, address: str) -> None:
    watched.goto(address)
    watched.evaluate("""() => {
        const style = document.createElement('style'); style.textContent = 'a{}'; document.head.append(style)
        const script = document.createElement('script'); script.textContent = '1'; document.head.append(script) }""")
    assert "style-src-elem inline" in (told := watched.evaluate("window.name")) and "script-src-elem inline" in told
    watched.evaluate("window.name = ''")


def test_every_feature_works_under_the_policy(watched: Page, address: str) -> None:
    page = watched
    page.goto(address)
    if narrow(page):
        page.get_by_role("button", name="Menü", exact=True).click()
        page.get_by_role("button", name="Menü schließen").click()
    page.locator("[data-hb-search]:visible").first.click()
    page.locator("[data-hb-search-box] input").fill("Beschwerde")
    expect(page.locator(".hb-hit").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-hb-search-page] .hb-hit").first).to_be_visible()
    page.get_by_label("Dunkel").check(force=True)
    page.get_by_role("link", name="English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(f"{address}lotse.html#lotse=nein.streit.angewiesen.anderes-amt.sache.gruppen.bald")
    page.get_by_role("button", name="Link kopieren").first.click()
    page.goto(address + paths()["C-20"])
    page.locator("#p-1 input").check()
    page.get_by_label("Auf diesem Gerät merken").check()
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="Als Text kopieren").click()
    for button in page.locator("button", has_text="drucken").all():
        button.click()
    page.goto(address + paths()["matrix"])
    page.get_by_label("Meine Rolle").select_option("R-04")
    page.goto(address + paths()["fallueberblick"])
    page.get_by_label("Grundlage").select_option("konstruiert")
    page.goto(address + paths()["J-03"])
    page.locator(".hb-term").first.click()
    expect(page.locator(".hb-tip")).to_be_visible()
    page.goto(address + paths()["P-30"])
    expect(page.locator(".hb-flow--tall" if narrow(page) else ".hb-flow--wide")).to_be_visible()
    page.emulate_media(media="print")
    page.emulate_media(media="screen")
    for file in ("downloads/notfall/notfallkarte-P-30-de.html", "downloads/prozesse/P-01-de.svg", "gibt/es/nicht.html"):
        page.goto(address + file)


@pytest.mark.full
def test_no_page_asks_for_what_the_policy_refuses(watched: Page, address: str) -> None:
    for prefix in ("", "en/"):
        for path in paths().values():
            watched.goto(address + prefix + path)
    for lang in ("de", "en"):
        for card in ("P-30", "P-31", "P-32", "P-33"):
            watched.goto(f"{address}downloads/notfall/notfallkarte-{card}-{lang}.html")
