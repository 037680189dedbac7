"""The order of a page's head, which Markdown cannot say: short contents, and the hero of the home page."""

from __future__ import annotations

from lxml.html import HtmlElement


def arrange(document: HtmlElement) -> None:
    """Move what the theme wrote around the text to its place in it."""
    for article in document.iter("article"):
        title = article.find(".//h1")
        if title is None:
            continue
        for search in article.find_class("hb-search"):
            _after(search, article.find_class("lead")[0] if article.find_class("lead") else title)
        # The lead comes first, but on an urgent page only behind what to do now.
        sections = article.xpath(".//*[contains(concat(' ', @class, ' '), ' lead ')]/following::h2") or article.findall(".//h2")
        if sections:
            section = sections[0]
            for contents in (*article.find_class("hb-files"), *article.find_class("hb-toc")):
                contents.drop_tree()
                contents.tail = None
                section.addprevious(contents)
        for hero in article.find_class("hb-hero"):
            _fill(hero, title)
            _cards(article)


def _after(element: HtmlElement, place: HtmlElement) -> None:
    element.drop_tree()
    element.tail = None
    place.addnext(element)


def _fill(hero: HtmlElement, title: HtmlElement) -> None:
    """Title and what follows up to the first section, the guide's first question included; a danger notice goes to the top."""
    opening = [title]
    while (following := opening[-1].getnext()) is not None and following.tag != "h2":
        opening.append(following)
    for number, element in enumerate(sorted(opening, key=lambda part: "danger" not in part.classes)):
        element.drop_tree()
        element.tail = None
        hero.insert(number, element)


def _cards(article: HtmlElement) -> None:
    """A card's title stands on a line of its own: instead of the colon or comma that parts it from its text comes a space."""
    for title in article.xpath("./ul/li/*[1][self::strong or self::a]"):
        title.classes.add("hb-card")
        title.tail = f" {rest}" if (rest := (title.tail or "").lstrip(":, ")) else None
