"""What the small programs in the browser need on a page: lists in fieldsets, places for their controls, and their words."""

from __future__ import annotations

import json

from lxml.html import HtmlElement
from lxml.html import builder as build

from handbook.locale import words

BY_ID = {"lotse": "lotse", "matrix": "matrix", "fallueberblick": "cases", "datenschutz": "offline"}
HEADINGS = ("h2", "h3", "h4")
BLOCKS = ("p", "ul", "ol", "div", "table", "blockquote")


def equip(document: HtmlElement) -> None:
    """Prepare the pages that have a program; all others stay as they are, and all can be read without it."""
    for article in document.iter("article"):
        tool = _tool(article)
        if tool == "ticks":
            _lists(article)
        elif tool == "lotse":
            _guide(article)
        elif tool == "offline":
            _switch(article)
        if tool:
            lang = str(article.get("lang") or document.get("lang") or "de")
            letters = words(lang, "raci") if tool == "matrix" else {}
            article.set("data-words", json.dumps({**words(lang, f"tools.{tool}"), **letters}, ensure_ascii=False))


def _tool(article: HtmlElement) -> str:
    kind, urgent = article.get("data-page-type"), article.get("data-urgent")
    ticks = "ticks" if kind == "checklist" or (urgent and kind in ("process", "card")) else ""
    return BY_ID.get(str(article.get("data-page-id")), ticks)


# --- lists to tick off ---


def _lists(article: HtmlElement) -> None:
    """Every list in a fieldset named by its heading; the progress stands before the first, the controls behind the last."""
    lists = [found for found in article.iter("ul") if "task-list" in found.classes]
    if article.get("data-page-type") != "checklist":
        lists = _urgent_steps(article)
    if not lists:
        return
    frames = [_framed(found) for found in lists]
    if article.get("data-page-type") == "checklist":  # an urgent page shows its steps first
        frames[0].addprevious(build.DIV({"class": "hb-ticks-bar", "data-hb-ticks-bar": ""}))
    panel = build.DIV({"class": "hb-ticks-panel", "data-hb-ticks-panel": ""})
    panel.tail, frames[-1].tail = frames[-1].tail, None
    frames[-1].addnext(panel)


def _urgent_steps(article: HtmlElement) -> list[HtmlElement]:
    """What to do now, the first numbered list of an urgent page, as boxes."""
    steps = _first_list(article)
    if steps is None or any(part.tag in BLOCKS for part in steps.iterdescendants()):
        return []
    for number, item in enumerate(steps.findall("li"), 1):
        box = build.INPUT({"type": "checkbox"})
        text = build.SPAN({"class": "task-list-text"})
        text.text, item.text = item.text, None
        text.extend(list(item))
        item.append(build.LABEL({"class": "task-list-control"}, box, text))
        item.classes.add("task-list-item")
        item.set("data-item", str(number))
    return [steps]


def _first_list(article: HtmlElement) -> HtmlElement | None:
    sections = 0
    for element in article:
        sections += element.tag == "h2"
        if element.tag == "ol" and sections == 1:
            return element
        if sections > 1:
            return None
    return None


def _framed(found: HtmlElement) -> HtmlElement:
    frame = build.FIELDSET({"class": "hb-ticks"})
    heading = _heading_before(found)
    if heading is not None:
        frame.set("aria-labelledby", str(heading.get("id")))
        heading.classes.add("hb-ticks-heading")
    frame.tail, found.tail = found.tail, None
    found.addprevious(frame)
    frame.append(found)
    return frame


def _heading_before(element: HtmlElement) -> HtmlElement | None:
    """The nearest heading above; lists and headings are siblings, since authors write no HTML."""
    above = element.getprevious()
    while above is not None and not (above.tag in HEADINGS and above.get("id")):
        above = above.getprevious()
    return above


# --- the conflict guide ---


def _guide(article: HtmlElement) -> None:
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


# --- reading without a network ---


def _switch(article: HtmlElement) -> None:
    """A place for the reader's choice, at the end of the section that explains it."""
    section = next((heading for heading in article.iter("h2") if heading.get("id") == "offline"), None)
    if section is None:
        return
    last: HtmlElement = section
    while (following := last.getnext()) is not None and following.tag == "p":
        last = following
    place = build.DIV({"data-hb-offline": ""})
    place.tail, last.tail = last.tail, None
    last.addnext(place)
