"""Filters above two wide tables: the responsibility matrix by role, the overview of cases by what its cells name.

The choices stand in the page, made from the table, so that nothing moves when `filter.js` brings them to life; without
scripts the style sheet hides them and the tables are complete.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml.html import HtmlElement
from lxml.html import builder as build

from handbook.locale import alphabetical, word

SEPARATOR = "|"  # between the values of one mark
NAMED = "="  # between a value's key, which the address carries in either language, and its name


def matrix(article: HtmlElement, lang: str) -> None:
    """One choice: whose column."""
    for table in article.find_class("matrix"):
        roles = [cell.text_content().strip() for cell in table.xpath("./thead/tr/th")[1:]]
        links = [
            " ".join(link.text_content().split()) for link in article.xpath(".//*[@id='rollen']/following-sibling::ul[1]//a")
        ]
        names = {name.partition(" ")[0]: name for name in links}
        field = _field(
            "hb-role",
            word(lang, "panels.matrix.role"),
            word(lang, "panels.matrix.all"),
            {role: names.get(role, role) for role in roles},
        )
        frame = table.getparent() if "hb-scroll" in table.getparent().classes else table
        frame.addprevious(_bar(word(lang, "panels.matrix.title"), [field, _count(word(lang, "tools.matrix.note"))]))


def cases(article: HtmlElement, lang: str) -> None:
    """A choice for every column whose cells hold marked values."""
    for table in article.find_class("cases"):
        rows = table.xpath("./tbody/tr")
        fields = []
        for place, head in enumerate(table.xpath("./thead/tr/th")):
            found = {key: name for row in rows for key, name in _values(row[place])}
            if found:
                options = dict(sorted(found.items(), key=lambda entry: alphabetical(entry[1])))
                fields.append(_field(f"hb-filter-{place}", head.text_content().strip(), word(lang, "panels.cases.all"), options))
        reset = build.BUTTON({"type": "button", "class": "hb-button hb-tool", "hidden": ""}, word(lang, "panels.cases.reset"))
        told = _count(word(lang, "tools.cases.count", shown=len(rows), all=len(rows)))
        end = build.DIV({"class": "hb-filter__end"}, told, reset)
        table.addprevious(_bar(word(lang, "panels.cases.title"), [*fields, end]))


def _values(cell: HtmlElement) -> Iterable[tuple[str, str]]:
    """Key and name of every value in a cell (handbook/weave/cases.py)."""
    for value in cell.find_class("value"):
        for entry in str(value.get("data-keys")).split(SEPARATOR):
            key, _, name = entry.partition(NAMED)
            yield key, name


def _field(identity: str, text: str, everything: str, options: dict[str, str]) -> HtmlElement:
    choices = [build.OPTION({"value": key}, name) for key, name in {"": everything, **options}.items()]
    select = build.SELECT({"id": identity, "autocomplete": "off"}, *choices)
    return build.DIV({"class": "hb-filter__field"}, build.LABEL({"for": identity}, text), select)


def _count(text: str) -> HtmlElement:
    return build.P({"class": "hb-filter__count", "role": "status"}, text)


def _bar(title: str, parts: Iterable[HtmlElement]) -> HtmlElement:
    return build.DIV({"class": "hb-filter hb-screen", "role": "group", "aria-label": title}, *parts)
