"""What an earlier build converted is not converted again: the HTML of a page's body, kept by the digest of its staged text.

Staged text says everything about the body (slots, links and notices are woven in), so editions on one core share what is
equal. Frames, navigation and checks of the links are made anew in every build.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from handbook.layers.files import write

PARTS = ("mkdocs", "Markdown", "pymdown-extensions", "mkdocs-material")
KEPT = 30 * 24 * 3600  # seconds without use after which an entry goes
ADDRESS = re.compile(r'(?:href|src)="([^"#?:]+)')

Entry = Mapping[str, Any]


@contextmanager
def remembered(folder: Path, settings: Path) -> Iterator[None]:
    """Within the block MkDocs takes pages from `folder` that `settings` (mkdocs.yml) and the same text made before.

    New ones are kept only if the block ends without an error: what a page was warned about must be told again next time.
    """
    shelf = Conversions(folder, settings)
    convert = Page.render

    def render(page: Page, config: MkDocsConfig, files: Files) -> None:
        if not shelf.restore(page, files):
            convert(page, config, files)
            shelf.note(page, files)

    Page.render = render  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Page.render = convert  # type: ignore[method-assign]
    shelf.keep()


class Conversions:
    """Converted pages by key, one file each, and what this build adds to them."""

    def __init__(self, folder: Path, settings: Path) -> None:
        self._folder = folder
        self._salt = settings.read_bytes() + "\n".join(f"{name} {version(name)}" for name in PARTS).encode()
        self._fresh: dict[str, Entry] = {}

    def restore(self, page: Page, files: Files) -> bool:
        """Fill in what converting would; False if the page is not known, or points to something that is no longer there."""
        file = self._folder / self._key(page)
        try:
            entry = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        present = {known.dest_uri for known in files}
        if not present.issuperset(entry["targets"]):
            return False
        page.content = entry["content"]
        page.toc = TableOfContents([_anchor_link(item) for item in entry["toc"]])
        page._title_from_render = entry["title"]
        page.present_anchor_ids = set(entry["anchors"])
        page.links_to_anchors = {files.src_uris[name]: links for name, links in entry["links"].items() if name in files.src_uris}
        with suppress(OSError):
            os.utime(file)
        return True

    def note(self, page: Page, files: Files) -> None:
        """Remember a page that was just converted."""
        self._fresh[self._key(page)] = {
            "content": page.content,
            "toc": [_plain(link) for link in page.toc],
            "title": page._title_from_render,
            "anchors": list(page.present_anchor_ids or ()),
            "links": {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()},
            "targets": sorted(_targets(page) & {known.dest_uri for known in files}),
        }

    def keep(self) -> None:
        """Write what is new; entries that no build has used for a month go."""
        for key, entry in self._fresh.items():
            write(self._folder / key, json.dumps(entry, ensure_ascii=False))
        for file in self._folder.glob("*"):
            with suppress(OSError):
                if time.time() - file.stat().st_mtime > KEPT:
                    file.unlink()

    def _key(self, page: Page) -> str:
        text = f"{page.file.src_uri}\n{page.file.dest_uri}\n{page.markdown}"
        return hashlib.sha256(self._salt + text.encode()).hexdigest()


def _targets(page: Page) -> set[str]:
    """What the page's HTML points to, as paths within the site."""
    folder = posixpath.dirname(page.file.dest_uri)
    return {posixpath.normpath(posixpath.join(folder, address)) for address in ADDRESS.findall(page.content or "")}


def _plain(link: AnchorLink) -> Entry:
    return {"title": link.title, "id": link.id, "level": link.level, "children": [_plain(child) for child in link.children]}


def _anchor_link(entry: Entry) -> AnchorLink:
    link = AnchorLink(entry["title"], entry["id"], entry["level"])
    children: Iterable[Entry] = entry["children"]
    link.children = [_anchor_link(child) for child in children]
    return link
