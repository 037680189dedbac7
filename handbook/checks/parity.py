"""Both languages say the same: the same headings, steps, fields, tables and lists; what has changed since is reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from handbook.errors import Finding, finding
from handbook.model import pages
from handbook.model.library import Library, Page
from handbook.model.texts import is_id


def check(library: Library) -> Iterator[Finding]:
    """Compare each English page with its German original."""
    for identity, english in library.english.items():
        german = library.german.get(identity)
        if german is None:
            continue
        yield from _headings(german, english)
        yield from _counts(german, english)
        yield from _texts(german, english)
        yield from _digests(english, library)


def _headings(german: Page, english: Page) -> Iterator[Finding]:
    left = [(heading.id, heading.level) for heading in german.scan.headings]
    right = [(heading.id, heading.level) for heading in english.scan.headings]
    if left == right:
        return
    for heading in english.scan.headings:
        if (heading.id, heading.level) not in left:
            yield finding(english.name, heading.line, "parity-heading-extra", id=heading.id or heading.text)
    for heading in german.scan.headings:
        if (heading.id, heading.level) not in right:
            yield finding(english.name, 1, "parity-heading-missing", id=heading.id or heading.text, line=heading.line)
    if sorted(left) == sorted(right):
        yield finding(english.name, 1, "parity-order", order=", ".join(name for name, _ in left))


def _counts(german: Page, english: Page) -> Iterator[Finding]:
    counts = {
        "tables": (len(german.scan.tables), len(english.scan.tables)),
        "lists": (german.scan.lists, english.scan.lists),
        "tasks": (len(german.scan.tasks), len(english.scan.tasks)),
        "quotes": (_quotes(german), _quotes(english)),
    }
    for kind, (expected, found) in counts.items():
        if expected != found:
            yield finding(english.name, 1, f"parity-{kind}", expected=expected, found=found)
    if [task.id for task in german.scan.tasks] != [task.id for task in english.scan.tasks]:
        yield finding(english.name, 1, "parity-items")
    left, right = (Counter(ref.id for ref in page.scan.sources) for page in (german, english))
    for identity in sorted({*left, *right}):
        if left[identity] != right[identity]:
            yield finding(english.name, 1, "parity-sources", id=identity, expected=left[identity], found=right[identity])


def _quotes(page: Page) -> int:
    lines = page.source.body.split("\n")
    return sum(line.startswith(">") and not before.startswith(">") for before, line in zip(["", *lines], lines, strict=False))


def _texts(german: Page, english: Page) -> Iterator[Finding]:
    head, texts = german.head, english.head
    if isinstance(head, pages.Process) and isinstance(texts, pages.ProcessTexts):
        yield from _same_keys(english, "steps", [step.id for step in head.steps], list(texts.steps))
        for step in head.steps:
            words = texts.steps.get(step.id)
            if words and isinstance(step, pages.Decision):
                yield from _same_keys(english, f"steps.{step.id}.next", [choice.to for choice in step.next], list(words.next))
            if words and isinstance(step, pages.End) and not words.result:
                yield finding(
                    english.name,
                    english.line("steps", step.id),
                    "key-missing",
                    key=f"steps.{step.id}.result",
                    example="result: ...",
                )
        for key in ("inputs", "outputs"):
            plain = [entry for entry in getattr(head, key) if not is_id(entry)]
            if len(plain) != len(getattr(texts, key)):
                yield finding(
                    english.name,
                    english.line(key),
                    "parity-entries",
                    key=key,
                    expected=len(plain),
                    found=len(getattr(texts, key)),
                )
    if isinstance(head, pages.Form) and isinstance(texts, pages.FormTexts):
        yield from _form(english, head, texts)
    if isinstance(head, pages.Role) and isinstance(texts, pages.RoleTexts):
        for key in ("appointed_by", "reports_to"):
            if not is_id(getattr(head, key)) and not getattr(texts, key):
                yield finding(english.name, 1, "key-missing", key=key, example=f"{key}: ...")


def _form(english: Page, head: pages.Form, texts: pages.FormTexts) -> Iterator[Finding]:
    yield from _same_keys(english, "fields", [field.id for field in head.fields], list(texts.fields))
    for field in head.fields:
        words = texts.fields.get(field.id)
        if words and len(words.options) != len(field.options):
            line = english.line("fields", field.id)
            yield finding(
                english.name,
                line,
                "parity-entries",
                key=f"fields.{field.id}.options",
                expected=len(field.options),
                found=len(words.options),
            )
        if words and bool(words.note) != bool(field.note):
            yield finding(english.name, english.line("fields", field.id), "parity-note", field=field.id)
    kinds = {field.id: field.kind for field in head.fields}
    for case, values in head.samples.items():
        wanted = [name for name in values if kinds.get(name) in ("text", "long") and isinstance(values[name], str)]
        given = [name for name in texts.samples.get(case, {}) if kinds.get(name) != "signature"]
        yield from _same_keys(english, f"samples.{case}", wanted, given)


def _same_keys(english: Page, key: str, wanted: list[str], found: list[str]) -> Iterator[Finding]:
    line = english.line(*key.split("."))
    for name in wanted:
        if name not in found:
            yield finding(english.name, line, "parity-key-missing", key=key, name=name)
    for name in found:
        if name not in wanted:
            yield finding(english.name, line, "parity-key-extra", key=key, name=name)


def _digests(english: Page, library: Library) -> Iterator[Finding]:
    outdated = library.outdated(english.id)
    if outdated:
        yield finding(
            english.name,
            english.line("translates"),
            "translation-outdated",
            "warning",
            sections=", ".join(outdated),
            id=english.id,
        )
    known = english.head.translates if isinstance(english.head, pages.HeadTexts) else {}
    for name in known:
        if name not in library.german[english.id].digests:
            yield finding(
                english.name, english.line("translates", name), "translation-stray", "warning", section=name, id=english.id
            )
