"""The small programs of single pages in Chromium: guide, lists to tick off, filters; by keyboard, without scripts or storage."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from handbook.layers.compose import load
from handbook.model import pages
from handbook.model.lotse import walks
from handbook.model.references import references
from tests.browser.looks import DESK, PHONE, paths, sideways, violations
from tests.helpers import REPO
from tests.model.test_lotse import EVERYDAY, rules, walk

pytestmark = [pytest.mark.browser, pytest.mark.site]

LIST = "C-20"
# Every way through the guide, as its script walks it: the title of each result.
TITLES = """async ways => {
    const found = []
    for (const way of ways) {
        const moved = new Promise(done => addEventListener("hashchange", done, {once: true}))
        location.hash = "#lotse=" + way
        await moved
        found.push(document.querySelector("#hb-lotse-title").textContent)
    }
    return found
}"""


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, address: str, site: Path) -> str:
    """The site on a web server and in a folder."""
    return address if request.param == "http" else site.as_uri() + "/"


def prefix(lang: str) -> str:
    return "" if lang == "de" else "en/"


def tab_to(page: Page, selector: str) -> None:
    """Walk on by Tab until the element has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


# --- the conflict guide ---


@pytest.mark.parametrize("page", [(PHONE, "light")], indirect=True, ids=str)
@pytest.mark.parametrize(("base", "lang"), [("http", "de"), ("file", "en")], indirect=["base"])
def test_the_guide_answers_everyday_situations_by_keyboard_alone(page: Page, base: str, lang: str) -> None:
    for answers, outcome, _ in EVERYDAY.values():
        page.goto(f"{base}{prefix(lang)}lotse.html")
        for answer in answers.split("."):
            tab_to(page, f".hb-lotse__answers a[data-answer='{answer}']")
            page.keyboard.press("Enter")
            expect(page.locator("#hb-lotse-title")).to_be_focused()
        found = walk(answers).outcome
        assert found and found.id == outcome
        expect(page.locator("#hb-lotse-title")).to_have_text(found.title.get(lang))
        for identity in (found.process, *found.checklists, *found.forms):
            expect(page.locator(".hb-lotse").get_by_role("link", name=re.compile(f"^{identity} ")).first).to_be_visible()
        expect(page.locator(".hb-lotse blockquote")).to_have_text(found.say.get(lang))
    assert page.evaluate("localStorage.length") == 0


def test_the_script_of_the_guide_and_the_rules_agree_on_every_way(page: Page, address: str) -> None:
    page.goto(address + "lotse.html")
    ways = {".".join(answer.id for _, answer in way.answers): way for way in walks(*rules())}
    found = page.evaluate(TITLES, list(ways))
    assert found == [way.outcome.title.de if way.outcome else None for way in ways.values()]


def test_the_guide_goes_back_starts_again_and_is_linked_by_its_address(page: Page, address: str) -> None:
    page.goto(address + "index.html")
    page.get_by_role("link", name="Nein, niemand").click()
    expect(page.locator("#hb-lotse-title")).to_have_text("Was haben Sie vor sich?")
    page.get_by_role("link", name="Eine Meldung, oder").click()
    page.get_by_role("link", name="Zurück", exact=True).click()
    expect(page.locator("#hb-lotse-title")).to_have_text("Was haben Sie vor sich?")
    page.go_back()
    expect(page.locator("#hb-lotse-title")).to_have_text("Trifft etwas davon zu?")
    page.goto(address + "lotse.html#ergebnis-drohung")
    expect(page.locator("#hb-lotse-title")).to_have_text("Gespräch beenden, Hilfe holen")
    expect(page).to_have_url(re.compile("#lotse=uns$"))
    page.get_by_role("link", name="Neu anfangen").click()
    expect(page.locator(".hb-lotse__count")).to_have_text("Frage 1 von höchstens 7")
    page.goto(address + "lotse.html#lotse=nein.gibt-es-nicht")
    expect(page.locator(".hb-lotse__stale")).to_be_visible()
    page.get_by_role("button", name="Alle Fragen und Ergebnisse").click()
    expect(page.locator("#ergebnis-klaeren")).to_be_visible()
    page.get_by_role("button", name="Frage für Frage").click()
    expect(page.locator("#ergebnis-klaeren")).to_be_hidden()


@pytest.mark.parametrize("page", [(PHONE, "light"), (DESK, "dark")], indirect=True, ids=str)
def test_a_result_is_accessible_fits_and_prints_on_one_sheet(page: Page, address: str) -> None:
    page.goto(address + "lotse.html#lotse=nein.streit.angewiesen.anderes-amt.sache.gruppen.bald")
    assert violations(page) == [] and sideways(page) <= 0
    page.evaluate("document.documentElement.dataset.print = 'lotse'")
    assert sheets(page) == 1


