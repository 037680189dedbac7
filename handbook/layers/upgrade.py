"""Bring an edition up to date with its core: merge three ways, rename what the core has renamed, say what people must decide."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import handbook
from handbook.errors import HandbookError
from handbook.layers import drift
from handbook.layers.compose import LOCAL, OVERRIDES, Tree
from handbook.layers.drift import Override
from handbook.layers.files import parted, with_key, with_section, write
from handbook.locale import word
from handbook.model import pages
from handbook.model.edition import Mode
from handbook.model.library import Page, Shelf
from handbook.model.lotse import PAGE as GUIDE
from handbook.model.markdown import digest, sections

Outcome = Literal[
    "merged", "marked", "seen", "moved", "blocked", "decide", "no_base", "orphaned", "removable", "unrecorded", "open"
]
TO_DO: tuple[Outcome, ...] = ("open", "marked", "decide", "no_base", "blocked", "orphaned")
MOST_CONFLICTS = 127


@dataclass(frozen=True)
class Done:
    """What an upgrade did, or would do, with one override."""

    outcome: Outcome
    entry: Override
    detail: str = ""

    @property
    def name(self) -> str:
        """The override's name; a file that moves is named whole."""
        return self.entry.file if self.outcome in ("moved", "blocked") else self.entry.name


def upgrade(tree: Tree, core: Shelf, local: Shelf, found: list[Override], *, lang: str, dry_run: bool) -> list[Done]:
    """Go through all overrides. Files are written one by one, each whole; with `dry_run` none is.

    A part stays stale, and so is named again, where only a person can decide.
    """
    names = (word(lang, "local.yours"), word(lang, "local.base"), word(lang, "local.core", version=handbook.__version__))
    done: list[Done] = []
    by_file: dict[str, list[Override]] = {}
    for entry in found:
        by_file.setdefault(entry.file, []).append(entry)
    local_pages = {page.name: page for shelf in local.pages.values() for page in shelf.values()}
    for name, entries in by_file.items():
        page = local_pages.get(name)
        below = core.pages[page.file.lang].get(page.id) if page else None
        modes = drift.modes(page, local.pages["de"].get(page.id)) if page else {}
        work = _Work(tree.root, page, below, names, modes)
        done += [work.take(entry) for entry in entries if entry.state != "current"]
        if work.changed and not dry_run:
            work.save()
        if page:
            done += _moved(tree.root, page, entries[0], dry_run=dry_run)
    return done


def _moved(root: Path, page: Page, entry: Override, *, dry_run: bool) -> Iterator[Done]:
    """A local file follows the core's page to its new path, unless something is there."""
    if not entry.moved:
        return
    target = root / LOCAL / page.file.lang / entry.moved
    shown = target.relative_to(root).as_posix()
    if target.exists():
        yield Done("blocked", entry, shown)
        return
    if not dry_run:
        target.parent.mkdir(parents=True, exist_ok=True)
        (root / page.name).rename(target)
    yield Done("moved", entry, shown)


