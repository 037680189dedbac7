"""The sources of whole documents: cover and contents, part, index, card. Each gives Typst's `main`; pages stand beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from handbook.export.book import Book, Imprint, Page, Part
from handbook.export.office.paper import COLUMNS, Paper, Row
from handbook.export.pdf import measure
from handbook.export.pdf.code import NOTHING, array, boolean, call, string
from handbook.export.pdf.convert import Typeset
from handbook.export.pdf.fields import Field
from handbook.export.pdf.numbers import number_at, number_of
from handbook.export.pdf.prepare import label, plain
from handbook.locale import word, words

TEMPLATE = '#import "/template.typ": *\n'
FIELD_LOW, FIELD_EDGE = 21.0, 4.0  # points: the least height of a field, and what viewers leave free above and below
QR_FILE = "/files/{id}-code.svg"


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
        """The line at the foot: version and date; another project's site has no version that we know."""
        if not self.imprint.version:
            return date_of(self.imprint, self.lang)
        return word(self.lang, "export.pdf.edition", version=self.imprint.version, date=date_of(self.imprint, self.lang))


def date_of(imprint: Imprint, lang: str) -> str:
    """The day as it is written."""
    months = word(lang, "export.pdf.months").split()
    return word(lang, "export.pdf.date", day=imprint.date.day, month=months[imprint.date.month - 1], year=imprint.date.year)


def settings(frame: Frame, *, linked: bool) -> str:
    """The module that the template reads: language, colours, words."""
    lines = [
        f"#let language = {string(frame.lang)}",
        f'#let brand = rgb("{frame.brand}")',
        f'#let accent = rgb("{frame.accent}")',
        f"#let linked = {boolean(linked)}",
        f"#let page-word = {string(word(frame.lang, 'export.pdf.page'))}",
    ]
    return "\n".join(lines) + "\n"


def page_source(typeset: Typeset) -> str:
    """A page as a file of its own."""
    return f"{TEMPLATE}#{{{typeset.source}}}\n"


def page_file(page: Page) -> str:
    """Where it lies."""
    return f"p/{label(page.id)}.typ"


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
    opened = _opens_itself(part)
    if not opened:
        body.append(f"#{call('opener', string(part.title), string(label(part.id, 'teil')), _entries(part.pages))}")
    for number, page in enumerate(part.pages):
        body.append("#" + article(part.title, page, level=1 if opened and not number else 2))
    return _main(frame, f"{frame.book.title}: {part.title}", body)


def opens(part: Part) -> str:
    """The place where a part begins."""
    first = part.pages[0]
    return label(first.id) if _opens_itself(part) else label(part.id, "teil")


def _opens_itself(part: Part) -> bool:
    """Whether its first page is its title page too, as the only page of a part is."""
    first = part.pages[0]
    return len(part.pages) == 1 or (first.type in ("index", "start") and first.path.endswith("index.md"))


def _entries(pages: Sequence[Page]) -> str:
    return array(array([string(label(page.id)), string(shown(page)), number_of(label(page.id))]) for page in pages)


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


@cache
def head_of(page: Page) -> tuple[str, str, list[tuple[str, str]]]:
    """Id, type and what the foot of the page says besides, such as its date."""

    def text(name: str) -> str:
        return next((plain(part) for part in page.article.find_class(name)), "")

    # What is said about the files of a page changes with each export.
    rows = [row for box in page.article.find_class("hb-facts") for row in box.iter("div") if not row.find_class("hb-file")]
    badge = text("hb-kind__id")
    facts = [(plain(row[0]), plain(row[1])) for row in rows if len(row) == 2 and plain(row[1]) != badge]
    return badge, text("hb-kind__type"), facts


def shown(page: Page) -> str:
    """Title with the id."""
    badge, *_ = head_of(page)
    return f"{badge} {page.title}" if badge else page.title


def front_main(frame: Frame, numbers: Mapping[str, int], *, index: bool) -> str:
    """Cover and contents. Of another project's site the cover says no more than title and date."""
    lang, imprint = frame.lang, frame.imprint
    own = bool(imprint.version)
    facts = [
        (word(lang, "export.pdf.town"), imprint.town or word(lang, "export.pdf.no_town")),
        (word(lang, "export.pdf.version"), imprint.version),
        (word(lang, "export.pdf.as_of"), date_of(imprint, lang)),
    ]
    cover = call(
        "cover",
        string(frame.book.title),
        string(word(lang, "export.pdf.subtitle") if own else ""),
        array(array(map(string, fact)) for fact in (facts if own else facts[-1:])),
        string(word(lang, "export.pdf.licence") if own else ""),
        marked=boolean(own),
        logo=string("/files/logo" + imprint.logo.suffix) if imprint.logo else NOTHING,
    )
    rows = []
    for part in frame.book.parts:
        opening = opens(part)
        rows.append(_line(1, opening, "", part.title, numbers))
        rows += [
            _line(2, label(page.id), head_of(page)[0], page.title, numbers) for page in part.pages if label(page.id) != opening
        ]
    if index:
        rows.append(_line(1, "index", "", word(lang, "export.pdf.index"), numbers))
    contents = call("contents", string(word(lang, "export.pdf.contents")), array(rows))
    return _main(frame, frame.book.title, [f"#{cover}", f"#{contents}"])


