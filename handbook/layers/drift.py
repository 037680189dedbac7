"""Drift: what an edition overrides, and whether the core has moved since; told by digests, never by dates."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

import handbook
from handbook.layers import lotse
from handbook.layers.compose import BASE, CORE, LOCAL, OVERRIDES, Tree
from handbook.layers.defaults import Changed
from handbook.layers.facts import FACTS, Facts
from handbook.layers.files import parted, with_key
from handbook.model import pages
from handbook.model.data import read_data
from handbook.model.edition import Mode, Overlay, OverlayTexts
from handbook.model.library import Page, Shelf
from handbook.model.lotse import PAGE as GUIDE
from handbook.model.markdown import digest
from handbook.model.source import conflict_marks

State = Literal["current", "stale", "orphaned", "removable", "unrecorded", "conflict"]
NEEDS_WORK: tuple[State, ...] = ("stale", "orphaned", "conflict")
URGENCY: tuple[State, ...] = ("conflict", "stale", "orphaned", "unrecorded", "removable", "current")
ALIKE = 0.6  # part of a text that has to be the same to call it moved
SCHEMA = 1
PAGE, FRONT = "_page", "_front"
RECORDED = ("replaces", "translates")


@dataclass(frozen=True)
class Override:
    """One thing that the edition puts in place of the core's: a page, a part of one, a template, a hidden page.

    `part` is a section's id, `steps.<id>`, `title`, `summary`, or `_page`. `base` is the core's text at the time it was adopted,
    `core` today's; None where there is none. `moved` is the page's new path if the core has moved it; `now` the section where an
    orphaned text stands today.
    """

    file: str
    id: str
    lang: str
    part: str
    state: State
    base: str | None = None
    core: str | None = None
    local: str | None = None
    moved: str = ""
    now: str = ""

    @property
    def target(self) -> str:
        """What `adopt` is called with to record it."""
        page = self.file if self.lang == "en" else self.id if self.lang or self.id == GUIDE else f"{OVERRIDES}/{self.id}"
        return page if self.part == PAGE else f"{page}#{self.part}"

    @property
    def name(self) -> str:
        """How people refer to it: the file, and the part after #."""
        return self.file if self.part == PAGE else f"{self.file}#{self.part}"

    def diff(self, names: tuple[str, str]) -> str:
        """What the core has changed since; `names` say in the head of the diff which text is which."""
        if self.base is None or self.core is None or self.base == self.core:
            return ""
        before, after = (text.strip("\n").split("\n") for text in (self.base, self.core))
        return "\n".join(difflib.unified_diff(before, after, *names, lineterm="", n=2))


def overrides(tree: Tree, core: Shelf, local: Shelf, facts: Facts) -> list[Override]:
    """Everything that the edition overrides, in order of the files."""
    found: list[Override] = []
    for lang, shelf in local.pages.items():
        for page in shelf.values():
            found += _of_page(page, core.pages[lang].get(page.id), tree.root, inserted(local.pages["de"].get(page.id)))
    found += _templates(tree)
    found += _guide(tree)
    open_files = {entry.path for entry in local.findings if entry.rule == "conflict-marks"}
    found += (Override(name, "", name.split("/")[1], PAGE, "conflict") for name in open_files)
    for identity in facts.edition.hide:
        known = identity in core.pages["de"] or identity in local.pages["de"]
        found.append(Override(FACTS, identity, "de", f"hide.{identity}", "current" if known else "orphaned"))
    return sorted(found, key=lambda entry: (entry.file, entry.part))


def as_json(found: list[Override], proposals: list[Changed]) -> str:
    """The list, and the changed proposals, for other programs."""
    keys = ("file", "id", "lang", "part", "state", "moved")
    entries = [{**{key: getattr(entry, key) for key in keys}, "diff": entry.diff(("base", "core"))} for entry in found]
    told = [{"slot": entry.slot, "before": entry.before.model_dump(), "now": entry.now.model_dump()} for entry in proposals]
    model = {"schema": SCHEMA, "core": handbook.__version__, "overrides": entries, "proposals": told}
    return json.dumps(model, ensure_ascii=False, indent=1)


