"""Repairs of the theme's and the Markdown extensions' HTML: names of boxes, invalid attributes, inline styles."""

from __future__ import annotations

from lxml.html import HtmlElement
from lxml.html import builder as build

BLOCKS = {"ul", "ol", "p", "div", "dl", "table", "blockquote", "pre", "details"}


def repair(document: HtmlElement) -> None:
    """All repairs in place."""
    for box in document.iter("input"):
        if box.get("type") == "checkbox":
            box.attrib.pop("autocomplete", None)
        if "md-toggle" in box.classes:
            box.set("hidden", "")  # the theme's switches have no name; without its styles they would show
    for element in document.xpath("//*[@tabindex='']"):
        del element.attrib["tabindex"]
    for code in document.xpath("//pre/code"):
        code.set("tabindex", "0")  # long lines are scrolled, by keyboard too
    _labels_without_target(document)
    _alignment(document)
    for label in document.find_class("task-list-control"):
        _name(label)


def _labels_without_target(document: HtmlElement) -> None:
    ids = {element.get("id") for element in document.xpath("//*[@id]")}
    for label in document.xpath("//label[@for]"):
        if label.get("for") not in ids:
            del label.attrib["for"]


def _alignment(document: HtmlElement) -> None:
    """A style attribute needs `unsafe-inline` in the policy; a class does not."""
    for cell in document.xpath("//*[starts-with(@style, 'text-align')]"):
        side = cell.get("style", "").partition(":")[2].strip(" ;")
        del cell.attrib["style"]
        cell.classes.add(f"align-{side}")


def _name(label: HtmlElement) -> None:
    """Put the item's text into the box's label (pymdownx.tasklist leaves it outside, so that the box has no name)."""
    text = build.SPAN({"class": "task-list-text"})
    text.text = (label.tail or "").lstrip()
    label.tail = None
    follower = label.getnext()
    while follower is not None and follower.tag not in BLOCKS:
        upcoming = follower.getnext()
        text.append(follower)
        follower = upcoming
    label.append(text)
