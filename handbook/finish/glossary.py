"""Terms of the glossary where they first stand in the text of a page: a link to the entry, which a script turns into a note.

Prose only: never in headings, links, code, tables, lists to tick, wording to say, or in what an urgent page says to do now.
"""

from __future__ import annotations

import re
from functools import cache

from lxml.html import HtmlElement
from lxml.html import builder as build

from handbook.finish.facts import SiteFacts, Term
from handbook.locale import word

MOST = 8  # on one page
CLASS = "hb-term"
PROSE = {"p", "li", "dd"}
WITHOUT = {
    "a", "abbr", "blockquote", "button", "code", "fieldset", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "label", "nav", "pre",
    "q", "script", "style", "summary", "svg", "table",
}  # fmt: skip
WITHOUT_CLASS = {
    "danger", "footnote", "hb-crumbs", "hb-files", "hb-foot", "hb-hero", "hb-kind", "hb-lotse-text", "hb-search", "now",
    "planned", "slot",
}  # fmt: skip
PAGES_WITHOUT = {"glossar", "downloads", "suche", "lotse"}
TYPES_WITHOUT = {"home", "index", "card"}
PAIR = re.compile(r"(\w+) und (\w+)")
BRACKET = re.compile(r"(.+?) \((.+)\)")
ADJECTIVE = re.compile(r"(?:e[rsnm]?)$")
QUOTED = re.compile(r"„[^“]*$|\"[^\"]*$")


def mark(document: HtmlElement, url: str, facts: SiteFacts) -> None:
    """Mark the terms of one page in place; `url` is its path within the site."""
    for article in document.iter("article"):
        if article.get("data-page-id") in PAGES_WITHOUT or article.get("data-page-type") in TYPES_WITHOUT:
            continue
        lang = str(article.get("lang") or document.get("lang") or "de")
        terms = facts.terms.get(lang, ())
        if not terms:
            continue
        place = "../" * url.count("/") + ("en/" if lang == "en" else "") + facts.glossary
        pen = _Pen(terms, lang, place)
        _walk(article, pen, within=False, skip=2 if article.get("data-urgent") else 0)
        if pen.used:
            article.set("data-glossary", word(lang, "glossary.more"))


def forms(term: str) -> list[str]:
    """The forms of an entry's title: "Mediatorin und Mediator" are two, and so is what stands in brackets."""
    bracket = BRACKET.fullmatch(term)
    named = [bracket[1], *bracket[2].split(", ")] if bracket else [term]
    pairs = ((PAIR.fullmatch(name), name) for name in named)
    found = [form for pair, name in pairs for form in (pair.groups() if pair else (name,))]
    return [form for form in found if len(form) > 2]  # two letters mean many things


def pattern(form: str, lang: str) -> str:
    """A form with the endings that it takes in a sentence."""
    return _german(form) if lang == "de" else _english(form)


def _german(form: str) -> str:
    *before, noun = form.split(" ")
    words = [ADJECTIVE.sub("", entry) + "e[rsnm]?" if ADJECTIVE.search(entry) else re.escape(entry) for entry in before]
    if noun[0].islower():  # an adjective alone
        words.append(re.escape(noun) + "(?:e[rsnm]?)?")
    else:
        words.append(re.escape(noun) + ("(?:nen)?" if noun.endswith("in") else "(?:e?s|e?n|e)?"))
    return _either_case(r"\s+".join(words))


def _english(form: str) -> str:
    if re.search(r"[^aeiou]y$", form):
        return _either_case(_spaced(form[:-1]) + "(?:y|ies)")
    return _either_case(_spaced(form) + "(?:e?s)?")


def _spaced(form: str) -> str:
    return r"\s+".join(re.escape(entry) for entry in form.split(" "))


def _either_case(text: str) -> str:
    """A sentence may begin with a word that is written small otherwise; German nouns are never written small."""
    return f"[{text[0]}{text[0].upper()}]{text[1:]}" if text[0].islower() else text


@cache
def _all(terms: tuple[Term, ...], lang: str) -> re.Pattern[str]:
    """All forms, the longest first; the group of a match names its term by its place."""
    found = [(form, number) for number, term in enumerate(terms) for form in forms(term.name)]
    found.sort(key=lambda entry: -len(entry[0]))
    groups = (f"(?P<t{number}_{place}>{pattern(form, lang)})" for place, (form, number) in enumerate(found))
    name = r"(?!\s[A-Z])" if lang == "en" else ""  # "Mediation Act" is the name of something else
    return re.compile(rf"(?<![\w-])(?:{'|'.join(groups)})(?![\w-]){name}")


class _Pen:
    """Knows which terms a page has had."""

    def __init__(self, terms: tuple[Term, ...], lang: str, place: str) -> None:
        self.terms = terms
        self.expression = _all(terms, lang)
        self.place = place
        self.used: set[int] = set()

    def split(self, text: str) -> tuple[str, list[HtmlElement]]:
        """The text before the first new term, and the links, each with the text behind it."""
        first, links, end = text, list[HtmlElement](), 0
        for match in self.expression.finditer(text):
            number = int(str(match.lastgroup)[1:].partition("_")[0])
            if number in self.used or len(self.used) == MOST or QUOTED.search(text[: match.start()]):
                continue
            self.used.add(number)
            term = self.terms[number]
            link = build.A({"class": CLASS, "href": f"{self.place}#{term.id}", "data-tip": term.definition}, match[0])
            if links:
                links[-1].tail = text[end : match.start()]
            else:
                first = text[: match.start()]
            links.append(link)
            end = match.end()
        if links:
            links[-1].tail = text[end:]
        return first, links


def _walk(element: HtmlElement, pen: _Pen, *, within: bool, skip: int) -> None:
    """Text in reading order; `skip` counts the sections that are left out at the beginning."""
    children = list(element)
    if within and element.text:
        element.text, links = pen.split(element.text)
        for number, link in enumerate(links):
            element.insert(number, link)
    for child in children:
        skip -= child.tag == "h2"
        if skip <= 0 and _open(child):
            _walk(child, pen, within=within or child.tag in PROSE, skip=0)
        if within and child.tail:
            child.tail, links = pen.split(child.tail)
            for number, link in enumerate(links, element.index(child) + 1):
                element.insert(number, link)


def _open(element: HtmlElement) -> bool:
    """Whether terms may be marked in an element; comments have no tag, and another language has other terms."""
    return (
        isinstance(element.tag, str)
        and element.tag not in WITHOUT
        and not (WITHOUT_CLASS & set(element.classes))
        and not element.get("lang")
    )