def base_file(root: Path, lang: str, identity: str, part: str) -> Path:
    """Where the text of the core is kept; by id, since that outlives a move."""
    return root / LOCAL / BASE / lang / identity / f"{part}.md"


def parts(page: Page) -> dict[str, str]:
    """The parts of a core page that can be overridden, as text."""
    found = {section.id: section.text.strip("\n") for section in page.sections}
    data = page.source.front.data
    found |= {key: str(data[key]) for key in ("title", "summary") if key in data}
    if isinstance(page.head, pages.Process | pages.ProcessTexts):
        found |= {f"steps.{name}": _dumped(step) for name, step in raw_steps(page).items()}
    return found


def raw_steps(page: Page) -> Mapping[str, Mapping[str, object]]:
    """Steps by id as written, of a German list or an English mapping."""
    steps = page.source.front.data.get("steps", {})
    return steps if isinstance(steps, dict) else {step["id"]: step for step in steps}


def _dumped(step: Mapping[str, object]) -> str:
    return yaml.safe_dump(dict(step), allow_unicode=True, sort_keys=True).strip()


def plain_text(page: Page) -> str:
    """The whole file without what the program has recorded in it."""
    text = page.source.text
    for key in RECORDED:
        text = with_key(text, key, {})
    return text


def page_digests(page: Page) -> dict[str, str]:
    """Digest of each section and of the front matter, for a whole local page."""
    front, _ = parted(plain_text(page))
    return {FRONT: digest(front), **{section.id: digest(section.text) for section in page.sections}}


def inserted(page: Page | None) -> frozenset[str]:
    """The sections and steps that a German overlay adds; they replace nothing, in no language."""
    if page is None or not isinstance(page.head, Overlay):
        return frozenset()
    steps = [name for name, change in page.head.steps.items() if change.between]
    own = {name for name, mode in page.head.sections.items() if mode == "insert"}
    return frozenset(own | {f"steps.{name}" for name in steps} | {f"schritt-{name}" for name in steps})


def modes(page: Page, german: Page | None) -> dict[str, Mode]:
    """How an overlay lays its sections; an English one follows the town's German one where it says nothing itself."""
    own = page.head.sections if isinstance(page.head, Overlay | OverlayTexts) else {}
    return {**(german.head.sections if german and isinstance(german.head, Overlay) else {}), **own}


def _of_page(page: Page, core: Page | None, root: Path, own: frozenset[str]) -> Iterator[Override]:
    moved = core.file.path if core and core.file.path != page.file.path else ""
    if isinstance(page.head, Overlay | OverlayTexts):
        yield from (_part(page, core, part, root, moved) for part in overlaid(page) if part not in own)
    elif core or page.head.replaces:
        yield _whole(page, core, root, moved)


def _state(*, gone: bool, same: bool, recorded: bool, untouched: bool) -> State:
    """How a local text stands to the core text that it replaces: whether that is gone, says the same by now, was recorded when it
    was adopted, and has not changed since."""
    if gone:
        return "orphaned"
    if same:
        return "removable"
    if not recorded:
        return "unrecorded"
    return "current" if untouched else "stale"


def _whole(page: Page, core: Page | None, root: Path, moved: str) -> Override:
    assert isinstance(page.head, pages.Head | pages.HeadTexts)
    local, today = plain_text(page), plain_text(core) if core else None
    base = _kept(root, page, PAGE)
    state = _state(
        gone=core is None,
        same=today is not None and digest(local) == digest(today),
        recorded=bool(page.head.replaces),
        untouched=core is not None and page.head.replaces == page_digests(core),
    )
    return Override(page.name, page.id, page.file.lang, PAGE, state, base, today, local, moved)


