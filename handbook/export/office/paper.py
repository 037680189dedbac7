"""A form as a paper: what stands on it, whatever the file format; blank, or filled with the sample of a case."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from handbook.layers.brand import brand_of
from handbook.layers.slots import filled, plain
from handbook.locale import word
from handbook.model import pages
from handbook.model.library import Library
from handbook.model.sheets import Entry, sheets
from handbook.model.texts import date_text
from handbook.weave.text import title

TOWN = "kommune.name"
SAMPLE = "muster"
COLUMNS = ("labels.number", "labels.field", "office.entry")
BOX, TICKED = "☐", "☒"
# Options that fit into one line of the column for entries.
ONE_LINE = 50
# A filled field with more characters may run over the end of a page.
LONG = 700


@dataclass(frozen=True)
class Option:
    """A box with its words."""

    text: str
    ticked: bool = False


@dataclass(frozen=True)
class Row:
    """One field. A field to tick has `options`; of another the sample's `lines`, empty on a blank paper."""

    id: str
    number: str
    label: str
    kind: str
    hint: str
    options: tuple[Option, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def in_one_line(self) -> bool:
        """Whether all options stand side by side."""
        return 0 < sum(len(option.text) + 5 for option in self.options) <= ONE_LINE

    @property
    def is_long(self) -> bool:
        """Whether the row may break."""
        return sum(len(line) for line in self.lines) > LONG


@dataclass(frozen=True)
class Sheet:
    """Fields that are filed together; `heading` is empty for the first sheet. `keeping` says for how long."""

    heading: str
    rows: tuple[Row, ...]
    keeping: str


@dataclass(frozen=True)
class Paper:
    """A form, blank or filled. `town` is empty on a sample, which belongs to nobody; `notice` says what a sample is."""

    name: str
    lang: str
    id: str
    title: str
    kind: str
    purpose: str
    notice: str
    sheets: tuple[Sheet, ...]
    town: str
    keywords: tuple[str, ...]
    stand: datetime.date
    footer: str
    brand: str

    def name_of(self, sheet: Sheet) -> str:
        """What screen readers call the table of a sheet."""
        return ", ".join(part for part in (f"{self.id} {self.title}", sheet.heading) if part)


def papers(form: pages.Form, library: Library, lang: str) -> tuple[Paper, ...]:
    """The blank paper and, if the form has one, the filled sample. `form` is the head in `lang`."""
    samples = [_paper(form, library, lang, case) for case in list(form.samples)[:1]]
    return _paper(form, library, lang), *samples


def _paper(form: pages.Form, library: Library, lang: str, case: str = "") -> Paper:
    data, slots = library.data, library.slot_values
    name = filled(form.title, data, slots, lang)
    town = "" if case else plain(TOWN, data, slots, lang)
    state = f"{word(lang, 'labels.as_of')} {date_text(form.stand, lang)}"
    told = (town, f"{form.id} {name}", word(lang, "office.sample") if case else "", state)
    return Paper(
        name=f"{form.id}{f'-{SAMPLE}' if case else ''}-{lang}",
        lang=lang,
        id=form.id,
        title=name if not case else f"{name} ({word(lang, 'office.sample')})",
        kind=_kind(form, library, lang),
        purpose=filled(form.summary, data, slots, lang),
        notice=_notice(case, library, lang) if case else "",
        sheets=_sheets(form, library, lang, form.samples.get(case, {})),
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


def _sheets(form: pages.Form, library: Library, lang: str, values: dict[str, pages.SampleValue]) -> tuple[Sheet, ...]:
    case_sheet, contact_sheet = sheets(form)
    heading = word(lang, "woven.kontaktblatt") if case_sheet else ""
    return tuple(
        Sheet(
            head,
            tuple(_row(entry, label, library, lang, values) for entry, label in zip(entries, _labels(entries), strict=True)),
            _keeping(entries, library, lang),
        )
        for head, entries in (("", case_sheet), (heading, contact_sheet))
        if entries
    )


def _labels(entries: tuple[Entry, ...]) -> list[str]:
    """The labels; where all begin alike ("Kontaktblatt: ..."), the heading of the sheet says it once."""
    labels = [entry.label for entry in entries]
    shared, colon, _ = labels[0].partition(": ")
    prefix = shared + colon
    if len(labels) == 1 or not colon or not all(label.startswith(prefix) for label in labels):
        return labels
    return [label[len(prefix)].upper() + label[len(prefix) + 1 :] for label in labels]


def _row(entry: Entry, label: str, library: Library, lang: str, values: dict[str, pages.SampleValue]) -> Row:
    field, value = entry.field, values.get(entry.field.id)
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
    return Row(field.id, entry.number, filled(label, data, slots, lang), field.kind, hint, options, lines)


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
