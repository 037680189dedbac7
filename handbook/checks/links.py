"""Links lead somewhere: to pages and planned pages by id, to headings, to files that exist."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from handbook.errors import Finding, finding
from handbook.layers.compose import Tree
from handbook.model import lotse, pages
from handbook.model.library import Library, Page
from handbook.model.markdown import Link
from handbook.model.references import is_page_target

EXTERNAL = re.compile(r"^(https?:|mailto:|tel:)")


def check(library: Library) -> Iterator[Finding]:
    """Ids and anchors."""
    for page in (*library.german.values(), *library.english.values()):
        for link in page.scan.links:
            if EXTERNAL.match(link.target) or link.target.startswith("download:"):
                continue
            yield from _target(page, link, library)
    for name, entry in library.data.blocks.items():
        for lang in ("de", "en"):
            for target in re.findall(r"\]\(([A-Za-z0-9-]+)(?:#[^)]*)?\)", entry.get(lang)):
                if target not in library.known:
                    yield finding(
                        "docs/_data/blocks.yml", library.data.maps["blocks.yml"].line("texts", name), "id-unknown", id=target
                    )


def _target(page: Page, link: Link, library: Library) -> Iterator[Finding]:
    identity, _, anchor = link.target.partition("#")
    if not link.text.strip() and not link.image:
        yield finding(page.name, link.line, "link-text", target=link.target)
    if link.image and not link.text.strip():
        yield finding(page.name, link.line, "image-alt", target=link.target)
    if not identity and anchor:
        yield from _anchor(page, link, page.id, anchor, library)
    elif not link.image and is_page_target(identity):
        if identity in library.german:
            yield from _anchor(page, link, identity, anchor, library)
        elif identity not in library.known:
            yield finding(page.name, link.line, "id-unknown", id=identity)
    elif identity.endswith(".md"):
        yield finding(page.name, link.line, "link-by-path", target=link.target)


def _anchor(page: Page, link: Link, identity: str, anchor: str, library: Library) -> Iterator[Finding]:
    if anchor and anchor not in anchors(library, identity):
        known = ", ".join(sorted(anchors(library, identity)))
        yield finding(page.name, link.line, "anchor-unknown", anchor=anchor, id=identity, known=known)


def anchors(library: Library, identity: str) -> frozenset[str]:
    """All ids that a page has once it is woven."""
    page = library.german[identity]
    own = {heading.id for heading in page.scan.headings} | {task.id for task in page.scan.tasks}
    woven = {"seite", *pages.woven_sections(library.head(identity, "de").type)}
    terms = {entry.id for entry in library.data.glossary} if identity == "glossar" else set[str]()
    guide = lotse.anchors(library.data.lotse) if identity == lotse.PAGE and library.data.lotse else frozenset[str]()
    return frozenset({name for name in own | woven | terms | guide if name})


def files(library: Library, tree: Tree) -> Iterator[Finding]:
    """Images and files by relative path."""
    for page in (*library.german.values(), *library.english.values()):
        for link in page.scan.links:
            identity = link.target.partition("#")[0]
            if EXTERNAL.match(link.target) or not identity or link.target.startswith("download:"):
                continue
            if identity.endswith(".md") or (not link.image and is_page_target(identity)):
                continue
            path = posixpath.normpath(posixpath.join(page.file.lang, posixpath.dirname(page.file.path), identity))
            if path not in tree.assets and path.replace("en/", "de/", 1) not in tree.assets:
                yield finding(page.name, link.line, "file-missing", target=identity)