def overlaid(page: Page) -> Iterator[str]:
    """The parts of the core that an overlay changes; what it inserts is its own."""
    head = page.head
    assert isinstance(head, Overlay | OverlayTexts)
    yield from (key for key in ("title", "summary") if getattr(head, key) is not None)
    added = inserted(page)
    names = (*(f"steps.{name}" for name in head.steps), *(section.id for section in page.sections))
    yield from (name for name in names if name not in added and head.sections.get(name) != "insert")


def _part(page: Page, core: Page | None, part: str, root: Path, moved: str) -> Override:
    head = page.head
    assert isinstance(head, Overlay | OverlayTexts)
    today = parts(core).get(part) if core else None
    local = next((section.text.strip("\n") for section in page.sections if section.id == part), None)
    recorded = head.replaces.get(part)
    now_digest = digest(today) if today is not None else ""
    state = _state(
        gone=today is None,
        same=local is not None and digest(local) == now_digest and head.sections.get(part, "replace") == "replace",
        recorded=recorded is not None,
        untouched=recorded == now_digest,
    )
    base = _kept(root, page, part)
    if base is not None and recorded != digest(base):
        base = None  # kept for another adoption; nothing may be merged over it
    now = _moved_to(base, core) if base and core and today is None else ""
    return Override(page.name, page.id, page.file.lang, part, state, base, today, local, moved, now)


def _moved_to(text: str, core: Page) -> str:
    """The section of a core page that says now what this text said, or nothing."""
    likeness = {
        section.id: difflib.SequenceMatcher(None, text.split(), section.text.split(), autojunk=False).ratio()
        for section in core.sections
    }
    best = max(likeness, key=lambda name: likeness[name], default="")
    return best if best and likeness[best] >= ALIKE else ""


def _kept(root: Path, page: Page, part: str) -> str | None:
    file = base_file(root, page.file.lang, page.id, part)
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _templates(tree: Tree) -> Iterator[Override]:
    """Own templates and style sheets that replace one of the core's."""
    folder = tree.root / LOCAL / OVERRIDES
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        below, kept = tree.core / OVERRIDES / path, template_base(tree.root, path)
        if not file.is_file() or not (below.is_file() or kept.is_file()):
            continue
        local, core, base = (_read(entry) for entry in (file, below, kept))
        name = f"{LOCAL}/{OVERRIDES}/{path}"
        state = _state(gone=core is None, same=local == core, recorded=base is not None, untouched=base == core)
        if local and conflict_marks(local, name):
            state = "conflict"
        yield Override(name, path, "", PAGE, state, base, core, local)


def _guide(tree: Tree) -> Iterator[Override]:
    """Entries of the conflict guide that replace one of the core's."""
    changes, core = lotse.changes_of(tree.root), guide_entries(tree)
    for part, local in lotse.entries(changes).items():
        today, recorded = core.get(part), changes.replaces.get(part)
        if today is None and recorded is None:
            continue  # the edition's own
        untouched = today is not None and recorded == digest(today)
        state = _state(gone=today is None, same=local == today, recorded=recorded is not None, untouched=untouched)
        kept = _read(guide_base(tree.root, part))
        base = kept if kept is not None and digest(kept) == recorded else None
        yield Override(lotse.FILE, GUIDE, "", part, state, base, today, local)


def guide_entries(tree: Tree) -> dict[str, str]:
    """The questions and outcomes of the core as text."""
    rules = read_data(tree.core / CORE / "_data", tree.core).lotse
    return lotse.entries(rules) if rules else {}


def guide_base(root: Path, part: str) -> Path:
    """Where an entry of the core's conflict guide is kept."""
    return root / LOCAL / BASE / GUIDE / f"{part}.yml"


def template_base(root: Path, path: str) -> Path:
    """Where the core's template is kept."""
    return root / LOCAL / BASE / OVERRIDES / path


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else None


def loaded(text: str) -> Mapping[str, object]:
    """A step that was kept as base."""
    data = yaml.safe_load(text)
    return data if isinstance(data, dict) else {}
