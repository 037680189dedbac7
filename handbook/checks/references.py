"""Every id that front matter names exists or is planned; data names exist; forms and checklists are used somewhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from handbook.errors import Finding, finding
from handbook.model import pages
from handbook.model.library import Library, Page
from handbook.model.references import references
from handbook.model.texts import is_id
from handbook.weave.blocks import block_names

Named = Iterator[tuple[str, tuple[str | int, ...]]]


def check(library: Library) -> Iterator[Finding]:
    """Dangling ids and names."""
    known = library.known
    flows_known = not any(identity.startswith("P-") for identity in library.broken)
    refs = references(library)
    yield from _workload(library)
    for page in library.german.values():
        head = page.head
        assert isinstance(head, pages.Head)
        for identity, path in _named(head):
            if identity not in known:
                yield finding(page.name, page.line(*path), "id-unknown", id=identity)
        yield from _blocks(page, head, library)
        if isinstance(head, pages.Form):
            yield from _form(page, head, library)
        if isinstance(head, pages.Form | pages.Checklist) and flows_known and head.id not in refs.used_in and _needs_use(head):
            yield finding(page.name, page.line("id"), "unused", "warning", id=head.id)
        if isinstance(head, pages.Role) and flows_known and not any(True for _ in refs.processes_of(head.id)):
            yield finding(page.name, page.line("id"), "role-idle", "warning", id=head.id)


def _workload(library: Library) -> Iterator[Finding]:
    for number, work in enumerate(library.data.workload.work if library.data.workload else ()):
        for key, ids in (("role", (work.role,)), ("processes", work.processes)):
            for identity in ids:
                if identity not in library.known:
                    line = library.data.maps["workload.yml"].line("work", number, key)
                    yield finding("docs/_data/workload.yml", line, "id-unknown", id=identity)


def _needs_use(head: pages.Form | pages.Checklist) -> bool:
    return head.phase is None


def _named(head: pages.Head) -> Named:
    if isinstance(head, pages.Process):
        yield from _process(head)
    elif isinstance(head, pages.Role):
        for key, value in (("appointed_by", head.appointed_by), ("reports_to", head.reports_to)):
            if is_id(value):
                yield value, (key,)
    elif isinstance(head, pages.Checklist):
        yield from ((role, ("who",)) for role in head.who)
        if head.phase:
            yield head.phase, ("phase",)
    elif isinstance(head, pages.Form):
        yield (head.process, ("process",)) if head.process else (head.phase or "", ("phase",))
        yield from ((case, ("samples", case)) for case in head.samples)
    elif isinstance(head, pages.Case):
        yield from ((theme, ("themes",)) for theme in head.themes)
        yield from ((process, ("processes",)) for process in head.processes)
    elif isinstance(head, pages.Theme):
        yield from ((process, ("procedures",)) for process in head.procedures)
    elif isinstance(head, pages.Phase):
        yield from ((entry, ("outputs",)) for entry in head.outputs if is_id(entry))


def _process(head: pages.Process) -> Named:
    yield head.owner, ("owner",)
    for key, entries in (("inputs", head.inputs), ("outputs", head.outputs), ("law", head.law)):
        yield from ((entry, (key,)) for entry in entries if is_id(entry))
    for number, step in enumerate(head.steps):
        here = ("steps", number)
        if step.role:
            yield step.role, (*here, "role")
        for letter, roles in (("A", (step.raci.A,) if step.raci.A else ()), ("C", step.raci.C), ("I", step.raci.I)):
            yield from ((role, (*here, "raci", letter)) for role in roles)
        yield from ((form, (*here, "forms")) for form in step.forms)
        yield from ((checklist, (*here, "checklists")) for checklist in step.checklists)
        if isinstance(step, pages.End) and step.then:
            yield step.then, (*here, "then")


def _blocks(page: Page, head: pages.Head, library: Library) -> Iterator[Finding]:
    sections = {section.id for section in page.sections}
    available = block_names(library.data)
    for section, names in head.blocks.items():
        if section not in sections:
            yield finding(page.name, page.line("blocks", section), "block-section", section=section)
        for name in names:
            if name not in available:
                yield finding(page.name, page.line("blocks", section), "block-unknown", block=name, known=_close(name, available))


def _close(name: str, available: frozenset[str]) -> str:
    return ", ".join(difflib.get_close_matches(name, sorted(available), n=3) or sorted(available))


def _form(page: Page, head: pages.Form, library: Library) -> Iterator[Finding]:
    ids = [field.id for field in head.fields]
    for number, field in enumerate(head.fields):
        if field.id in ids[:number]:
            yield finding(page.name, page.line("fields", number), "field-twice", field=field.id)
        if field.retention not in library.data.retention:
            known = ", ".join(library.data.retention)
            yield finding(
                page.name, page.line("fields", number, "retention"), "retention-unknown", name=field.retention, known=known
            )
    for case, values in head.samples.items():
        for name, value in values.items():
            yield from _sample(page, head, case, name, value)
        for field in head.fields:
            if field.required and field.id not in values:
                yield finding(page.name, page.line("samples", case), "sample-incomplete", case=case, field=field.id)


def _sample(page: Page, head: pages.Form, case: str, name: str, value: pages.SampleValue) -> Iterator[Finding]:
    line = page.line("samples", case, name)
    field = next((entry for entry in head.fields if entry.id == name), None)
    if field is None:
        yield finding(page.name, line, "sample-field", case=case, field=name)
    elif field.kind == "choice" and value not in field.options:
        yield finding(page.name, line, "sample-value", field=name, found=value, expected=" / ".join(field.options))
    elif field.kind == "check" and not isinstance(value, bool):
        yield finding(page.name, line, "sample-value", field=name, found=value, expected="true / false")
    elif field.kind == "date" and isinstance(value, bool | str):
        yield finding(page.name, line, "sample-value", field=name, found=value, expected="2025-03-11")
