"""What the browser tests ask of a page: sizes of windows, addresses, axe, width."""

from __future__ import annotations

import functools
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from handbook.layers.compose import load
from tests.helpers import REPO

Scheme = Literal["light", "dark"]
PHONE, TABLET, DESK, ZOOMED = 390, 800, 1280, 320


@functools.cache
def paths() -> dict[str, str]:
    """Address of every written page by id, within a language."""
    library, _ = load(REPO)
    return {identity: library.path(identity).removesuffix(".md") + ".html" for identity in library.ids}


def violations(window: Page, within: str | None = None, *, contrast: bool = True) -> list[str]:
    """What axe finds on the page or below a selector.

    `contrast`, its slowest rule, depends on the style sheet alone and is asked on one page of each type.
    """
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    options = {"runOnly": tags, "rules": {"color-contrast": {"enabled": contrast}}}
    found = Axe().run(window, context=within, options=options).response
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def sideways(window: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
