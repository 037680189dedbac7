"""Pages whose core is woven: guide, matrix, overview of cases, bibliography, glossary; and the index page of each part."""

from __future__ import annotations

import re

from handbook.locale import alphabetical, word
from handbook.model import pages
from handbook.model.data import Workload
from handbook.model.groups import GROUPS, group_of
from handbook.model.library import PARTS, Library, sort_key
from handbook.model.lotse import PAGE
from handbook.model.references import References
from handbook.weave import cases, lotse, workload
from handbook.weave.inline import source_text
from handbook.weave.text import link, table, title

FILE_LISTS = ("ganz", "notfall", "teile", "formulare", "prozesse", "checklisten")


def woven(identity: str, section: str, library: Library, refs: References, lang: str) -> list[str]:
    """What is woven below a section of one of these pages; an empty list elsewhere."""
    if (identity, section) == ("matrix", "matrix"):
        return [matrix(library, refs, lang)]
    if (identity, section) == ("quellen", "verzeichnis"):
        return [bibliography(library, lang)]
    if (identity, section) == ("glossar", "begriffe"):
        return [glossary(library, lang)]
    if (identity, section) == ("fallueberblick", "alle-faelle"):
        return [cases.overview(library, lang)]
    if identity in (PAGE, "start"):
        return _lotse(identity, section, library, lang)
    if identity == "downloads":
        return [files(section, lang)] if section in FILE_LISTS else []
    if identity == "aufwand" and library.data.workload:
        return _workload(library.data.workload, section, library, lang)
    return []


def _lotse(identity: str, section: str, library: Library, lang: str) -> list[str]:
    """The guide on its own page, and its first question before the first section of the home page."""
    rules, triage = library.data.lotse, library.data.triage
    if not rules or not triage or PAGE not in library.german:
        return []
    if identity == PAGE:
        made = {"fragen": lotse.questions(rules, triage, lang), "ergebnisse": lotse.outcomes(rules, triage, library, lang)}
        return [made[section]] if section in made else []
    return [lotse.opening(rules, lang)] if section == "_intro" else []


def _workload(model: Workload, section: str, library: Library, lang: str) -> list[str]:
    if section == "ergebnis":
        return [workload.result(model, library, lang)]
    return [workload.assumptions(model, library, lang)] if section == "annahmen" else []


def files(section: str, lang: str) -> str:
    """The place for a list of files, which only the finish knows."""
    later = f"{word(lang, 'downloads.later')}\n{{.hb-screen}}"
    return f"<!--hb-files list {section}-->\n\n{later}\n\n<!--/hb-files-->"


def matrix(library: Library, refs: References, lang: str) -> str:
    """Responsibility matrix: all roles x all processes that are written, and the roles' names below."""
    planned = {entry.id for entry in library.data.planned.values() if entry.type == "role"}
    roles = sorted({role.id for role in library.of(pages.Role)} | planned, key=sort_key)
    header = [word(lang, "labels.process"), *(f"[{role}]({role})" if role in library.german else role for role in roles)]
    rows = [
        [link(library, process, lang, with_id=True), *(_letters(letters.get(role, "")) for role in roles)]
        for process, letters in sorted(refs.raci.items(), key=lambda entry: sort_key(entry[0]))
    ]
    names = [f"- {link(library, role, lang, with_id=True)}" for role in roles]
    return f"{table(header, rows)}\n\n### {word(lang, 'woven.rollen')} {{#rollen}}\n\n" + "\n".join(names)


def _letters(letters: str) -> str:
    return " ".join(f"*{letter}*{{.raci .raci-{letter.lower()}}}" for letter in letters) or "–"


