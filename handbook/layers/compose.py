"""Compose the layers: which file stands for each page, which assets go along, and the municipality's facts."""

from __future__ import annotations

import difflib
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import handbook
from handbook.errors import Finding, HandbookError, finding
from handbook.layers import brand, lotse, synonyms
from handbook.layers.facts import FACTS, Facts, read_facts
from handbook.layers.overlay import Laid, lay
from handbook.model.data import Data, read_data
from handbook.model.library import LANGS, Library, PageFile, Shelf, fitting, read_pages
from handbook.model.references import linked_ids
from handbook.model.source import conflict_marks

LAYERS = ("docs", "local")
CORE, LOCAL = LAYERS
OVERRIDES = "overrides"
BASE = ".base"
HOME = "start"
OWN_FILES = (FACTS, lotse.FILE, *synonyms.FILES.values())
MISPLACED = {"lokal": "local/", "kommune.yml": FACTS, "kommune.yaml": FACTS}  # beside local/ instead of it, or in it
NO_PAGES = (".txt", ".text", ".markdown", ".mdown", ".yml", ".yaml", ".doc", ".docx", ".odt", ".rtf")


@dataclass(frozen=True)
class Tree:
    """The files of both layers: pages, assets (path in the stage -> file), with the findings of composing.

    `core` is the folder that holds `docs`, `overrides` and `mkdocs.yml`; in a thin edition it is part of the installed package.
    """

    root: Path
    core: Path
    files: tuple[PageFile, ...]
    assets: Mapping[str, Path]
    findings: tuple[Finding, ...]

    @property
    def is_edition(self) -> bool:
        """Whether there is a municipality's layer."""
        return (self.root / LOCAL).is_dir()

    def without_local(self) -> Tree:
        """The core alone."""
        files = tuple(file for file in self.files if file.layer == "core")
        assets = {path: file for path, file in self.assets.items() if file.is_relative_to(self.core / CORE)}
        return Tree(self.core / CORE, self.core, files, assets, ())  # `docs` has no `local`


def core_of(root: Path, *, beginning: bool = False) -> Path:
    """The folder of the core: `root` itself, or what the installed package carries for a folder with a `local` of its own.

    Raises HandbookError if there is neither; a folder that is `beginning` an edition needs no `local` yet.
    """
    package = Path(handbook.__file__).parent
    if (root / CORE / "de").is_dir():
        return root
    for carried in (package / "core", package.parent):  # installed, or run from the repository
        if ((root / LOCAL).is_dir() or beginning) and (carried / CORE / "de").is_dir():
            return carried
    raise HandbookError(f"{root}: docs/de fehlt / is missing. Ist das der Ordner des Handbuchs? / Is this the handbook's folder?")


def compose(root: Path) -> Tree:
    """List the files of both layers. Raises HandbookError where there is no handbook."""
    core = core_of(root)
    pages: list[PageFile] = []
    assets: dict[str, Path] = {}
    findings: list[Finding] = []
    for layer, base in ((CORE, core), (LOCAL, root)):
        for lang in LANGS:
            for path, file in _walk(base / layer / lang):
                name = file.relative_to(base).as_posix()
                if path.endswith(".md"):  # reading reports what is wrong with a page
                    pages.append(PageFile(lang, path, file, name, base, "core" if layer == CORE else "local"))
                elif _escapes(file, base):
                    findings.append(finding(name, 1, "file-outside", target=file.readlink()))
                else:
                    assets[f"{lang}/{path}"] = file
        findings += _stray(base, layer)
    findings += [*_open_templates(root), *_ignored(root)]
    return Tree(root, core, tuple(sorted(pages, key=lambda page: page.name)), assets, tuple(findings))


def _open_templates(root: Path) -> Iterator[Finding]:
    """Own templates in which an upgrade left a decision open."""
    for file in sorted((root / LOCAL / OVERRIDES).rglob("*")):
        if file.is_file():
            yield from conflict_marks(file.read_text(encoding="utf-8", errors="replace"), file.relative_to(root).as_posix())


def _ignored(root: Path) -> Iterator[Finding]:
    """Files of the town that nothing would ever read: each is named, with the name that it should have."""
    for name, right in MISPLACED.items():
        if (root / name).exists():
            yield finding(name, 1, "file-ignored", "warning", right=right)
    base = root / LOCAL
    if not base.is_dir():
        return
    if not (root / FACTS).exists():
        yield finding(f"{LOCAL}/", 1, "facts-missing", "warning", file=FACTS)
    for file in sorted(base.iterdir()):
        name = f"{LOCAL}/{file.name}"
        known = name in OWN_FILES or file.name.startswith(".") or file.suffix in (".md", *brand.LOGO_TYPES)
        if file.is_file() and not known:
            close = difflib.get_close_matches(name.lower(), OWN_FILES, n=1, cutoff=0.8)
            yield finding(name, 1, "file-ignored", "warning", right=close[0] if close else ", ".join(OWN_FILES))
    for lang in LANGS:
        for path, file in _walk(base / lang):
            if file.suffix.lower() in NO_PAGES or (file.suffix.lower() == ".md" and file.suffix != ".md"):
                right = Path(path).with_suffix(".md").as_posix()
                yield finding(f"{LOCAL}/{lang}/{path}", 1, "file-ignored", "warning", right=f"{LOCAL}/{lang}/{right}")