class _Work:
    """One local file while its parts are merged."""

    def __init__(
        self, root: Path, page: Page | None, core: Page | None, names: tuple[str, str, str], modes: Mapping[str, Mode]
    ) -> None:
        self.root = root
        self.page = page
        self.core = core
        self.names = names
        self.modes = modes
        self.text = page.source.text if page else ""
        self.bases: dict[Path, str] = {}
        self.recorded: dict[str, str] = {}
        self.target = root / page.name if page else None

    @property
    def changed(self) -> bool:
        return bool(self.bases)

    def save(self) -> None:
        """The file first: a base without its record is ignored, never trusted."""
        assert self.target
        write(self.target, self.text)
        for file, text in self.bases.items():
            write(file, text)

    def take(self, entry: Override) -> Done:
        """Merge one override into the text, or say why not."""
        if entry.state == "conflict":
            return Done("open", entry)
        if entry.state in ("orphaned", "removable", "unrecorded"):
            return Done(entry.state, entry)
        if entry.base is None or entry.core is None:
            return Done("no_base", entry)
        if entry.id == GUIDE:  # rules are not merged line by line
            return Done("decide", entry, f"\n{entry.diff(self.names[1:])}")
        if self.page is None:
            return self.template(entry, entry.base, entry.core)
        return self.whole(entry, entry.base) if entry.part == drift.PAGE else self.part(entry, entry.base, entry.core)

    def template(self, entry: Override, base: str, core: str) -> Done:
        self.text, conflicts = merge(entry.local or "", base, core, self.names)
        self.target = self.root / entry.file
        path = entry.file.removeprefix(f"{LOCAL}/{OVERRIDES}/")
        self.bases[drift.template_base(self.root, path)] = core
        return Done("marked" if conflicts else "merged", entry)

    def whole(self, entry: Override, base: str) -> Done:
        assert self.page and self.core
        merged, conflicts = merge(drift.plain_text(self.page), base, drift.plain_text(self.core), self.names)
        merged = with_key(merged, "translates", self.translates(merged, conflicts))
        self.text = with_key(merged, "replaces", drift.page_digests(self.core))
        self.bases[drift.base_file(self.root, entry.lang, entry.id, drift.PAGE)] = drift.plain_text(self.core)
        return Done("marked" if conflicts else "merged", entry)

    def translates(self, merged: str, conflicts: int) -> dict[str, str]:
        """Which German text each section translates: the core knows for those that are now the core's."""
        if not (self.page and self.core and isinstance(self.page.head, pages.HeadTexts)):
            return {}
        assert isinstance(self.core.head, pages.HeadTexts)
        if conflicts:
            return self.page.head.translates
        _, body = parted(merged)
        ours = {section.id: digest(section.text) for section in sections(body)}
        theirs = {section.id: digest(section.text) for section in self.core.sections}
        taken = {name: value for name, value in self.core.head.translates.items() if ours.get(name) == theirs.get(name)}
        return {**self.page.head.translates, **taken}

    def part(self, entry: Override, base: str, core: str) -> Done:
        if entry.part in ("title", "summary") or (entry.part.startswith("steps.") and not self.step_is_free(entry.part)):
            return Done("decide", entry, f"\n{entry.diff(self.names[1:])}")
        outcome: Outcome = "seen"
        if not entry.part.startswith("steps.") and self.modes.get(entry.part, "replace") == "replace":
            merged, conflicts = merge(f"{entry.local}\n", f"{base}\n", f"{core}\n", self.names)
            outcome = "marked" if conflicts else "merged"
            self.text = self.with_section(entry.part, merged.rstrip("\n"))
        self.text = self.record(entry.part, digest(core))
        self.bases[drift.base_file(self.root, entry.lang, entry.id, entry.part)] = core
        return Done(outcome, entry)

    def step_is_free(self, part: str) -> bool:
        """Whether the core left alone what the edition changes of a step."""
        assert self.page and self.core
        name = part.removeprefix("steps.")
        own = drift.raw_steps(self.page).get(name, {})
        kept = drift.base_file(self.root, self.page.file.lang, self.page.id, part)
        before = drift.loaded(kept.read_text(encoding="utf-8"))
        now = drift.raw_steps(self.core).get(name, {})
        return not own.get("remove") and all(before.get(key) == now.get(key) for key in own)

    def with_section(self, name: str, new: str) -> str:
        _, body = parted(self.text)
        first = len(self.text.split("\n")) - len(body.split("\n")) + 1
        found = next(section for section in sections(body, first) if section.id == name)
        trailing = found.text[len(found.text.rstrip("\n")) :]
        return with_section(self.text, found, new + trailing)

    def record(self, part: str, value: str) -> str:
        assert self.page
        self.recorded[part] = value
        return with_key(self.text, "replaces", {**self.page.head.replaces, **self.recorded})


def merge(local: str, base: str, core: str, names: tuple[str, str, str]) -> tuple[str, int]:
    """Merge three ways with `git merge-file`: the text, and in how many places a person must decide.

    Raises HandbookError without git.
    """
    with tempfile.TemporaryDirectory(prefix="handbook-") as folder:
        files = [Path(folder, name) for name in ("local", "base", "core")]
        for file, text in zip(files, (local, base, core), strict=True):
            file.write_text(text, encoding="utf-8", newline="\n")
        labels = [part for name in names for part in ("-L", name)]
        try:
            result = subprocess.run(
                ["git", "merge-file", "-p", *labels, *map(str, files)],
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
        except FileNotFoundError as error:
            raise HandbookError(f"git: {error.strerror}") from error
    if not 0 <= result.returncode <= MOST_CONFLICTS:
        raise HandbookError(f"git merge-file: {result.stderr.strip()}")
    return result.stdout, result.returncode
