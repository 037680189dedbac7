"""What is woven into roles, checklists, forms, cases and law pages: fact sheets, fields, samples, data protection, back-links."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date

from handbook.layers.slots import escape
from handbook.locale import word
from handbook.model import pages
from handbook.model.library import Library
from handbook.model.references import References
from handbook.model.sheets import Entry, sheets
from handbook.model.texts import date_text, is_id
from handbook.weave.text import heading, link, table, title, yes_no

Rows = list[tuple[str, ...]]
# "5. Mai" at the start of a paragraph would become a list, "# 3" a heading.
MARKER = re.compile(r"^(\d*)([.)]|#+|[>+*|:-])(?=\s)")


def facts(head: pages.Head, library: Library, lang: str) -> str:
    """The fact sheet at the top of a page, or an empty text for types that have none (a process has its own)."""
    rows = _rows(head, library, lang)
    if not rows:
        return ""
    return table(
        (word(lang, "labels.fact"), word(lang, "labels.content")), [(word(lang, f"labels.{key}"), text) for key, text in rows]
    )


def _rows(head: pages.Head, library: Library, lang: str) -> Rows:
    if isinstance(head, pages.Role):
        return [
            ("role_kind", word(lang, f"role_kinds.{head.kind}")),
            ("appointed_by", _person(head.appointed_by, library, lang)),
            ("reports_to", _person(head.reports_to, library, lang)),
            ("time", head.time),
        ]
    if isinstance(head, pages.Checklist):
        phase = [("belongs_to", link(library, head.phase, lang, with_id=True))] if head.phase else []
        return [("when", head.when), ("who", ", ".join(link(library, role, lang) for role in head.who)), *phase]
    if isinstance(head, pages.Form):
        return [("belongs_to", link(library, head.process or head.phase or "", lang, with_id=True))]
    if isinstance(head, pages.Case):
        return [
            ("themes", ", ".join(link(library, theme, lang) for theme in head.themes)),
            ("conflict_type", ", ".join(head.conflict_type)),
            *([("escalation", head.escalation)] if head.escalation else []),
            ("size", word(lang, f"sizes.{head.size}")),
            ("procedures", ", ".join(link(library, process, lang, with_id=True) for process in head.processes)),
        ]
    if isinstance(head, pages.Law):
        norms = [(f"{norm.section} {norm.name}", date_text(norm.stand, lang)) for norm in head.norms]
        return [
            ("norms", "; ".join(f"{name} ({word(lang, 'labels.as_of')} {stand})" for name, stand in norms)),
            ("land", word(lang, f"lands.{head.land}")),
        ]
    if isinstance(head, pages.Training):
        return [("duration", head.duration), ("audience", head.audience), ("goals", "; ".join(head.goals))]
    if isinstance(head, pages.Phase):
        outputs = "; ".join(link(library, entry, lang, with_id=True) if is_id(entry) else entry for entry in head.outputs)
        return [("duration", head.duration), ("outputs", outputs)]
    return []


def _person(entry: str, library: Library, lang: str) -> str:
    return link(library, entry, lang) if is_id(entry) else entry


def part_in_processes(role: pages.Role, refs: References, library: Library, lang: str) -> str:
    """Takes part in: the processes of a role with its letters in words."""
    rows = [
        (link(library, process, lang, with_id=True), ", ".join(word(lang, f"raci.{letter}") for letter in letters))
        for process, letters in refs.processes_of(role.id)
    ]
    if not rows:
        return ""
    return f"{heading(lang, 'prozesse')}\n\n{table((word(lang, 'labels.process'), word(lang, 'labels.part')), rows)}"


def used_in(document: pages.Head, refs: References, library: Library, lang: str) -> str:
    """Used in: the processes and steps that name a form or checklist."""
    lines = []
    for process, steps in refs.used_in.get(document.id, {}).items():
        head = library.head(process, lang)
        assert isinstance(head, pages.Process)
        labels = "; ".join(step.label for step in head.steps if step.id in steps)
        lines.append(f"- {link(library, process, lang, with_id=True)}: {labels}")
    return f"{heading(lang, 'verwendet-in')}\n\n" + "\n".join(lines) if lines else ""


def field_table(form: pages.Form, lang: str) -> str:
    """All fields by their number; those of the contact sheet in a table of their own, which prints on its own sheet."""
    case_sheet, contact_sheet = sheets(form)
    parts = [heading(lang, "felder"), *([_field_rows(case_sheet, lang)] if case_sheet else [])]
    if contact_sheet:
        parts += [*([heading(lang, "kontaktblatt", 3)] if case_sheet else []), _field_rows(contact_sheet, lang)]
    return "\n\n".join(parts)


def _field_rows(entries: tuple[Entry, ...], lang: str) -> str:
    header = [word(lang, f"labels.{key}") for key in ("number", "field", "field_kind", "required", "note")]
    rows: Rows = []
    for entry in entries:
        field = entry.field
        kind = word(lang, f"field_kinds.{field.kind}")
        if field.options:
            kind += ": " + " / ".join(field.options)
        rows.append((entry.number, entry.label, kind, yes_no(field.required, lang), field.note or ""))
    return table(header, rows)


def samples(form: pages.Form, library: Library, lang: str) -> str:
    """The filled samples as definition lists, one for each case."""
    parts = []
    for case, values in form.samples.items():
        source = word(lang, "labels.sample_from", case=link(library, case, lang, with_id=True))
        entries = [f"{field.label}\n:   {_value(values[field.id], lang)}" for field in form.fields if field.id in values]
        parts.append(f"{source}\n\n" + "\n\n".join(entries))
    return f"{heading(lang, 'muster')}\n\n" + "\n\n".join(parts) if parts else ""


def papers(case: pages.Case, library: Library, lang: str) -> str:
    """Papers of this case: the forms whose sample it fills, in the order of their numbers, straight to the sample."""
    forms = [form for form in library.of(pages.Form) if case.id in form.samples]
    lines = [f"- [{form.id} {title(library, form.id, lang)}]({form.id}#muster)" for form in forms]
    return f"{heading(lang, 'papiere')}\n\n" + "\n".join(lines) if lines else ""


def _value(value: pages.SampleValue, lang: str) -> str:
    if isinstance(value, bool):
        return yes_no(value, lang)
    if isinstance(value, date):
        return date_text(value, lang)
    return "\n\n    ".join(_text(line.strip()) for line in value.split("\n") if line.strip())


def _text(line: str) -> str:
    return MARKER.sub(lambda match: match[1] + escape(match[2]), line)


def data_protection(form: pages.Form, library: Library, lang: str) -> str:
    """Which fields hold personal data, and how long each group is kept."""
    groups: dict[str, list[str]] = defaultdict(list)
    for field in form.fields:
        mark = f" ({word(lang, 'labels.personal')})" if field.personal else ""
        groups[field.retention].append(field.label + mark)
    lines = []
    for retention, labels in groups.items():
        rule = library.data.retention.get(retention)
        lines.append(f"- **{rule.get(lang) if rule else retention}:** {', '.join(labels)}")
    return f"{heading(lang, 'daten')}\n\n" + "\n".join(lines)


def related(head: pages.Head, refs: References, library: Library, lang: str, shown: frozenset[str]) -> str:
    """Pages that name this one and are not on it already (`shown`), at most eight."""
    origins = [origin for origin in refs.backlinks.get(head.id, ()) if origin not in shown and origin in library.german]
    if not origins:
        return ""
    ordered = sorted(origins, key=lambda origin: origin == "start")[:8]
    lines = [f"- {link(library, origin, lang, with_id=is_id(origin))}" for origin in ordered]
    return f"{heading(lang, 'verwandt')}\n\n" + "\n".join(lines)
