"""One page in one language: the German structure filled with the words of a translation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import singledispatch
from typing import Any, TypeVar

from handbook.model import pages
from handbook.model.markdown import digest

H = TypeVar("H", bound=pages.Head)
IS_ID = re.compile(f"^{pages.NUMBERED_ID}$")

MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def date_text(value: date, lang: str) -> str:
    """A date as people write it: 11.03.2025, 11 March 2025."""
    return f"{value:%d.%m.%Y}" if lang == "de" else f"{value.day} {MONTHS_EN[value.month - 1]} {value.year}"


def is_id(text: str) -> bool:
    """Whether an entry of `inputs`, `reports_to` and the like names a page rather than being plain text."""
    return bool(IS_ID.match(text))


def translated(head: H, texts: pages.HeadTexts | None) -> H:
    """`head` with the words of `texts` where there are any; structure, ids and dates stay those of `head`."""
    if texts is None:
        return head
    update = {"title": texts.title, "summary": texts.summary, "keywords": texts.keywords, **_words(texts, head)}
    return head.model_copy(update=update)


@singledispatch
def _words(texts: pages.HeadTexts, head: Any) -> dict[str, Any]:
    return {}


@_words.register
def _(texts: pages.ProcessTexts, head: pages.Process) -> dict[str, Any]:
    return {
        "trigger": texts.trigger,
        "inputs": _mixed(head.inputs, texts.inputs),
        "outputs": _mixed(head.outputs, texts.outputs),
        "steps": tuple(_step(step, texts.steps.get(step.id)) for step in head.steps),
    }


def _mixed(entries: pages.Texts, words: pages.Texts) -> pages.Texts:
    """Plain texts replaced in order, ids kept; a missing translation leaves the German text."""
    left = list(words)
    return tuple(entry if is_id(entry) or not left else left.pop(0) for entry in entries)


def _step(step: pages.Task | pages.Decision | pages.End, words: pages.StepTexts | None) -> Any:
    if words is None:
        return step
    update: dict[str, Any] = {"label": words.label}
    if isinstance(step, pages.Decision):
        update["next"] = tuple(
            choice.model_copy(update={"label": words.next.get(choice.to, choice.label)}) for choice in step.next
        )
    if isinstance(step, pages.End):
        update["result"] = words.result or step.result
    return step.model_copy(update=update)


@_words.register
def _(texts: pages.RoleTexts, head: pages.Role) -> dict[str, Any]:
    return {
        "time": texts.time,
        "appointed_by": texts.appointed_by or head.appointed_by,
        "reports_to": texts.reports_to or head.reports_to,
    }


@_words.register
def _(texts: pages.ChecklistTexts, head: pages.Checklist) -> dict[str, Any]:
    return {"when": texts.when}


@_words.register
def _(texts: pages.FormTexts, head: pages.Form) -> dict[str, Any]:
    fields = tuple(_field(entry, texts.fields.get(entry.id)) for entry in head.fields)
    samples = {
        case: {name: _value(head, fields, name, value, texts.samples.get(case, {})) for name, value in values.items()}
        for case, values in head.samples.items()
    }
    return {"fields": fields, "samples": samples}


def _field(entry: pages.FormField, words: pages.FieldTexts | None) -> pages.FormField:
    if words is None:
        return entry
    options = words.options if len(words.options) == len(entry.options) else entry.options
    return entry.model_copy(update={"label": words.label, "note": words.note or entry.note, "options": options})


def _value(
    head: pages.Form,
    fields: tuple[pages.FormField, ...],
    name: str,
    value: pages.SampleValue,
    words: dict[str, str],
) -> pages.SampleValue:
    """A sample's value in the other language: choices by position, texts as translated, the rest unchanged."""
    for german, entry in zip(head.fields, fields, strict=True):
        if german.id == name and german.kind == "choice" and value in german.options:
            return entry.options[german.options.index(str(value))]
    return words.get(name, value)


@_words.register
def _(texts: pages.ThemeTexts, head: pages.Theme) -> dict[str, Any]:
    return {"conflict_types": texts.conflict_types}


@_words.register
def _(texts: pages.CaseTexts, head: pages.Case) -> dict[str, Any]:
    return {"conflict_type": texts.conflict_type}


@_words.register
def _(texts: pages.PhaseTexts, head: pages.Phase) -> dict[str, Any]:
    return {"duration": texts.duration, "outputs": _mixed(head.outputs, texts.outputs)}


@_words.register
def _(texts: pages.TrainingTexts, head: pages.Training) -> dict[str, Any]:
    return {"duration": texts.duration, "audience": texts.audience, "goals": texts.goals}


# --- what of the front matter is text, and so part of the digest `_meta` ---

TEXT_KEYS = {
    "title", "summary", "trigger", "inputs", "outputs", "steps", "label", "next", "result", "appointed_by", "reports_to",
    "time", "when", "fields", "note", "options", "samples", "conflict_types", "conflict_type", "duration", "audience",
    "goals",
}  # fmt: skip


def meta_digest(head: pages.Head) -> str:
    """Digest of all German texts in the front matter; structure and keywords do not count."""
    return digest("\n".join(_texts(head.model_dump(mode="json", include=TEXT_KEYS & set(type(head).model_fields)))))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, child in value.items():
            if key not in {
                "id",
                "kind",
                "role",
                "raci",
                "forms",
                "checklists",
                "within",
                "to",
                "then",
                "retention",
                "personal",
                "required",
            }:
                yield from _texts(child)
    elif isinstance(value, (list, tuple)):
        for child in value:
            yield from _texts(child)
