"""Record which German text an English page translates: the digests in its `translates`."""

from __future__ import annotations

from pathlib import Path

from handbook.errors import HandbookError
from handbook.layers.files import with_key, write
from handbook.locale import word
from handbook.model import pages
from handbook.model.edition import OverlayTexts
from handbook.model.library import Library, Page


def record(library: Library, root: Path, what: str, lang: str) -> tuple[str, int]:
    """Write the digests of the German sections (all, or the one after #) into the English page; its name and their number.

    Raises HandbookError for an unknown page or section; the file is then untouched.
    """
    target, _, section = what.partition("#")
    identity = _identity(library, root, target, lang)
    german, english = library.german[identity], library.english.get(identity)
    if english is None:
        raise HandbookError(word(lang, "commands.no_english", id=identity))
    target_page = _file_of(english, lang)
    digests = _parts_of(target_page, german)
    if section and section not in digests:
        raise HandbookError(word(lang, "commands.no_section", section=section, page=german.name, known=", ".join(digests)))
    known = target_page.head.translates if isinstance(target_page.head, pages.HeadTexts | OverlayTexts) else {}
    wanted = {
        name: digests[name] if not section or name == section else known[name]
        for name in digests
        if not section or name == section or name in known
    }
    write(target_page.file.file, with_key(target_page.source.text, "translates", wanted))
    return target_page.name, 1 if section else len(wanted)


def _file_of(english: Page, lang: str) -> Page:
    """The page whose file holds the translation: the municipality's where it has one."""
    if english.origin is None:
        return english
    if english.origin.local is None:
        raise HandbookError(word(lang, "commands.no_local_english", id=english.id, path=f"local/en/{english.file.path}"))
    return english.origin.local


def _parts_of(page: Page, german: Page) -> dict[str, str]:
    """Digests of the German parts that this file translates; an overlay translates some of them only."""
    if not isinstance(page.head, OverlayTexts):
        return dict(german.digests)
    own = {section.id for section in page.sections}
    if page.head.title or page.head.summary or page.head.steps:
        own.add("_meta")
    return {name: value for name, value in german.digests.items() if name in own}


def _identity(library: Library, root: Path, target: str, lang: str) -> str:
    if target in library.german:
        return target
    path = Path(target) if Path(target).is_absolute() else Path.cwd() / target
    for page in (*library.german.values(), *library.english.values()):
        if page.file.file.resolve() in (path.resolve(), (root / target).resolve()):
            return page.id
    raise HandbookError(word(lang, "commands.no_page", what=target))
