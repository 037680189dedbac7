"""Where a page comes from: for the reader at its foot, for other programs as `provenance.json`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import handbook
from handbook.locale import word
from handbook.model import pages
from handbook.model.edition import Overlay
from handbook.model.library import Library, Page
from handbook.model.texts import date_text

SCHEMA = 1


def origin(library: Library, identity: str, lang: str) -> str:
    """Core version and local changes in words."""
    core = word(lang, "origin.core", version=handbook.__version__)
    page = library.page(identity, lang) or library.german[identity]
    changed = [entry for entry in (library.german[identity], page) if entry.origin and entry.origin.local]
    if not changed:
        return core
    first = changed[0].origin
    assert first and first.local
    if first.core is None:
        return word(lang, "origin.own")
    if isinstance(first.local.head, pages.Head | pages.HeadTexts):
        return word(lang, "origin.page", core=core)
    parts = dict.fromkeys(part for entry in changed for part in _parts(entry, page, lang))
    return word(lang, "origin.parts", core=core, parts=", ".join(parts), date=_date(first.local, lang))


def _date(local: Page, lang: str) -> str:
    stand = local.head.stand if isinstance(local.head, Overlay) else None
    return f" ({date_text(stand, lang)})" if stand else ""


def _parts(changed: Page, page: Page, lang: str) -> Iterator[str]:
    """What was changed, in the words that the reader of `page` sees."""
    assert changed.origin
    headings = {heading.id: heading.text for heading in page.scan.headings}
    yield from (word(lang, f"origin.{key}") for key in changed.origin.texts)
    yield from (word(lang, f"origin.step_{how}", step=name) for name, how in changed.origin.steps.items() if how != "words")
    yield from (word(lang, "origin.section", heading=headings.get(name, name)) for name in changed.origin.sections)


def notice(page: Page, lang: str) -> str:
    """A process with local steps says that it is no longer the reference process."""
    if not page.origin or not page.origin.steps or not isinstance(page.head, pages.Process):
        return ""
    text = word(lang, "notices.process.text", id=page.id, version=handbook.__version__)
    return f'!!! note "{word(lang, "notices.process.title")}"\n    {text}'


def model(library: Library) -> dict[str, Any]:
    """Every page and section with the layer and the file that it comes from."""
    return {
        "schema": SCHEMA,
        "core": handbook.__version__,
        "hidden": sorted(library.hidden),
        "pages": [
            _page(page, library.german[identity], lang)
            for identity in library.ids
            for lang in library.languages
            if (page := library.page(identity, lang))
        ],
    }


def _page(page: Page, german: Page, lang: str) -> dict[str, Any]:
    local = page.origin.local if page.origin else None
    steps = page.origin.steps if page.origin else {}
    return {
        "id": page.id,
        "lang": lang,
        "layer": page.file.layer,
        "files": list(dict.fromkeys([page.name, *([local.name] if local else [])])),
        "sections": [{"id": section.id, **_section(page, german, section.id)} for section in page.sections],
        **({"steps": dict(steps)} if steps else {}),
    }


def _section(page: Page, german: Page, section: str) -> dict[str, Any]:
    origin = page.origin
    if origin and section in origin.in_german:
        return {**_section(german, german, section), "lang": "de"}
    if origin and origin.local and section in origin.sections:
        return {"layer": "local", "file": origin.local.name, "mode": origin.sections[section]}
    return {"layer": "local" if page.file.layer == "local" else "core", "file": page.name}
