"""Slots exist, stand where they may, and deadlines are named by slots of time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.errors import Finding, finding
from handbook.model import markdown, pages
from handbook.model.library import Library, Page


def check(library: Library) -> Iterator[Finding]:
    """Rules on `{{ ... }}` in bodies, front matter and data."""
    for page in (*library.german.values(), *library.english.values()):
        code = {number for number, _, is_code in markdown.prose_lines(page.source.body, page.source.body_line) if is_code}
        for slot in page.scan.slots:
            if slot.name not in library.data.slots:
                yield finding(page.name, slot.line, "slot-unknown", slot=slot.name)
            elif slot.line in code:
                yield finding(page.name, slot.line, "slot-in-code", slot=slot.name)
        yield from _front(page, library)
        yield from _spelled(page, library)
    for process in library.of(pages.Process):
        for number, step in enumerate(process.steps):
            name = step.within.slot if step.within else None
            if name and (name not in library.data.slots or library.data.slots[name].type != "duration"):
                page = library.german[process.id]
                yield finding(page.name, page.line("steps", number, "within"), "slot-not-duration", slot=name)
    for file, texts in (("blocks.yml", library.data.blocks), ("retention.yml", library.data.retention)):
        for key, text in texts.items():
            for typed in markdown.SLOT.findall(f"{text.de} {text.en}"):
                if typed.strip() not in library.data.slots:
                    line = library.data.maps[file].line("texts", key)
                    yield finding(f"docs/_data/{file}", line, "slot-unknown", slot=typed.strip())


def _front(page: Page, library: Library) -> Iterator[Finding]:
    lines = page.source.text.split("\n")[: page.source.body_line - 1]
    for number, line in enumerate(lines, 1):
        for name in markdown.SLOT.findall(line):
            if name.strip() not in library.data.slots:
                yield finding(page.name, number, "slot-unknown", slot=name.strip())


NUMBERS = {"de": ("stunden?", "arbeitstage?n?", "wochen?", "monate?n?"), "en": ("hours?", "working days?", "weeks?", "months?")}


def _spelled(page: Page, library: Library) -> Iterator[Finding]:
    """A deadline of a process that is typed as a number in its prose would not follow the municipality's own."""
    head = library.german[page.id].head if page.id in library.german else None
    if not isinstance(head, pages.Process):
        return
    pattern = re.compile(r"\b(?:innerhalb von|binnen|within)\s+(\w+)\s+(?:" + "|".join(NUMBERS[page.file.lang]) + r")\b", re.I)
    for number, line in enumerate(page.source.body.split("\n"), page.source.body_line):
        for match in pattern.finditer(line):
            yield finding(page.name, number, "deadline-in-prose", "warning", text=match[0])
