"""What a release refuses beyond errors: planned pages, open mandatory slots, outdated or missing translations."""

from __future__ import annotations

from handbook.locale import word
from handbook.model.library import Library


def refusals(library: Library, lang: str) -> list[str]:
    """Reasons, in words; an empty list means that the release may go ahead. Upstream has no facts, so its slots stay open."""
    planned = [entry.id for entry in library.data.planned.values() if entry.id not in library.german]
    slots = [name for name, slot in library.data.slots.items() if slot.mandatory and name not in library.slot_values]
    stale = [identity for identity in library.ids if identity not in library.english or library.outdated(identity)]
    reasons = (("planned", planned), ("open_slots", slots if library.slot_values else []), ("outdated", stale))
    return [word(lang, f"build.{name}", count=len(found), example=found[0]) for name, found in reasons if found]