def _line(level: int, place: str, badge: str, title: str, numbers: Mapping[str, int]) -> str:
    return array([str(level), string(place), string(badge), string(title), string(str(number_at(place, numbers)))])


def index_main(frame: Frame, start: int, terms: Mapping[str, Sequence[str]], numbers: Mapping[str, int]) -> str:
    """The terms in their order, each with the pages that are about it."""
    entries = []
    for term, places in terms.items():
        pages = {number_at(place, numbers): place for place in reversed(places)}
        found = array(array([string(place), string(str(number))]) for number, place in sorted(pages.items()))
        entries.append(array([string(term), found]))
    body = call(
        "index-of-terms",
        string(word(frame.lang, "export.pdf.index")),
        string(word(frame.lang, "export.pdf.index_intro")),
        array(entries),
    )
    return _main(frame, word(frame.lang, "export.pdf.index"), [f"#counter(page).update({start})", f"#{body}"])


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
        sign=array(map(string, words(frame.lang, "export.pdf.sign").values())) if page.type == "checklist" else "()",
    )
    # A process may have an emergency card besides, and stands in the book: the title of the file says which it is.
    title = word(frame.lang, "export.pdf.card", name=shown(page)) if page.type == "process" else shown(page)
    return _main(frame, title, [f"#{body}"], sized=f"{size}pt")


def emergency_main(
    frame: Frame, process: Page, checklist: Page | None, groups: Sequence[Page], *, address: str, size: float
) -> str:
    """What to do now and the checklist on one sheet, with a code that leads to the page."""
    badge, _, facts = head_of(process)
    body = call(
        "emergency",
        f'include "/{page_file(process)}"',
        array(f'include "/{page_file(group)}"' for group in groups),
        place=string(label(process.id)),
        badge=string(badge),
        kind=string(word(frame.lang, "emergency.title")),
        title=string(process.title),
        second=string(shown(checklist)) if checklist else NOTHING,
        facts=array(array(map(string, fact)) for fact in facts[:1]),
        code=string(QR_FILE.format(id=label(process.id))) if address else NOTHING,
        address=string(address),
        told=string(word(frame.lang, "export.pdf.code", address=address)),
        hint=string(word(frame.lang, "export.pdf.code_hint")),
        town=string(frame.imprint.town),
    )
    title = f"{word(frame.lang, 'emergency.title')} {shown(process)}"
    return _main(frame, title, [f"#{body}"], sized=f"{size}pt")


def form_main(frame: Frame, paper: Paper, *, close: bool = False) -> str:
    """A form to fill in on the screen or by hand, or its filled sample; `close` with less room between the rows."""
    filled = bool(paper.notice)
    body = call(
        "form",
        string(paper.id),
        string(paper.kind),
        string(paper.title),
        string(paper.purpose),
        array(_row(paper, row, filled=filled) for row in paper.rows),
        town=string(paper.town),
        notice=string(paper.notice) if filled else NOTHING,
        columns=array(string(word(frame.lang, key)) for key in COLUMNS),
        keeping=string(f"{word(frame.lang, 'office.keeping')} {paper.keeping}"),
        apart=string(paper.apart),
        close=boolean(close),
        logo=string("/files/logo" + frame.imprint.logo.suffix) if frame.imprint.logo and not filled else NOTHING,
        foot=string(paper.footer),
    )
    return _main(frame, f"{paper.id} {paper.title}", [f"#{body}"])


def _row(paper: Paper, row: Row, *, filled: bool) -> str:
    """Number, label, hint, and what stands in the column for entries."""
    if row.options:
        boxes = (
            array([string("" if filled else field_name(paper, row, place)), boolean(option.ticked), string(option.text)])
            for place, option in enumerate(row.options)
        )
        entry = call("choices", array(boxes), beside=boolean(row.in_one_line))
    elif filled:
        entry = call("written", array(map(string, row.lines)))
    elif row.kind == "signature":
        entry = call("signatures", str(row.room), string(word(paper.lang, "office.sign")))
    else:
        entry = call("blank", string(field_name(paper, row)), f"{field_height(row.room):.2f}pt")
    return array([string(row.number), string(row.label), string(row.hint), entry])


def field_height(room: int) -> float:
    """The height in points of a field with so many lines to type."""
    return max(FIELD_LOW, room * measure.LEADING + FIELD_EDGE)


def field_name(paper: Paper, row: Row, place: int = 0) -> str:
    """The name of a field, the same in every edition: id of the form, id of the field, number of the answer."""
    name = f"{label(paper.id)}-{row.id}"
    return f"{name}-{place + 1}" if row.options else name


def fields_of(paper: Paper) -> dict[str, Field]:
    """The fields of a blank form by name."""
    found: dict[str, Field] = {}
    for row in paper.rows:
        tip = ". ".join(part for part in (f"{row.number} {row.label}".strip("– "), row.hint) if part)
        if len(row.options) == 1:
            found[field_name(paper, row, 0)] = Field("box", f"{tip}: {row.options[0].text}")
        for place, option in enumerate(row.options if len(row.options) > 1 else ()):
            found[field_name(paper, row, place)] = Field("choice", tip, group=f"{label(paper.id)}-{row.id}", value=option.text)
        if not row.options and row.kind != "signature":
            found[field_name(paper, row)] = Field("lines" if row.room > 1 else "line", tip)
    return found
