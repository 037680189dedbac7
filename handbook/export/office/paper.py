"""A form as a paper: what stands on it, whatever the file format; blank, or filled with the sample of a case."""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from handbook.export.pdf import measure
from handbook.layers.brand import brand_of
from handbook.layers.slots import filled, plain
from handbook.locale import word
from handbook.model import pages
from handbook.model.library import Library
from handbook.model.sheets import Entry, sheets
from handbook.model.texts import date_text
from handbook.weave.text import title

TOWN = "kommune.name"
SAMPLE, CONTACT = "muster", "kontaktblatt"  # in the name of a file
COLUMNS = ("labels.number", "labels.field", "office.entry")
BOX, TICKED = "☐", "☒"
# Options that fit into one line of the column for entries.
ONE_LINE = 50
# A filled field with more characters may run over the end of a page.
LONG = 700
# Lines of an empty field: at least, by its kind; at most, since a field does not break over two pages; and what a field has
# beyond its sample, since a case is seldom as short as an example.
LEAST, MOST, SPARE = {"long": 5}, 44, 1.2


@dataclass(frozen=True)
class Option:
    """A box with its words."""

    text: str
    ticked: bool = False


@dataclass(frozen=True)
class Row:
    """One field. A field to tick has `options`; of another the sample's `lines`, empty on a blank paper.

    `room` is the number of lines to write on, of a signature the number of people who sign.
    """

    id: str
    number: str
    label: str
    kind: str
    hint: str
    options: tuple[Option, ...] = ()
    lines: tuple[str, ...] = ()
    room: int = 1

    @property
    def in_one_line(self) -> bool:
        """Whether all options stand side by side."""
        return 0 < sum(len(option.text) + 5 for option in self.options) <= ONE_LINE

    @property
    def is_long(self) -> bool:
        """Whether the row may break."""
        return sum(len(line) for line in self.lines) > LONG


@dataclass(frozen=True)
class Paper:
    """A form, or its sheet that is kept apart, blank or filled: one file, and all that is in it is filed together.

    `town` is empty on a sample, which belongs to nobody, and while it is not known; `notice` says what a sample is, `apart`
    what must not be filed with this paper, `keeping` for how long it is kept.
    """

    name: str
    lang: str
    id: str
    title: str
    kind: str
    purpose: str
    notice: str
    apart: str
    rows: tuple[Row, ...]
    keeping: str
    town: str
    keywords: tuple[str, ...]
    stand: datetime.date
    footer: str
    brand: str


def papers(form: pages.Form, library: Library, lang: str) -> tuple[Paper, ...]:
    """The blank papers and, if the form has one, the filled sample; of a form with a contact sheet each is two papers.

    `form` is the head in `lang`.
    """
    cases = ["", *list(form.samples)[:1]]
    return tuple(paper for case in cases for paper in _papers(form, library, lang, case))


def _papers(form: pages.Form, library: Library, lang: str, case: str) -> Iterable[Paper]:
    both = sheets(form)
    for entries, contact in zip(both, (False, True), strict=True):
        if entries:
            yield _paper(form, library, lang, case, entries, contact=contact if all(both) else None)


def _paper(
    form: pages.Form, library: Library, lang: str, case: str, entries: tuple[Entry, ...], *, contact: bool | None
) -> Paper:
    """One paper; `contact` is None where the form has a single sheet."""
    data, slots = library.data, library.slot_values
    name = filled(form.title, data, slots, lang) + (f": {word(lang, 'office.contact')}" if contact else "")
    town = "" if case or TOWN not in slots else plain(TOWN, data, slots, lang)
    state = f"{word(lang, 'labels.as_of')} {date_text(form.stand, lang)}"
    told = (town, f"{form.id} {name}", word(lang, "office.sample") if case else "", state)
    parts = (form.id, CONTACT if contact else "", SAMPLE if case else "", lang)
    return Paper(
        name="-".join(part for part in parts if part),
        lang=lang,
        id=form.id,
        title=name if not case else f"{name} ({word(lang, 'office.sample')})",
        kind=_kind(form, library, lang),
        purpose=filled(form.summary, data, slots, lang),
        notice=_notice(case, library, lang) if case else "",
        apart="" if contact is None else word(lang, "office.apart_contact" if contact else "office.apart_case"),
        rows=tuple(_row(form, entry, library, lang, case) for entry in _named(entries)),
        keeping=_keeping(entries, library, lang),
        town=town,
        keywords=form.keywords,
        stand=form.stand,
        footer=" · ".join(part for part in told if part),
        brand=brand_of(library.edition),
    )


