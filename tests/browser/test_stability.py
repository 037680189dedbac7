"""Nothing moves while a page loads: neither when its scripts begin nor when its fonts come late."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, Route

from tests.browser.looks import DESK, PHONE, paths

pytestmark = [pytest.mark.browser, pytest.mark.site]

PAGES = ("start", "P-02", "P-30", "C-20", "fallueberblick", "matrix", "lotse", "glossar", "downloads")
# What moved and by how much, as the browser counts it for Cumulative Layout Shift.
MOVED = """() => new Promise(done => {
    const moved = []
    new PerformanceObserver(list => list.getEntries().forEach(entry => moved.push(
        [entry.value, ...entry.sources.map(source => source.node ? source.node.textContent.trim().slice(0, 40) : '?')]
    ))).observe({type: 'layout-shift', buffered: true})
    setTimeout(() => done(moved), 250)
})"""


def _late(route: Route) -> None:
    time.sleep(0.2)
    route.continue_()


@pytest.mark.parametrize("page", [(PHONE, "light"), (DESK, "light")], indirect=True, ids=str)
def test_nothing_moves_while_a_page_loads(page: Page, address: str) -> None:
    page.route("**/*.woff2", _late)
    for identity in PAGES:
        page.goto(address + paths()[identity])
        moved = page.evaluate(MOVED)
        assert sum(entry[0] for entry in moved) < 0.001, (identity, moved)
