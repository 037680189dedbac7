"""The sources of whole documents: cover and contents, part, index, card. Each gives Typst's `main`; pages stand beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handbook.export.book import Book, Imprint, Page, Part
from handbook.export.pdf.code import NOTHING, array, boolean, call, string
from handbook.export.pdf.convert import Typeset, label
from handbook.locale import word, words

TEMPLATE = '#import "/template.typ": *\n'
NUMBER = re.compile(r"(?<=[:,] )<([^<>\s]+)>")  # what convert.py leaves for the number of a page
GUESS = 100  # before the pages are counted: most have three digits


@dataclass(frozen=True)
class Frame:
    """What all documents of one language share."""

    book: Book
    imprint: Imprint
    brand: str
    accent: str

    @property
    def lang(self) -> str:
        """The language of the book."""
        return self.book.lang

    @property
    def edition(self) -> str:
        """The line at the foot: version and date."""
        return word(self.lang, "export.pdf.edition", version=self.imprint.version, date=date_of(self.imprint, self.lang))


def date_of(imprint: Imprint, lang: str) -> str:
    """The day as it is written."""
    months = word(lang, "export.pdf.months").split()
    return word(lang, "export.pdf.date", day=imprint.date.day, month=months[imprint.date.month - 1], year=imprint.date.year)


def settings(frame: Frame, *, linked: bool) -> str:
    """The module that the template reads: language, colours, words."""
    kinds = "".join(f"{kind}: {string(name)}, " for kind, name in words(frame.lang, "export.pdf.kinds").items())
    lines = [
        f"#let language = {string(frame.lang)}",
        f'#let brand = rgb("{frame.brand}")',
        f'#let accent = rgb("{frame.accent}")',
        f"#let linked = {boolean(linked)}",
        f"#let words = (page: {string(word(frame.lang, 'export.pdf.page'))}, kinds: ({kinds}))",
    ]
    return "\n".join(lines) + "\n"


def page_source(typeset: Typeset) -> str:
    """A page as a file of its own."""
    return f"{TEMPLATE}#{{{typeset.source}}}\n"


def page_file(page: Page) -> str:
    """Where it lies."""
    return f"p/{label(page.id)}.typ"


def numbered(source: str, numbers: Mapping[str, int]) -> str:
    """A source with the page numbers of the places that it leads to. They stand in the source itself and nowhere else, so that
    Typst sets anew only what they change."""
    return NUMBER.sub(lambda match: str(numbers.get(match[1], GUESS)), source)


def _main(frame: Frame, title: str, body: Sequence[str], **named: str) -> str:
    date = frame.imprint.date
    base = call(
        "base.with",
        title=string(title),
        edition=string(frame.edition),
        author=string(frame.imprint.town or frame.book.title),
        date=f"datetime(year: {date.year}, month: {date.month}, day: {date.day})",
        **named,
    )
    return "\n".join([TEMPLATE.rstrip(), f"#show: {base}", *body]) + "\n"


def part_main(frame: Frame, part: Part, start: int) -> str:
    """All pages of a part, numbered from `start` on. Its first page opens it, or a page of its own with its title does."""
    body = [f"#counter(page).update({start})"]
    opened = part.pages[0].type in ("index", "start") and part.pages[0].path.endswith("index.md")
    if not opened:
        body.append(f"#{call('opener', string(part.title), string(label(part.id, 'teil')), _entries(part.pages))}")
    for number, page in enumerate(part.pages):
        body.append("#" + article(part.title, page, level=1 if opened and not number else 2))
    return _main(frame, f"{frame.book.title}: {part.title}", body)


def opens(part: Part) -> str:
    """The place where a part begins."""
    first = part.pages[0]
    return label(first.id) if first.type in ("index", "start") and first.path.endswith("index.md") else label(part.id, "teil")


def _entries(pages: Sequence[Page]) -> str:
    return array(array([string(label(page.id)), string(shown(page)), f"<{label(page.id)}>"]) for page in pages)


def article(part: str, page: Page, *, level: int) -> str:
    """One page in its frame."""
    badge, kind, facts = head_of(page)
    return call(
        "article",
        f'include "/{page_file(page)}"',
        part=string(part),
        place=string(label(page.id)),
        badge=string(badge),
        kind=string(kind),
        title=string(page.title),
        level=str(level),
        facts=array(array(map(string, fact)) for fact in facts),
    )


def head_of(page: Page) -> tuple[str, str, list[tuple[str, str]]]:
    """Id, type and what the foot of a page says."""

    def text(name: str) -> str:
        return next((" ".join(part.text_content().split()) for part in page.article.find_class(name)), "")

    rows = [row for box in page.article.find_class("hb-facts") for row in box]
    facts = [(" ".join(row[0].text_content().split()), " ".join(row[1].text_content().split())) for row in rows if len(row) == 2]
    return text("hb-kind__id"), text("hb-kind__type"), facts


def shown(page: Page) -> str:
    """Title with the id."""
    badge, *_ = head_of(page)
    return f"{badge} {page.title}" if badge else page.title


def front_main(frame: Frame, numbers: Mapping[str, int]) -> str:
    """Cover and contents."""
    lang, imprint = frame.lang, frame.imprint
    facts = [
        (word(lang, "export.pdf.town"), imprint.town or word(lang, "export.pdf.no_town")),
        (word(lang, "export.pdf.version"), imprint.version),
        (word(lang, "export.pdf.as_of"), date_of(imprint, lang)),
    ]
    cover = call(
        "cover",
        string(frame.book.title),
        string(word(lang, "export.pdf.subtitle")),
        array(array(map(string, fact)) for fact in facts),
        string(word(lang, "export.pdf.licence")),
        logo=string("/files/logo" + imprint.logo.suffix) if imprint.logo else NOTHING,
    )
    rows = []
    for part in frame.book.parts:
        opening = opens(part)
        rows.append(_row(1, opening, "", part.title, numbers))
        rows += [_row(2, label(page.id), head_of(page)[0], page.title, numbers) for page in part.pages if label(page.id) != opening]
    rows.append(_row(1, "index", "", word(lang, "export.pdf.index"), numbers))
    contents = call("contents", string(word(lang, "export.pdf.contents")), array(rows))
    return _main(frame, frame.book.title, [f"#{cover}", f"#{contents}"])


def _row(level: int, place: str, badge: str, title: str, numbers: Mapping[str, int]) -> str:
    return array([str(level), string(place), string(badge), string(title), string(str(numbers.get(place, GUESS)))])


def index_main(frame: Frame, start: int, terms: Mapping[str, Sequence[str]], numbers: Mapping[str, int]) -> str:
    """The terms in their order, each with the pages that are about it."""
    entries = []
    for term, places in terms.items():
        pages = {numbers.get(place, GUESS): place for place in reversed(places)}
        found = array(array([string(place), string(str(number))]) for number, place in sorted(pages.items()))
        entries.append(array([string(term), found]))
    body = call("index-of-terms", string(word(frame.lang, "export.pdf.index")), string(word(frame.lang, "export.pdf.index_intro")), array(entries))
    return _main(frame, word(frame.lang, "export.pdf.index"), [f"#counter(page).update({start})", f"#{body}"])


def title_main(frame: Frame, part: Part, start: int) -> str:
    """The first page of a part that is published alone."""
    lines = [frame.book.title, frame.imprint.town, frame.edition, word(frame.lang, "export.pdf.part_note", page=start)]
    body = call("half-title", string(part.title), array(string(line) for line in lines if line))
    return _main(frame, f"{frame.book.title}: {part.title}", [f"#{body}"], numbered="false")


def card_main(frame: Frame, page: Page, size: float) -> str:
    """One page alone on one or two sheets; `size` is that of the text in points."""
    badge, kind, facts = head_of(page)
    body = call(
        "card",
        f'include "/{page_file(page)}"',
        place=string(label(page.id)),
        badge=string(badge),
        kind=string(kind),
        title=string(page.title),
        facts=array(array(map(string, fact)) for fact in facts[:1]),
        signed=boolean(page.type == "checklist"),
        sign=array(map(string, words(frame.lang, "export.pdf.sign").values())),
    )
    return _main(frame, shown(page), [f"#{body}"], sized=f"{size}pt")
