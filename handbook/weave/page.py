"""Put a page together: author's sections, woven parts, notices, front matter for the builder."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import yaml

from handbook.locale import word
from handbook.model import pages
from handbook.model.library import Library, Page
from handbook.model.markdown import Section, digest
from handbook.model.references import References, slots_of
from handbook.model.texts import date_text, is_id
from handbook.weave import documents, process, provenance, reference_pages
from handbook.weave.blocks import block
from handbook.weave.inline import InGerman, Inline

SAMPLE = "vorlage-rechtlich"  # the block that says that a legal page is a sample


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
        f"# {head.title} {{#seite{_lang_of(page, 'title')}}}",
        constructed(head, text_lang),
        provenance.notice(library.german[identity], text_lang),
        notice(identity, lang, library, fallback=fallback),
        *([] if head.urgent else _opening(page, head, library, text_lang)),
        *_sections(page, head, library, refs, text_lang),
        *_bottom(page, head, library, refs, text_lang),
    ]
    body = inline.resolve(*parts)
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


def _lang_of(page: Page, part: str) -> str:
    """The mark for a title or summary that is shown in German on an English page."""
    return " lang=de" if page.origin and part in page.origin.in_german else ""


def _opening(page: Page, head: pages.Head, library: Library, lang: str) -> list[str]:
    return [f"{head.summary}\n{{.lead{_lang_of(page, 'summary')}}}", documents.facts(head, library, lang)]


def _own_text(page: Page, section: Section, library: Library) -> list[str]:
    """A section as written; on an English page in German where only that holds, with a notice."""
    german = _shown_in_german(page, section, library)
    if not german:
        return [section.text.strip("\n")]
    kind, text = german
    heading, _, own = section.text.partition("\n") if section.level else ("", "", section.text)
    body = own if kind == "local" else text
    if not body.strip():
        return [section.text.strip("\n")]
    told = f'!!! fallback "{word("en", f"notices.{kind}.title")}"\n    {word("en", f"notices.{kind}.text")}'
    return [heading, told, InGerman(f'<div lang="de" markdown="1">\n\n{body.strip(chr(10))}\n\n</div>')]


def _shown_in_german(page: Page, section: Section, library: Library) -> tuple[str, str] | None:
    """Why a section of an English page is shown in German, and the German text below its heading."""
    if page.file.lang == "de":
        return None
    if page.origin and section.id in page.origin.in_german:
        return "local", ""
    german = library.german[page.id]
    assert isinstance(german.head, pages.Head)
    if pages.is_binding(german.head, section.id) and section.id in library.outdated(page.id):
        original = next(entry for entry in german.sections if entry.id == section.id)
        return "law", original.text.partition("\n")[2] if original.level else original.text
    return None


def _sections(page: Page, head: pages.Head, library: Library, refs: References, lang: str) -> list[str]:
    described = frozenset(section.id.removeprefix("schritt-") for section in page.sections)
    german = library.german[head.id].head
    assert isinstance(german, pages.Head)
    result: list[str] = []
    now = _now(page, german)
    for section in page.sections:
        if _is_sample_note(section, german, library):
            continue
        result += _own_text(page, section, library)
        if isinstance(head, pages.Process) and section.id == "ablauf":
            result.append(process.step_table(head, library, lang, described))
        names = [name for name in german.blocks.get(section.id, ()) if name != SAMPLE or _is_sample(german, library)]
        result += [block(name, library.data, lang) for name in names]
        result += reference_pages.woven(head.id, section.id, library, refs, lang)
        if head.urgent and _last_of(section, page.sections, now):
            result += _opening(page, head, library, lang)
        if isinstance(head, pages.Process) and _last_of(section, page.sections, "kurz"):
            result.append(process.fact_sheet(head, library, lang))
    return result


def _now(page: Page, german: pages.Head) -> str:
    """Where an urgent page ends to say what to do now: behind its first section, a checklist behind its last list."""
    sections = [section for section in page.sections if section.level == 2]
    lists = [section for section in sections if "- [ ]" in section.text] if isinstance(german, pages.Checklist) else []
    return lists[-1].id if lists else sections[0].id if sections else ""


def _is_sample(head: pages.Head, library: Library) -> bool:
    """Whether a legal page still names nobody: upstream, or a mandatory fact is open."""
    shown = slots_of(library.german[head.id])
    missing = (name for name in shown if name in library.data.slots and name not in library.slot_values)
    return not library.slot_values or any(library.data.slots[name].mandatory for name in missing)


def _is_sample_note(section: Section, head: pages.Head, library: Library) -> bool:
    """A section that says nothing but that the page is a sample goes when it is none any more."""
    alone = head.blocks.get(section.id) == (SAMPLE,) and not section.text.partition("\n")[2].strip()
    return alone and not _is_sample(head, library)


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
        "origin": provenance.origin(inline.library, page.id, lang),
        "fallback": True if fallback else None,
        "urgent": True if head.urgent else None,
        "sheet": head.sheet if isinstance(head, pages.Card) else None,
        "ticks": _ticks(inline.library.german[page.id]),
    }
    return {key: value for key, value in entries.items() if value is not None}


def _ticks(german: Page) -> str | None:
    """A mark that changes when the points to tick off change; ticks from before then no longer apply."""
    head = german.head
    if isinstance(head, pages.Checklist):
        return digest("\n".join(f"{task.id} {task.text}" for task in german.scan.tasks))[:6]
    return digest(f"{head.stand} {head.blocks}")[:6] if isinstance(head, pages.Head) and head.urgent else None


def front_matter(entries: Mapping[str, Any]) -> str:
    """Front matter as YAML."""
    text = yaml.dump(dict(entries), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{text}---\n\n"
