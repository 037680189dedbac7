"""A window of the browser for every test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looks import DESK, Scheme

# Without the worker, which has tests of its own, a page asks the server for everything, and a test can see and delay it.
EXPECTED = ("404 (Not Found)", "Service Worker registration blocked")


@pytest.fixture
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window; `params`: width and colour scheme. A message in the console or a request to elsewhere fails the test."""
    width, scheme = cast(tuple[int, Scheme], getattr(request, "param", (DESK, "light")))
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme, service_workers="block")
    window = context.new_page()
    problems: list[str] = []
    window.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    window.on("pageerror", lambda error: problems.append(str(error)))
    window.on(
        "request",
        lambda made: problems.append(made.url) if not re.match(r"http://127\.0\.0\.1:|file:|data:|blob:", made.url) else None,
    )
    yield window
    context.close()
    assert [problem for problem in problems if not any(known in problem for known in EXPECTED)] == []