def bibliography(library: Library, lang: str) -> str:
    """All sources that some page cites, with the pages that cite them."""
    cited: dict[str, list[str]] = {}
    for identity in library.ids:
        for ref in library.german[identity].scan.sources:
            if identity not in cited.setdefault(ref.id, []):
                cited[ref.id].append(identity)
    for entry in library.data.glossary:
        if entry.source:
            cited.setdefault(entry.source, []).append("glossar")
    lines = []
    for source in sorted(library.data.sources.values(), key=lambda entry: _natural(entry.id)):
        if source.id in cited:
            by = ", ".join(link(library, identity, lang) for identity in dict.fromkeys(cited[source.id]))
            lines.append(
                f"**{source.id}**\n:   {source_text(source, lang, complete=True)}\n\n    {word(lang, 'sources.cited_by')}: {by}"
            )
            if source.note:
                lines[-1] += f"\n\n    {source.note.get(lang)}"
    return "\n\n".join(lines)


def _natural(identity: str) -> list[tuple[int, str]]:
    """S9 before S10, S10 before S10-2."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", identity)]


def glossary(library: Library, lang: str) -> str:
    """All terms in alphabetical order, each with an anchor of its own."""
    entries = sorted(library.data.glossary, key=lambda entry: alphabetical(entry.term.get(lang)))
    parts = []
    for entry in entries:
        other = entry.term.get("en" if lang == "de" else "de")
        lines = [f"### {entry.term.get(lang)} {{#{entry.id}}}", entry.definition.get(lang)]
        if entry.use:
            lines.append(entry.use.get(lang))
        near = [library.data.terms[name] for name in entry.near if name in library.data.terms]
        extra = [f"{word(lang, 'glossary.other')}: {other}"]
        if near:
            extra.append(f"{word(lang, 'glossary.near')}: " + ", ".join(f"[{term.term.get(lang)}](#{term.id})" for term in near))
        lines.append(". ".join(extra) + "." + (f" [^{entry.source}]" if entry.source else ""))
        parts.append("\n\n".join(lines))
    return "\n\n".join(parts)


def index_body(part: str, library: Library, lang: str) -> str:
    """The index page of a part: its pages with their summaries, then what is planned."""
    parts = [f"# {word(lang, f'parts.{part}.title')} {{#seite}}", f"{word(lang, f'parts.{part}.intro')}\n{{.lead}}"]
    ids = part_ids(part, library)
    groups = {group: [identity for identity in ids if group_of(identity, library) == group] for group in ("", *GROUPS)}
    for group, members in groups.items():
        if members:
            if group and sum(bool(entries) for entries in groups.values()) > 1:
                parts.append(f"## {word(lang, f'groups.{group}')} {{#{group}}}")
            parts.append(
                "\n\n".join(
                    f"{link(library, identity, lang, with_id=is_numbered(identity))}\n:   {_summary(identity, library, lang)}"
                    for identity in members
                )
            )
    planned = [
        entry for entry in library.data.planned.values() if entry.path.startswith(f"{part}/") and entry.id not in library.german
    ]
    if planned:
        names = "\n".join(f"- {entry.id} {title(library, entry.id, lang)}" for entry in planned)
        parts.append(f"## {word(lang, 'woven.planned')} {{#geplant}}\n\n{names}")
    return "\n\n".join(parts) + "\n"


def part_ids(part: str, library: Library) -> list[str]:
    """Ids of the written pages of a part in order; "" is the root without the home page."""
    ids = [identity for identity in library.ids if identity != "start" and library.path(identity).rpartition("/")[0] == part]
    # From behind, so that pages with the same place keep their order.
    for identity in [identity for identity in reversed(ids) if library.head(identity, "de").after in ids]:
        ids.remove(identity)
        ids.insert(ids.index(library.head(identity, "de").after or "") + 1, identity)
    return ids


def parts(library: Library) -> list[str]:
    """The parts that have pages, in the order of the navigation."""
    return [part for part in PARTS if part_ids(part, library)]


def _summary(identity: str, library: Library, lang: str) -> str:
    return library.head(identity, lang).summary


def is_numbered(identity: str) -> bool:
    """Whether an id is a letter and a number, and so worth showing beside the title."""
    return sort_key(identity)[0] != ""
