"""What every rendering of a form agrees on: the numbers of its fields, and its division into case sheet and contact sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handbook.model.pages import Form, FormField

# The rule of docs/_data/retention.yml for names and numbers, which are kept apart from the case file.
CONTACT_SHEET = "kontaktblatt"
# Parts of a paper that carry their own number: "3 Wofür", "§ 3 Zweck", "3. Frage?".
OWN_NUMBER = re.compile(r"^((?:§ )?\d+)\.? (?=\S)")
NO_NUMBER = "–"


@dataclass(frozen=True)
class Entry:
    """One field of a paper with the number that people call it by, and its label without that number."""

    number: str
    label: str
    field: FormField


def sheets(form: Form) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The fields of the case sheet and those of the contact sheet; either may be empty."""
    entries = _entries(form.fields)
    return (
        tuple(entry for entry in entries if entry.field.retention != CONTACT_SHEET),
        tuple(entry for entry in entries if entry.field.retention == CONTACT_SHEET),
    )


def _entries(fields: Sequence[FormField]) -> list[Entry]:
    """A paper whose parts carry numbers of their own is not numbered a second time."""
    own = [OWN_NUMBER.match(field.label) for field in fields]
    if not any(own):
        return [Entry(str(place), field.label, field) for place, field in enumerate(fields, 1)]
    return [
        Entry(match[1], field.label[match.end() :], field) if match else Entry(NO_NUMBER, field.label, field)
        for match, field in zip(own, fields, strict=True)
    ]
