"""What a release refuses beyond errors: planned pages, open mandatory slots, old dates, outdated or missing translations."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from handbook.checks.edition import examples, starters
from handbook.locale import word
from handbook.model.library import Library
from handbook.model.references import slot_uses
from handbook.model.texts import date_text

YEAR = datetime.timedelta(days=365)
SHOWN = 8


def refusals(library: Library, lang: str, today: datetime.date) -> list[str]:
    """Reasons, in words; an empty list means that the release may go ahead. Upstream has no facts, so its slots stay open."""
    planned = [entry.id for entry in library.data.planned.values() if entry.id not in library.german]
    stale = [
        identity
        for identity in library.ids
        if "en" in library.languages and (identity not in library.english or library.outdated(identity))
    ]
    if library.slot_values:  # an edition lives with what is not written or translated yet: its pages say so to their readers
        planned, stale = [], []
    reasons = [
        word(lang, f"build.{name}", count=len(found), example=found[0])
        for name, found in (("planned", planned), ("outdated", stale))
        if found
    ]
    reasons += [word(lang, "build.starter", file=path, line=line) for path, line in starters(library)]
    return [*reasons, *_open(library, lang), *_examples(library, lang), *_old(library, lang, today)]


def open_slots(library: Library) -> dict[str, tuple[str, ...]]:
    """Mandatory slots without a value that some page shows, with these pages."""
    uses = slot_uses(library)
    return {
        name: uses[name]
        for name, slot in library.data.slots.items()
        if slot.mandatory and name in uses and name not in library.slot_values
    }


def _open(library: Library, lang: str) -> Iterator[str]:
    missing = open_slots(library) if library.slot_values else {}
    if missing:
        yield word(lang, "build.open_slots", count=len(missing))
    for name, uses in missing.items():
        more = f" (+{len(uses) - SHOWN})" if len(uses) > SHOWN else ""
        label = library.data.slots[name].label.get(lang)
        yield word(lang, "build.open_slot", slot=name, label=label, pages=", ".join(uses[:SHOWN]) + more)


def _examples(library: Library, lang: str) -> Iterator[str]:
    for name in examples(library):
        label, value = library.data.slots[name].label.get(lang), library.slot_values[name]
        yield word(lang, "build.example", slot=name, label=label, value=value)


def _old(library: Library, lang: str, today: datetime.date) -> Iterator[str]:
    """A date of the legal pages says when something was last looked at; after a year it has to be done again."""
    for name, value in library.slot_values.items():
        if isinstance(value, datetime.date) and not today - YEAR <= value <= today:
            kind = "old_date" if value < today else "future_date"
            label = library.data.slots[name].label.get(lang)
            yield word(lang, f"build.{kind}", slot=name, label=label, date=date_text(value, lang))
