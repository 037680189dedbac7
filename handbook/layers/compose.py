"""Compose the layers: which file stands for each page, which assets go along, and the municipality's facts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from handbook.errors import Finding, HandbookError, finding
from handbook.layers.slots import slot_values
from handbook.model.data import read_data
from handbook.model.library import Lang, Library, PageFile, read_library

LANGS: tuple[Lang, ...] = ("de", "en")
LAYERS = ("docs", "local")
CORE, LOCAL = LAYERS


@dataclass(frozen=True)
class Tree:
    """One composed tree: pages and assets (path in the stage -> file), with the findings of composing."""

    files: tuple[PageFile, ...]
    assets: Mapping[str, Path]
    findings: tuple[Finding, ...]


def compose(root: Path) -> Tree:
    """List the files of all layers below `root`; a later layer wins path by path. Raises HandbookError without `docs/de`."""
    if not (root / CORE / "de").is_dir():
        raise HandbookError(
            f"{root}: docs/de fehlt / is missing. Ist das der Ordner des Handbuchs? / Is this the handbook's folder?"
        )
    pages: dict[tuple[str, str], PageFile] = {}
    assets: dict[str, Path] = {}
    findings: list[Finding] = []
    for layer in LAYERS:
        for lang in LANGS:
            base = root / layer / lang
            for path, file in _walk(base):
                name = file.relative_to(root).as_posix()
                if path.endswith(".md"):  # reading reports what is wrong with a page
                    origin = "core" if layer == CORE else "local"
                    pages[lang, path] = PageFile(lang, path, file, name, root, origin)
                elif _escapes(file, root):
                    findings.append(finding(name, 1, "file-outside", target=file.readlink()))
                else:
                    assets[f"{lang}/{path}"] = file
        findings += _stray(root, layer)
    return Tree(tuple(pages[key] for key in sorted(pages)), assets, tuple(findings))


def load(root: Path) -> tuple[Library, Tree]:
    """Compose the layers and read the library of all pages; problems are in `Library.findings`."""
    tree = compose(root)
    data = read_data(root / CORE / "_data", root)
    values, findings = slot_values(root, data)
    library = read_library(tree.files, data, values)
    both = (*tree.findings, *findings, *library.findings)
    return replace(library, findings=both), tree


def watched(root: Path) -> list[Path]:
    """The folders whose change asks for a new stage."""
    return [folder for folder in (root / layer for layer in LAYERS) if folder.is_dir()]


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
        if entry.is_dir() and entry.name not in (*LANGS, "_data", "_templates", "overrides") and not entry.name.startswith("."):
            yield finding(shown, 1, "folder-unknown", folder=entry.name)
        elif entry.suffix == ".md":
            yield finding(shown, 1, "file-misplaced")
