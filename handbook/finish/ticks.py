"""Lists to tick off: each in a fieldset, the progress before the first and the panel of controls behind the last.

All that the reader sees stands in the page already, so that nothing moves when `ticks.js` brings it to life; without
scripts the style sheet hides it.
"""

from __future__ import annotations

from lxml.html import HtmlElement
from lxml.html import builder as build

from handbook.locale import word

HEADINGS = ("h2", "h3", "h4")
BLOCKS = ("p", "ul", "ol", "div", "table", "blockquote")
DEEDS = ("print", "copy", "share", "reset")  # what the buttons do, named as in ticks.js
DAYS = "30"  # how long ticks are remembered; ticks.js reads it from the panel


def equip(article: HtmlElement, lang: str) -> None:
    """Prepare the lists of a checklist, or the first steps of an urgent page, which is not printed or copied as a list alone."""
    checklist = article.get("data-page-type") == "checklist"
    lists = [found for found in article.iter("ul") if "task-list" in found.classes] if checklist else _urgent_steps(article)
    if not lists:
        return
    frames = [_framed(found) for found in lists]
    progress = _progress(sum(len(found.findall("li")) for found in lists), lang)
    panel = _panel(lang, DEEDS if checklist else DEEDS[2:])
    if checklist:
        frames[0].addprevious(build.DIV({"class": "hb-ticks-bar hb-screen", "data-hb-ticks-bar": ""}, *progress))
    else:  # an urgent page shows its steps first
        panel[:0] = progress
    panel.tail, frames[-1].tail = frames[-1].tail, None
    frames[-1].addnext(panel)


def _progress(count: int, lang: str) -> tuple[HtmlElement, HtmlElement]:
    bar = {"max": str(count), "value": "0", "aria-label": word(lang, "panels.ticks.bar")}
    told = word(lang, "tools.ticks.progress", done=0, all=count)
    return build.P({"class": "hb-ticks-count", "role": "status"}, told), build.E("progress", bar)


def _panel(lang: str, deeds: tuple[str, ...]) -> HtmlElement:
    def text(key: str) -> str:
        return word(lang, f"panels.ticks.{key}")

    note = word(lang, "panels.ticks.remember_note", days=DAYS)
    box = {"type": "checkbox", "id": "hb-remember", "aria-describedby": "hb-remember-note"}
    return build.DIV(
        {"class": "hb-ticks-panel hb-screen", "data-hb-ticks-panel": DAYS, "role": "group", "aria-label": text("title")},
        build.DIV({"class": "hb-tools"}, *(_button(deed, text(deed)) for deed in deeds)),
        build.DIV(
            {"class": "hb-ticks-remember"},
            build.INPUT(box),
            build.LABEL({"for": "hb-remember"}, text("remember")),
            build.P({"id": "hb-remember-note"}, note),
            build.P({"class": "hb-ticks-until"}, word(lang, "tools.ticks.forgetful")),
        ),
        build.DIV(
            {"class": "hb-tools"},
            build.P({"class": "hb-ticks-told", "role": "status"}),
            _button("undo", text("undo"), hidden=""),
        ),
        build.PRE({"class": "hb-ticks-given", "tabindex": "0", "hidden": ""}),
        build.P({"class": "hb-ticks-note"}, text("note")),
    )


def _button(deed: str, text: str, **attributes: str) -> HtmlElement:
    return build.BUTTON({"type": "button", "class": "hb-button hb-tool", "data-do": deed, **attributes}, text)


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
