"""Diagrams as people see them: the layout that fits, letters that can be read, in every scheme and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looks import DESK, PHONE, paths, sideways

SMALL = 14.4  # pixels of the site's small text (.72rem)

pytestmark = [pytest.mark.browser, pytest.mark.site]

SHOWN = """() => [...document.querySelectorAll('.hb-flow')].filter(svg => svg.getBoundingClientRect().width)
    .map(svg => svg.getAttribute('class').split('--')[1])"""
# Texts that lie on each other or outside of the picture, as the browser has set them.
CLASHES = """() => {
    const svg = [...document.querySelectorAll('.hb-flow')].find(svg => svg.getBoundingClientRect().width);
    const frame = svg.getBoundingClientRect(), found = [];
    const spans = [...svg.querySelectorAll('text:not(.head) > tspan[x]')];
    const boxes = spans.map(span => [span.textContent, span.getBoundingClientRect()]);
    boxes.forEach(([text, a], place) => {
        if (a.left < frame.left || a.right > frame.right || a.top < frame.top || a.bottom > frame.bottom) found.push(text);
        for (const [other, b] of boxes.slice(place + 1))
        {
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const along = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top); // letters need less than the height of their box
            if (across > 1 && along > 6) found.push(`${text} | ${other}`);
        }
    });
    return found;
}"""
CONTRAST = """() => {
    const number = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const light = colour => { const [r, g, b] = number(colour).map(v => v / 255)
        .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
    const ground = getComputedStyle(document.body).backgroundColor;
    return Math.min(...[...document.querySelectorAll('.hb-flow text, .hb-flow tspan')].map(text => {
        const behind = text.closest('.head') ? getComputedStyle(text.closest('svg').querySelector('.band')).fill : ground;
        const [a, b] = [light(getComputedStyle(text).fill), light(behind)].sort((x, y) => y - x);
        return (a + .05) / (b + .05);
    }));
}"""


def shown(page: Page, address: str, identity: str) -> None:
    page.goto(f"{address}{paths()[identity]}")


@pytest.mark.parametrize("page", [(DESK, "light"), (DESK, "dark")], indirect=True)
def test_a_wide_screen_shows_lanes(page: Page, address: str) -> None:
    shown(page, address, "P-30")
    assert page.evaluate(SHOWN) == ["wide"]
    assert page.evaluate(CLASHES) == []
    assert page.evaluate(CONTRAST) >= 4.5
    assert sideways(page) == 0


@pytest.mark.parametrize("page", [(PHONE, "light"), (PHONE, "dark")], indirect=True)
def test_a_phone_shows_one_column_with_letters_that_can_be_read(page: Page, address: str) -> None:
    shown(page, address, "P-30")
    assert page.evaluate(SHOWN) == ["tall"]
    assert page.evaluate(CLASHES) == []
    assert page.evaluate(CONTRAST) >= 4.5
    scale = page.evaluate(
        "(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)(document.querySelector('.hb-flow--tall'))"
    )
    assert 12 * scale >= SMALL
    assert sideways(page) == 0


def test_paper_shows_lanes_in_black(page: Page, address: str) -> None:
    shown(page, address, "P-02")
    page.emulate_media(media="print")
    assert page.evaluate(SHOWN) == ["wide"]
    assert page.evaluate("getComputedStyle(document.querySelector('.hb-flow--wide text')).fill") == "rgb(0, 0, 0)"


def test_forced_colours_are_taken(chromium: Browser, address: str) -> None:
    context = chromium.new_context(forced_colors="active", viewport={"width": DESK, "height": 844})
    window = context.new_page()
    shown(window, address, "P-02")
    fills = window.evaluate(
        "['.hb-flow--wide text', '.hb-flow--wide .node'].map(part => getComputedStyle(document.querySelector(part)).fill)"
    )
    assert fills[0] != fills[1]
    assert fills[0] == window.evaluate("getComputedStyle(document.body).color")
    context.close()


@pytest.mark.full
@pytest.mark.parametrize("page", [(DESK, "light"), (PHONE, "light")], indirect=True)
def test_no_text_of_any_diagram_lies_on_another(page: Page, address: str) -> None:
    for lang in ("", "en/"):
        for identity, path in paths().items():
            if identity.startswith("P-"):
                page.goto(f"{address}{lang}{path}")
                assert page.evaluate(CLASHES) == [], (lang, identity)
