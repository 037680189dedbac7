"""Put a page together: author's sections, woven parts, notices, front matter for the builder."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import yaml

from handbook.locale import word
from handbook.model import pages
from handbook.model.library import Library, Page
from handbook.model.markdown import Section
from handbook.model.references import References
from handbook.model.texts import is_id
from handbook.weave import documents, process, reference_pages
from handbook.weave.blocks import block
from handbook.weave.inline import Inline
from handbook.weave.text import date_text


def staged_page(identity: str, lang: str, library: Library, refs: References) -> str:
    """The Markdown of a page for the builder, complete and resolved.

    A page without English twin is staged with its German text, the English words around it, and a notice.
    """
    page = library.page(identity, lang) or library.german[identity]
    fallback = page.file.lang != lang
    text_lang = page.file.lang
    head = library.head(identity, text_lang)
    inline = Inline(library, text_lang, library.path(identity))
    parts = [
        f"# {head.title} {{#seite}}",
        constructed(head, text_lang),
        notice(identity, lang, library, fallback=fallback),
        *([] if head.urgent else _opening(head, library, text_lang)),
        *_sections(page, head, library, refs, text_lang),
        *_bottom(page, head, library, refs, text_lang),
    ]
    body = inline.resolve("\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n")
    return front_matter(meta(head, page, lang, inline, fallback=fallback)) + body


def constructed(head: pages.Head, lang: str) -> str:
    """The banner on a case that is invented, the first thing on the page and in print."""
    if not isinstance(head, pages.Case) or head.case != "constructed":
        return ""
    return f'!!! constructed "{word(lang, "notices.constructed.title")}"\n    {word(lang, "notices.constructed.text")}'


def notice(identity: str, lang: str, library: Library, *, fallback: bool) -> str:
    """The notice on a page that is missing or outdated in English."""
    if fallback:
        return f'!!! fallback "{word(lang, "notices.missing.title")}"\n    {word(lang, "notices.missing.text")}'
    outdated = library.outdated(identity) if lang == "en" else ()
    if not outdated:
        return ""
    names = [_section_name(identity, section, library) for section in outdated]
    text = word(lang, "notices.outdated.text", sections=", ".join(dict.fromkeys(names)))
    return f'!!! fallback "{word(lang, "notices.outdated.title")}"\n    {text}'


def _section_name(identity: str, section: str, library: Library) -> str:
    english = library.english[identity]
    heading = next((entry.text for entry in english.scan.headings if entry.id == section), None)
    return heading or word("en", "notices.outdated.head")


def _opening(head: pages.Head, library: Library, lang: str) -> list[str]:
    return [f"{head.summary}\n{{.lead}}", documents.facts(head, library, lang)]


def _sections(page: Page, head: pages.Head, library: Library, refs: References, lang: str) -> list[str]:
    described = frozenset(section.id.removeprefix("schritt-") for section in page.sections)
    german = library.german[head.id].head
    assert isinstance(german, pages.Head)
    result: list[str] = []
    first = next((section.id for section in page.sections if section.level == 2), "")
    for section in page.sections:
        result.append(section.text.strip("\n"))
        if isinstance(head, pages.Process) and section.id == "ablauf":
            result.append(process.step_table(head, library, lang, described))
        result += [block(name, library.data, lang) for name in german.blocks.get(section.id, ())]
        result += reference_pages.woven(head.id, section.id, library, refs, lang)
        if head.urgent and _last_of(section, page.sections, first):
            result += _opening(head, library, lang)
        if isinstance(head, pages.Process) and _last_of(section, page.sections, "kurz"):
            result.append(process.fact_sheet(head, library, lang))
    return result


def _last_of(section: Section, sections: tuple[Section, ...], identity: str) -> bool:
    """Whether `section` is the last piece of the level-2 section `identity`."""
    inside = False
    last = None
    for entry in sections:
        if entry.level == 2:
            inside = entry.id == identity
        if inside:
            last = entry
    return last is section


def _bottom(page: Page, head: pages.Head, library: Library, refs: References, lang: str) -> list[str]:
    parts: list[str] = []
    if isinstance(head, pages.Form):
        parts += [
            documents.field_table(head, lang),
            documents.samples(head, library, lang),
            documents.data_protection(head, library, lang),
        ]
    if isinstance(head, pages.Role):
        parts.append(documents.part_in_processes(head, refs, library, lang))
    if isinstance(head, pages.Form | pages.Checklist):
        parts.append(documents.used_in(head, refs, library, lang))
    if isinstance(head, pages.Case):
        parts.append(documents.papers(head, library, lang))
    if not isinstance(head, pages.Plain | pages.Card):
        parts.append(documents.related(head, refs, library, lang, _shown(head, refs)))
    return parts


def _shown(head: pages.Head, refs: References) -> frozenset[str]:
    """Pages that this page names itself or lists in a woven part."""
    listed = {process for process, _ in refs.processes_of(head.id)} | set(refs.used_in.get(head.id, {}))
    return frozenset({*refs.links.get(head.id, ()), *listed, *_named(head)})


def _named(head: pages.Head) -> set[str]:
    if isinstance(head, pages.Process):
        entries = {*head.inputs, *head.outputs, *head.law, head.owner}
        for step in head.steps:
            entries |= {*step.forms, *step.checklists}
        return entries
    if isinstance(head, pages.Form):
        return {head.process or "", head.phase or ""}
    return set()


# --- front matter for the builder ---


def meta(head: pages.Head, page: Page, lang: str, inline: Inline, *, fallback: bool) -> dict[str, Any]:
    """Flat values for the theme; `lang` is set where it differs from the site's language."""
    entries: dict[str, Any] = {
        "id": head.id,
        "badge": head.id if is_id(head.id) else None,
        "type": head.type,
        "type_label": word(lang, f"types.{head.type}"),
        "title": html.escape(inline.plain(head.title), quote=False),
        "description": inline.plain(head.summary),
        "stand": date_text(head.stand, lang),
        "evidence_label": word(lang, f"evidence.{head.evidence}"),
        "source": page.name,
        "fallback": True if fallback else None,
        "urgent": True if head.urgent else None,
        "sheet": head.sheet if isinstance(head, pages.Card) else None,
    }
    return {key: value for key, value in entries.items() if value is not None}


def front_matter(entries: Mapping[str, Any]) -> str:
    """Front matter as YAML."""
    text = yaml.dump(dict(entries), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{text}---\n\n"
