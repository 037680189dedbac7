"""Move a page to another path in both languages and leave a redirect behind."""

from __future__ import annotations

from pathlib import Path

from handbook.errors import HandbookError
from handbook.locale import word
from handbook.model.library import PARTS, Library

REDIRECTS = "docs/_data/redirects.yml"


def move_page(library: Library, root: Path, identity: str, path: str, lang: str) -> list[tuple[str, str]]:
    """Rename the files of both languages; old and new names.

    Raises HandbookError, with nothing moved, for a path that will not do.
    """
    if identity not in library.german:
        raise HandbookError(word(lang, "commands.no_page", what=identity))
    old = library.path(identity)
    folder, _, name = path.rpartition("/")
    if folder not in PARTS or not name.startswith(f"{identity.lower()}-") or not name.endswith(".md"):
        raise HandbookError(word(lang, "commands.move_path", path=path, example=f"prozesse/{identity.lower()}-neuer-name.md"))
    files = [page.file.file for page in (library.page(identity, "de"), library.page(identity, "en")) if page]
    targets = [_target(file, old, path) for file in files]
    if taken := next((target for target in targets if target.exists()), None):
        raise HandbookError(word(lang, "commands.move_exists", path=taken.relative_to(root)))
    for file, target in zip(files, targets, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        file.rename(target)
    redirects = root / REDIRECTS
    known = (
        redirects.read_text(encoding="utf-8")
        if redirects.exists()
        else "# Old paths of pages that were moved (`handbook move`).\n"
    )
    redirects.write_text(f"{known}- {{path: {old}, id: {identity}}}\n", encoding="utf-8")
    return [(str(file.relative_to(root)), str(target.relative_to(root))) for file, target in zip(files, targets, strict=True)]


def _target(file: Path, old: str, new: str) -> Path:
    return Path(str(file).removesuffix(old)) / new
