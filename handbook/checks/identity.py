"""Ids, paths and twins: every page is where its id says, in both languages, and no longer among the planned ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.errors import Finding, finding
from handbook.layers.compose import Tree
from handbook.model import pages
from handbook.model.library import PARTS, Library, Page

LOCALE_NAME = re.compile(r"^[a-z]{2}(-[A-Za-z]{2,4})?$")
LOCALE_SUFFIX = re.compile(r"\.[a-z]{2}\.md$")
FILE_NAME = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*\.md$")

FOLDERS = {
    "process": "prozesse", "role": "rollen", "checklist": "checklisten", "form": "formulare", "theme": "themen", "case": "faelle",
    "phase": "einfuehrung", "training": "qualifizierung", "evaluation": "evaluation", "law": "recht", "card": "prozesse",
    "guide": "mitmachen",
}  # fmt: skip
PREFIXES = {
    "process": ("P",), "role": ("R",), "checklist": ("C",), "form": ("F",), "theme": ("T",), "case": ("D", "L"), "phase": ("E",),
    "training": ("Q", "QA", "QB"), "evaluation": ("I",), "law": ("J",), "guide": ("N",),
}  # fmt: skip


def check(library: Library) -> Iterator[Finding]:
    """Rules on ids, paths, twins and the plan."""
    for page in library.german.values():
        yield from _place(page)
        yield from _after(page, library)
        if page.id not in library.english and page.id not in library.broken and "en" in library.languages:
            yield finding(
                page.name, page.line("id"), "twin-missing", "warning", id=page.id, path=f"{_folder(page)}/en/{page.file.path}"
            )
        if page.id in library.data.planned:
            yield finding(page.name, page.line("id"), "still-planned", id=page.id)
    for page in library.english.values():
        german = library.german.get(page.id)
        if german is None and page.id in library.broken:
            continue
        if german is None:
            yield finding(page.name, page.line("id"), "original-missing", id=page.id, path=f"{_folder(page)}/de/{page.file.path}")
        elif german.file.path != page.file.path:
            yield finding(page.name, page.line("id"), "twin-path", path=page.file.path, other=german.file.path)


def _folder(page: Page) -> str:
    return "local" if page.file.layer == "local" else "docs"


def _place(page: Page) -> Iterator[Finding]:
    head = page.head
    assert isinstance(head, pages.Head)
    folder, _, name = page.file.path.rpartition("/")
    prefix = head.id.partition("-")[0]
    numbered = head.id[0].isupper()
    if numbered and not name.startswith(f"{head.id.lower()}-"):
        yield finding(page.name, page.line("id"), "path-id", id=head.id, expected=f"{head.id.lower()}-….md")
    if not FILE_NAME.match(name):
        yield finding(page.name, 1, "path-name", name=name)
    if head.type in FOLDERS and folder.split("/")[0] != FOLDERS[head.type] and page.file.layer == "core":
        yield finding(page.name, page.line("type"), "path-folder", type=head.type, folder=FOLDERS[head.type])
    if folder and folder not in PARTS and not LOCALE_NAME.match(folder):
        yield finding(page.name, 1, "folder-no-part", folder=folder, known=", ".join(PARTS))
    if head.type in PREFIXES and prefix not in PREFIXES[head.type]:
        yield finding(page.name, page.line("id"), "id-type", id=head.id, type=head.type, letters=", ".join(PREFIXES[head.type]))


def _after(page: Page, library: Library) -> Iterator[Finding]:
    """The page that a page follows lies in the same folder and follows no other page in its turn."""
    after = page.head.after if isinstance(page.head, pages.Head) else None
    if after is None:
        return
    other = library.german.get(after)
    if other is None and after in library.hidden:
        return
    here = page.file.path.rpartition("/")[0]
    if other is None or other.file.path.rpartition("/")[0] != here or (isinstance(other.head, pages.Head) and other.head.after):
        yield finding(page.name, page.line("after"), "after-unknown", id=after, folder=here)


def folders(tree: Tree) -> Iterator[Finding]:
    """Names that static-i18n would take for a language and drop without a word."""
    for file in tree.files:
        *parents, name = file.path.split("/")
        for parent in parents:
            if LOCALE_NAME.match(parent):
                yield finding(file.name, 1, "folder-two-letters", folder=parent, example=f"{parent}-bereich")
        if LOCALE_SUFFIX.search(name):
            yield finding(file.name, 1, "file-suffix", name=name)
