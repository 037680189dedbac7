"""The search in Chromium: over http and from a folder, by keyboard, with axe, without script, with bad input; its ranking."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.looks import DESK, PHONE, ZOOMED, paths, sideways, violations
from tests.search.queries import answerable, written

pytestmark = [pytest.mark.browser, pytest.mark.site]

HOSTILE = (
    "a" * 10_000,
    "Streit " * 2_000,
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    ".*[(?+\\",
    "((((((((((((((((((((a+)+)+$",
    "😀👩‍👩‍👧‍👧🏳️‍🌈",
    "مرحبا بالعالم",
    "שלום \u202e olleh",
    "\u0000\u200b\ufffd",
    "{{ frist.gefahr }} ' OR 1=1 --",
    "__proto__ constructor toString",
    "%00%ff&q=x#y",
    "ß" * 300,
)
# Asks the engine itself in the page: ids of the pages found for each query.
RANK = """async ({lang, queries}) => {
    const load = path => new Promise((done, failed) => {
        const script = document.createElement("script")
        script.src = new URL(path, location.href); script.onload = done; script.onerror = failed
        document.head.append(script)
    })
    await load("assets/search/engine.js")
    let engine
    window.handbookIndex = data => { engine = handbookSearch.create(data) }
    await load(`search/index.${lang}.js`)
    return queries.map(query => engine.rank(query).hits.map(hit => hit.page.id))
}"""


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, address: str, site: Path) -> str:
    """The site on a web server and in a folder."""
    return address if request.param == "http" else site.as_uri() + "/"


def box(page: Page) -> Locator:
    return page.locator("input[type=search]")


def results(page: Page) -> Locator:
    return page.locator("[data-search-results] > li")


def type_in(page: Page, query: str) -> None:
    box(page).press_sequentially(query)
    expect(results(page).first).to_be_visible()


@pytest.mark.parametrize(
    ("lang", "query", "found"),
    [
        ("de", "Landkarte", "Konfliktlandkarte"),
        ("de", "Eskaltaionsstufe", "Eskalationsstufe bestimmen"),
        ("de", "Mediator:innen", "Mediatorin und Mediator im Pool"),
        ("de", "p 02", "Ersteinschätzung und Triage"),
        ("en", "confidentality", "Confidentiality and its limits"),
        ("en", "selfcare", "Self-care"),
    ],
)
def test_words_of_people_find_the_page(page: Page, base: str, lang: str, query: str, found: str) -> None:
    page.goto(base + ("" if lang == "de" else "en/") + paths()["P-01"])
    type_in(page, query)
    first = results(page).first.locator("a").first
    expect(first).to_contain_text(found)
    first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(found)


def test_matched_words_are_marked_also_inside_compounds(page: Page, address: str) -> None:
    page.goto(address + paths()["P-01"])
    type_in(page, "landkarte")
    title = results(page).first.locator(".hb-hit__title")
    expect(title).to_have_text("Konfliktlandkarte")
    expect(title.locator("mark")).to_have_text("landkarte")


def test_sections_of_a_page_stand_below_it_and_lead_there(page: Page, address: str) -> None:
    page.goto(address)
    type_in(page, "Vorgesetzte fragen nach dem Namen")
    section = page.locator(".hb-hit li a").first
    expect(section).to_have_attribute("href", re.compile(r"\.html#[\w-]+$"))


@pytest.mark.parametrize("page", [(DESK, "light"), (PHONE, "dark"), (ZOOMED, "light")], indirect=True, ids=str)
@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("query", ["Mediation", "xqzwvk"])
def test_axe_finds_nothing_with_open_results(page: Page, address: str, lang: str, query: str) -> None:
    page.goto(address + ("" if lang == "de" else "en/"))
    page.locator("[data-hb-search]:visible").first.click()
    box(page).fill(query)
    expect(page.locator(".hb-search__panel a").first).to_be_visible()
    expect(page.locator(".hb-search [role=status]")).not_to_be_empty()
    assert violations(page) == []
    assert sideways(page) <= 0


@pytest.mark.parametrize("page", [(DESK, "dark"), (PHONE, "light"), (ZOOMED, "dark")], indirect=True, ids=str)
@pytest.mark.parametrize("path", ["suche.html", "en/suche.html"])
def test_axe_finds_nothing_on_the_page_of_results(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}{path}?q=Mediation")
    expect(results(page).first).to_be_visible()
    assert violations(page) == []
    assert sideways(page) <= 0


def test_the_keyboard_alone_searches_walks_opens_and_closes(page: Page, address: str) -> None:
    page.goto(address + paths()["P-01"])
    box(page).focus()
    page.keyboard.type("Triage")
    expect(results(page).first).to_be_visible()
    expect(page.locator(".hb-search [role=status]")).to_have_text(re.compile(r"^\d+ Seiten gefunden$"))
    links = page.locator(".hb-search__panel a")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("Escape")
    expect(box(page)).to_be_focused()
    expect(links.first).to_be_hidden()
    expect(box(page)).to_have_value("Triage")
    page.keyboard.type("n")
    expect(links.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Triage")


def test_an_answer_that_comes_late_does_not_open_the_results_again(page: Page, address: str) -> None:
    def late(route: Route) -> None:
        page.wait_for_timeout(400)
        route.continue_()

    page.route("**/search/texts.de.js", late)
    page.goto(address)
    type_in(page, "Triage")
    page.keyboard.press("Escape")
    with page.expect_response("**/search/texts.de.js"):
        pass
    page.wait_for_timeout(300)
    expect(page.locator(".hb-search__panel")).to_be_hidden()


def test_tab_leaves_the_search_behind_the_last_result(page: Page, address: str) -> None:
    page.goto(address)
    type_in(page, "Triage")
    page.locator(".hb-search__panel a").last.focus()
    page.keyboard.press("Tab")
    expect(page.locator(".hb-search__panel")).to_be_hidden()


@pytest.mark.parametrize("page", [(PHONE, "light"), (DESK, "light")], indirect=True, ids=str)
def test_the_button_of_the_home_page_opens_the_search_and_gets_the_focus_back(page: Page, address: str) -> None:
    page.goto(address)
    button = page.get_by_role("button", name="Wonach suchen Sie?")
    button.click()
    expect(box(page)).to_be_focused()
    type_in(page, "Triage")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(page.locator(".hb-search__panel")).to_be_hidden()


def test_enter_leads_to_all_results_without_telling_a_server(page: Page, base: str) -> None:
    asked: list[str] = []
    page.on("request", lambda made: asked.append(made.url))
    page.goto(base + "en/" + paths()["P-01"])
    type_in(page, "mediation")
    few = results(page).count()
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/en/suche\.html#q=mediation$"))
    expect(results(page).nth(few)).to_be_visible()
    assert not [url for url in asked if "mediation" in url.partition("#")[0].lower().rpartition("/")[2] and "q=" in url]


def test_nothing_is_loaded_before_the_first_keystroke(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda made: asked.append(made.url))
    page.goto(address)
    box(page).focus()
    page.wait_for_timeout(200)
    assert not [url for url in asked if re.search(r"/(index\.\w+|engine)\.js$", url)]
    type_in(page, "T")
    assert [url for url in asked if url.endswith("search/index.de.js")]


def test_nothing_found_offers_situations_near_words_and_the_other_language(page: Page, base: str) -> None:
    page.goto(base + "index.html")
    box(page).fill("xqzwvk")
    expect(page.locator(".hb-search__situations a").first).to_be_visible()
    box(page).fill("neighbourhood")
    expect(page.get_by_text("Auf Englisch gefunden")).to_be_visible()
    expect(page.locator("[data-search-results][lang=en] a").first).to_be_visible()
    box(page).fill("Mediatirmunen")
    near = page.locator(".hb-search__near button, [data-search-results] a")
    expect(near.first).to_be_visible()


def test_bad_input_neither_breaks_nor_freezes(page: Page, base: str) -> None:
    page.goto(base + "suche.html")
    for query in HOSTILE:
        box(page).evaluate("(input, text) => { input.value = text; input.dispatchEvent(new Event('input')) }", query)
        box(page).fill("Triage")  # an answer must come within a second, and nothing of the query may become markup
        expect(results(page).first).to_contain_text("Triage", timeout=1500)
        assert page.locator(".hb-search img, .hb-search script").count() == 0


def test_without_script_a_link_leads_to_what_helps(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 844})
    page = context.new_page()
    page.goto(address + paths()["P-01"])
    expect(box(page)).to_be_hidden()
    page.get_by_role("link", name="Suche", exact=True).first.click()
    page.get_by_role("link", name=re.compile("braucht JavaScript")).click()
    expect(page).to_have_url(re.compile("#ohne-suche$"))
    expect(page.locator("article").get_by_role("link", name="Schnelleinstieg")).to_be_visible()
    context.close()


def test_the_search_shows_in_forced_colours(chromium: Browser, address: str) -> None:
    context = chromium.new_context(forced_colors="active", reduced_motion="reduce", viewport={"width": DESK, "height": 844})
    page = context.new_page()
    page.goto(address)
    type_in(page, "Triage")
    assert page.locator(".hb-search__form").evaluate("form => getComputedStyle(form).outlineStyle") != "none"
    assert page.locator(".hb-search__panel").evaluate("panel => getComputedStyle(panel).borderTopStyle") == "solid"
    context.close()


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_given_queries_find_their_pages_among_the_first_three(page: Page, address: str, lang: str) -> None:
    page.goto(address)
    queries = answerable([query for query in written("dev") if query.lang == lang], set(paths()))
    ranked = page.evaluate(RANK, {"lang": lang, "queries": [query.text for query in queries]})
    shares = [
        len(set(query.right) & set(found[:3])) / min(3, len(query.right)) for query, found in zip(queries, ranked, strict=True)
    ]
    missed = [query.text for query, share in zip(queries, shares, strict=True) if share < 1]
    assert sum(shares) / len(shares) >= 0.95, missed
    assert [query.text for query, found in zip(queries, ranked, strict=True) if not found] == []