def load(root: Path) -> tuple[Library, Tree]:
    """Compose the layers and read the library of all pages; problems are in `Library.findings`."""
    tree = compose(root)
    return library_of(tree), tree


def library_of(tree: Tree) -> Library:
    """The library of all pages of a tree."""
    data, facts, core, local = read_layers(tree)
    laid = lay(core, local)
    hidden, missing = _hidden(laid, facts)
    german = {identity: page for identity, page in laid.german.items() if identity not in hidden}
    english = {identity: page for identity, page in fitting(german, laid.english).items() if identity not in hidden}
    library = Library(
        german=german,
        english=english if "en" in facts.edition.languages else {},
        data=data,
        slot_values=facts.values,
        broken=core.broken | local.broken,
        edition=facts.edition,
        hidden=hidden,
    )
    found = (*reading(tree, data, facts, core, local), *brand.problems(tree.root, facts), *missing, *laid.findings)
    return replace(library, findings=found)


def reading(tree: Tree, data: Data, facts: Facts, core: Shelf, local: Shelf) -> Iterator[Finding]:
    """What cannot be read; a town sees what is the core's own."""
    for found in (*tree.findings, *data.findings, *facts.findings, *core.findings, *local.findings):
        yield replace(found, cause="core") if tree.is_edition and found.path.startswith(f"{CORE}/") else found


def read_layers(tree: Tree) -> tuple[Data, Facts, Shelf, Shelf]:
    """Data of the core, facts of the municipality, pages of the core, local pages."""
    data = synonyms.lay(lotse.lay(read_data(tree.core / CORE / "_data", tree.core), tree.root), tree.root)
    core = read_pages(file for file in tree.files if file.layer == "core")
    local = read_pages(file for file in tree.files if file.layer == "local")
    return data, read_facts(tree.root, data), core, local


def _hidden(laid: Laid, facts: Facts) -> tuple[dict[str, Mapping[str, str]], list[Finding]]:
    """The titles of the pages that `hide` takes out, and which of its entries hide nothing."""
    findings: list[Finding] = []
    hidden: dict[str, Mapping[str, str]] = {}
    kept = (page for lang in (laid.german, laid.english) for page in lang.values() if page.id not in facts.edition.hide)
    links = Counter(identity for page in kept for identity in linked_ids(page))
    for number, identity in enumerate(facts.edition.hide):
        line = facts.map.line("hide", number)
        if identity == HOME:
            findings.append(finding(FACTS, line, "hide-home"))
        elif identity in laid.german:
            german = laid.german[identity].head.title or identity
            english = laid.english[identity].head.title if identity in laid.english else None
            hidden[identity] = {"de": german, "en": english or german}
            if links[identity]:
                findings.append(finding(FACTS, line, "link-hidden", "note", id=identity, count=links[identity]))
        else:
            findings.append(finding(FACTS, line, "hide-unknown", "warning", id=identity))
    return hidden, findings


def watched(root: Path) -> list[Path]:
    """The folders and files whose change asks for a new stage."""
    core = core_of(root)
    places = (core / CORE, root / LOCAL, core / OVERRIDES, core / "mkdocs.yml")
    return [place for place in places if place.exists()]


def _walk(base: Path) -> Iterator[tuple[str, Path]]:
    """Files below `base` in order; hidden ones are skipped, linked folders are not entered."""
    for folder, names, files in os.walk(base):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in [*names, *files]:
            file = Path(folder, name)
            if not name.startswith(".") and (name in files or file.is_symlink()):
                yield file.relative_to(base).as_posix(), file


def _escapes(file: Path, root: Path) -> bool:
    return file.is_symlink() and not file.resolve().is_relative_to(root.resolve())


def _stray(root: Path, layer: str) -> Iterator[Finding]:
    """Markdown that no language folder holds would silently be no page: two-letter folders, files beside de and en."""
    base = root / layer
    if not base.is_dir():
        return
    for entry in sorted(base.iterdir()):
        shown = entry.relative_to(root).as_posix()
        known = (*LANGS, "_data", "_templates") if layer == CORE else (*LANGS, OVERRIDES)
        if entry.is_dir() and entry.name not in known and not entry.name.startswith("."):
            yield finding(shown, 1, "folder-unknown", folder=entry.name)
        elif entry.suffix == ".md":
            yield finding(shown, 1, "file-misplaced")
