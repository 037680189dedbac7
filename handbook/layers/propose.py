"""Hand a local text back to the core: a patch for `git am`, with author and reason."""

from __future__ import annotations

import datetime
import difflib
import re
import subprocess
from collections.abc import Iterator, Mapping
from email.header import Header
from email.utils import format_datetime
from pathlib import Path

from handbook.errors import HandbookError
from handbook.layers.drift import modes
from handbook.layers.files import with_key, with_section
from handbook.locale import word
from handbook.model.edition import Mode, Overlay, OverlayTexts, SlotValue
from handbook.model.library import Page, Shelf
from handbook.model.markdown import Section
from handbook.model.texts import is_id

NOWHERE = "/dev/null"
LOCAL_KEYS = ("replaces", "after")
SHORT = 4
NAME = "kommune.name"
KINDS_OF_TOWN = frozenset(
    ("Stadt", "Gemeinde", "Kreis", "Landkreis", "Markt", "Amt", "Verbandsgemeinde", "Samtgemeinde", "Hansestadt", "Kreisstadt",
     "Landeshauptstadt", "Universitätsstadt", "Region", "fiktiv")
)  # fmt: skip
FOLDER = "proposals"


def patch(core: Shelf, local: Shelf, what: str, *, author: str, reason: str, now: datetime.datetime, lang: str) -> str:
    """The patch for WHAT (an id or a path below local/, with #section if only that), with its English twin if there is one.

    Raises HandbookError if there is no such local text.
    """
    target, _, section = what.partition("#")
    identity = _identity(local, target, lang)
    changes = [
        _diff(page, core.pages[page.file.lang].get(identity), section, modes(page, local.pages["de"].get(identity)), lang)
        for shelf in local.pages.values()
        if (page := shelf.get(identity)) and (not section or any(entry.id == section for entry in page.sections))
    ]
    if not any(changes):
        raise HandbookError(word(lang, "local.nothing_to_propose", what=what))
    below = core.pages["de"].get(identity) or local.pages["de"][identity]
    subject = f"{identity} {below.head.title}{': ' + section if section else ''}"
    head = [
        f"From {'0' * 40} Mon Sep 17 00:00:00 2001",
        f"From: {_encoded(author)}",
        f"Date: {format_datetime(now)}",
        f"Subject: {_encoded('[PATCH] ' + subject)}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    return "\n".join(
        [*head, "", reason.strip(), "---", *(change for change in changes if change), "-- ", "handbook local propose", ""]
    )


def author_of(root: Path) -> str:
    """Name and mail as git knows them, or an empty text."""
    found = []
    for key in ("user.name", "user.email"):
        result = subprocess.run(["git", "config", key], cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)
        found.append(result.stdout.strip())
    return f"{found[0]} <{found[1]}>" if all(found) else ""


def own_facts(text: str, values: Mapping[str, SlotValue]) -> list[str]:
    """Slots whose value stands as plain text in added lines, where the core needs the slot; a town's name counts in parts."""
    added = "\n".join(line[1:] for line in text.split("\n") if line.startswith("+"))
    shown = {name: [value] for name, value in values.items() if isinstance(value, str)}
    if NAME in shown:
        shown[NAME] += [part for part in re.findall(r"[^\W\d_]+", shown[NAME][0]) if part not in KINDS_OF_TOWN]
    return [name for name, parts in shown.items() if any(len(part) >= SHORT and part in added for part in parts)]


def address_of(core: Path) -> str:
    """Where the handbook is kept, as its own files say, or an empty text."""
    for name, key in (("publiccode.yml", "url"), ("mkdocs.yml", "repo_url")):
        text = (core / name).read_text(encoding="utf-8") if (core / name).is_file() else ""
        if match := re.search(rf"^{key}:\s*[\"']?(https?://[^\s\"']+)", text, re.M):
            return match[1]
    return ""


def _identity(local: Shelf, target: str, lang: str) -> str:
    for shelf in local.pages.values():
        for page in shelf.values():
            if target in (page.id, page.name, f"{page.file.lang}/{page.file.path}"):
                return page.id
    key = "local.nothing_to_propose" if is_id(target) else "commands.no_page"
    raise HandbookError(word(lang, key, what=target))


def _diff(page: Page, core: Page | None, section: str, known: dict[str, Mode], lang: str) -> str:
    before = core.source.text if core else ""
    after = _proposed(page, core, section, known, lang)
    path = f"docs/{page.file.lang}/{core.file.path if core else page.file.path}"
    if before == after:
        return ""
    old, new = (NOWHERE if core is None else f"a/{path}"), f"b/{path}"
    lines = difflib.unified_diff(_lines(before), _lines(after), old, new, lineterm="")
    mode = ["new file mode 100644"] if core is None else []
    return "\n".join([f"diff --git a/{path} b/{path}", *mode, *lines])


def _lines(text: str) -> list[str]:
    return text.rstrip("\n").split("\n") if text else []


def _proposed(page: Page, core: Page | None, section: str, known: dict[str, Mode], lang: str) -> str:
    """The core's file with the local text in it."""
    if not isinstance(page.head, Overlay | OverlayTexts):
        if core is None or not section:
            return _without_records(page)
        sections = [entry for entry in page.sections if entry.id == section]
        return _laid(core, list(_placed(core, sections, {})))
    assert core
    chosen = [entry for entry in page.sections if not section or entry.id == section]
    if not chosen:
        raise HandbookError(word(lang, "local.sections_only", file=page.name))
    return _laid(core, list(_placed(core, chosen, known)))


def _without_records(page: Page) -> str:
    text = page.source.text
    for key in LOCAL_KEYS:
        text = with_key(text, key, {})
    return text


def _placed(core: Page, chosen: list[Section], known: dict[str, Mode]) -> Iterator[tuple[Section, str]]:
    """For each section of the core that changes: its new text."""
    there = {entry.id: entry for entry in core.sections}
    last = core.sections[-1]
    for entry in chosen:
        below = there.get(entry.id)
        own = entry.text.strip("\n")
        _, _, body = own.partition("\n")
        if below is None:
            yield last, f"{last.text.rstrip()}\n\n{own}\n"
            continue
        text = below.text.rstrip("\n")
        trailing = below.text[len(text) :]
        heading, _, rest = text.partition("\n")
        mode = known.get(entry.id, "replace")
        if mode == "append":
            yield below, f"{text}\n\n{body.strip(chr(10))}{trailing}"
        elif mode == "prepend":
            yield below, f"{heading}\n\n{body.strip(chr(10))}\n\n{rest.strip(chr(10))}{trailing}"
        else:
            yield below, own + trailing
        last = below


def _laid(core: Page, changes: list[tuple[Section, str]]) -> str:
    text = core.source.text
    for section, new in sorted(changes, key=lambda change: change[0].line, reverse=True):
        text = with_section(text, section, new)
    return text


def _encoded(text: str) -> str:
    """A header as git reads it: encoded if it holds more than ASCII."""
    if text.isascii():
        return text
    name, bracket, mail = text.partition(" <")
    return Header(name, "utf-8").encode(maxlinelen=10_000) + bracket + mail
