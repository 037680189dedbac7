"""Each page type has its sections, in order, under the headings that `handbook/locale` fixes; every heading has an id."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.errors import Finding, finding
from handbook.locale import words
from handbook.model import pages
from handbook.model.library import Library, Page
from handbook.model.markdown import Heading


def check(library: Library) -> Iterator[Finding]:
    """Rules on headings."""
    for identity, german in library.german.items():
        head = german.head
        assert isinstance(head, pages.Head)
        for page in (german, library.english.get(identity)):
            if page:
                yield from _headings(page, head)
                yield from _fixed(page, head, library)
                yield from _steps(page, library.head(identity, page.file.lang))
        yield from _items(german, head)


def _headings(page: Page, head: pages.Head) -> Iterator[Finding]:
    seen: set[str] = set()
    previous = 1
    for heading in page.scan.headings:
        if heading.level == 1:
            yield finding(page.name, heading.line, "heading-title", text=heading.text)
            continue
        if not heading.id:
            yield finding(page.name, heading.line, "heading-id", text=heading.text)
        elif heading.id in seen:
            yield finding(page.name, heading.line, "heading-twice", id=heading.id)
        if heading.id in ("seite", *pages.woven_sections(head.type)):  # "seite" is the title
            yield finding(page.name, heading.line, "section-woven", id=heading.id)
        if heading.level > previous + 1:
            yield finding(page.name, heading.line, "heading-level", text=heading.text, level=heading.level, previous=previous)
        seen.add(heading.id)
        previous = heading.level


def _fixed(page: Page, head: pages.Head, library: Library) -> Iterator[Finding]:
    wanted = pages.SECTIONS.get(head.type)
    lang = page.file.lang
    if head.type == "checklist":
        last = page.scan.headings[-1] if page.scan.headings else None
        for heading in page.scan.headings:
            if heading.id == "vergessen":
                yield from _wording(page, heading, words(lang, "sections.checklist"))
                if heading is not last:
                    yield finding(page.name, heading.line, "section-order", id="vergessen", order="…, vergessen")
    if not wanted:
        return
    names = [name.rstrip("*") for name in wanted]
    found = [heading for heading in page.scan.headings if heading.level == 2]
    texts = {**words(lang, f"sections.{head.type}"), **(words(lang, "sections.urgent") if head.urgent else {})}
    for heading in found:
        if heading.id not in names:
            yield finding(page.name, heading.line, "section-unknown", id=heading.id, order=", ".join(names))
        else:
            yield from _wording(page, heading, texts)
    ids = [heading.id for heading in found]
    for name in wanted:
        if not name.endswith("*") and name not in ids:
            yield finding(page.name, 1, "section-missing", id=name, heading=texts[name])
    known = [name for name in ids if name in names]
    if known != sorted(known, key=names.index):
        yield finding(page.name, 1, "section-order", id=", ".join(known), order=", ".join(names))
    if isinstance(head, pages.Role):
        yield from _role(page, head, ids, texts)


def _wording(page: Page, heading: Heading, texts: dict[str, str] | object) -> Iterator[Finding]:
    assert isinstance(texts, dict)
    if heading.id in texts and heading.text != texts[heading.id]:
        yield finding(page.name, heading.line, "section-wording", found=heading.text, expected=texts[heading.id], id=heading.id)


def _role(page: Page, head: pages.Role, ids: list[str], texts: object) -> Iterator[Finding]:
    assert isinstance(texts, dict)
    wanted = pages.ROLE_SECTIONS[head.kind]
    for name in wanted:
        if name not in ids:
            yield finding(page.name, 1, "section-missing", id=name, heading=texts[name])
    for name in {name for names in pages.ROLE_SECTIONS.values() for name in names} - set(wanted):
        if name in ids:
            yield finding(page.name, 1, "section-kind", id=name, kind=head.kind)


def _steps(page: Page, head: pages.Head) -> Iterator[Finding]:
    """Headings of steps carry the step's label."""
    if not isinstance(head, pages.Process):
        return
    labels = {f"schritt-{step.id}": step.label for step in head.steps}
    for heading in page.scan.headings:
        if heading.id.startswith("schritt-"):
            if heading.id not in labels:
                yield finding(page.name, heading.line, "step-heading-unknown", id=heading.id)
            elif heading.text != labels[heading.id]:
                yield finding(page.name, heading.line, "step-heading", found=heading.text, expected=labels[heading.id])
    own = next((section for section in page.sections if section.id == "ablauf"), None)
    if own and len(own.text.strip().split("\n")) > 1:
        yield finding(page.name, own.line, "section-text-before-steps")


def _items(page: Page, head: pages.Head) -> Iterator[Finding]:
    """Items of a checklist have ids p-1, p-2, ...; other pages have no task lists."""
    tasks = page.scan.tasks
    if not isinstance(head, pages.Checklist):
        for task in tasks:
            yield finding(page.name, task.line, "task-elsewhere", "warning")
        return
    if not 5 <= len(tasks) <= 25:
        yield finding(page.name, 1, "checklist-size", "warning", count=len(tasks))
    seen: set[str] = set()
    for task in tasks:
        if not task.id.startswith("p-") or not task.id[2:].isdigit():
            yield finding(page.name, task.line, "task-id", text=task.text[:60])
        elif task.id in seen:
            yield finding(page.name, task.line, "heading-twice", id=task.id)
        seen.add(task.id)
