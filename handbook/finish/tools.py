"""What the small programs in the browser need on a page: their controls, places for what they show, and their words."""

from __future__ import annotations

import json

from lxml.html import HtmlElement
from lxml.html import builder as build

from handbook.finish import filters, ticks
from handbook.locale import word, words

BY_ID = {"lotse": "lotse", "matrix": "matrix", "fallueberblick": "cases", "datenschutz": "offline", "downloads": "offline"}


def equip(document: HtmlElement) -> None:
    """Prepare the pages that have a program; all others stay as they are, and all can be read without it."""
    for article in document.iter("article"):
        tool = _tool(article)
        if not tool:
            continue
        lang = str(article.get("lang") or document.get("lang") or "de")
        PREPARE[tool](article, lang)
        letters = words(lang, "raci") if tool == "matrix" else {}
        article.set("data-words", json.dumps({**words(lang, f"tools.{tool}"), **letters}, ensure_ascii=False))


def _tool(article: HtmlElement) -> str:
    kind, urgent = article.get("data-page-type"), article.get("data-urgent")
    listed = "ticks" if kind == "checklist" or (urgent and kind in ("process", "card")) else ""
    return BY_ID.get(str(article.get("data-page-id")), listed)


def _guide(article: HtmlElement, _lang: str) -> None:
    """Questions and results in one element, which the program replaces by one question at a time."""
    start = next((heading for heading in article.iter("h2") if heading.get("id") == "fragen"), None)
    if start is None:
        return
    text = build.DIV({"class": "hb-lotse-text"})
    start.addprevious(build.DIV({"data-hb-lotse": ""}))
    start.addprevious(text)
    element: HtmlElement | None = start
    while element is not None and not (element.tag == "h2" and element.get("id") not in ("fragen", "ergebnisse")):
        upcoming = element.getnext()
        text.append(element)
        element = upcoming


def _switch(article: HtmlElement, lang: str) -> None:
    """The reader's choice to read without a network, at the end of the section that explains it."""
    section = next((heading for heading in article.iter("h2") if heading.get("id") == "offline"), None)
    if section is None or not article.getroottree().getroot().get("data-worker"):
        return
    last: HtmlElement = section
    while (following := last.getnext()) is not None and following.tag != "h2":
        last = following
    place = build.DIV(
        {"class": "hb-offline hb-screen", "data-hb-offline": ""},
        build.BUTTON({"type": "button", "class": "hb-button hb-tool"}, word(lang, "panels.offline.keep")),
        build.P({"role": "status"}, word(lang, "panels.offline.none")),
    )
    place.tail, last.tail = last.tail, None
    last.addnext(place)


PREPARE = {"ticks": ticks.equip, "lotse": _guide, "matrix": filters.matrix, "cases": filters.cases, "offline": _switch}