@pytest.mark.parametrize("lang", ["de", "en"])
def test_without_scripts_the_guide_is_a_page_of_decisions(chromium: Browser, address: str, lang: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 844})
    page = context.new_page()
    page.goto(f"{address}{prefix(lang)}lotse.html")
    lotse, _ = rules()
    for question in lotse.questions:
        expect(page.locator(f"#frage-{question.id}")).to_be_visible()
        for answer in question.answers:
            expect(page.locator(f"a[data-answer='{answer.id}']", has_text=answer.text.get(lang)).first).to_be_visible()
    for outcome in lotse.outcomes:
        expect(page.locator(f"#ergebnis-{outcome.id}")).to_contain_text(outcome.title.get(lang))
    page.locator("#frage-lage ~ ul a").first.click()
    expect(page).to_have_url(re.compile("#ergebnis-aufnehmen$"))
    context.close()


# --- lists to tick off ---


def sheets(page: Page) -> int:
    return len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))


def test_a_list_counts_and_is_remembered_only_when_asked(page: Page, base: str) -> None:
    page.goto(base + paths()[LIST])
    first = page.locator("#p-1 input")
    first.focus()
    page.keyboard.press("Space")
    expect(page.locator(".hb-ticks-count")).to_have_text("1 von 20 abgehakt")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_label("Auf diesem Gerät merken").check()
    page.locator("#p-6 input").check()
    stored = json.loads(page.evaluate("localStorage['handbook.ticks']"))
    assert [re.fullmatch(r"[0-9a-f]{6}\.12\.\d+", entry) is not None for entry in stored.values()] == [True]
    page.goto(base + "en/" + paths()[LIST])  # the same list in the other language
    expect(page.locator(".hb-ticks-count")).to_have_text("2 of 20 ticked")
    expect(page.locator("#p-6 input")).to_be_checked()
    page.get_by_role("button", name="Remove all ticks").click()
    expect(page.locator(".hb-ticks-count")).to_have_text("0 of 20 ticked")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".hb-ticks-count")).to_have_text("2 of 20 ticked")
    page.get_by_label("Remember on this device").uncheck()
    assert page.evaluate("localStorage.length") == 0


def test_remembered_ticks_expire_and_those_of_an_older_list_do_not_apply(page: Page, address: str) -> None:
    page.goto(address + paths()[LIST])
    page.locator("#p-1 input").check()
    page.get_by_label("Auf diesem Gerät merken").check()
    page.evaluate("""() => { const all = JSON.parse(localStorage['handbook.ticks'])
        for (const list in all) all[list] = all[list].replace(/\\d+$/, day => day - 31)
        localStorage['handbook.ticks'] = JSON.stringify(all) }""")
    page.goto(address + paths()["C-01"])
    assert page.evaluate("localStorage.length") == 0
    page.goto(address + paths()[LIST])
    page.locator("#p-1 input").check()
    page.get_by_label("Auf diesem Gerät merken").check()
    page.evaluate("localStorage['handbook.ticks'] = localStorage['handbook.ticks'].replace(/\"\\w{6}\\./, '\"000000.')")
    page.reload()
    expect(page.get_by_text("Die alten Häkchen gelten nicht mehr")).to_be_visible()
    expect(page.locator("#p-1 input")).not_to_be_checked()
    assert page.evaluate("localStorage.length") == 0
    page.evaluate("localStorage['handbook.ticks'] = '<broken>'")
    page.reload()
    expect(page.locator(".hb-ticks-count")).to_have_text("0 von 20 abgehakt")
    assert page.evaluate("localStorage.length") == 0


def test_a_link_carries_the_ticks_and_leaves_the_readers_own_alone(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + paths()[LIST])
    page.locator("#p-2 input").check()
    page.locator("#p-20 input").check()
    page.get_by_role("button", name="Link mit Häkchen kopieren").click()
    expect(page.get_by_text("Link kopiert")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"#ticks=[0-9a-f]{6}\.20008$", link)
    page.get_by_role("button", name="Als Text kopieren").click()
    expect(page.get_by_text("Liste als Text kopiert")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.count("[x]") == 2 and text.count("[ ]") == 18 and "Bis Minute 10: Hilfe und Alarm" in text
    page.get_by_label("Auf diesem Gerät merken").check()
    page.get_by_role("button", name="Alle Häkchen entfernen").click()
    before = page.evaluate("localStorage['handbook.ticks']")
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator(".hb-ticks-count")).to_have_text("2 von 20 abgehakt")
    expect(page.get_by_text("Häkchen aus einem Link")).to_be_visible()
    assert page.evaluate("localStorage['handbook.ticks']") == before
    assert "#" not in page.url
    context.close()


