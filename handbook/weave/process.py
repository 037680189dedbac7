"""What is woven into a process page: the fact sheet and the step table, both from the one description of the flow."""

from __future__ import annotations

from handbook.layers.slots import duration
from handbook.locale import word
from handbook.model import pages
from handbook.model.library import Library
from handbook.model.pages import Duration
from handbook.model.texts import is_id
from handbook.weave.text import heading, link, table


def fact_sheet(process: pages.Process, library: Library, lang: str) -> str:
    """Prozesssteckbrief: trigger, owner, inputs, outputs, law."""
    rows = [
        (word(lang, "labels.trigger"), process.trigger),
        (word(lang, "labels.owner"), link(library, process.owner, lang)),
        (word(lang, "labels.inputs"), _entries(process.inputs, library, lang)),
        (word(lang, "labels.outputs"), _entries(process.outputs, library, lang)),
    ]
    if process.law:
        rows.append((word(lang, "labels.law"), _entries(process.law, library, lang)))
    header = (word(lang, "labels.fact"), word(lang, "labels.content"))
    return f"{heading(lang, 'steckbrief')}\n\n{table(header, rows)}"


def _entries(entries: tuple[str, ...], library: Library, lang: str) -> str:
    return "; ".join(link(library, entry, lang, with_id=True) if is_id(entry) else entry for entry in entries)


def step_table(process: pages.Process, library: Library, lang: str, described: frozenset[str]) -> str:
    """One row a step; `described` are the steps that have a paragraph of their own below."""
    numbers = {step.id: number for number, step in enumerate(process.steps, 1)}
    header = [word(lang, f"labels.{key}") for key in ("number", "step", "who", "deadline", "documents", "next")]
    page = library.page(process.id, lang)
    in_german = page.origin.in_german if page and page.origin else frozenset()
    rows = [
        (
            str(numbers[step.id]),
            _label(step, described, german=f"steps.{step.id}" in in_german),
            _who(step, process, library, lang),
            _deadline(step.within, library, lang),
            "; ".join(link(library, document, lang, with_id=True) for document in (*step.forms, *step.checklists)),
            _next(step, numbers, library, lang, german=f"steps.{step.id}" in in_german),
        )
        for step in process.steps
    ]
    return table(header, rows)


def _who(step: pages.StepBase, process: pages.Process, library: Library, lang: str) -> str:
    role = getattr(step, "role", None) or process.owner
    parts = [link(library, role, lang)]
    if step.raci.A and step.raci.A not in (process.owner, role):
        parts.append(f"{word(lang, 'labels.accountable')}: {link(library, step.raci.A, lang)}")
    for letter, roles in (("consulted", step.raci.C), ("informed", step.raci.I)):
        if roles:
            names = ", ".join(link(library, name, lang) for name in roles)
            parts.append(f"{word(lang, f'labels.{letter}')}: {names}")
    return "; ".join(parts)


def _deadline(within: pages.Within | None, library: Library, lang: str) -> str:
    if within is None:
        return ""
    if within.slot:
        slot = library.data.slots.get(within.slot)  # the preview also shows a page whose slot is misspelt
        return f"{{{{ {within.slot} }}}}" + (f" {slot.start.get(lang)}" if slot and slot.start else "")
    assert within.value and within.unit
    return duration(Duration(value=within.value, unit=within.unit), lang)


def _label(step: pages.StepBase, described: frozenset[str], *, german: bool) -> str:
    text = f"[{step.label}](#schritt-{step.id})" if step.id in described else step.label
    return _said(text, german=german)


def _said(text: str, *, german: bool) -> str:
    """German words on an English page are marked as German."""
    return f'<span lang="de">{text}</span>' if german else text


def _next(
    step: pages.Task | pages.Decision | pages.End, numbers: dict[str, int], library: Library, lang: str, *, german: bool
) -> str:
    if isinstance(step, pages.Decision):
        return "; ".join(f"{_said(choice.label, german=german)} → {numbers.get(choice.to, '?')}" for choice in step.next)
    if isinstance(step, pages.End):
        result = _said(step.result, german=german)
        return f"{result} → {link(library, step.then, lang, with_id=True)}" if step.then else result
    if step.next == (_following(step, numbers),):
        return ""  # the next row needs no arrow
    return f" {word(lang, 'labels.and')} ".join(f"→ {numbers.get(target, '?')}" for target in step.next)


def _following(step: pages.Task, numbers: dict[str, int]) -> str | None:
    return next((other for other, number in numbers.items() if number == numbers[step.id] + 1), None)
