"""Adopt a page, a section, a step or a template: copy it below `local/`, record what it replaces, keep that text as base."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path

from handbook.errors import HandbookError
from handbook.layers import drift, lotse
from handbook.layers.compose import LOCAL, OVERRIDES, Tree
from handbook.layers.files import parted, with_key, with_mapping, write
from handbook.locale import command, word
from handbook.model import pages
from handbook.model.edition import Overlay, OverlayTexts
from handbook.model.library import Page, Shelf
from handbook.model.lotse import PAGE as GUIDE
from handbook.model.markdown import digest

Written = list[tuple[str, str]]  # what happened (a word of the catalogue) and the file


def adopt(tree: Tree, core: Shelf, local: Shelf, what: str, *, lang: str, today: datetime.date, seen: bool = False) -> Written:
    """Adopt WHAT: an id or a path, with #part if only that. What is adopted already is recorded anew.

    Raises HandbookError, with nothing written, if it does not exist, if a local file is in the way, or if the core has changed
    below an adopted text: to record that as `seen` would keep the change from every later upgrade.
    """
    target, _, part = what.partition("#")
    if target.startswith(f"{OVERRIDES}/"):
        return _template(tree, target, lang, seen=seen)
    page = _find(core, target, lang)
    own = local.pages[page.file.lang].get(page.id)
    if not part:
        return _page(tree.root, page, own, lang, seen=seen)
    if page.id == GUIDE and "." in part:
        return _guide(tree, part, lang, seen=seen)
    known = drift.parts(page)
    if part not in known:
        raise HandbookError(_unknown(part, page.name, known, lang))
    return _part(tree.root, page, own, part, lang=lang, today=today, seen=seen)


def _find(core: Shelf, target: str, lang: str) -> Page:
    path = target.removeprefix("./").removeprefix(f"{LOCAL}/").removeprefix("docs/")
    for shelf in core.pages.values():
        for page in shelf.values():
            if target.lower() == page.id.lower() or path in (f"{page.file.lang}/{page.file.path}", page.file.path):
                return page
    raise HandbookError(word(lang, "commands.no_page", what=target))


def _unknown(part: str, page: str, known: Iterable[str], lang: str) -> str:
    names = list(known)
    step = f"steps.{part.lower()}"
    close = [step] if step in names else difflib.get_close_matches(part.lower(), names, n=1)
    near = word(lang, "local.near", near=close[0]) + " " if close else ""
    return word(lang, "local.no_part", part=part, page=page, near=near, known=", ".join(names))


def _unseen(recorded: object, today: object, what: str, lang: str, *, seen: bool) -> None:
    """Refuse to record a core that has changed below a local text."""
    if recorded and recorded != today and not seen:
        raise HandbookError(word(lang, "local.core_changed", what=what, handbook=command()))


def _template(tree: Tree, target: str, lang: str, *, seen: bool) -> Written:
    path = target.removeprefix(f"{OVERRIDES}/")
    source, file = tree.core / OVERRIDES / path, tree.root / LOCAL / OVERRIDES / path
    inside = source.resolve().is_relative_to((tree.core / OVERRIDES).resolve())
    if not inside or not source.is_file():
        raise HandbookError(word(lang, "local.no_template", path=target))
    text = source.read_text(encoding="utf-8")
    done, base = "recorded" if file.exists() else "copied", drift.template_base(tree.root, path)
    if done == "copied":
        write(file, text)
    elif base.is_file():
        _unseen(base.read_text(encoding="utf-8"), text, target, lang, seen=seen)
    write(base, text)
    return [(done, file.relative_to(tree.root).as_posix())]


def _guide(tree: Tree, part: str, lang: str, *, seen: bool) -> Written:
    """A question or an outcome of the conflict guide (`lotse#questions.gefahr`)."""
    core, changes = drift.guide_entries(tree), lotse.changes_of(tree.root)
    if part not in core:
        raise HandbookError(_unknown(part, GUIDE, core, lang))
    _unseen(changes.replaces.get(part), digest(core[part]), f"{GUIDE}#{part}", lang, seen=seen)
    file = tree.root / lotse.FILE
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    there = part in lotse.entries(changes)
    if not there:
        text = lotse.with_entry(text, part, core[part])
    write(file, with_mapping(text, "replaces", {**changes.replaces, part: digest(core[part])}))
    write(drift.guide_base(tree.root, part), core[part])
    return [("recorded" if there else "copied", lotse.FILE)]


def _page(root: Path, page: Page, own: Page | None, lang: str, *, seen: bool) -> Written:
    if own and isinstance(own.head, Overlay | OverlayTexts):
        raise HandbookError(word(lang, "local.overlay_there", file=own.name))
    file = _target(root, page, own, lang)
    if own:
        _unseen(own.head.replaces, drift.page_digests(page), page.id, lang, seen=seen)
    text = own.source.text if own else drift.plain_text(page)
    write(file, with_key(text, "replaces", drift.page_digests(page)))
    write(drift.base_file(root, page.file.lang, page.id, drift.PAGE), drift.plain_text(page))
    return [("recorded" if own else "copied", file.relative_to(root).as_posix())]


def _target(root: Path, page: Page, own: Page | None, lang: str) -> Path:
    """The local file; one that is there but cannot be read, such as one with open conflicts, is never written over."""
    file = own.file.file if own else root / LOCAL / page.file.lang / page.file.path
    if own is None and file.exists():
        raise HandbookError(word(lang, "commands.move_exists", path=file.relative_to(root)))
    return file


def _part(root: Path, page: Page, own: Page | None, part: str, *, lang: str, today: datetime.date, seen: bool) -> Written:
    if own and not isinstance(own.head, Overlay | OverlayTexts):
        raise HandbookError(word(lang, "local.page_there", file=own.name))
    file = _target(root, page, own, lang)
    there = own is not None and part in drift.overlaid(own)
    text = own.source.text if own else _new(page, today)
    if not there:
        text = _with_part(text, page, part, lang)
    known: Mapping[str, str] = own.head.replaces if own else {}
    value = drift.parts(page)[part]
    if there:
        _unseen(known.get(part), digest(value), f"{page.id}#{part}", lang, seen=seen)
    write(file, with_key(text, "replaces", {**known, part: digest(value)}))
    write(drift.base_file(root, page.file.lang, page.id, part), value)
    return [("recorded" if there else "copied", file.relative_to(root).as_posix())]


def _new(page: Page, today: datetime.date) -> str:
    stand = f"stand: {today.isoformat()}\n" if isinstance(page.head, pages.Head) else ""
    return f"---\nid: {page.id}\noverlay: sections\n{stand}---\n"


def _with_part(text: str, page: Page, part: str, lang: str) -> str:
    """The overlay with a copy of the core's part: a section at the end of the body, anything else in the front matter."""
    front, body = parted(text)
    value = drift.parts(page)[part]
    if part in ("title", "summary"):
        front += f"{part}: {_quoted(value)}\n"
    elif part.startswith("steps."):
        name = part.removeprefix("steps.")
        line = f"  {name}: {{label: {_quoted(str(drift.raw_steps(page)[name]['label']))}}}\n"
        if "\nsteps:\n" in f"\n{front}":
            front = f"\n{front}".replace("\nsteps:\n", f"\nsteps:\n{line}", 1)[1:]
        elif "\nsteps:" in f"\n{front}":
            raise HandbookError(word(lang, "local.steps_in_braces", line=line.strip()))
        else:
            front += f"steps:\n{line}"
    else:
        body = f"{body.rstrip()}\n\n{value}\n" if body.strip() else f"\n{value}\n"
    return f"---\n{front.rstrip()}\n---\n{body}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