@pytest.fixture
def forbidden(chromium: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """Chromium whose reader lets no site store anything: reading `localStorage` throws."""
    (tmp_path / "Default").mkdir()
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(settings), encoding="utf-8")
    kind = chromium.browser_type
    context = kind.launch_persistent_context(tmp_path, executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    yield context
    context.close()


def test_where_nothing_may_be_stored_the_list_still_works(forbidden: BrowserContext, address: str) -> None:
    page = forbidden.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address + paths()[LIST])
    assert (
        page.evaluate("(() => { try { return String(localStorage) } catch (error) { return error.name } })()") == "SecurityError"
    )
    page.locator("#p-1 input").check()
    expect(page.locator(".hb-ticks-count")).to_have_text("1 von 20 abgehakt")
    page.get_by_label("Auf diesem Gerät merken").click()
    expect(page.get_by_text("Dieser Browser lässt hier nichts speichern")).to_be_visible()
    expect(page.get_by_label("Auf diesem Gerät merken")).not_to_be_checked()
    expect(page.locator("#p-1 input")).to_be_checked()
    page.goto(address + "downloads.html#offline")
    page.get_by_role("button", name="Offline verfügbar machen").click()
    expect(page.get_by_text("Das hat nicht geklappt.")).to_be_visible()
    assert errors == []


def test_without_scripts_the_boxes_are_boxes_in_named_groups(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + paths()[LIST])
    group = page.get_by_role("group", name="Bis Minute 10: Hilfe und Alarm")
    expect(group.get_by_role("checkbox")).to_have_count(5)
    group.get_by_role("checkbox").first.check()
    expect(page.locator(".hb-ticks-panel, .hb-ticks-bar").first).to_be_hidden()
    context.close()


def test_urgent_steps_can_be_ticked_off_too(page: Page, address: str) -> None:
    page.goto(address + paths()["P-30"])
    steps = page.get_by_role("group", name="Jetzt").get_by_role("checkbox")
    steps.first.check()
    expect(page.locator(".hb-ticks-count")).to_have_text(f"1 von {steps.count()} abgehakt")


@pytest.mark.parametrize("lang", ["de", pytest.param("en", marks=pytest.mark.full)])
def test_every_list_prints_on_one_sheet(chromium: Browser, address: str, lang: str) -> None:
    page = chromium.new_page()
    library, _ = load(REPO)
    for checklist in library.of(pages.Checklist):
        page.goto(f"{address}{prefix(lang)}{paths()[checklist.id]}")
        page.evaluate("document.documentElement.dataset.print = 'ticks'")
        assert sheets(page) == 1, checklist.id
    page.close()


# --- filters ---


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_matrix_shows_what_is_mine(page: Page, address: str, lang: str) -> None:
    library, _ = load(REPO)
    mine = [process for process, _ in references(library).processes_of("R-04")]
    page.goto(f"{address}{prefix(lang)}{paths()['matrix']}")
    everything = page.locator("table.matrix tbody tr:visible").count()
    page.get_by_label("Meine Rolle" if lang == "de" else "My role").select_option("R-04")
    rows = page.locator("table.matrix tbody tr:visible")
    assert [text.split(" ")[0] for text in rows.locator("th a").all_inner_texts()] == mine
    assert page.locator("table.matrix thead th:visible").count() == 2
    page.reload()
    expect(rows).to_have_count(len(mine))
    page.get_by_label("Meine Rolle" if lang == "de" else "My role").select_option("")
    expect(rows).to_have_count(everything)


def test_cases_are_filtered_by_what_their_cells_say(page: Page, address: str) -> None:
    library, _ = load(REPO)
    cases = library.of(pages.Case)
    page.goto(address + paths()["fallueberblick"])
    rows = page.locator("table.cases tbody tr:visible")
    expect(rows).to_have_count(len(cases))
    page.get_by_label("Grundlage").select_option(label="konstruiert")
    expect(rows).to_have_count(sum(case.case == "constructed" for case in cases))
    process = next(case for case in cases if case.case == "constructed").processes[0]
    option = page.get_by_label("Prozesse").locator("option", has_text=f"{process} ").get_attribute("value")
    page.get_by_label("Prozesse").select_option(option)
    expect(rows).to_have_count(sum(case.case == "constructed" and process in case.processes for case in cases))
    page.get_by_role("button", name="Alle Fälle zeigen").click()
    expect(rows).to_have_count(len(cases))
    page.get_by_label("Thema").select_option(label="ohne festes Thema")
    expect(rows).to_have_count(sum(not case.themes for case in cases))


def test_the_choice_of_cases_is_an_address_and_stored_nowhere(page: Page, base: str) -> None:
    library, _ = load(REPO)
    cases = library.of(pages.Case)
    page.goto(base + paths()["fallueberblick"])
    page.get_by_label("Grundlage").select_option("documented")
    page.get_by_label("Thema").select_option("T-02")
    expect(page).to_have_url(re.compile("#filter=documented.T-02$"))
    rows = page.locator("table.cases tbody tr:visible")
    both = sum(case.case == "documented" and "T-02" in case.themes for case in cases)
    expect(rows).to_have_count(both)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_label("Basis")).to_have_value("documented")
    expect(rows).to_have_count(both)
    page.go_back()
    page.go_back()
    expect(page.get_by_label("Thema")).to_have_value("")
    expect(rows).to_have_count(sum(case.case == "documented" for case in cases))
    assert page.evaluate("localStorage.length") == 0
