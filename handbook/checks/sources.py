"""Sources that are cited exist, and what claims to be sourced cites one."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.errors import Finding, finding
from handbook.model import pages
from handbook.model.library import Library


def check(library: Library) -> Iterator[Finding]:
    """Rules on `[^S24]`."""
    for page in (*library.german.values(), *library.english.values()):
        for ref in page.scan.sources:
            if ref.id not in library.data.sources:
                yield finding(page.name, ref.line, "source-unknown", id=ref.id)
    for page in library.german.values():
        head = page.head
        cites = bool(page.scan.sources) or (isinstance(head, pages.Law) and bool(head.norms))
        if isinstance(head, pages.Head) and head.evidence != "recommended" and not cites and head.type != "reference":
            yield finding(page.name, page.line("evidence"), "source-missing", evidence=head.evidence)
    for number, entry in enumerate(library.data.glossary):
        line = library.data.maps["glossary.yml"].line("items", number)
        if entry.source and entry.source not in library.data.sources:
            yield finding("docs/_data/glossary.yml", line, "source-unknown", id=entry.source)
        for near in entry.near:
            if near not in library.data.terms:
                yield finding("docs/_data/glossary.yml", line, "term-unknown", id=near)