def _kind(form: pages.Form, library: Library, lang: str) -> str:
    owner = form.process or form.phase or ""
    of = f"{owner} {filled(title(library, owner, lang), library.data, library.slot_values, lang)}"
    return f"{word(lang, 'types.form')} {form.id} · {word(lang, 'labels.belongs_to')} {of}"


def _notice(case: str, library: Library, lang: str) -> str:
    named = f"{case} {filled(title(library, case, lang), library.data, library.slot_values, lang)}"
    source = word(lang, "labels.sample_from", case=named)
    head = library.head(case, lang) if case in library.german else None
    if isinstance(head, pages.Case) and head.case == "constructed":
        return f"{word(lang, 'notices.constructed.title')}. {word(lang, 'notices.constructed.text')} {source}"
    return source


def _named(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries; where all labels begin alike ("Kontaktblatt: ..."), the title of the paper says it once."""
    shared, colon, _ = entries[0].label.partition(": ")
    prefix = shared + colon
    if len(entries) == 1 or not colon or not all(entry.label.startswith(prefix) for entry in entries):
        return entries
    rest = ((entry, entry.label[len(prefix) :]) for entry in entries)
    return tuple(replace(entry, label=label[0].upper() + label[1:]) for entry, label in rest)


def _row(form: pages.Form, entry: Entry, library: Library, lang: str, case: str) -> Row:
    field, value = entry.field, form.samples.get(case, {}).get(entry.field.id)
    data, slots = library.data, library.slot_values
    hints = [*([word(lang, "office.required")] if field.required else []), *([field.note] if field.note else [])]
    hint = filled(" · ".join(hints), data, slots, lang)
    options: tuple[Option, ...] = ()
    if field.kind == "check":
        options = (Option(word(lang, "labels.yes"), ticked=value is True),)
    elif field.options:
        options = tuple(Option(option, ticked=option == value) for option in field.options)
    known = value is None or any(option.ticked for option in options) or isinstance(value, bool)
    lines = () if known or value is None else _lines(value, library, lang)
    examples = (_lines(sample[field.id], library, lang) for sample in form.samples.values() if field.id in sample)
    room = field.lines if field.kind == "signature" else _room(field.kind, examples)
    return Row(field.id, entry.number, filled(entry.label, data, slots, lang), field.kind, hint, options, lines, room)


def _room(kind: str, examples: Iterable[tuple[str, ...]]) -> int:
    """The lines that the longest example needs, and some to spare."""
    return min(MOST, max([LEAST.get(kind, 1), *map(_needed, examples)]))


def _needed(example: tuple[str, ...]) -> int:
    if len(example) == 1 and measure.width(example[0]) * SPARE <= measure.WIDTH:
        return 1
    return max(2, math.ceil(measure.lines(example) * SPARE))


def _lines(value: pages.SampleValue, library: Library, lang: str) -> tuple[str, ...]:
    if isinstance(value, datetime.date):
        return (date_text(value, lang),)
    text = filled(str(value), library.data, library.slot_values, lang)
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _keeping(entries: tuple[Entry, ...], library: Library, lang: str) -> str:
    """How long each field is kept; where the rules differ, with the numbers of the fields."""
    groups: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        groups[entry.field.retention].append(entry.number)
    result = []
    for retention, numbers in groups.items():
        rule = library.data.retention.get(retention)
        text = filled(rule.get(lang), library.data, library.slot_values, lang) if rule else retention
        which = f" ({word(lang, 'office.fields')} {_spans(numbers)})" if len(groups) > 1 else ""
        result.append(text + which)
    return "; ".join(result) + "."


def _spans(numbers: list[str]) -> str:
    """Numbers as people write them: "1–3, 7"; what is no plain number stands alone."""
    spans: list[list[str]] = []
    for number in numbers:
        if spans and number.isdigit() and spans[-1][-1].isdigit() and int(number) == int(spans[-1][-1]) + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(span[0] if len(span) == 1 else f"{span[0]}–{span[-1]}" for span in spans)
